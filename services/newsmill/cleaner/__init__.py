"""Cleans retrieved articles: extracts text, canonical URL, language, dates and authors."""
