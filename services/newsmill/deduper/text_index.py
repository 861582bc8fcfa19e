"""Find the signatures that resemble one: locality-sensitive hashing over a ring of signatures.

Each signature is entered under `BANDS` hashes, each of `ROWS` of its values of pairs (P. Indyk and
R. Motwani, 1998; A. Rajaraman and J. Ullman, "Mining of Massive Datasets", chapter 3). Signatures
with an equal band are candidates, and all their values are compared.

A band's bucket is a chain, the newest signature first, as in DEFLATE (RFC 1951; zlib's `head` and
`prev`): one number for a bucket, and one in each signature for the next. Signatures leave in the
order in which they came, so nothing has to be taken out of a chain: whoever follows it stops at a
number that is too old.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from newsmill.deduper.arrays import Arrays
from newsmill.deduper.signing import (
    MAX_FACTS,
    PAIR_VALUES,
    TRIPLE_VALUES,
    Signature,
    Values,
    similarity,
)

BANDS = 42
ROWS = 3
"""Found with a probability of 1 - (1 - s³)⁴² at a similarity s: 0.68 at 0.3, 0.94 at 0.4, 0.996 at
0.5. Two unrelated articles, of which 1 in 300 pairs is shared, meet in 1 of 60 000 cases."""

CHAIN = 24
"""Signatures looked at in each bucket, the newest: a bucket with more is one of boilerplate."""

BANDS_AT_ONCE = 6
"""Of which the chains are derived together: rows are read once for all of them."""

FEWEST_BUCKETS = 1 << 10
FULLEST_BUCKET = 2
"""Signatures for each bucket, on average, before there are twice as many buckets."""

BYTES = PAIR_VALUES + TRIPLE_VALUES + 2 * MAX_FACTS + 4 + 1 + 8 + 8 + 4 * BANDS + 4 * BANDS
"""Memory of a signature at most, with its owner, its number, its chains and its buckets."""

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Resembling:
    """Signatures that resemble another, the most similar first."""

    owners: Numbers
    """Who was entered with each."""
    numbers: Numbers
    similarities: npt.NDArray[np.float32]
    """Of their pairs."""


class TextIndex:
    """The last `capacity` signatures, numbered from 1 in the order in which they came."""

    def __init__(self, capacity: int, arrays: Arrays) -> None:
        self.capacity = capacity
        self._pairs = arrays.rows("pairs", capacity, np.uint8, PAIR_VALUES)
        self._triples = arrays.rows("triples", capacity, np.uint8, TRIPLE_VALUES)
        self._facts = arrays.rows("facts", capacity, np.uint16, MAX_FACTS)
        self._fact_count = arrays.rows("fact-count", capacity, np.uint8)
        self._shingles = arrays.rows("shingles", capacity, np.uint32)
        self._owner = arrays.rows("owner", capacity, np.int64)
        self._number = arrays.rows("number", capacity, np.int64)
        self._next = arrays.rows("next", capacity, np.uint32, BANDS)
        self._buckets = FEWEST_BUCKETS
        self._heads = np.zeros(BANDS * self._buckets, np.uint32)
        self._hashed: Values | None = None
        self._hashes = np.zeros(BANDS, np.uint32)
        self.last = 0

    def add(self, signature: Signature, owner: int) -> int:
        """Enter a signature; returns its number."""
        number = self.last + 1
        slot = self.place(number, signature, owner)
        if min(number, self.capacity) > FULLEST_BUCKET * self._buckets:
            self.last = number
            self.derive()
            return number
        buckets = self._buckets_of(signature.pairs)
        self._next.data[slot] = self._heads[buckets]
        self._heads[buckets] = number & 0xFFFF_FFFF
        self.last = number
        return number

    def place(self, number: int, signature: Signature, owner: int) -> int:
        """Store a signature under its number, not in the chains; returns its slot."""
        slot = number % self.capacity
        for rows in (
            self._pairs,
            self._triples,
            self._facts,
            self._fact_count,
            self._shingles,
            self._owner,
            self._number,
            self._next,
        ):
            rows.reach(slot)
        self._pairs.data[slot] = signature.pairs
        self._triples.data[slot] = signature.triples
        self._facts.data[slot, : len(signature.facts)] = signature.facts
        self._fact_count.data[slot] = len(signature.facts)
        self._shingles.data[slot] = signature.shingles
        self._owner.data[slot] = owner
        self._number.data[slot] = number
        return slot

    def resembling(self, signature: Signature, least: float) -> Resembling:
        """The signatures in a band with this one whose values are equal to a share of `least`."""
        candidates = self._candidates(self._buckets_of(signature.pairs))
        slots = candidates % self.capacity
        similar = similarity(self._pairs.data[slots], signature.pairs)
        chosen = np.flatnonzero(similar >= least)
        # The most similar first, of equals the oldest.
        chosen = chosen[np.lexsort((candidates[chosen], -similar[chosen]))]
        return Resembling(self._owner.data[slots[chosen]], candidates[chosen], similar[chosen])

    def signature(self, number: int) -> Signature | None:
        """The signature with this number; None if it has left the ring."""
        slot = number % self.capacity
        if not 0 < number <= self.last or slot >= len(self._number.data):
            return None
        if self._number.data[slot] != number:
            return None
        return Signature(
            self._pairs.data[slot],
            self._triples.data[slot],
            self._facts.data[slot, : self._fact_count.data[slot]],
            int(self._shingles.data[slot]),
        )

    def derive(self) -> None:
        """Derive all chains anew: after a recovery, and when there are too few buckets."""
        oldest = max(1, self.last - self.capacity + 1)
        numbers = np.arange(oldest, self.last + 1, dtype=np.int64)
        numbers = numbers[numbers % self.capacity < len(self._number.data)]
        numbers = numbers[self._number.data[numbers % self.capacity] == numbers]
        while FULLEST_BUCKET * self._buckets < min(len(numbers) + 1, self.capacity):
            self._buckets *= 2
        self._heads = np.zeros(BANDS * self._buckets, np.uint32)
        slots = numbers % self.capacity
        for first in range(0, BANDS, BANDS_AT_ONCE):
            several = range(first, first + BANDS_AT_ONCE)
            values = self._pairs.data[slots, first * ROWS : (first + BANDS_AT_ONCE) * ROWS]
            links = np.empty((len(numbers), BANDS_AT_ONCE), np.uint32)
            for place, band in enumerate(several):
                hashes = _band_hashes(values[:, place * ROWS : (place + 1) * ROWS], band)
                heads = self._heads[band * self._buckets : (band + 1) * self._buckets]
                links[:, place] = chained(hashes & np.uint32(self._buckets - 1), numbers, heads)
            self._next.data[slots, first : first + BANDS_AT_ONCE] = links

    @property
    def count(self) -> int:
        """How many signatures there are."""
        return min(self.last, self.capacity)

    def _buckets_of(self, pairs: Values) -> Numbers:
        # Whoever is looked for is mostly entered next.
        if self._hashed is not pairs:
            values = pairs[: BANDS * ROWS].reshape(BANDS, ROWS).astype(np.uint32)
            self._hashed, self._hashes = pairs, _combined(values, _SALTS)
        hashes = self._hashes & np.uint32(self._buckets - 1)
        return hashes.astype(np.int64) + _BANDS * self._buckets

    def _candidates(self, buckets: Numbers) -> Numbers:
        """The numbers of the signatures in `buckets`, each once, and none that has left."""
        oldest = min(self.last, self.capacity - 1)
        found: list[Numbers] = []
        bands = _BANDS
        ages = np.zeros(BANDS, np.int64)
        links = self._heads[buckets].astype(np.int64)
        for _ in range(CHAIN):
            # A number is stored modulo 2³²: its age tells which one is meant.
            older = (self.last - links) & 0xFFFF_FFFF
            going_on = (links != 0) & (older < oldest) & (older >= ages)
            if not going_on.any():
                break
            bands, ages = bands[going_on], older[going_on]
            numbers = self.last - ages
            found.append(numbers)
            links = self._next.data[numbers % self.capacity, bands].astype(np.int64)
            ages = ages + 1
        return np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)


def chained(
    buckets: npt.NDArray[np.uint32], numbers: Numbers, heads: npt.NDArray[np.uint32]
) -> npt.NDArray[np.uint32]:
    """The links of `numbers` (ascending) in the chains of their `buckets`; sets the `heads`."""
    # numpy sorts 16 bits by their digits, several times faster than it sorts 32.
    order = np.argsort(buckets.astype(np.uint16), kind="stable")
    order = order[np.argsort((buckets[order] >> np.uint32(16)).astype(np.uint16), kind="stable")]
    ordered, low = buckets[order], (numbers & 0xFFFF_FFFF).astype(np.uint32)
    links = np.zeros(len(numbers), np.uint32)
    follows = np.flatnonzero(ordered[1:] == ordered[:-1]) + 1
    links[order[follows]] = low[order[follows - 1]]
    is_last = np.ones(len(order), bool)
    is_last[:-1] = ordered[1:] != ordered[:-1]
    heads[ordered[is_last]] = low[order[is_last]]
    return links


def _band_hashes(values: Values, band: int) -> npt.NDArray[np.uint32]:
    return _combined(values.astype(np.uint32), _SALTS[band])


def _combined(
    values: npt.NDArray[np.uint32], salt: npt.NDArray[np.uint32] | np.uint32
) -> npt.NDArray[np.uint32]:
    hashes = values[:, 0] ^ salt
    for row in range(1, ROWS):
        hashes = (hashes ^ (hashes >> np.uint32(15))) * np.uint32(0x2C1B_3C6D) + values[:, row]
    hashes = (hashes ^ (hashes >> np.uint32(15))) * np.uint32(0x297A_2D39)
    return hashes ^ (hashes >> np.uint32(15))


_BANDS: Numbers = np.arange(BANDS, dtype=np.int64)
_SALTS = (np.arange(1, BANDS + 1, dtype=np.uint64) * np.uint64(0x9E37_79B1)).astype(np.uint32)
