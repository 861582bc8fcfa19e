"""Fetches the page of an entry whose feed has only a teaser, by robots.txt and rate limits."""
