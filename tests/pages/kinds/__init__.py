"""Pages that are no articles, with the entries whose links led to them."""
