"""Parse JSON Feed 1.0 and 1.1: https://www.jsonfeed.org/version/1.1/."""

import html
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from newsmill.contracts.articles import Media
from newsmill.contracts.feeds import FeedWishes
from newsmill.puller.reading.contents import Contents, Entry, FeedLinks
from newsmill.puller.reading.dates import parse_date

MAX_VALUES = 500_000
"""Lists and objects in a document: each takes a hundred times the memory of its two brackets."""

MAX_NUMBER_DIGITS = 15
"""More is no size and no duration."""

MAX_MEDIA = 50

EXPIRED_TTL = timedelta(days=7)
"""For a feed that says it will never change again: people do take that back."""

WEBSUB_TYPES = frozenset({"websub", "pubsubhubbub"})

_VERSION = re.compile(r"jsonfeed\.org/version/1(?![0-9])", re.IGNORECASE)
# A version that is written without the address that the specification wants.
_BARE_VERSION = re.compile(r"1(?:\.[01])?")
_SURROGATE = re.compile("[\ud800-\udfff]")
_PARAGRAPHS = re.compile(r"\n[ \t\r]{0,80}\n\s{0,80}")


class NotJSONFeed(Exception):
    """The document is no JSON Feed."""


class _Number(str):
    """A number as it is written: an id keeps all its digits."""

    __slots__ = ()


def read_json_feed(text: str) -> Contents:
    """The feed in `text`; what is not of the type that the specification wants counts as missing.

    Raises:
        NotJSONFeed: it is something else, or no JSON at all.
    """
    feed = _parsed(text)
    version = _written(feed, "version")
    is_feed = _VERSION.search(version) or _BARE_VERSION.fullmatch(version)
    if not is_feed or not isinstance(feed.get("items"), list):
        raise NotJSONFeed("the document is JSON, but no JSON Feed")
    items = _dicts(feed, "items")
    feed_authors = _authors(feed)
    return Contents(
        title=html.escape(_string(feed, "title"), quote=False),
        language=_string(feed, "language") or _language_of(items),
        site=_string(feed, "home_page_url"),
        is_rss=False,
        wishes=FeedWishes(ttl=EXPIRED_TTL if feed.get("expired") is True else None),
        links=FeedLinks(
            hub=_hub(feed),
            self_url=_string(feed, "feed_url") or None,
            next_page=_string(feed, "next_url") or None,
        ),
        entries=[_entry(one, feed_authors) for one in items],
    )


def _parsed(text: str) -> dict[str, Any]:
    if text.count("{") + text.count("[") > MAX_VALUES:
        raise NotJSONFeed("the document is JSON of too many values")
    try:
        # Without `strict`, a text may hold line ends, as it does in feeds that are put together by
        # hand. Numbers are not converted, because one of thousands of digits is an error.
        feed = json.loads(
            text, strict=False, parse_int=_Number, parse_float=_Number, parse_constant=_Number
        )
    except (ValueError, RecursionError) as error:
        raise NotJSONFeed("the document is neither XML nor valid JSON") from error
    if not isinstance(feed, dict):
        raise NotJSONFeed("the document is JSON, but no JSON Feed")
    return feed


def _entry(one: dict[str, Any], feed_authors: tuple[str, ...]) -> Entry:
    guid = _written(one, "id")
    media = tuple(_media(one))
    tags = one.get("tags")
    return Entry(
        guid=guid,
        link=_link(one, guid),
        title=html.escape(_string(one, "title"), quote=False),
        summary_html=_as_html(_string(one, "summary")),
        content_html=_string(one, "content_html") or _as_html(_string(one, "content_text")),
        authors=_authors(one) or feed_authors,
        categories=tuple(_strings(tags)) if isinstance(tags, list) else (),
        image=_image(one, media),
        published=parse_date(_written(one, "date_published")),
        updated=parse_date(_written(one, "date_modified")),
        media=media,
    )


