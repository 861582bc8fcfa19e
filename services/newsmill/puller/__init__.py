"""Knows the feeds, decides when to ask, asks politely, and finds the new and changed entries."""
