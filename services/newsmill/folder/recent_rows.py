"""The rows that were written last, packed: the next copy is mostly of one of them."""

import zlib
from collections import OrderedDict

Place = tuple[int, bytes]
"""A partition, and the article's id."""

FASTEST = 1


class RecentRows:
    """Rows up to a number of bytes; the longest unused go first."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._packed: OrderedDict[Place, bytes] = OrderedDict()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._packed)

    def put(self, place: Place, row: bytes | None) -> None:
        """Keep a row; None where it is deleted."""
        self._bytes -= len(self._packed.pop(place, b""))
        if row is None:
            return
        self._packed[place] = packed = zlib.compress(row, FASTEST)
        self._bytes += len(packed)
        while self._bytes > self._most_bytes:
            _, oldest = self._packed.popitem(last=False)
            self._bytes -= len(oldest)

    def get(self, place: Place) -> bytes | None:
        """The row, if it is still there."""
        packed = self._packed.get(place)
        if packed is None:
            return None
        self._packed.move_to_end(place)
        return zlib.decompress(packed)

    def clear(self) -> None:
        """Others may write from now on: what is here may be old."""
        self._packed.clear()
        self._bytes = 0
