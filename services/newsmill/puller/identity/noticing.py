"""Detect what is new or has changed in a document, and remember it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from newsmill.puller.identity.comparing import Comparison, Fresh
from newsmill.puller.identity.remembering import REMEMBERED, Memory
from newsmill.puller.reading.contents import Entry


@dataclass(frozen=True, slots=True)
class Noticed:
    """What a document brought, and what is remembered after it."""

    fresh: tuple[Fresh, ...]
    """States of one entry in the order of their dates, all else in the document's order."""
    memory: Memory
    """The same object where nothing is fresh."""
    known_count: int
    """Entries of the document that were known, changed or not."""
    merged: int
    """Entries whose GUID was unknown, and which were known all the same or stood there twice."""


def notice(
    entries: Sequence[Entry],
    feed_url: str,
    memory: Memory,
    known: Mapping[bytes, int] | None = None,
    remembered: int = REMEMBERED,
) -> Noticed:
    """The entries that `memory` does not have with this title and text.

    `known` are the rows of entries of the document that need not be looked at, by the keys of their
    slices. The entry_version of a new entry is the hash of its content. That of a changed one also
    depends on the version published before it, and on nothing else: a document that is read again
    after a crash, before its memory was kept, gives the same versions again.
    """
    comparison = Comparison(feed_url, memory, known or {})
    for entry in entries:
        comparison.add(entry)
    fresh = comparison.fresh()
    if fresh:
        memory = comparison.remembered(remembered)
    return Noticed(tuple(fresh), memory, comparison.known_count, comparison.merged)
