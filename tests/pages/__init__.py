"""Invented news pages in the structures of real publishing systems, each with its truth."""
