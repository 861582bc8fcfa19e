"""What a feed says of an article, taken from a record that strangers have had a hand in."""

import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from newsmill.text.characters import INVISIBLE

NEVER = datetime.fromtimestamp(0, UTC)
"""Of records that do not say when."""

MAX_TITLE_CHARS = 500
MAX_TAGS = 30
MAX_AUTHORS = 20
MAX_URL_CHARS = 4000

# Controls of direction would reorder what a reader's program writes around the text; the marks
# and joiners that languages are spelt with are not among them.
_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_ENTITY_TAGS = frozenset({"person", "organization", "place", "event", "work"})


@dataclass(frozen=True)
class Entry:
    """One article in a feed."""

    id: str
    """urn:uuid of its article_id: stays through all revisions."""
    title: str
    text: str
    summary: str
    url: str | None
    published_at: datetime
    updated_at: datetime
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    language: str | None
    image_url: str | None
    source_title: str
    feed_url: str | None
    record: Mapping[str, Any]


def entry_of(record: Mapping[str, Any]) -> Entry:
    """What is to be said of an article."""
    seen_at = instant(record.get("seen_at")) or NEVER
    source = record.get("source")
    source = source if isinstance(source, Mapping) else {}
    title = line(record.get("title"))[:MAX_TITLE_CHARS]
    source_title = next(
        (
            found
            for name in ("subscription_title", "feed_title", "site_name", "host")
            if (found := line(source.get(name)))
        ),
        "",
    )
    language = line(record.get("language"))
    return Entry(
        id=_urn(record.get("article_id")),
        title=title or "Without a title",
        text=prose(record.get("text")),
        summary=prose(record.get("summary")),
        url=web_url(record.get("canonical_url")) or web_url(record.get("url")),
        published_at=instant(record.get("published_at")) or seen_at,
        updated_at=instant(record.get("enriched_at")) or seen_at,
        authors=tuple(_lines(record.get("authors")))[:MAX_AUTHORS],
        tags=tuple(dict.fromkeys(_tags(record)))[:MAX_TAGS],
        language=language if language not in ("", "und") else None,
        image_url=web_url(record.get("image_url")),
        source_title=source_title,
        feed_url=web_url(record.get("feed_url")),
        record=record,
    )


def prose(written: object) -> str:
    """Text with its line breaks, as XML and programs can take it."""
    return _UNFIT.sub("", written) if isinstance(written, str) else ""


def line(written: object) -> str:
    """Text on one line, without anything that nobody sees."""
    return " ".join(_INVISIBLE.sub("", written).split()) if isinstance(written, str) else ""


def web_url(written: object) -> str | None:
    """An address that can be followed without running anything; None for any other."""
    if not isinstance(written, str) or len(written) > MAX_URL_CHARS:
        return None
    if not written.lower().startswith(("https://", "http://")) or _INVISIBLE.search(written):
        return None
    try:
        host = urlsplit(written).hostname
    except ValueError:
        return None
    return written if host and not re.search(r"[\s<>\"]", written) else None


def instant(written: object) -> datetime | None:
    """A point in time in UTC; None where it is none."""
    if not isinstance(written, str):
        return None
    try:
        return datetime.fromisoformat(written).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def rfc3339(at: datetime) -> str:
    """As feeds write it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _urn(article_id: object) -> str:
    try:
        return uuid.UUID(hex=str(article_id)).urn
    except ValueError:
        return uuid.uuid5(uuid.NAMESPACE_URL, str(article_id).encode("utf-8", "replace").hex()).urn


def _tags(record: Mapping[str, Any]) -> Iterator[str]:
    yield from _lines([record.get("section")])
    yield from _lines(record.get("tags"))
    yield from _lines(record.get("categories"))
    entities = record.get("entities")
    for entity in entities if isinstance(entities, list | tuple) else ():
        if isinstance(entity, Mapping) and str(entity.get("kind")) in _ENTITY_TAGS:
            yield from _lines([entity.get("name")])


def _lines(written: object) -> Iterator[str]:
    for one in written if isinstance(written, list | tuple) else ():
        if found := line(one)[:200]:
            yield found
