"""The half that nobody who writes rules reads: written by somebody else, only scored in total."""
