"""Know entries again: their ids, their contents, and what is remembered of them."""
