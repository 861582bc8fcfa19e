"""Recognise ids that have been seen, in little memory: 16 to 32 bytes each."""

from array import array
from hashlib import blake2b

FIRST_SLOTS = 1 << 12


class SeenIds:
    """A hash set of 64 bits of each id, with open addressing.

    Two of 30 million ids are taken for one with a probability of 1 in 40 000.
    """

    def __init__(self) -> None:
        self._slots = _empty(FIRST_SLOTS)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, id_: str) -> bool:
        """Remember it; whether it is new."""
        # 0 is an empty slot.
        digest = int.from_bytes(blake2b(id_.encode(), digest_size=8).digest()) or 1
        if not _put(self._slots, digest):
            return False
        self._count += 1
        if 2 * self._count > len(self._slots):
            larger = _empty(2 * len(self._slots))
            for kept in self._slots:
                if kept:
                    _put(larger, kept)
            self._slots = larger
        return True


def _empty(slots: int) -> "array[int]":
    return array("Q", bytes(8 * slots))


def _put(slots: "array[int]", digest: int) -> bool:
    last = len(slots) - 1
    at = digest & last
    while slots[at]:
        if slots[at] == digest:
            return False
        at = (at + 1) & last
    slots[at] = digest
    return True
