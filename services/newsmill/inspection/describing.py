"""Describe one message about an article: a line for people, and fields for programs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from newsmill.contracts.articles import (
    CleanArticle,
    DuplicateArticle,
    EnrichedArticle,
    RawArticle,
    RetrievedArticle,
    UniqueArticle,
)
from newsmill.contracts.base import NOT_TIMED
from newsmill.contracts.outcomes import Drop
from newsmill.contracts.topics import DEAD_LETTERS
from newsmill.hosts import is_site_root
from newsmill.inspection.quarantine import letter_of
from newsmill.kafka.records import Message
from newsmill.pipeline import TOPICS, users_of

SHOWN_FIELDS = frozenset(
    {
        *("article_id", "revision", "group_id", "duplicate_of", "kind", "similarity"),
        *("feed_url", "feed_title", "origin", "guid", "url", "canonical_url", "title"),
        *("shares_link", "script"),
        *("published_at", "updated_at", "seen_at", "retrieval", "text_origin", "word_count"),
        *("language", "language_confidence", "entities_status", "model", "provenance"),
        *("reason", "detail", "timings", "id", "change", "changed"),
        *("retraction_reason", "enriched_at"),
    }
)
"""The short fields; texts and pages are left out."""

WHY_NO_PAGE = {
    "not_needed": "no page needed: the text is there",
    "no_url": "no page: the entry has no address",
    "robots": "no page: robots.txt forbids it",
    "refused": "no page: its address is refused",
    "http_error": "no page: its server answered with an error",
    "unreachable": "no page: its server could not be reached",
    "timeout": "no page: it took too long",
    "too_large": "no page: too large",
    "not_html": "no page: what came is no HTML",
}

_RECORD_BY_TOPIC = {topic.name: topic.record for topic in TOPICS}
_FIRST_WRITER = {topic.name: users_of(topic).writers[0] for topic in TOPICS}


PAGE_OF_KIND: Mapping[str | None, str] = {
    "consent": "a consent form",
    "login": "a login",
    "captcha": "a captcha",
    "paywall": "an offer to subscribe",
    "not_found": "a notice that there is none",
    "home": "a home page",
    "listing": "a listing",
    "shared": "that of many addresses",
    "video": "a video",
    "unreadable": "too large, deep or empty to read",
    "other": "about something else",
}


@dataclass(frozen=True)
class Described:
    """The description of a message."""

    room: str
    """The room that wrote it."""
    at: datetime
    what: str
    fields: Mapping[str, Any]
    """For a program: JSON, without texts and pages."""


def describe(message: Message) -> Described:
    """Describe `message`, also one that cannot be read."""
    room, at = _room(message), _instant(message)
    if message.topic == DEAD_LETTERS.name:
        return _letter(message, room, at)
    try:
        record = _RECORD_BY_TOPIC[message.topic].model_validate_json(message.value or b"")
    except ValidationError as error:
        return Described(room, at, f"unreadable: {error.errors()[0]['msg']}", {})
    fields = record.model_dump(mode="json", include=set(SHOWN_FIELDS))
    if isinstance(record, Drop):
        detail = f" ({record.detail})" if record.detail else ""
        return Described(
            record.room, record.dropped_at, f"dropped: {record.reason}{detail}", fields
        )
    if isinstance(record, EnrichedArticle):
        fields["entities"] = len(record.entities)
    timings = getattr(record, "timings", NOT_TIMED)
    is_retraction = isinstance(record, EnrichedArticle) and record.change == "retracted"
    done_at = at if is_retraction else timings.of(room) or at
    return Described(room, done_at, _what(record), fields)


def _what(record: object) -> str:
    # Subclasses first: an enriched article is also a unique and a clean one.
    for kind, describe_kind in _DESCRIBE_BY_KIND:
        if isinstance(record, kind):
            return describe_kind(record)
    return type(record).__name__


def _raw(article: RawArticle) -> str:
    if article.origin == "document":
        return "handed in as a document"
    named = f" ({article.feed_title})" if article.feed_title else ""
    published = f", dated {article.published_at:%Y-%m-%d %H:%M} UTC" if article.published_at else ""
    return f"offered by {article.feed_url}{named}{published}"


def _retrieved(article: RetrievedArticle) -> str:
    if article.page is None or article.retrieval != "fetched":
        if article.retrieval == "not_needed" and article.origin == "feed":
            if article.shares_link:
                return "no page: other entries of its feed lead to the same one"
            if is_site_root(article.url):
                return "no page: its address is a home page"
        return WHY_NO_PAGE.get(article.retrieval, f"no page: {article.retrieval}")
    moved = f" from {article.page.url}" if article.page.url != article.url else ""
    return f"page fetched{moved}, {len(article.page.html)} characters"


def _clean(article: CleanArticle) -> str:
    kind = article.provenance.page_kind
    other = f"its page is {PAGE_OF_KIND.get(kind, kind)}: " if kind not in (None, "article") else ""
    return other + (
        f"text from the {article.text_origin}, {article.word_count} words, {article.language} "
        f"({article.language_confidence:.2f}), canonical {article.canonical_url or 'address: none'}"
    )


def _unique(article: UniqueArticle) -> str:
    if article.change == "revised":
        changed = f", with another {', '.join(article.changed)}" if article.changed else ""
        return f"revision {article.revision} of article {article.article_id}{changed}"
    joined = article.group_id != article.article_id
    return f"new article {article.article_id}" + (f", group {article.group_id}" if joined else "")


def _enriched(article: EnrichedArticle) -> str:
    if article.change == "retracted":
        reason = f": {article.retraction_reason}" if article.retraction_reason else ""
        return f"taken back, revision {article.revision} and all before{reason}"
    status = article.entities_status.replace("_", " ")
    model = f", {article.model}" if article.model else ""
    return f"enriched with {len(article.entities)} entities ({status}{model})"


def _duplicate(article: DuplicateArticle) -> str:
    kind = article.kind.replace("_", " ")
    if article.duplicate_of == article.article_id:
        return f"duplicate ({kind}) of an earlier sight of itself, {article.article_id}"
    return f"duplicate ({kind}) of article {article.duplicate_of}"


_DESCRIBE_BY_KIND: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (EnrichedArticle, _enriched),
    (UniqueArticle, _unique),
    (CleanArticle, _clean),
    (DuplicateArticle, _duplicate),
    (RetrievedArticle, _retrieved),
    (RawArticle, _raw),
)


def _letter(message: Message, room: str, at: datetime) -> Described:
    letter = letter_of(message)
    if letter.record is None:
        return Described(room, at, f"an unreadable dead letter, {letter.id}", {"id": letter.id})
    record = letter.record
    what = f"dead letter {letter.id}: {record.exception}: {record.message}"
    fields = {"id": letter.id, **record.model_dump(mode="json", exclude={"stacktrace"})}
    return Described(record.room, record.failed_at, what, fields)


def _room(message: Message) -> str:
    source = dict(message.headers).get("ce_source") or b""
    room = source.decode(errors="replace").rpartition("/")[2]
    return room or _FIRST_WRITER[message.topic]


def _instant(message: Message) -> datetime:
    """When it was written: its `ce_time`, or else Kafka's timestamp."""
    written = (dict(message.headers).get("ce_time") or b"").decode(errors="replace")
    try:
        return datetime.fromisoformat(written).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    try:
        return datetime.fromtimestamp(message.milliseconds / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)
