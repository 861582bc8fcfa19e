"""Verdicts in a ring: the last so many, found by observation, entry, article, text and group.

All rows have one size and are numbered in the order of the log. A verdict is found through chains,
as signatures are (`text_index.py`): the newest first, and none that has left the ring.
"""

from collections.abc import Iterator
from struct import Struct
from typing import Literal, NamedTuple, get_args

import numpy as np
import numpy.typing as npt

from newsmill.contracts.articles import Change, DuplicateKind
from newsmill.deduper import changes
from newsmill.deduper.arrays import Arrays
from newsmill.deduper.text_index import chained

By = Literal["observation", "entry", "article", "text", "group"]
_CHAINS: tuple[By, ...] = get_args(By)

FEWEST_BUCKETS = 1 << 10
FULLEST_BUCKET = 2
"""Verdicts for each bucket, on average, before there are twice as many buckets."""

KINDS: tuple[DuplicateKind | None, ...] = (None, *get_args(DuplicateKind))
"""By number; those of the kinds stay, because journals have them."""

CHANGES: tuple[Change | None, ...] = (None, "new", "revised")
"""By number, in journals too; None in verdicts from before it was noted."""

_FORMAT_1 = "<QIQ16s8s8s16s8s8s8s8sIIQBBBf16s16sII"
_ROW_1 = Struct(_FORMAT_1)
_ROW = Struct(f"{_FORMAT_1}BH{changes.BYTES}s")

BYTES = _ROW.size + 4 * len(_CHAINS) + 4 * len(_CHAINS)
"""Memory of a verdict at most, with its chains and its buckets."""


class Verdict(NamedTuple):
    """What was decided on one observation. Times are seconds since 1970, hashes have 8 bytes."""

    number: int
    """From 1, in the order of the log."""
    at: int
    """When it was seen; never before the verdict ahead of it."""
    text_number: int
    """Of the signature of its text; 0 if that is too short."""
    entry: bytes
    version: bytes
    """With `entry`, the observation."""
    feed: bytes
    """Hash of the feed's URL."""
    article: bytes
    page: bytes
    """Hash of the address that it was seen at."""
    fingerprint: bytes
    text_key: bytes
    """What reprints have in common."""
    title: bytes
    revision: int
    highest: int
    """The highest revision of the article so far."""
    published: int
    """Number of the last verdict by which this article was published; 0 for a mere copy."""
    kind: int
    """Index in `KINDS`."""
    holds_its_revision: bool
    """Whether title and text are those of the revision, and no other feed's words for it."""
    origin: int
    """How full its text is."""
    similarity: float
    """NaN where texts were not compared."""
    duplicate_of: bytes
    group: bytes
    copies: int
    """Articles in the group beside the first, so far."""
    host: int
    """Number of the host's name."""
    change: int = 0
    """Index in `CHANGES`; of what was published."""
    changed: int = 0
    """The fields that differ from the revision before, a bit for each."""
    digests: bytes = changes.NOT_KEPT
    """Of the fields of what was published."""

    @property
    def is_unique(self) -> bool:
        """Whether it was published."""
        return self.kind == 0

    @property
    def kind_name(self) -> DuplicateKind | None:
        """The kind of duplicate; None if it was published."""
        return KINDS[self.kind]

    @property
    def original(self) -> bytes:
        """The published article that it is, or is a copy of."""
        return self.article if self.is_unique else self.duplicate_of

    @property
    def state(self) -> bytes:
        """Title and text; equal for equal content."""
        return self.fingerprint + self.title

    def packed(self) -> bytes:
        """The row of the ring."""
        return _ROW.pack(*self)

    @property
    def change_name(self) -> Change:
        """What the publication was to those before it."""
        return CHANGES[self.change] or ("new" if self.revision == 1 else "revised")

    @classmethod
    def unpack(cls, row: bytes) -> "Verdict":
        """The verdict of a row."""
        return cls._make(_ROW.unpack_from(row))

    @classmethod
    def unpack_format_1(cls, row: bytes) -> "Verdict":
        """The verdict of a row from before changes were noted."""
        return cls(*_ROW_1.unpack_from(row))


_SPREAD = 0x9E37_79B9_7F4A_7C15
"""So that two digests made of the same thing do not cancel each other out."""

ROW_BYTES = _ROW.size
ROW_BYTES_OF_FORMAT_1 = _ROW_1.size


