"""Extract a page's main text (boilerplate removal); the only module that imports trafilatura."""

import logging
from dataclasses import dataclass, field

from lxml import etree
from trafilatura import extract
from trafilatura.utils import load_html

from newsmill.cleaner.markup import plain_text, without_giant_tags
from newsmill.cleaner.pages import Facts, Tree, facts_of
from newsmill.cleaner.texts import tidy

# What trafilatura and lxml raise on broken pages. All of it means: unreadable.
UNREADABLE = (
    ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
    etree.LxmlError,
)  # fmt: skip

# It logs every page without an article as an error; here that is an ordinary outcome.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class PageReading:
    """A page's article as tidy text, which may be empty, and the page's metadata."""

    text: str = ""
    facts: Facts = field(default_factory=Facts)


def read_page(html: str, *, all_text: bool = False) -> PageReading:
    """Extract text and metadata from an HTML page, which may hold anything. Raises nothing.

    Comments and tables are left out. With `all_text`, a page in which no article is found gives
    all of its text.
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
