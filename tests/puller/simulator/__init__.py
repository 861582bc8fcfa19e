"""A server of hostile and broken feeds, and the table of what newsmill does with each."""
