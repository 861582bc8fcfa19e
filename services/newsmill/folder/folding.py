"""Fold the versions of articles and the news of their copies into what is current.

The result is the same in whatever order they come and however often. What changes a row is written
to the journal before the row: whoever comes after a crash knows no less than the row says. The
message that has changed it is then read once more and recognised by its offset, and the row is
written once more, since nobody knows whether it was.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from newsmill.contracts.articles import DuplicateArticle, EnrichedArticle
from newsmill.contracts.current import NO_COPIES, copies_of, version_of
from newsmill.folder.known import (
    NEVER,
    NOTHING,
    Known,
    decoded,
    instant,
    later,
    microseconds,
)

Entry = tuple[bytes, bytes]
"""Key and value of the journal; a value without bytes deletes the key."""

Fate = Literal["folded", "old", "repeated", "waiting", "retracted", "forgotten"]
"""What has become of a message.

- folded: it is in its article's row, or has deleted it
- old: a newer version is known
- repeated: it says nothing new
- waiting: a copy whose original has not come yet; it counts when that comes
- retracted: a copy of what has no row any more
- forgotten: it is so old that a newer version may have been forgotten
"""

FLOOR = b"floor"
"""The key of the entry with the time before which something may have been forgotten."""


@dataclass(frozen=True, slots=True)
class Change:
    """A row that is to be written; without an `article` only its copies have changed."""

    key: bytes
    known: Known
    article: EnrichedArticle | None


class Folded:
    """What is known of the articles of one partition: of at most so many."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._entries: dict[bytes, bytes] = {}
        """Packed: an entry takes a third of what it is made of. The last changed is the last."""
        self._floor = NEVER
        self._changed: dict[bytes, EnrichedArticle | None] = {}
        self._to_journal: dict[bytes, bytes] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def take(self, article: EnrichedArticle, offset: int) -> Fate:
        """Fold a version of an article, which was read at `offset`."""
        key, version = bytes.fromhex(article.article_id), version_of(article)
        known = self._known(key)
        if known.version is None and version.enriched_at <= self._floor:
            return "forgotten"
        if known.version is not None and version < known.version:
            return "old"
        if version == known.version and offset != known.version_at:
            return "repeated"
        self._put(key, replace(known, version=version, version_at=offset))
        self._changed[key] = article
        return "folded"

    def take_copy(self, copy: DuplicateArticle, offset: int) -> Fate:
        """Fold what a copy says of its group's first article."""
        key, copies = bytes.fromhex(copy.group_id), copies_of(copy)
        known = self._known(key)
        is_read_again = copies != NO_COPIES and (copies, offset) == (known.copies, known.copies_at)
        if copies <= known.copies and not is_read_again:
            return "repeated"
        self._put(key, replace(known, copies=copies, copies_at=offset))
        if known.version is None:
            return "waiting"
        if known.version.is_retracted:
            return "retracted"
        self._changed.setdefault(key, None)
        return "folded"

    def take_changes(self) -> tuple[list[Change], list[Entry]]:
        """The rows that have changed since the last time, and what the journal is to have first."""
        changes = [Change(key, self._known(key), article) for key, article in self._changed.items()]
        self._changed = {}
        self._forget_oldest()
        entries, self._to_journal = list(self._to_journal.items()), {}
        return changes, entries

    def load(self, entries: Iterable[Entry]) -> int:
        """Take entries of the journal in its order; returns how many could not be read.

        Whoever lost the partition may have written late: of two with one key the greater counts.
        """
        unreadable = 0
        for key, value in entries:
            try:
                if not value:
                    self._entries.pop(key, None)
                elif key == FLOOR:
                    self._floor = max(self._floor, instant(int(value)))
                else:
                    found, known = decoded(value), self._known(key)
                    self._keep(key, found if known is NOTHING else later(known, found))
            except (ValueError, TypeError):
                unreadable += 1
        return unreadable

    def _known(self, key: bytes) -> Known:
        entry = self._entries.get(key)
        return NOTHING if entry is None else decoded(entry)

    def _put(self, key: bytes, known: Known) -> None:
        self._to_journal[key] = self._keep(key, known)

    def _keep(self, key: bytes, known: Known) -> bytes:
        self._entries.pop(key, None)
        self._entries[key] = entry = known.encoded()
        return entry

    def _forget_oldest(self) -> None:
        """Keep to the bound. What is forgotten must not come back: nothing of its time is taken."""
        before = self._floor
        while len(self._entries) > self._most:
            key, entry = next(iter(self._entries.items()))
            del self._entries[key]
            self._to_journal[key] = b""
            version = decoded(entry).version
            if version is not None:
                self._raise_floor(version.enriched_at)
        if self._floor != before:
            self._to_journal[FLOOR] = str(microseconds(self._floor)).encode()

    def _raise_floor(self, at: datetime) -> None:
        self._floor = max(self._floor, at)
