"""Parse a page within bounds of size, elements and depth."""

import re
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

# Ordinary pages have a few thousand elements, 20 to 40 deep. The extractor takes some 30 µs for
# each, and for deep ones it takes quadratic time.
MANY_TAGS = 15_000
MAX_ELEMENTS = 40_000
MAX_DEPTH = 80
MAX_CHARS = 5_000_000

# Without text for readers. Scripts may hold JSON-LD, so they stay; these are many elements.
_NO_TEXT = frozenset({"svg", "select", "math", "datalist", "map", "canvas", "object"})

# A declaration of XML is of bytes; lxml refuses text that has one.
_XML_DECLARATION = re.compile(r"\s{0,100}<\?xml[^>]{0,200}>", re.IGNORECASE)


def parse_page(html: str) -> Tree | None:
    """The page as a tree; None if it cannot be read, or not within bounds.

    Of a page with very many elements, what is deeper than any article is left out.
    """
    if len(html) > MAX_CHARS:
        return None
    html = without_giant_tags(html)
    if declaration := _XML_DECLARATION.match(html):
        html = html[declaration.end() :]
    try:
        tree = load_html(html)
        if tree is None or html.count("<") < MANY_TAGS:
            return tree
        return tree if _prune(tree) <= MAX_ELEMENTS else None
    except UNREADABLE:
        return None


def _prune(tree: Tree) -> int:
    """Drop comments, pictures' innards and what is too deep; how many elements are left."""
    elements = depth = 0
    dropped = []
    walk = etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event == "start":
            depth += 1
            if depth > MAX_DEPTH or element.tag in _NO_TEXT:
                dropped.append(element)
                walk.skip_subtree()
            else:
                elements += 1
        elif event == "end":
            depth -= 1
        else:
            dropped.append(element)
    for element in dropped:
        element.drop_tree()
    return elements
