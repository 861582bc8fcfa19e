"""What the rooms say to each other and to readers: records, topics, headers. Imports no room."""
