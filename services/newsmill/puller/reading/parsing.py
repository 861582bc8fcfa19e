"""Parse feeds: RSS, Atom, RDF, JSON Feed, also broken ones.

The only module that imports feedparser. It runs in a child process that can be killed, since
feedparser is quadratic in places: nothing here may import the web or Kafka.
"""

import calendar
import html
import re
import xml.sax
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from time import struct_time
from typing import Any

import feedparser
import feedparser.html
import feedparser.mixin

from newsmill.puller.reading.contents import Contents, Entry
from newsmill.puller.reading.decoding import decode, disarm, repair_references
from newsmill.puller.reading.documents import FeedDocument, FeedError
from newsmill.puller.reading.entries import ParsedFeed, assemble
from newsmill.puller.reading.jsonfeed import NotJSONFeed, read_json_feed

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
HOURS_BY_UPDATE_PERIOD = {
    # http://web.resource.org/rss/1.0/modules/syndication/
    "hourly": 1,
    "daily": 24,
    "weekly": 24 * 7,
    "monthly": 24 * 30,
    "yearly": 24 * 365,
}
MAX_TTL_MINUTES = 7 * 24 * 60
MAX_PROLOGUE_CHARACTERS = 10_000

# All alphabets, and the usual ideographs.
MAX_CODES_KEPT = 20_000


def parse_feed(document: FeedDocument) -> ParsedFeed:
    """The entries of RSS 0.9x to 2.0, Atom, RDF, CDF or JSON Feed 1.x.

    Of a damaged feed, the entries that can be read. HTML in titles and texts is left as written: it
    is not sanitised, and its links are not resolved.

    Raises:
        FeedError: the document is no feed, or was cut off before its first entry.
    """
    text = decode(document.body, document.content_type)
    if not text:
        raise FeedError("empty", "the document is empty")
    return assemble(
        _read_json(text) if text.startswith("{") else _read_xml(text),
        feed_url=document.feed_url,
        document_url=document.url,
        now=document.fetched_at,
        known=document.known,
        links=document.links,
        max_entries=document.max_entries,
    )


def _read_json(text: str) -> Contents:
    try:
        return read_json_feed(text)
    except NotJSONFeed as error:
        raise FeedError("not_a_feed", str(error)) from error


def _read_xml(text: str) -> Contents:
    disarmed = disarm(text)
    if disarmed is None:
        raise FeedError("not_a_feed", "the document is neither XML nor JSON Feed")
    try:
        found = _run_feedparser(disarmed)
    except PARSER_FAULTS:
        try:
            found = _run_feedparser(repair_references(disarmed))
        except PARSER_FAULTS as error:
            detail = f"the parser cannot handle the document: {type(error).__name__}"
            raise FeedError("malformed", detail) from error
    entries = found["entries"]
    is_html = _HTML.search(text, 0, MAX_PROLOGUE_CHARACTERS) is not None
    # CDF and some damaged feeds have no version, and HTML may have elements of a feed's names.
    if not found["version"] and (is_html or not entries):
        what = "an HTML page" if is_html else "XML"
        raise FeedError("not_a_feed", f"the document is {what}, but not a feed")
    if not any(entries) and isinstance(found.get("bozo_exception"), xml.sax.SAXException):
        raise FeedError("malformed", "the feed is cut off or damaged before its first entry")
    feed = found["feed"]
    is_rss = not str(found["version"]).startswith("atom")
    # An entry without authors has the feed's (RFC 4287 §4.2.1); RSS knows only an editor.
    feed_authors = () if is_rss else _authors(feed)
    return Contents(
        title=_markup(feed, "title"),
        language=_string(feed, "language"),
        site=_string(feed, "link"),
        is_rss=is_rss,
        ttl=_ttl(_string(feed, "ttl")),
        update_period=_update_period(feed),
        entries=[_entry(entry, is_rss, feed_authors) for entry in entries],
    )


def _run_feedparser(text: str) -> Any:
    return feedparser.parse(
        BytesIO(text.encode()),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        resolve_relative_uris=False,
        sanitize_html=False,
    )


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

_HTML = re.compile(r"<html[\s>]", re.IGNORECASE)


