"""What each route answers: one handler for each name in the table."""
