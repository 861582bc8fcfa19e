"""Read entries with feedparser: the only module that imports it.

Its strict parser is given well-formed documents that hold nothing but entries, and of them only
what is their own. Its loose parser, which reads ids and links differently, is not used. It runs in
a child process that can be killed: nothing here may import the web or Kafka.
"""

import contextlib
import html
import re
import xml.sax
from collections.abc import Iterable, Sequence
from typing import Any

import feedparser
import feedparser.html
import feedparser.mixin
from feedparser.api import StrictFeedParser
from lxml.sax import saxify

# What feedparser raises, or can raise by its code, on broken and hostile documents.
PARSER_FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
    feedparser.exceptions.UndeclaredNamespace,
    xml.sax.SAXException,
)
# All alphabets, and the usual ideographs.
MAX_CODES_KEPT = 20_000


class ParserFault(Exception):
    """feedparser cannot handle a document."""


def read_entries(root: Any) -> Sequence[Any]:
    """The entries of a document, given as an lxml element, as feedparser gives them.

    Raises:
        ParserFault: feedparser cannot handle it.
    """
    try:
        return _run(root)
    except PARSER_FAULTS as error:
        raise ParserFault(type(error).__name__) from error


def guid_of(entry: Any) -> str:
    """The entry's id, as it is written."""
    return _string(entry, "id")


def markup_of(text: str, kind: str, is_rss: bool) -> str:
    """A text of the feed as HTML: plain text that looks like markup is escaped."""
    text = repaired(text)
    if kind in ("text", "plain", "text/plain"):
        is_html = is_rss and StrictFeedParser.looks_like_html(text)
        return _as_html(text, "text/html" if is_html else "text/plain")
    return text


def _run(root: Any) -> Sequence[Any]:
    handler = StrictFeedParser("", None, "utf-8")
    handler.resolve_relative_uris = False
    handler.sanitize_html = False
    # The events of the tree itself: with expat, each reference in a text would be one.
    saxify(root, handler)
    entries: Sequence[Any] = handler.entries
    return entries


def repaired(text: str) -> str:
    """UTF-8 that was read as Latin-1, and the C1 controls of windows-1252, as feedparser does."""
    with contextlib.suppress(UnicodeError):
        text = text.encode("iso-8859-1").decode("utf-8")
    return text.translate(feedparser.mixin._cp1252)


class _Replacements(dict[int, int | str]):
    """A table for `str.translate` that also knows, once asked, which code points it leaves alone.

    Behind a text's first character beyond ASCII, `str.translate` handles a `LookupError` for each
    character that is not in its table.
    """

    def __missing__(self, code: int) -> int:
        if len(self) < MAX_CODES_KEPT:
            self[code] = code
        return code


# The parser maps all texts with it. The table of feedparser.html is also asked what is in it.
feedparser.mixin._cp1252 = _Replacements(feedparser.html._cp1252)


class _Copying:
    """What feedparser needs of `copy`: the dictionaries that it copies hold nothing but strings."""

    deepcopy = staticmethod(feedparser.FeedParserDict)


feedparser.mixin.copy = _Copying


def link_of(entry: Any) -> str:
    """The entry's link, as it is written or relative to what the document says (xml:base)."""
    # FeedBurner replaces links by redirects and keeps the original here.
    link = _string(entry, "feedburner_origlink") or _string(entry, "link")
    if link and link == dict.get(entry, "id") and dict.get(entry, "guidislink"):
        # A GUID is a link only by default: many are plain numbers.
        return link if re.match(r"https?://", link, re.IGNORECASE) else ""
    if not link:
        links = _dicts(entry, "links")
        return next((_string(one, "href") for one in links if one.get("rel") == "alternate"), "")
    return link


def content_of(entry: Any) -> str:
    """The entry's full text as HTML: the longest."""
    texts = [
        _as_html(_string(one, "value"), one.get("type"))
        for one in _dicts(entry, "content")
        if str(one.get("type", "text")).startswith(("text", "application/xhtml"))
    ]
    return max(texts, key=len, default="")


def authors_of(context: Any) -> tuple[str, ...]:
    """The names of the authors of an entry or a feed."""
    names = tuple(_string(author, "name") for author in _dicts(context, "authors"))
    # RSS wants “mail (Name)”; feedparser misreads addresses under longer top-level domains.
    if len(names) == 1 and (found := _ADDRESS_AND_NAME.fullmatch(_string(context, "author"))):
        return (found[1] or "",)
    return names


_ADDRESS_AND_NAME = re.compile(r"\s*[^\s@()]{1,200}@[^\s@()]{1,200}\s*(?:\(([^()]{0,500})\))?\s*")


def markup_in(context: Any, name: str) -> str:
    """A title or text of an entry or a feed as HTML."""
    detail = dict.get(context, f"{name}_detail")
    kind = detail.get("type") if isinstance(detail, dict) else None
    return _as_html(_string(context, name), kind)


def _as_html(text: str, kind: object) -> str:
    """`text` as HTML: plain text that looks like markup is escaped."""
    if kind == "text/plain" and _LOOKS_LIKE_MARKUP.search(text):
        return html.escape(text, quote=False)
    return text


_LOOKS_LIKE_MARKUP = re.compile(r"<[A-Za-z/!?]|&#?\w{1,32};")


def _string(context: Any, name: str) -> str:
    value = dict.get(context, name)
    return value if isinstance(value, str) else ""


def _dicts(context: Any, name: str) -> Iterable[Any]:
    found = dict.get(context, name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
