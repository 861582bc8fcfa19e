"""The command line: thin, quick to start; records go to stdout, everything else to stderr."""
