"""Write what readers read somewhere else, in one line: databases, files, webhooks."""
