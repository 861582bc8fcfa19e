"""Finds whom and what an article names: people, organisations, places, with where it names them."""
