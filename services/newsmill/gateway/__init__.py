"""The readers' side over HTTP: search, live streams, feeds for any filter, and the page."""
