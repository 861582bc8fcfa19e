"""Extract a page's main text (boilerplate removal); the only module that imports trafilatura's
extraction.
"""

import logging

from trafilatura import extract

from newsmill.cleaner.facts.gathering import Facts
from newsmill.cleaner.parsing import UNREADABLE, Tree
from newsmill.cleaner.texts import tidy

# It logs every page without an article as an error; here that is an ordinary outcome.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def article_text(tree: Tree, html: str, facts: Facts) -> str:  # noqa: ARG001
    """The page's main text, tidy; empty if there is none. `tree` stays as it is."""
    try:
        text = extract(tree, fast=True, include_comments=False, include_tables=False)
    except UNREADABLE:
        return ""
    return tidy(text or "")
