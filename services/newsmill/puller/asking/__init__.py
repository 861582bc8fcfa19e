"""Ask for a feed over HTTP, and turn the answer into records."""
