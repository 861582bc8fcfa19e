"""Keep the elements of an entry within limits: depth, attributes, and text where text belongs."""

import html
from copy import deepcopy
from itertools import islice
from typing import Any

from lxml import etree

from newsmill.puller.reading.mending import MAX_ATTRIBUTES, MAX_DEPTH

Element = Any


def own_text(element: Element) -> str:
    """The text of an element without that of inner elements, unless it has no other."""
    if not len(element):
        return (element.text or "").strip()
    text = "".join(element.xpath("text()")).strip()
    return text or "".join(element.itertext()).strip()


def keep_line(element: Element) -> None:
    """Of an element that is a date, a name or an id, keep the text without inner elements."""
    if len(element):
        text = own_text(element)
        for child in list(element):
            element.remove(child)
        element.text = text
    cut_attributes(element)


def bound(element: Element) -> None:
    """Keep an element of markup within the limits of depth and attributes."""
    cut_attributes(element)
    if not len(element):
        return
    # The element is the second level of its entry.
    level: list[Element] = [element]
    for _ in range(2, MAX_DEPTH):
        level = [child for one in level for child in one]
        if not level:
            return
        for one in level:
            cut_attributes(one)
    for one in level:
        for child in list(one):
            one.remove(child)


def cut_attributes(element: Element) -> None:
    """Leave an element no more attributes than the limit."""
    if len(element.attrib) <= MAX_ATTRIBUTES:
        return
    for name in list(islice(element.attrib, MAX_ATTRIBUTES, None)):
        del element.attrib[name]


def write_out(element: Element) -> None:
    """Put an element's markup into its text, as if it had been escaped."""
    inner = deepcopy(element)
    etree.cleanup_namespaces(inner)
    for one in inner.iter("link"):
        one.text = one.text or ""  # with an end tag, as feedparser writes what stands in a text
    text = html.escape(inner.text or "", quote=False)
    written = [text, *(etree.tostring(child, encoding="unicode") for child in inner)]
    for child in list(element):
        element.remove(child)
    element.text = "".join(written)
    # feedparser would guess, by the names of the elements.
    element.set("type", "text/html")
