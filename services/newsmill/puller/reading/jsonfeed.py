"""Parse JSON Feed 1.0 and 1.1: https://www.jsonfeed.org/version/1.1/."""

import html
import json
from datetime import UTC, datetime
from typing import Any

from newsmill.puller.reading.contents import Contents, Entry


class NotJSONFeed(Exception):
    """The document is no JSON Feed."""


def read_json_feed(text: str) -> Contents:
    """The feed in `text`.

    Raises:
        NotJSONFeed: it is something else, or no JSON at all.
    """
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotJSONFeed("the document is neither XML nor valid JSON") from error
    is_feed = isinstance(feed, dict) and "jsonfeed.org/version/1" in _string(feed, "version")
    if not is_feed or not isinstance(feed.get("items"), list):
        raise NotJSONFeed("the document is JSON, but no JSON Feed")
    feed_authors = _authors(feed)
    return Contents(
        title=html.escape(_string(feed, "title"), quote=False),
        language=_string(feed, "language"),
        site=_string(feed, "home_page_url"),
        is_rss=False,
        entries=[_entry(one, feed_authors) for one in feed["items"] if isinstance(one, dict)],
    )


def _entry(one: dict[str, Any], feed_authors: tuple[str, ...]) -> Entry:
    guid = one.get("id")
    plain = _string(one, "content_text")
    tags = one.get("tags")
    return Entry(
        guid=str(guid) if isinstance(guid, str | int | float) else "",
        link=_string(one, "url") or _string(one, "external_url"),
        title=html.escape(_string(one, "title"), quote=False),
        summary_html=html.escape(_string(one, "summary"), quote=False),
        content_html=_string(one, "content_html") or html.escape(plain, quote=False),
        authors=_authors(one) or feed_authors,
        categories=tuple(t for t in tags if isinstance(t, str)) if isinstance(tags, list) else (),
        image=_string(one, "image") or _string(one, "banner_image"),
        published=_instant(_string(one, "date_published")),
        updated=_instant(_string(one, "date_modified")),
    )


def _authors(context: dict[str, Any]) -> tuple[str, ...]:
    authors = context.get("authors")
    # Version 1.0 had one author only.
    found = authors if isinstance(authors, list) else [context.get("author")]
    return tuple(_string(author, "name") for author in found if isinstance(author, dict))


def _instant(text: str) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text.strip())
        return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _string(context: dict[str, Any], name: str) -> str:
    value = context.get(name)
    return value if isinstance(value, str) else ""
