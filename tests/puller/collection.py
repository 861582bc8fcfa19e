"""Read every document of a folder as the puller and as feedparser do; say what differs.

    python -m tests.puller.collection DIR

Made for feedparser's own test collection, the folder `tests` of its source distribution. Its files
are read as bodies. Compared is every field that we keep. Each difference must have a reason here.
"""

import argparse
import calendar
import html
import io
import re
import sys
import xml.sax
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import struct_time
from typing import Any

import feedparser

from newsmill.puller.identity.remembering import Memory
from newsmill.puller.reading import entries, strict
from newsmill.puller.reading.contents import Contents, Entry
from newsmill.puller.reading.decoding import decode, disarm
from newsmill.puller.reading.documents import FeedError
from newsmill.puller.reading.formats import read_other_format
from newsmill.puller.reading.parsing import read_xml
from tests.puller.documents import NOW

URL = "https://feeds.example/collection/feed"
FIELDS = ("guid", "link", "title", "summary_html", "content_html", "authors", "categories", "image")
DATES = ("published", "updated")


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one document that we read otherwise."""

    document: str
    field: str
    ours: object
    theirs: object
    source: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a kind of difference is meant."""

    why: str
    holds: Callable[[Difference], bool]


def theirs(text: str) -> Contents | None:
    """The document as feedparser's strict parser reads it; None if it cannot."""
    found = feedparser.parse(
        io.BytesIO(text.encode()),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    if isinstance(found.get("bozo_exception"), xml.sax.SAXException) or not found["version"]:
        return None
    feed = found["feed"]
    is_rss = not str(found["version"]).startswith("atom")
    authors = () if is_rss else strict.authors_of(feed)
    return Contents(
        title=strict.markup_in(feed, "title"),
        language=strict._string(feed, "language"),
        site=strict._string(feed, "link"),
        is_rss=is_rss,
        entries=[_entry(one, is_rss, authors) for one in found["entries"]],
    )


def _entry(found: Any, is_rss: bool, feed_authors: tuple[str, ...]) -> Entry:
    """The entry with our rules for what feedparser gives, and nothing taken out before."""
    # dict.get, because feedparser's own `get` gives the one date when the other is missing.
    published = _instant(found, "published") or _instant(found, "created")
    updated = _instant(found, "updated")
    if is_rss and published is None:
        published, updated = updated, None
    return Entry(
        guid=strict.guid_of(found),
        link=strict.link_of(found),
        title=strict.markup_in(found, "title"),
        summary_html=strict.markup_in(found, "summary"),
        content_html=strict.content_of(found),
        authors=strict.authors_of(found) or feed_authors,
        categories=tuple(
            strict._string(tag, "label") or strict._string(tag, "term")
            for tag in strict._dicts(found, "tags")
        ),
        image=_image(found),
        published=published,
        updated=updated,
    )


def _instant(found: Any, name: str) -> datetime | None:
    parsed = dict.get(found, f"{name}_parsed")
    if not isinstance(parsed, struct_time):
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _image(entry: Any) -> str:
    """The entry's picture: a full one rather than its thumbnail."""
    media = [
        one
        for one in strict._dicts(entry, "media_content")
        if one.get("medium") == "image" or str(one.get("type", "")).startswith("image/")
    ]
    enclosures = [
        {"url": link.get("href")}
        for link in strict._dicts(entry, "links")
        if link.get("rel") == "enclosure" and str(link.get("type", "")).startswith("image/")
    ]
    for one in (*media, *enclosures, *strict._dicts(entry, "media_thumbnail")):
        if url := strict._string(one, "url"):
            return url
    image = dict.get(entry, "image")
    return strict._string(image, "href") if isinstance(image, dict) else ""


def ours(text: str) -> Contents | FeedError:
    """The document as the puller reads it."""
    try:
        return read_other_format(text, NOW) or read_xml(text, URL, Memory())
    except FeedError as error:
        return error


def compare(name: str, body: bytes) -> Iterator[Difference] | None:
    """The differences of one document; None if feedparser's strict parser cannot read it."""
    text = decode(body, "")
    disarmed = disarm(text) if text else None
    reference = theirs(disarmed) if disarmed else None
    return _differences(name, text, reference) if reference is not None else None


def _differences(name: str, text: str, reference: Contents) -> Iterator[Difference]:
    read = ours(text)
    if isinstance(read, FeedError):
        yield Difference(name, "document", str(read), len(reference.entries), text)
        return
    for field in ("title", "language", "site"):
        mine, other = getattr(read, field), getattr(reference, field)
        if _plain(mine) != _plain(other):
            yield Difference(name, f"feed.{field}", mine, other, text)
    if len(read.entries) != len(reference.entries):
        yield Difference(name, "entries", len(read.entries), len(reference.entries), text)
        return
    for mine, other in zip(read.entries, reference.entries, strict=True):
        for field in (*FIELDS, *DATES):
            if _value(mine, field) != _value(other, field):
                yield Difference(name, field, getattr(mine, field), getattr(other, field), text)


def _value(entry: Entry, field: str) -> object:
    """A field as it is after the limits: what no article would show is no difference."""
    if field == "content_html" and len(entry.content_html) <= len(entry.summary_html):
        return ""
    value = getattr(entry, field)
    if field == "categories":
        return tuple(dict.fromkeys(value))
    return value.strip() if isinstance(value, str) else value


def _plain(value: str) -> str:
    """The feed's title as it is published."""
    return entries._plain(value)


def _in_namespace(*names: str) -> Callable[[Difference], bool]:
    """Whether what they read is the text of elements of these names only, and we read nothing."""

    def holds(difference: Difference) -> bool:
        value = str(difference.theirs)
        written = (
            found
            for name in names
            for found in re.findall(rf"<{name}[^>]*>(.*?)</{name}>", difference.source, re.DOTALL)
        )
        return difference.ours == "" and any(value in html.unescape(one) for one in written)

    return holds


TITLES_AND_TEXTS = {"title", "summary_html", "content_html"}

REASONS = (
    Reason(
        "media:title, media:description and media:text speak of a picture, not of the entry",
        lambda one: (
            one.field in TITLES_AND_TEXTS and _in_namespace("media:title", "media:description")(one)
        ),
    ),
    Reason(
        "itunes:summary speaks of an episode in a player, and is not the entry's own text",
        lambda one: one.field in TITLES_AND_TEXTS and _in_namespace("itunes:summary")(one),
    ),
    Reason(
        "dc:description is of another vocabulary, and not the entry's own text",
        lambda one: one.field in TITLES_AND_TEXTS and _in_namespace("dc:description")(one),
    ),
    Reason(
        "dates are read by rules of their own: dates.py",
        lambda one: one.field in DATES,
    ),
    Reason(
        "the id of a feed is not the address of its site",
        lambda one: one.field == "feed.site" and _in_namespace("id", "guid")(one),
    ),
    Reason(
        "what stands in an image or category of an entry is theirs",
        lambda one: one.field in {"title", "link"} and _in_namespace("image", "category")(one),
    ),
)


def main() -> None:
    """Print totals and what is not explained; fail if something is not."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--show", type=int, default=20, help="unexplained ones to print")
    options = arguments.parse_args()
    counts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    unexplained: list[Difference] = []
    for path in sorted(options.folder.rglob("*")):
        if not path.is_file() or path.suffix not in (".xml", ".rdf", ".rss", ".atom", ".json"):
            continue
        counts["documents"] += 1
        differences = compare(str(path.relative_to(options.folder)), path.read_bytes())
        if differences is None:
            counts["not read by feedparser's strict parser"] += 1
            continue
        found = list(differences)
        counts["equal" if not found else "with differences"] += 1
        for one in found:
            reason = next((reason for reason in REASONS if reason.holds(one)), None)
            if reason is None:
                unexplained.append(one)
            else:
                reasons[reason.why] += 1
    for what, number in counts.items():
        print(f"{number:6} {what}")  # noqa: T201
    for why, number in reasons.most_common():
        print(f"{number:6} fields: {why}")  # noqa: T201
    print(f"{len(unexplained):6} fields without a reason")  # noqa: T201
    for one in unexplained[: options.show]:
        print(f"{one.document}: {one.field}: ours {one.ours!r:.150}, theirs {one.theirs!r:.150}")  # noqa: T201
    sys.exit(1 if unexplained else 0)


if __name__ == "__main__":
    main()
