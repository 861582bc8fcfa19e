"""newsmill: news feeds in; one clean, deduplicated, entity-tagged stream of articles out."""

__version__ = "0.1.0"
