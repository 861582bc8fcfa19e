"""How each publishing system lays out an article: one module for systems that are alike."""
