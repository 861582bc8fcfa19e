"""A page's metadata: structured data, meta elements, visible dates and bylines."""
