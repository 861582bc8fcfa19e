"""Decide when a feed is asked again."""
