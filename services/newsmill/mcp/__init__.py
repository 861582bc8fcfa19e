"""The Model Context Protocol: assistants search and read the articles of a gateway, and no more."""
