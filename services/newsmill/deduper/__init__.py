"""The deduper recognises the same article (again, revised, reprinted) and says which came first."""
