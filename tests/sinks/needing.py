"""A sink that needs what is nowhere installed."""

import no_such_library_at_all  # type: ignore[import-not-found]  # noqa: F401