def _link(one: dict[str, Any], guid: str) -> str:
    """Its own address; of a link blog's entry without one, that of the page it is about.

    An id that is an address is the entry's own, as the specification recommends.
    """
    if link := _string(one, "url"):
        return link
    return _string(one, "external_url") or (guid if _is_web(guid) else "")


def _image(one: dict[str, Any], media: Sequence[Media]) -> str:
    if image := _string(one, "image") or _string(one, "banner_image"):
        return image
    return next((medium.url for medium in media if medium.medium == "image"), "")


def _media(one: dict[str, Any]) -> Iterator[Media]:
    for attachment in _dicts(one, "attachments")[:MAX_MEDIA]:
        mime_type = _string(attachment, "mime_type").strip().lower()
        kind = mime_type.partition("/")[0]
        if url := _string(attachment, "url").strip():
            yield Media(
                url=url,
                type=mime_type or None,
                medium=kind if kind in ("image", "audio", "video") else None,
                title=_string(attachment, "title"),
                bytes=_size(attachment, "size_in_bytes"),
                seconds=_size(attachment, "duration_in_seconds"),
            )
    banner = _string(one, "banner_image")
    if banner and _string(one, "image") not in ("", banner):
        yield Media(url=banner, medium="image")


def _authors(context: dict[str, Any]) -> tuple[str, ...]:
    authors = context.get("authors")
    # Version 1.0 had one author only.
    found = authors if isinstance(authors, list) and authors else [authors, context.get("author")]
    names = (_string(one, "name") if isinstance(one, dict) else _text(one) for one in found)
    return tuple(name for name in names if name)


def _hub(feed: dict[str, Any]) -> str | None:
    hubs = (
        _string(hub, "url")
        for hub in _dicts(feed, "hubs")
        if _string(hub, "type").strip().lower() in WEBSUB_TYPES
    )
    return next((url for url in hubs if url), None)


def _language_of(items: Sequence[dict[str, Any]]) -> str:
    """The language of all entries that name one; empty where there are several."""
    languages = Counter(language for one in items if (language := _string(one, "language")))
    return next(iter(languages)) if len(languages) == 1 else ""


def _as_html(plain: str) -> str:
    """Plain text as HTML that keeps its paragraphs."""
    escaped = html.escape(plain.strip(), quote=False)
    paragraphs = _PARAGRAPHS.split(escaped)
    if len(paragraphs) == 1:
        return escaped.replace("\n", "<br>\n")
    return "".join(
        "<p>" + paragraph.strip().replace("\n", "<br>\n") + "</p>" for paragraph in paragraphs
    )


def _is_web(text: str) -> bool:
    try:
        return urlsplit(text).scheme in ("http", "https")
    except ValueError:
        return False


def _size(context: dict[str, Any], name: str) -> int | None:
    """A count, also one with a fraction or in quotation marks."""
    written = _written(context, name).strip()
    whole = written.partition(".")[0]
    is_count = whole.isascii() and whole.isdigit() and len(whole) <= MAX_NUMBER_DIGITS
    return int(whole) if is_count else None


def _written(context: dict[str, Any], name: str) -> str:
    """A string, or a number as it is written."""
    value = context.get(name)
    return str(value) if isinstance(value, _Number) else _text(value)


def _string(context: dict[str, Any], name: str) -> str:
    return _text(context.get(name))


def _strings(values: Sequence[object]) -> Iterator[str]:
    return (text for value in values if (text := _text(value)))


def _text(value: object) -> str:
    """A string without halves of surrogate pairs, which no record can hold; else an empty one."""
    if not isinstance(value, str) or isinstance(value, _Number):
        return ""
    return value if value.isascii() else _SURROGATE.sub("\ufffd", value)


def _dicts(context: dict[str, Any], name: str) -> list[dict[str, Any]]:
    values = context.get(name)
    return [one for one in values if isinstance(one, dict)] if isinstance(values, list) else []
