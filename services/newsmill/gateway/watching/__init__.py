"""What the gateway knows of the mill besides its articles: feeds, rooms, ends, the audit."""
