"""Text in any language: what a character and a word are, and whether a text is cut off."""
