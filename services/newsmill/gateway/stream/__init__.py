"""Articles as they come, for readers that stay: server-sent events that can be resumed."""
