"""spaCy's entity recognisers, run by a forward pass of our own on the same weights."""
