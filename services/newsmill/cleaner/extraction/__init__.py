"""A page's main text: boilerplate removal, rescues where it fails, and trimming."""
