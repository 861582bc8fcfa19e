"""Turns retrieved articles into readable text with everything known about them."""
