"""An article's address: canonical, unwrapped, and believed within reason."""
