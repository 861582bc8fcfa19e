"""What became of everything, told from the topics alone: the quarantine, the audit, one article."""
