"""Facts about words, as files."""
