"""Rows in an index of OpenSearch, or of Elasticsearch, which has the same calls."""
