"""Which feeds are ours, what we know of them, and which are due. No clock, no Kafka."""

import heapq
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.contracts.feeds import Feed, FeedState

SPREAD_AFTER_RESTART = timedelta(seconds=2)
"""Feeds that fell due while nobody polled are begun within this time, not all at once."""


@dataclass
class Partition:
    """One partition's feeds and states, by URL."""

    feeds: dict[str, Feed] = field(default_factory=dict)
    states: dict[str, FeedState] = field(default_factory=dict)
    caught_up: bool = False


class Subscriptions:
    """The share of all subscriptions that this puller looks after."""

    def __init__(self) -> None:
        self._partitions: dict[int, Partition] = {}
        self._due: list[tuple[datetime, str]] = []
        self._due_at: dict[str, datetime] = {}
        self._polling: set[str] = set()

    def __len__(self) -> int:
        return sum(len(partition.feeds) for partition in self._partitions.values())

    @property
    def complete(self) -> bool:
        """Whether everything of our share has been read."""
        return bool(self._partitions) and all(p.caught_up for p in self._partitions.values())

    def assign(self, numbers: set[int]) -> None:
        """Begin with these partitions, empty."""
        for number in numbers:
            self._partitions[number] = Partition()

    def revoke(self, numbers: set[int]) -> None:
        """These partitions are somebody else's now."""
        for number in numbers:
            partition = self._partitions.pop(number, None)
            for url in partition.feeds if partition else ():
                self._due_at.pop(url, None)

    def caught_up(self, number: int, now: datetime) -> None:
        """All of a partition has been read: its feeds may be polled."""
        partition = self._partitions.get(number)
        if partition is None or partition.caught_up:
            return
        partition.caught_up = True
        for position, url in enumerate(partition.feeds):
            state = partition.states.get(url)
            wait = SPREAD_AFTER_RESTART * position / max(1, len(partition.feeds))
            at = now if state is None else max(state.next_poll_at or now, now + wait)
            self._schedule(url, at)

    def put_feed(self, number: int, url: str, feed: Feed | None, now: datetime) -> None:
        """A subscription was added, changed or (None) ended."""
        partition = self._partitions.get(number)
        if partition is None:
            return
        if feed is None:
            partition.feeds.pop(url, None)
            partition.states.pop(url, None)
            self._due_at.pop(url, None)
            return
        is_new = url not in partition.feeds
        partition.feeds[url] = feed
        if is_new and partition.caught_up:
            self._schedule(url, now)

    def put_state(self, number: int, url: str, state: FeedState | None) -> None:
        """What was known of a feed before; ours is newer once we have caught up."""
        partition = self._partitions.get(number)
        if partition is None or partition.caught_up:
            return
        if state is None:
            partition.states.pop(url, None)
        else:
            partition.states[url] = state

    def take_due(self, now: datetime) -> list[tuple[Feed, FeedState]]:
        """The feeds to poll now; each is left alone until `finish` is called for it."""
        taken = []
        while self._due and self._due[0][0] <= now:
            at, url = heapq.heappop(self._due)
            if self._due_at.get(url) != at or url in self._polling:
                continue
            partition = self._partition_of(url)
            if partition is None:
                continue
            del self._due_at[url]
            self._polling.add(url)
            taken.append((partition.feeds[url], partition.states.get(url, FeedState(url=url))))
        return taken

    def next_due(self) -> datetime | None:
        """When the next feed is due."""
        while self._due and self._due_at.get(self._due[0][1]) != self._due[0][0]:
            heapq.heappop(self._due)
        return self._due[0][0] if self._due else None

    def finish(self, url: str, state: FeedState | None, again_at: datetime | None) -> bool:
        """A poll has ended: remember `state`, poll again at `again_at` (None: never).

        False when the feed is no longer ours: its new owner decides.
        """
        self._polling.discard(url)
        partition = self._partition_of(url)
        if partition is None:
            return False
        if state is not None:
            partition.states[url] = state
        if again_at is not None:
            self._schedule(url, again_at)
        return True

    def _schedule(self, url: str, at: datetime) -> None:
        self._due_at[url] = at
        heapq.heappush(self._due, (at, url))

    def _partition_of(self, url: str) -> Partition | None:
        return next((p for p in self._partitions.values() if url in p.feeds), None)
