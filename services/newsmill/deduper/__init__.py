"""Recognises the same article (repeated, revised, reprinted) and names the original."""
