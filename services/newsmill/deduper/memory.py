"""The deduper's memory: a row per article, and an index of texts derived from the rows.

Articles are compared only within their language. The language decides their partition as well, so
that verdicts do not depend on which worker has which partitions.
"""

import json
from collections import OrderedDict, defaultdict
from collections.abc import Callable, MutableMapping, Sequence
from hashlib import sha256
from typing import Any, Protocol

from pydantic import Field

from newsmill.contracts.articles import CleanArticle, DuplicateKind, TextOrigin
from newsmill.contracts.base import (
    Hex16,
    Hex32,
    Instant,
    Observation,
    Record,
    WrittenObservation,
)
from newsmill.deduper.settings import Settings

MAX_VERDICTS = 16
"""Per article, the latest ones: a page that changes with every visit must not grow its row."""

MAX_TEXTS = 16
"""Per article, likewise."""

FORGOTTEN_AT_ONCE = 4
"""Rows deleted per message at most, so that no single message has to delete very many."""


class Verdict(Record):
    """The verdict on one observation. It is repeated when the observation is delivered again."""

    observation: WrittenObservation = Field(description="The owner of this verdict.")
    fingerprint: Hex32
    title_hash: Hex16
    text_origin: TextOrigin
    revision: int
    duplicate_of: Hex32 | None = None
    kind: DuplicateKind | None = None
    compared: bool = Field(True, description="Whether the texts are known to be equal.")


class Known(Record):
    """One article: a row of the table."""

    article_id: Hex32
    group_id: Hex32
    original: Hex32 = Field(description="What it copies; itself once it has been published.")
    revision: int = Field(description="The highest that was given, also where no verdict shows it.")
    sequence: int = Field(description="Of its last verdict, among all of its language.")
    seen_at: Instant
    texts: tuple[Hex32, ...] = Field(description="Keys of the texts that it was the first to have.")
    verdicts: tuple[Verdict, ...]

    @property
    def latest(self) -> Verdict:
        """The verdict on the last published revision, or the last one of all."""
        published = [verdict for verdict in self.verdicts if verdict.duplicate_of is None]
        return (published or list(self.verdicts))[-1]

    def verdict_on(self, observation: Observation) -> Verdict | None:
        """The earlier verdict on `observation`."""
        return next((v for v in self.verdicts if v.observation == observation), None)


class Appends(Protocol):
    """A journal, as far as rows need it."""

    @property
    def partition(self) -> int:
        """Of the message in hand."""

    def append(self, key: bytes, value: bytes) -> None:
        """Write an entry."""


class Rows(dict[str, Any]):
    """Rows that are entries of a journal: `journal` has each change, and gives them back."""

    def __init__(self) -> None:
        super().__init__()
        self.journal: Appends | None = None
        self.on_change: Callable[[], None] = lambda: None
        self._partition_by_key: dict[str, int] = {}

    def __setitem__(self, key: str, row: Any) -> None:
        super().__setitem__(key, row)
        if self.journal is not None:
            self._partition_by_key[key] = self.journal.partition
            self.journal.append(key.encode(), json.dumps(row).encode())

    def pop(self, key: str, default: Any = None) -> Any:
        """Delete a row."""
        if self.journal is not None and key in self:
            self.journal.append(key.encode(), b"")
        return super().pop(key, default)

    def forget(self, partition: int) -> None:
        """Drop the rows of `partition`."""
        for key in [key for key, owner in self._partition_by_key.items() if owner == partition]:
            super().pop(key, None)
            del self._partition_by_key[key]
        self.on_change()

    def load(self, partition: int, entries: Sequence[tuple[bytes, bytes]]) -> None:
        """Take rows over from the journal."""
        for raw_key, value in entries:
            key = raw_key.decode()
            if value:
                super().__setitem__(key, json.loads(value))
                self._partition_by_key[key] = partition
            else:
                super().pop(key, None)
        self.on_change()

    def recovered(self, partition: int, *, handled_before: bool) -> Sequence[tuple[bytes, bytes]]:  # noqa: ARG002
        """All rows are there."""
        return ()


