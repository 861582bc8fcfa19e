"""The contracts between rooms and with readers: records, topics, headers. Imports no room."""
