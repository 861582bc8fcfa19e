"""The cleaner's work as a child process is asked for it.

The extraction libraries are imported in the child alone: the worker that asks has no use for them.
"""

from newsmill.cleaner.settings import Settings
from newsmill.contracts.articles import CleanArticle, RetrievedArticle
from newsmill.contracts.outcomes import Dropped


def load_libraries() -> None:
    """Import them before the first article waits: the child's initializer."""
    from newsmill.cleaner import cleaning

    assert cleaning


def clean_apart(article: RetrievedArticle, settings: Settings) -> CleanArticle | Dropped:
    """What `cleaning.clean` makes of `article`."""
    from newsmill.cleaner.cleaning import clean

    return clean(article, settings)
