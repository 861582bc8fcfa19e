"""How many articles each room finishes, and how long it takes: from what the records say."""

from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime
from statistics import median, quantiles
from typing import Any

from newsmill.gateway.api.models import RoomRate
from newsmill.gateway.out.entries import instant
from newsmill.pipeline import PULLER, STEPS, Room

ORDER: tuple[Room, ...] = (PULLER, *(step.room for step in STEPS))

BUCKET_SECONDS = 10
BUCKETS_A_MINUTE = 60 // BUCKET_SECONDS
MINUTES_SHOWN = 60
MINUTES_COUNTED = 5
SAMPLES = 2000
"""Of latencies, the latest; more would change a median by nothing."""


class RoomRates:
    """Takes in records that have come to their end."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._counts: dict[Room, dict[int, int]] = {room: {} for room in ORDER}
        self._latencies: dict[Room | None, deque[tuple[float, float]]] = {
            room: deque(maxlen=SAMPLES) for room in (*ORDER, None)
        }
        self._first: float | None = None

    def enter(self, record: Mapping[str, Any]) -> None:
        """Take in an enriched article or a duplicate."""
        timings = record.get("timings")
        seen_at = instant(record.get("seen_at"))
        if not isinstance(timings, Mapping) or seen_at is None or self._is_old(seen_at):
            return
        previous = seen_at
        self._count(PULLER, seen_at)
        for room in ORDER:
            at = instant(timings.get(room))
            if at is None:
                continue
            if room != PULLER:
                self._count(room, at)
            self._latency(room, at, (at - previous).total_seconds())
            previous = at
        if previous is not seen_at:
            self._latency(None, previous, (previous - seen_at).total_seconds())

    def enter_drop(self, room: str, at: datetime) -> None:
        """Take in a drop: the rooms before have finished it as well."""
        if room not in ORDER or self._is_old(at):
            return
        for passed in ORDER[: ORDER.index(room) + 1]:
            self._count(passed, at)

    def rates(self) -> tuple[RoomRate, ...]:
        """All rooms, in the order of an article's way."""
        return tuple(map(self._rate, ORDER))

    def latency_seconds(self) -> float | None:
        """From the feed to the end, the median of the last minutes."""
        latencies = self._recent(None)
        return round(median(latencies), 3) if latencies else None

    def _rate(self, room: Room) -> RoomRate:
        bucket = self._bucket(self._now().timestamp())
        counts = self._counts[room]
        self._forget(counts, bucket)
        counted = range(bucket - MINUTES_COUNTED * BUCKETS_A_MINUTE + 1, bucket + 1)
        series = tuple(
            sum(
                counts.get(number, 0)
                for number in range(
                    bucket - (minute + 1) * BUCKETS_A_MINUTE + 1,
                    bucket - minute * BUCKETS_A_MINUTE + 1,
                )
            )
            for minute in reversed(range(MINUTES_SHOWN))
        )
        latencies = self._recent(room)
        highest = quantiles(latencies, n=20)[-1] if len(latencies) > 1 else None
        return RoomRate(
            room=room,
            per_minute=round(sum(counts.get(it, 0) for it in counted) / self._minutes(), 2),
            series=series,
            latency_seconds=round(median(latencies), 3) if latencies else None,
            latency_seconds_p95=round(highest, 3) if highest is not None else None,
        )

    def _minutes(self) -> float:
        """Over how many minutes is counted: fewer, and one at least, after a start."""
        if self._first is None:
            return MINUTES_COUNTED
        since = (self._now().timestamp() - self._first) / 60
        return min(max(since, 1.0), MINUTES_COUNTED)

    def _recent(self, room: Room | None) -> list[float]:
        begin = self._now().timestamp() - 60 * MINUTES_COUNTED
        return [latency for at, latency in self._latencies[room] if at >= begin]

    def _is_old(self, at: datetime) -> bool:
        return self._now().timestamp() - at.timestamp() > 60 * MINUTES_SHOWN

    def _count(self, room: Room, at: datetime) -> None:
        seconds = at.timestamp()
        # A clock that is ahead must not keep a bucket for ever.
        if seconds > self._now().timestamp() + 60:
            return
        if self._first is None or seconds < self._first:
            self._first = seconds
        counts = self._counts[room]
        bucket = self._bucket(seconds)
        counts[bucket] = counts.get(bucket, 0) + 1
        if len(counts) > 2 * MINUTES_SHOWN * BUCKETS_A_MINUTE:
            self._forget(counts, self._bucket(self._now().timestamp()))

    def _latency(self, room: Room | None, at: datetime, seconds: float) -> None:
        self._latencies[room].append((at.timestamp(), max(0.0, seconds)))

    @staticmethod
    def _forget(counts: dict[int, int], bucket: int) -> None:
        oldest = bucket - MINUTES_SHOWN * BUCKETS_A_MINUTE
        for number in [number for number in counts if number <= oldest]:
            del counts[number]

    @staticmethod
    def _bucket(seconds: float) -> int:
        return int(seconds // BUCKET_SECONDS)
