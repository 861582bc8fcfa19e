"""A page's article, without all that stands around it: the only module that imports trafilatura."""

import logging
from dataclasses import dataclass, field

from lxml import etree
from trafilatura import extract
from trafilatura.utils import load_html

from newsmill.cleaner.markup import plain_text, without_giant_tags
from newsmill.cleaner.pages import Facts, Tree, facts_of
from newsmill.cleaner.texts import tidy

# What trafilatura and lxml raise on broken pages; none of it says more than that.
UNREADABLE = (
    ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
    etree.LxmlError,
)  # fmt: skip

# It logs every page without an article as an error; to us that is an ordinary outcome.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class PageReading:
    """A page's article, tidy and possibly empty, and what the page says about itself."""

    text: str = ""
    facts: Facts = field(default_factory=Facts)


def read_page(html: str, *, all_text: bool = False) -> PageReading:
    """Read an HTML page; anything at all may be in it.

    Comments and tables are left out. With `all_text` a page in which no article is to be found is
    read from top to bottom.
    """
    html = without_giant_tags(html)
    try:
        tree = load_html(html)
        facts = Facts() if tree is None else facts_of(tree)
    except UNREADABLE:
        tree, facts = None, Facts()
    text = "" if tree is None else _article_text(tree)
    if not text and all_text:
        text = plain_text(html)
    return PageReading(text, facts)


def _article_text(tree: Tree) -> str:
    try:
        text = extract(tree, fast=True, include_comments=False, include_tables=False)
    except UNREADABLE:
        return ""
    return tidy(text or "")