class VerdictRing:
    """The last `capacity` verdicts from `oldest` on."""

    def __init__(self, capacity: int, arrays: Arrays) -> None:
        self.capacity = capacity
        self._rows = arrays.rows("verdicts", capacity, np.uint8, _ROW.size)
        self._next = arrays.rows("verdict-links", capacity, np.uint32, len(_CHAINS))
        self._buckets = FEWEST_BUCKETS
        self._heads = np.zeros(len(_CHAINS) * self._buckets, np.uint32)
        self.last = 0
        self.oldest = 1

    def __len__(self) -> int:
        return self.last - self.oldest + 1

    def add(self, verdict: Verdict) -> None:
        """Enter the next verdict."""
        self.place(verdict.number, verdict.packed())
        self.last = verdict.number
        if len(self) > FULLEST_BUCKET * self._buckets:
            self.derive()
            return
        slot = verdict.number % self.capacity
        low = verdict.number & 0xFFFF_FFFF
        for chain, key in enumerate(_keys(verdict)):
            bucket = self._bucket(chain, key)
            self._next.data[slot, chain] = self._heads[bucket]
            self._heads[bucket] = low

    def place(self, number: int, row: bytes) -> None:
        """Store a row, not in the chains; an older one in its place is gone."""
        slot = number % self.capacity
        self._rows.reach(slot)
        self._next.reach(slot)
        self._rows.data[slot] = np.frombuffer(row, np.uint8, _ROW.size)

    def derive(self) -> int:
        """Derive all chains anew: after a recovery, and when there are too few buckets.

        Returns how many verdicts there are.
        """
        numbers = np.arange(self.oldest, self.last + 1, dtype=np.int64)
        numbers = numbers[numbers % self.capacity < len(self._rows.data)]
        stored = self._column(numbers, 0)
        numbers = numbers[stored == numbers.astype(np.uint64)]
        while FULLEST_BUCKET * self._buckets < min(len(numbers) + 1, self.capacity):
            self._buckets *= 2
        self._heads = np.zeros(len(_CHAINS) * self._buckets, np.uint32)
        offsets = {name: _offset(name) for name in ("entry", "version", "article", "text_key")}
        entry = self._column(numbers, offsets["entry"])
        keys = (
            entry * np.uint64(_SPREAD) + self._column(numbers, offsets["version"]),
            entry,
            self._column(numbers, offsets["article"]),
            self._column(numbers, offsets["text_key"]),
            self._column(numbers, _offset("group")),
        )
        for chain, key in enumerate(keys):
            buckets = (key & np.uint64(self._buckets - 1)).astype(np.uint32)
            heads = self._heads[chain * self._buckets : (chain + 1) * self._buckets]
            self._next.data[numbers % self.capacity, chain] = chained(buckets, numbers, heads)
        return len(numbers)

    def at(self, number: int) -> Verdict | None:
        """The verdict with this number; None if it has left the ring."""
        if not self.oldest <= number <= self.last:
            return None
        verdict = self.in_slot_of(number)
        return verdict if verdict is not None and verdict.number == number else None

    def in_slot_of(self, number: int) -> Verdict | None:
        """Whatever verdict lies where this number belongs."""
        slot = number % self.capacity
        if slot >= len(self._rows.data):
            return None
        verdict = Verdict._make(_ROW.unpack_from(self._rows.data, slot * _ROW.size))
        return verdict if verdict.number else None

    def on_observation(self, entry: bytes, version: bytes) -> Verdict | None:
        """The verdict on this state of this entry."""
        for verdict in self._chain("observation", _observation(entry, version)):
            if verdict.version == version and verdict.entry == entry:
                return verdict
        return None

    def of_entry(self, entry: bytes) -> Iterator[Verdict]:
        """The verdicts on an entry, the newest first."""
        return (v for v in self._chain("entry", _number(entry)) if v.entry == entry)

    def of_article(self, article: bytes) -> Iterator[Verdict]:
        """The verdicts on an article, the newest first."""
        return (v for v in self._chain("article", _number(article)) if v.article == article)

    def with_text(self, text_key: bytes) -> Iterator[Verdict]:
        """The verdicts on a text, the newest first."""
        return (v for v in self._chain("text", _number(text_key)) if v.text_key == text_key)

    def of_group(self, group: bytes) -> Iterator[Verdict]:
        """The verdicts in a group, the newest first."""
        return (v for v in self._chain("group", _number(group)) if v.group == group)

    def _chain(self, by: By, key: int) -> Iterator[Verdict]:
        chain = _CHAINS.index(by)
        before = self.last + 1
        link = int(self._heads[self._bucket(chain, key)])
        while link:
            # A number is stored modulo 2³²: its age tells which one is meant.
            number = self.last - ((self.last - link) & 0xFFFF_FFFF)
            if not self.oldest <= number < before:
                return
            verdict = self.at(number)
            if verdict is None:
                return
            yield verdict
            before = number
            link = int(self._next.data[number % self.capacity, chain])

    def _bucket(self, chain: int, key: int) -> int:
        return chain * self._buckets + (key & (self._buckets - 1))

    def _column(self, numbers: npt.NDArray[np.int64], offset: int) -> npt.NDArray[np.uint64]:
        bytes_ = self._rows.data[numbers % self.capacity, offset : offset + 8]
        column: npt.NDArray[np.uint64] = np.ascontiguousarray(bytes_).view("<u8").reshape(-1)
        return column


def _keys(verdict: Verdict) -> tuple[int, ...]:
    return (
        _observation(verdict.entry, verdict.version),
        _number(verdict.entry),
        _number(verdict.article),
        _number(verdict.text_key),
        _number(verdict.group),
    )


def _observation(entry: bytes, version: bytes) -> int:
    return _number(entry) * _SPREAD + _number(version)


def _number(digest: bytes) -> int:
    return int.from_bytes(digest[:8], "little")


def _offset(field: str) -> int:
    """Where a field begins in a row."""
    formats = _ROW.format.removeprefix("<")
    sizes = [Struct("<" + part).size for part in _parts(formats)]
    return sum(sizes[: Verdict._fields.index(field)])


def _parts(formats: str) -> Iterator[str]:
    part = ""
    for character in formats:
        part += character
        if not character.isdigit():
            yield part
            part = ""
