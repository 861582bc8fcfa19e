"""HTTP itself: connections, headers, conditions, files, and who gets which answer."""
