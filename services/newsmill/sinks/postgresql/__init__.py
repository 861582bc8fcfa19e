"""Keep a table of PostgreSQL equal to what `news.articles.current.v1` has: a row for an article."""
