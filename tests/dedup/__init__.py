"""A labelled set of invented articles, and what the deduper makes of it."""
