"""Take an article back: a last record of its newest revision, which has nothing of its content.

Readers take it for newer than all others of the revision, in whatever order they come. What was
written before stays in the topics until retention removes it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from newsmill.contracts.articles import EnrichedArticle, Provenance, Source
from newsmill.contracts.base import in_milliseconds
from newsmill.contracts.current import CurrentArticle, Version, is_newer, version_of
from newsmill.contracts.enriched_ids import enriched_id
from newsmill.contracts.topics import CURRENT_ARTICLES, ENRICHED_ARTICLES, Topic
from newsmill.kafka.records import Message

WHERE_ARTICLES_ARE: tuple[Topic[Any], ...] = (ENRICHED_ARTICLES, CURRENT_ARTICLES)
"""What must be read to find one: of what retention has removed, the row is still there."""

EMPTY: dict[str, Any] = {
    **dict.fromkeys(("title", "text", "summary"), ""),
    **dict.fromkeys(("authors", "categories", "media", "entities"), ()),
    "image_url": None,
    "word_count": 0,
}
"""What an article says, and what was found in it. Where and when it was stays."""

NOT_KEPT_32, NOT_KEPT_16 = "0" * 32, "0" * 16
"""Digests that a row does not have."""


class Newest:
    """Reads records of articles, and keeps the newest version of one."""

    def __init__(self, article_id: str) -> None:
        self._key = article_id.encode()
        self.article: EnrichedArticle | None = None

    def enter(self, message: Message) -> None:
        """Take in one message of either topic; what cannot be read is nobody's newest."""
        if message.key != self._key or not message.value:
            return
        try:
            article = _read(message)
        except ValidationError:
            return
        version = version_of(article)
        # Of a record and the row that was made of it, the record says more.
        is_whole = message.topic == ENRICHED_ARTICLES.name and version == self._version
        if is_newer(article, self._version) or is_whole:
            self.article = article

    @property
    def _version(self) -> Version | None:
        return version_of(self.article) if self.article is not None else None


def retraction(article: EnrichedArticle, reason: str | None, at: datetime) -> EnrichedArticle:
    """The record that takes `article` back."""
    changed = tuple(name for name, nothing in EMPTY.items() if getattr(article, name) != nothing)
    record = article.model_copy(
        update={
            **EMPTY,
            "change": "retracted",
            "changed": changed,
            "retraction_reason": reason,
            "entities_status": "ok",
            "model": None,
            "enriched_at": in_milliseconds(at),
        }
    )
    return record.model_copy(update={"id": enriched_id(record, b"[]")})


def _read(message: Message) -> EnrichedArticle:
    value = message.value or b""
    if message.topic == ENRICHED_ARTICLES.name:
        return EnrichedArticle.model_validate_json(value)
    return _of_row(CurrentArticle.model_validate_json(value))


def _of_row(row: CurrentArticle) -> EnrichedArticle:
    """The version that a row was made of, as far as the row has it."""
    shared = _shared(CurrentArticle.model_fields, EnrichedArticle.model_fields)
    return EnrichedArticle(
        **{name: getattr(row, name) for name in shared},
        fingerprint=NOT_KEPT_32,
        source=Source(
            host=row.host,
            site_name=row.site_name,
            feed_title=row.feed_title,
            subscription_title=row.subscription_title,
        ),
        provenance=Provenance(
            entry_id=row.entry_id,
            entry_version=NOT_KEPT_16,
            origin=row.origin,
            retrieval="not_needed",
        ),
    )


def _shared(one: Iterable[str], other: Iterable[str]) -> set[str]:
    return set(one) & set(other) - {"schema_"}
