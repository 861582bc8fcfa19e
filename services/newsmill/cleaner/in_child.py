"""Functions that run the extraction in a child process.

Only the child imports the extraction libraries; the worker can name these functions without them.
"""

from newsmill.cleaner.settings import Settings
from newsmill.contracts.articles import CleanArticle, RetrievedArticle
from newsmill.contracts.outcomes import Dropped


def load_libraries() -> None:
    """Import the libraries before the first article comes: the child's initializer."""
    from newsmill.cleaner import cleaning

    assert cleaning


def clean_in_child(article: RetrievedArticle, settings: Settings) -> CleanArticle | Dropped:
    """The result of `cleaning.clean` for `article`."""
    from newsmill.cleaner.cleaning import clean

    return clean(article, settings)


def clean_without_page_in_child(
    article: RetrievedArticle, settings: Settings
) -> CleanArticle | Dropped:
    """The result of `cleaning.clean` for `article`, whose page could not be read."""
    from newsmill.cleaner.cleaning import clean

    return clean(article, settings, had_unreadable_page=True)
