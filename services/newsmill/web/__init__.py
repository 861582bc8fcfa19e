"""The web client: one bounded GET, URLs and hosts, the SSRF guard, decompression and decoding."""
