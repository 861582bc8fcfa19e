"""Notice what was missed between two polls, and get it from elsewhere."""
