"""Extract a page's main text (boilerplate removal); the only module that imports trafilatura's
extraction.
"""

import logging

from trafilatura import extract
from trafilatura.settings import Extractor, use_config

from newsmill.cleaner.extraction.joiners import has_joiners, hide_joiners, with_joiners
from newsmill.cleaner.extraction.preparing import prepared
from newsmill.cleaner.extraction.rescuing import rescued
from newsmill.cleaner.facts.gathering import Facts
from newsmill.cleaner.parsing import UNREADABLE, Tree
from newsmill.cleaner.texts import tidy

# It logs every page without an article as an error; here that is an ordinary outcome.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

# Below this length in characters, trafilatura searches the whole page for more. In the article's
# own container it need not: an article of 20 words is an article.
MIN_CHARS_IN_CONTAINER = 30
_CONFIG_IN_CONTAINER = use_config()
_CONFIG_IN_CONTAINER.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(MIN_CHARS_IN_CONTAINER))
# Read once: the configuration is parsed anew for each article otherwise.
_ANYWHERE = Extractor(fast=True, comments=False, tables=False)
_IN_CONTAINER = Extractor(fast=True, comments=False, tables=False, config=_CONFIG_IN_CONTAINER)


def article_text(tree: Tree, html: str, facts: Facts) -> str:
    """The page's main text, tidy; empty if there is none. `tree` stays as it is. Raises nothing."""
    try:
        page = prepared(tree)
        if page is None:
            return ""
        joined = has_joiners(page.tree)
        if joined:
            hide_joiners(page.tree)
        text = extract(page.tree, options=_ANYWHERE if page.container is None else _IN_CONTAINER)
        text = with_joiners(tidy(text or "")) if joined else tidy(text or "")
        text = rescued(text, page, html, facts.article_bodies)
        return with_joiners(text) if joined else text
    except UNREADABLE:
        return ""
