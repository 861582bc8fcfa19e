"""Audit, explain and replay: what became of every entry, derived from the topics alone."""
