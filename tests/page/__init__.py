"""The page in a real browser, against a gateway that can be told to misbehave."""
