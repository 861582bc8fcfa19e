"""Read who wrote an article from its bylines."""
