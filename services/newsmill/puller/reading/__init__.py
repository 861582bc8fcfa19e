"""Read a feed document: from bytes to entries, each checked and cut to its limits."""
