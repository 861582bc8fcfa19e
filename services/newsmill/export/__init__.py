"""Copy the articles of a time into a file."""
