"""Parse a page within bounds of size, elements and depth."""

import re
from typing import Any

from lxml import etree
from lxml import html as lxml_html
from trafilatura.utils import repair_faulty_html

from newsmill.cleaner.markup import without_giant_tags

Tree = Any
"""A tree of lxml's HTML parser; lxml has no types of its own."""

# What trafilatura and lxml raise on broken pages. All of it means: unreadable.
UNREADABLE = (
    ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError,
    ValueError, etree.LxmlError,
)  # fmt: skip

# Ordinary pages have a few thousand elements, 20 to 40 deep. The extractor takes some 30 µs for
# each, and for deep ones it takes quadratic time.
MANY_TAGS = 15_000
MAX_ELEMENTS = 40_000
MAX_DEPTH = 80
MAX_CHARS = 5_000_000

# Without text for readers. Scripts may hold JSON-LD, so they stay; these are many elements.
_NO_TEXT = frozenset({"svg", "select", "math", "datalist", "map", "canvas", "object"})

# Like trafilatura's own, but for the choice of elements' classes: lxml.html asks a function of
# Python each time that an element is looked at, a tenth of all the time. None of its classes for
# fields of forms is needed.
# https://lxml.de/element_classes.html#default-class-lookup
_PARSER = etree.HTMLParser(
    collect_ids=False, default_doctype=False, encoding="utf-8", remove_comments=True,
    remove_pis=True,
)  # fmt: skip
_PARSER.set_element_class_lookup(etree.ElementDefaultClassLookup(element=lxml_html.HtmlElement))
# A document is told by its beginning.
_BEGINNING = 50

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
        tree = _loaded(html)
        if tree is None or html.count("<") < MANY_TAGS:
            return tree
        return tree if _prune(tree) <= MAX_ELEMENTS else None
    except UNREADABLE:
        return None


def _loaded(html: str) -> Tree | None:
    """The page as a tree, as trafilatura parses it; None for what is hardly HTML."""
    beginning = html[:_BEGINNING].lower()
    html = repair_faulty_html(html, beginning)
    try:
        tree = lxml_html.fromstring(html, parser=_PARSER)
    except (ValueError, etree.LxmlError):
        # It refuses text that declares an encoding.
        tree = None
    if tree is None or len(tree) < 1:
        tree = lxml_html.fromstring(html.encode("utf-8", "surrogatepass"), parser=_PARSER)
    return None if "html" not in beginning and len(tree) < 2 else tree


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
