"""The filter language: which articles somebody wants, in one line, the same everywhere.

    place:Kenya person:"Angela Merkel" language:de -is:copy since:2h "free words"

Terms that follow each other must all match; `OR`, `NOT` or `-`, and parentheses as in GitHub's
search. README.md beside this file tells what each field means. Only the standard library is needed.
"""

from newsmill.filters.articles import Article, article_of
from newsmill.filters.errors import FilterError
from newsmill.filters.filter import EVERYTHING, Filter, parse
from newsmill.filters.folding import folded, words
from newsmill.filters.many import Many, many

__all__ = [
    "EVERYTHING",
    "Article",
    "Filter",
    "FilterError",
    "Many",
    "article_of",
    "folded",
    "many",
    "parse",
    "words",
]
