"""Keeps one row per article: its newest revision, and how often it was copied."""
