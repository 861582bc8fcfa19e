"""Pages of the held half that are no articles, with the entries that led there."""
