"""The newest articles, to be searched: a view of the topics that may be deleted at any time."""
