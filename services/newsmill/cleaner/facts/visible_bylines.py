"""Find the bylines that readers see near the headline."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice, tee

from newsmill.cleaner.facts.byline_text import UNREAD, byline_text, is_author_page
from newsmill.cleaner.facts.page_regions import (
    headline_element,
    is_of_others,
    is_widget,
    lies_in_others,
    lies_in_teaser,
)
from newsmill.cleaner.facts.unmarked_bylines import name_beside_date, signature
from newsmill.cleaner.parsing import Tree
from newsmill.cleaner.people.bylines import authors_of, begins_with_by_word, is_by_word

MAX_ELEMENTS_BEHIND = 250
MAX_ELEMENTS_BEFORE = 60
MAX_ELEMENTS_TO_META_LINE = 60
MAX_LINES_OF_META = 40
MAX_ELEMENTS_IN_ARTICLE = 3_000
MAX_ELEMENTS_BETWEEN = 60
MAX_BYLINES = 8
# A line of text without any markup of a byline is looked at only so near, and only if so short.
MAX_BARE_LINES = 12
MAX_BARE_LINES_OF_PAGE = 300
MAX_BARE_CHARS = 100
MAX_BY_WORD_CHARS = 14

_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:by-?lines?|authors?|autor(?:en|es|a)?|auteurs?|autore|autori|firma|forfatter|"
    r"skribent|reporters?|creator|contributors?|journalists?|dateline-author|writer|writtenby|"
    r"redakteur|autheur|kirjoittaja|toimittaja|szerzo|yazar|penulis|bylineauthor|credits?-author)"
    r"(?:$|[\s_-])"
    r"|(?:[a-z]|^|[\s_-])(?:Byline|Author|Autor)(?:s?$|s?[\s_-]|[A-Z])|(?:^|[\s_-])(?:byline|author)[A-Z]"
)
# About an author, but no byline.
_NO_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:bio|biography|description|desc|about|avatar|image|img|photo|picture|pic|thumb|"
    r"social|follow|share|email|mail|count|box)(?:$|[\s_-])|(?:Bio|Avatar|Image|Photo)(?:$|[\s_-])"
)
_NAME = re.compile(r"(?:^|[\s_-])(?:name|fn|author-?name)(?:$|[\s_-])|[a-z]Name(?:$|[\s_-])")
_META_LINE = re.compile(
    r"(?:meta(?:data|info)?|(?:^|[\s_-])(?:info|details|dateline))(?:$|[\s_-])", re.IGNORECASE
)
_PARTS = re.compile(r"\s*[·|•]\s*")
_BARE_TAGS = frozenset(
    {"p", "div", "span", "h2", "h3", "h4", "h5", "h6", "em", "i", "b", "strong", "font", "td",
     "center", "small", "li"}
)  # fmt: skip


def visible_bylines(tree: Tree) -> tuple[str, ...]:
    """The bylines near the headline, or else marked as such in its article; as written there.

    Only of this article: comments, teasers, sidebars and footers are left out. On pages without a
    headline, a line anywhere that begins as bylines do.
    """
    title = headline_element(tree)
    article = _article(tree, title)
    if title is not None:
        # The first look ends soon mostly.
        first, second = tee(_around(title))
        if found := _marked(first, title):
            return found
        around = list(second)
        near = around[:MAX_ELEMENTS_TO_META_LINE]
        found = _bare(around, MAX_BARE_LINES, title) or _linked(near) or _in_meta_line(near)
        if found:
            return found
    if article is not None and (
        found := _marked(islice(_own(article), MAX_ELEMENTS_IN_ARTICLE), title)
    ):
        return found
    if title is not None:
        return name_beside_date(title) or signature(title)
    if (body := next(tree.iter("body"), None)) is not None:
        return _bare(islice(_own(body), MAX_ELEMENTS_IN_ARTICLE), MAX_BARE_LINES_OF_PAGE)
    return ()


def _article(tree: Tree, title: Tree | None) -> Tree | None:
    if title is not None:
        around = next(title.iterancestors("article", "main"), None)
        return around if around is not None else next(tree.iter("article"), None)
    return next(tree.iter("article", "main"), None)


def _around(title: Tree) -> Iterator[Tree]:
    """The elements behind the headline, then those before it in the same header."""
    yield from islice(_behind(title), MAX_ELEMENTS_BEHIND)
    parent = title.getparent()
    for _ in range(2):
        if parent is None or parent.tag in ("body", "html", "main"):
            return
        for element in islice(parent.iter("*"), MAX_ELEMENTS_BEFORE):
            if element is title:
                break
            if not is_of_others(element):
                yield element
        parent = parent.getparent()


def _behind(title: Tree) -> Iterator[Tree]:
    """The elements that follow the headline, without regions of others, in document order."""
    place = title
    while place is not None and place.tag != "body":
        for sibling in place.itersiblings("*"):
            yield from _own(sibling)
        place = place.getparent()


def _own(element: Tree) -> Iterator[Tree]:
    """An element and those in it, without regions of others."""
    waiting = [element]
    while waiting:
        element = waiting.pop()
        if element.tag in UNREAD or is_of_others(element) or is_widget(element):
            continue
        yield element
        waiting += reversed(element)


def _marked(elements: Iterable[Tree], title: Tree | None = None) -> tuple[str, ...]:
    """The bylines among `elements` that are marked as such: the first that names a person, and
    those beside it.
    """
    found: dict[str, None] = {}
    parent = grandparent = None
    behind = 0
    for element in elements:
        behind += bool(found)
        if behind > MAX_ELEMENTS_BETWEEN:
            break
        if not _is_marked(element):
            continue
        its_parent = element.getparent()
        its_grandparent = its_parent.getparent() if its_parent is not None else None
        if found and its_parent is not parent and its_grandparent is not grandparent:
            continue
        bylines = [byline for byline in _bylines_in(element) if authors_of([byline])]
        if bylines and not found and lies_in_teaser(element, title):
            continue
        if bylines and not found:
            parent, grandparent = its_parent, its_grandparent
        found |= dict.fromkeys(bylines)
    return tuple(found)[:MAX_BYLINES]


def _is_marked(element: Tree) -> bool:
    attributes = element.attrib
    if not attributes:
        return bool(element.tag == "address")
    if "author" in (attributes.get("rel") or "").lower().split():
        return True
    if "author" in (attributes.get("itemprop") or "").lower().split():
        return True
    if element.tag == "address":
        return True
    sign = attributes.get("class") or attributes.get("id") or attributes.get("data-testid") or ""
    return bool(sign and _is_called_byline(sign[:200]))


@lru_cache(maxsize=2_048)
def _is_called_byline(sign: str) -> bool:
    return bool(_BYLINE.search(sign) and not _NO_BYLINE.search(sign))


def _bylines_in(element: Tree) -> Iterator[str]:
    """The names in an element marked as a byline: of links to authors, of names, else all of it."""
    inner = [each for each in islice(element.iter("*"), 60) if each is not element]
    links = [each for each in inner if each.tag == "a" and is_author_page(each)]
    names = [
        each
        for each in inner
        if "name" in (each.get("itemprop") or "").split()
        or _NAME.search((each.get("class") or "")[:200])
    ]
    for chosen in (links, names):
        texts = [text for each in chosen[:MAX_BYLINES] if (text := byline_text(each))]
        if any(authors_of([text]) for text in texts):
            yield from texts
            return
    if text := byline_text(element):
        yield text


def _bare(elements: Iterable[Tree], limit: int, title: Tree | None = None) -> tuple[str, ...]:
    """The first of so many lines of text that begins as a byline does."""
    lines = 0
    for element in elements:
        if element.tag not in _BARE_TAGS or not (element.text or "").strip():
            continue
        lines += 1
        if lines > limit:
            break
        text = byline_text(element)
        if len(text) <= MAX_BY_WORD_CHARS and is_by_word(text):
            # “By” in an element of its own.
            text = byline_text(element.getparent())
        if len(text) > MAX_BARE_CHARS or not begins_with_by_word(" ".join(text.split())):
            continue
        if _has_whole_name(text) and not lies_in_others(element, title):
            return (text,)
    return ()


def _linked(elements: Iterable[Tree]) -> tuple[str, ...]:
    """The links to authors' pages near the headline, but not those in running text."""
    links = [
        element
        for element in elements
        if element.tag == "a" and is_author_page(element) and element.getparent().tag != "p"
    ]
    texts = dict.fromkeys(byline_text(link) for link in links)
    return tuple(text for text in texts if _has_whole_name(text))


def _in_meta_line(elements: Iterable[Tree]) -> tuple[str, ...]:
    """The names beside a date: “11 March 2026 · 5 minutes · Maren Oltmann”. Links are sections."""
    for element in elements:
        if not _META_LINE.search((element.get("class") or "")[:200]):
            continue
        text = byline_text(element)
        whole = "".join(islice(element.itertext(), MAX_LINES_OF_META))
        if not text or not any(character.isdigit() for character in whole):
            continue
        linked = {byline_text(link) for link in islice(element.iter("a"), 10)}
        lines = [part.strip() for line in text.split("\n") for part in _PARTS.split(line)]
        named = [line for line in lines if line not in linked and " " in line]
        if authors_of(named):
            return tuple(line for line in named if authors_of([line]))
    return ()


def _has_whole_name(text: str) -> bool:
    """Whether a line names a person with more than one word, or in a script without spaces."""
    return any(" " in name or not name.isascii() for name in authors_of([text]))
