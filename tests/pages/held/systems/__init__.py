"""Publishing systems of the held half; see `tests/pages/README.md`."""
