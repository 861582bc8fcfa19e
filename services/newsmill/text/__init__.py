"""Text in any language: what a character and what a word is."""
