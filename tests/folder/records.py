"""Versions of a few articles and their copies, and what their rows must be in the end.

The golden fold shares nothing with the folder but the records.
"""

from collections.abc import Iterable
from typing import Any

from newsmill.contracts.articles import DuplicateArticle, EnrichedArticle
from tests.builders import after, duplicate_article, enriched_article, hex32

Said = EnrichedArticle | DuplicateArticle


def article(name: object, revision: int = 1, minute: int = 0, **changes: Any) -> EnrichedArticle:
    """A version of an article, enriched so many minutes after noon."""
    return enriched_article(
        article_id=hex32(name),
        group_id=hex32(name),
        revision=revision,
        enriched_at=after(minute),
        title=f"{name}, {revision}, {minute}",
        **changes,
    )


def retracted(name: object, revision: int = 1, minute: int = 0) -> EnrichedArticle:
    """The version that withdraws it."""
    return article(name, revision, minute, change="retracted")


def copy(of: object, number: int) -> DuplicateArticle:
    """The copy that makes it so many."""
    return duplicate_article(
        article_id=hex32(f"copy {number} of {of}"),
        duplicate_of=hex32(of),
        group_id=hex32(of),
        copies=number,
        hosts=["harbour-gazette.example", *(f"copy-{n}.example" for n in range(number))],
    )


Golden = dict[str, tuple[str, int, list[str]]]
"""Title, copies and their hosts by article."""


def folded_by_hand(said: Iterable[Said]) -> Golden:
    """The rows that there are to be."""
    newest: dict[str, EnrichedArticle] = {}
    copies: dict[str, list[str]] = {}
    for record in said:
        if isinstance(record, DuplicateArticle):
            so_far = copies.setdefault(record.group_id, [])
            if len(record.hosts) - 1 > len(so_far):
                copies[record.group_id] = list(record.hosts[1:])
        elif (known := newest.get(record.article_id)) is None or order(record) > order(known):
            newest[record.article_id] = record
    return {
        key: (record.title, len(copies.get(key, [])), copies.get(key, []))
        for key, record in newest.items()
        if record.change != "retracted"
    }


def order(record: EnrichedArticle) -> tuple[int, bool, Any]:
    """What makes a version newer than another."""
    return record.revision, record.change == "retracted", record.enriched_at
