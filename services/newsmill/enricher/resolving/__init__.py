"""From spans that a model found one by one to the things an article names."""
