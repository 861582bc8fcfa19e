"""Examine one feed: what it was asked and answered, how good it is, what its owner could mend."""
