"""Rows whose behaviour is decided, but not built yet: each is expected to fail until it is."""

NOT_YET: frozenset[str] = frozenset()
