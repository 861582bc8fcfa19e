"""Parse a page within bounds of size, elements and depth."""

from typing import Any

from lxml import etree
from trafilatura.utils import load_html

from newsmill.cleaner.markup import without_giant_tags

Tree = Any
"""A tree of lxml's HTML parser; lxml has no types of its own."""

# What trafilatura and lxml raise on broken pages. All of it means: unreadable.
UNREADABLE = (
    ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
    etree.LxmlError,
)  # fmt: skip


def parse_page(html: str) -> Tree | None:
    """The page as a tree; None if it cannot be read, or not within bounds."""
    try:
        return load_html(without_giant_tags(html))
    except UNREADABLE:
        return None