def _entry(entry: Any, is_rss: bool, feed_authors: tuple[str, ...]) -> Entry:
    # dict.get, because feedparser's own `get` gives the one date when the other is missing.
    published = _instant(dict.get(entry, "published_parsed") or dict.get(entry, "created_parsed"))
    updated = _instant(dict.get(entry, "updated_parsed"))
    if is_rss and published is None:
        # dc:date, which RSS 1.0 feeds have instead of pubDate.
        published, updated = updated, None
    return Entry(
        guid=_string(entry, "id"),
        link=_link(entry),
        title=_markup(entry, "title"),
        summary_html=_markup(entry, "summary"),
        content_html=_content(entry),
        authors=_authors(entry) or feed_authors,
        categories=tuple(
            _string(tag, "label") or _string(tag, "term") for tag in _dicts(entry, "tags")
        ),
        image=_image(entry),
        published=published,
        updated=updated,
    )


def _link(entry: Any) -> str:
    # FeedBurner replaces links by redirects and keeps the original here.
    link = _string(entry, "feedburner_origlink") or _string(entry, "link")
    if link and link == dict.get(entry, "id") and dict.get(entry, "guidislink"):
        # A GUID is a link only by default: many are plain numbers.
        return link if re.match(r"https?://", link, re.IGNORECASE) else ""
    if not link:
        links = _dicts(entry, "links")
        return next((_string(one, "href") for one in links if one.get("rel") == "alternate"), "")
    return link


def _content(entry: Any) -> str:
    texts = [
        _as_html(_string(one, "value"), one.get("type"))
        for one in _dicts(entry, "content")
        if str(one.get("type", "text")).startswith(("text", "application/xhtml"))
    ]
    return max(texts, key=len, default="")


def _authors(context: Any) -> tuple[str, ...]:
    names = tuple(_string(author, "name") for author in _dicts(context, "authors"))
    # RSS wants “mail (Name)”; feedparser misreads addresses under longer top-level domains.
    if len(names) == 1 and (found := _ADDRESS_AND_NAME.fullmatch(_string(context, "author"))):
        return (found[1] or "",)
    return names


_ADDRESS_AND_NAME = re.compile(r"\s*[^\s@()]{1,200}@[^\s@()]{1,200}\s*(?:\(([^()]{0,500})\))?\s*")


def _image(entry: Any) -> str:
    thumbnails = _dicts(entry, "media_thumbnail")
    media = [
        one
        for one in _dicts(entry, "media_content")
        if one.get("medium") == "image" or str(one.get("type", "")).startswith("image/")
    ]
    enclosures = [
        {"url": link.get("href")}
        for link in _dicts(entry, "links")
        if link.get("rel") == "enclosure" and str(link.get("type", "")).startswith("image/")
    ]
    # The full picture is preferred to its thumbnail.
    for one in (*media, *enclosures, *thumbnails):
        if url := _string(one, "url"):
            return url
    image = dict.get(entry, "image")
    return _string(image, "href") if isinstance(image, dict) else ""


def _markup(context: Any, name: str) -> str:
    detail = dict.get(context, f"{name}_detail")
    kind = detail.get("type") if isinstance(detail, dict) else None
    return _as_html(_string(context, name), kind)


def _as_html(text: str, kind: object) -> str:
    """`text` as HTML: plain text that looks like markup is escaped."""
    if kind == "text/plain" and _LOOKS_LIKE_MARKUP.search(text):
        return html.escape(text, quote=False)
    return text


_LOOKS_LIKE_MARKUP = re.compile(r"<[A-Za-z/!?]|&#?\w{1,32};")


def _ttl(minutes: str) -> timedelta | None:
    if not re.fullmatch(r"\s*[0-9]{1,6}\s*", minutes, re.ASCII):
        return None
    return timedelta(minutes=min(int(minutes), MAX_TTL_MINUTES)) or None


def _update_period(feed: Any) -> timedelta | None:
    hours = HOURS_BY_UPDATE_PERIOD.get(_string(feed, "sy_updateperiod").strip().lower())
    frequency = _string(feed, "sy_updatefrequency").strip() or "1"
    if hours is None or not re.fullmatch(r"[1-9][0-9]{0,3}", frequency, re.ASCII):
        return None
    return timedelta(hours=hours) / int(frequency)


def _instant(parsed: object) -> datetime | None:
    if not isinstance(parsed, struct_time):
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _string(context: Any, name: str) -> str:
    value = dict.get(context, name)
    return value if isinstance(value, str) else ""


def _dicts(context: Any, name: str) -> Iterable[Any]:
    found = dict.get(context, name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
