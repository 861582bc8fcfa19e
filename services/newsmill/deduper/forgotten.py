"""What remains of articles that are forgotten: their highest revision and their last state.

Equal ids always mean equal content. So an article that comes back after it was forgotten goes on
where its revisions ended, or repeats the last one if nothing has changed. This takes 28 bytes an
article. When even these are too many, the highest revision among those that go remains, the
*floor*: articles that nobody knows begin above it.
"""

from collections import deque
from dataclasses import dataclass
from struct import Struct
from typing import Any

import numpy as np
import numpy.typing as npt

_HEADER = Struct("<QIQ")
_PACKED = np.dtype([("article", "<u8"), ("state", "<u8"), ("revision", "<u4")])
_ROW = np.dtype([*_PACKED.descr, ("chunk", "<u8")])
BYTES = _ROW.itemsize

Chunk = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Remains:
    """Of one article."""

    revision: int
    state: int


def oldest_after(chunk: bytes) -> int:
    """The number of the first verdict that was not forgotten when this chunk was written."""
    oldest: int = _HEADER.unpack_from(chunk)[2]
    return oldest


class Forgotten:
    """Remains in chunks, each written once; the last `capacity` chunks are kept."""

    def __init__(self, capacity: int) -> None:
        self.capacity = max(1, capacity)
        self._runs: list[Chunk] = []
        self._highest: deque[tuple[int, int]] = deque()
        self.last = 0
        self.floor = 0

    def add(self, remains: list[tuple[int, int, int]], oldest: int) -> bytes:
        """Keep (article, state, revision) of some articles; returns the chunk for the journal.

        `oldest` is the number of the first verdict that is not forgotten.
        """
        packed = np.array(remains, _PACKED)
        self._enter(self.last + 1, packed)
        return _HEADER.pack(self.last, self.floor, oldest) + packed.tobytes()

    def load(self, chunks: list[bytes]) -> None:
        """Take chunks from the journal, in any order."""
        for chunk in sorted(set(chunks), key=lambda chunk: _HEADER.unpack_from(chunk)[0]):
            number, floor, _ = _HEADER.unpack_from(chunk)
            if number <= self.last:
                continue
            self.floor = max(self.floor, floor)
            self._enter(number, np.frombuffer(chunk, _PACKED, offset=_HEADER.size))

    def find(self, article: int) -> Remains | None:
        """What remains of an article; None if it was never forgotten."""
        for run in reversed(self._runs):
            place = int(np.searchsorted(run["article"], np.uint64(article)))
            if place < len(run) and int(run["article"][place]) == article:
                row = run[place]
                if int(row["chunk"]) <= self.last - self.capacity:
                    return None
                return Remains(int(row["revision"]), int(row["state"]))
        return None

    def raise_floor(self, floor: int) -> None:
        """Begin all articles that nobody knows above `floor`."""
        self.floor = max(self.floor, floor)

    def __len__(self) -> int:
        return sum(map(len, self._runs))

    def _enter(self, number: int, packed: Chunk) -> None:
        self.last = number
        rows = np.zeros(len(packed), _ROW)
        for name in _PACKED.names or ():
            rows[name] = packed[name]
        rows["chunk"] = number
        self._highest.append((number, int(rows["revision"].max(initial=0))))
        while self._highest and self._highest[0][0] <= self.last - self.capacity:
            self.floor = max(self.floor, self._highest.popleft()[1])
        self._runs.append(_sorted(rows))
        # As in a log-structured merge tree: few runs, and each row is merged few times.
        while len(self._runs) > 1 and len(self._runs[-2]) <= 2 * len(self._runs[-1]):
            newer, older = self._runs.pop(), self._runs.pop()
            both = np.concatenate([older, newer])
            self._runs.append(_sorted(both[both["chunk"] > max(0, self.last - self.capacity)]))


def _sorted(rows: Chunk) -> Chunk:
    """By article; of each the newest."""
    rows = rows[np.lexsort((rows["chunk"], rows["article"]))]
    is_newest = np.ones(len(rows), bool)
    is_newest[:-1] = rows["article"][1:] != rows["article"][:-1]
    chosen: Chunk = rows[is_newest]
    return chosen