class Memory:
    """The articles in `rows` (of a journal, or any mapping), with an index of their texts.

    Call `rebuild` whenever `rows` was changed from outside (a recovery).
    """

    def __init__(self, rows: MutableMapping[str, Any], settings: Settings) -> None:
        self._rows = rows
        self._settings = settings
        self._owner_by_text: dict[tuple[str, Hex32], Hex32] = {}
        self._last_seen: defaultdict[str, OrderedDict[Hex32, Instant]] = defaultdict(OrderedDict)
        self._sequence: defaultdict[str, int] = defaultdict(int)
        self._stale = True

    def rebuild(self) -> None:
        """Derive the index anew before the next look-up."""
        self._stale = True

    def find(self, language: str, article_id: Hex32) -> Known | None:
        """The row of an article."""
        self._refresh()
        row = self._rows.get(_key(language, article_id))
        return Known.model_validate(row) if row is not None else None

    def first_with_text(self, article: CleanArticle) -> Known | None:
        """The first remembered article with exactly the words of `article`."""
        self._refresh()
        owner = self._owner_by_text.get((article.shard, self._text_key(article)))
        return self.find(article.shard, owner) if owner is not None else None

    def write(self, article: CleanArticle, group_id: Hex32, verdict: Verdict) -> None:
        """Remember a new verdict, and forget articles that are too old or too many."""
        language = article.shard
        known = self.find(language, article.article_id)
        published = verdict.duplicate_of is None
        copied = known.original if known else verdict.duplicate_of
        self._sequence[language] += 1
        row = Known(
            article_id=article.article_id,
            group_id=known.group_id if known else group_id,
            original=article.article_id if published or copied is None else copied,
            revision=max(known.revision if known else 1, verdict.revision),
            sequence=self._sequence[language],
            seen_at=article.seen_at,
            texts=self._texts(article, known.texts if known else ()),
            verdicts=_without_surplus((*(known.verdicts if known else ()), verdict)),
        )
        self._disown(language, known)
        self._rows[_key(language, article.article_id)] = row.model_dump(mode="json")
        self._enter(language, row)
        self._forget(language, article.seen_at)

    def _text_key(self, article: CleanArticle) -> Hex32:
        """What reprints have in common: the words, and the headline too where words are few."""
        if article.word_count >= self._settings.min_words:
            return article.fingerprint
        return sha256(f"{article.fingerprint} {title_hash(article)}".encode()).hexdigest()[:32]

    def _texts(self, article: CleanArticle, owned: tuple[Hex32, ...]) -> tuple[Hex32, ...]:
        """`owned` and, if nobody has it yet, the text of `article`.

        Each text has one owner, and the owner's row names the text. So an index built from the rows
        is the same, whatever has been forgotten since.
        """
        key = self._text_key(article)
        if (article.shard, key) in self._owner_by_text:
            return owned
        return (*owned, key)[-MAX_TEXTS:]

    def _refresh(self) -> None:
        if not self._stale:
            return
        self._owner_by_text.clear()
        self._last_seen.clear()
        self._sequence.clear()
        rows = [
            (key.partition(":")[0], Known.model_validate(row)) for key, row in self._rows.items()
        ]
        for language, known in sorted(rows, key=lambda row: row[1].sequence):
            self._sequence[language] = known.sequence
            self._enter(language, known)
        self._stale = False

    def _enter(self, language: str, known: Known) -> None:
        for text in known.texts:
            self._owner_by_text[language, text] = known.article_id
        self._last_seen[language][known.article_id] = known.seen_at
        self._last_seen[language].move_to_end(known.article_id)

    def _disown(self, language: str, known: Known | None) -> None:
        for text in known.texts if known else ():
            self._owner_by_text.pop((language, text), None)

    def _forget(self, language: str, now: Instant) -> None:
        seen = self._last_seen[language]
        for _ in range(FORGOTTEN_AT_ONCE):
            article_id, seen_at = next(iter(seen.items()))
            too_many = len(seen) > self._settings.max_articles
            too_old = now - seen_at > self._settings.memory
            if not (too_many or too_old):
                return
            del seen[article_id]
            self._disown(language, self.find(language, article_id))
            self._rows.pop(_key(language, article_id), None)


def title_hash(article: CleanArticle) -> Hex16:
    """A hash of the headline; case makes no difference."""
    return sha256(article.title.casefold().encode()).hexdigest()[:16]


def _without_surplus(verdicts: tuple[Verdict, ...]) -> tuple[Verdict, ...]:
    """The latest verdicts, always including the one on the last published revision."""
    if len(verdicts) <= MAX_VERDICTS:
        return verdicts
    first, *others = verdicts
    if first.duplicate_of is None and all(v.duplicate_of is not None for v in others):
        return (first, *others[1:])
    return tuple(others)


def _key(language: str, article_id: Hex32) -> str:
    return f"{language}:{article_id}"
