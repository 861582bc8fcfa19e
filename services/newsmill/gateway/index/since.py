"""What came behind a position: for readers that come back, and for those who fell behind."""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter

from newsmill.gateway.index.rows import Row
from newsmill.gateway.index.searching import Searcher
from newsmill.gateway.index.tables import DAY_NUMBERS
from newsmill.positions import Position

_Place = tuple[int, int]
"""Number and offset."""


@dataclass(frozen=True, slots=True)
class Gone:
    """Messages that were there and are no more."""

    messages: int = 0
    begins: int | None = None
    """When the first of them was enriched, as far as it is known; in milliseconds since 1970."""
    ends: int | None = None
    """When the last was."""


def versions_since(
    searcher: Searcher, position: Position, until: Position, limit: int
) -> list[Row]:
    """The first `limit` versions from `position` up to before `until`.

    In each partition in the order of their offsets, so that a position behind the last of them is
    behind all of them; between partitions by time.
    """
    with searcher.snapshot():
        partitions = [
            _places(searcher, partition, position.at(partition), end, limit)
            for partition, end in sorted(until.offsets.items())
            if position.at(partition) < end
        ]
        merged = heapq.merge(*partitions, key=itemgetter(0))
        rows = (searcher.row(number) for number, _ in _first(merged, limit))
        return [row for row in rows if row is not None]


def gone_since(searcher: Searcher, position: Position) -> Gone:
    """What was behind `position` once and is not in the index."""
    messages = 0
    times: list[int] = []
    for partition, first, until, count, begins, ends in searcher.connection.execute(
        "SELECT partition, first, until, messages, begins, ends FROM gone"
    ):
        # A partition that the position does not name is new since.
        start = position.at(partition)
        if start < until:
            messages += count if start <= first else min(count, until - start)
            times.extend(time for time in (begins, ends) if time is not None)
    return Gone(messages, min(times, default=None), max(times, default=None))


def _places(searcher: Searcher, partition: int, start: int, end: int, limit: int) -> list[_Place]:
    found: list[_Place] = []
    for day in searcher.days():
        found.extend(
            (day * DAY_NUMBERS + local, offset)
            for local, offset in searcher.connection.execute(
                f"SELECT n, place FROM rows_{day} WHERE partition = ? AND place >= ? AND place < ?"
                " ORDER BY place LIMIT ?",
                (partition, start, end, limit),
            )
        )
    return heapq.nsmallest(limit, found, key=itemgetter(1))


def _first(places: Iterable[_Place], limit: int) -> list[_Place]:
    return [place for place, _ in zip(places, range(limit), strict=False)]
