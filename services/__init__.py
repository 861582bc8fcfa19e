"""newsmill: news feeds in, one clean, deduplicated, entity-tagged stream of articles on Kafka out."""

__version__ = "0.1.0"
