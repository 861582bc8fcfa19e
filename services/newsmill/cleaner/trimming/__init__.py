"""Take off what stands around and within an article's text and is no part of it."""
