"""Mutations of newsmill's own code, to see whether the tests notice."""
