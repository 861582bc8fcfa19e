"""The queue of subscriptions by due time. No clock, no Kafka."""

import heapq
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from newsmill.contracts.feeds import Feed, FeedState

SPREAD_AFTER_RESTART = timedelta(seconds=2)
"""Feeds that fell due while no puller ran are spread over this time, not polled all at once."""

STALE_ALLOWED = 100
"""How many outdated entries the queue may hold beyond the number of feeds before it is rebuilt."""


@dataclass
class Partition:
    """One partition's feeds, states and memories, by URL."""

    feeds: dict[str, Feed] = field(default_factory=dict)
    states: dict[str, FeedState] = field(default_factory=dict)
    memories: dict[str, bytes] = field(default_factory=dict)
    """The entries remembered of a feed, packed."""
    written: set[str] = field(default_factory=set)
    """Feeds whose memory this puller has written itself: what the topic says of them is older."""
    caught_up: bool = False

    def forget(self, url: str) -> None:
        """Keep nothing of what was learnt of a feed."""
        self.states.pop(url, None)
        self.memories.pop(url, None)
        self.written.discard(url)


@dataclass(eq=False)
class Turn:
    """One poll of one feed, from when it fell due until `Subscriptions.finish`."""

    feed: Feed
    state: FeedState
    memory: bytes = b""
    overtaken: Literal["removed", "revoked"] | None = None
    """Why its result is not needed any more: the subscription ended, or is another puller's."""


class Subscriptions:
    """The share of all subscriptions that is assigned to this puller.

    A feed is in one turn at most, also when it is removed or revoked meanwhile and comes back.
    No feed waits longer than `longest_wait`, whatever is in its state and even if the clock is set
    back.
    """

    def __init__(self, longest_wait: timedelta) -> None:
        self._longest_wait = longest_wait
        self._assigned = False
        self._partitions: dict[int, Partition] = {}
        self._due: list[tuple[datetime, str]] = []
        self._due_at: dict[str, datetime] = {}
        self._turns: dict[str, Turn] = {}
        self._looked_at: datetime | None = None

    def __len__(self) -> int:
        return sum(len(partition.feeds) for partition in self._partitions.values())

    @property
    def complete(self) -> bool:
        """Whether our share is assigned and has been read to its end; it may be empty."""
        return self._assigned and all(p.caught_up for p in self._partitions.values())

    def assign(self, numbers: set[int]) -> None:
        """Add these partitions; their rows are still to come."""
        self._assigned = True
        for number in numbers:
            self._partitions[number] = Partition()

    def revoke(self, numbers: set[int]) -> None:
        """Forget these partitions, which go to another puller."""
        self._assigned = False
        for number in numbers:
            partition = self._partitions.pop(number, None)
            for url in partition.feeds if partition else ():
                self._leave(url, "revoked")

    def caught_up(self, number: int, now: datetime) -> list[str]:
        """Note that all of a partition has been read: its feeds may be polled.

        Returns the URLs of states and memories without a subscription, which are to be deleted.
        """
        partition = self._partitions.get(number)
        if partition is None or partition.caught_up:
            return []
        partition.caught_up = True
        for position, (url, feed) in enumerate(partition.feeds.items()):
            state = partition.states.get(url)
            if state is None:
                self._schedule(url, now, now)
            elif not _stays_gone(feed, state):
                wait = SPREAD_AFTER_RESTART * position / len(partition.feeds)
                self._schedule(url, max(state.next_poll_at or now, now + wait), now)
        forgotten = (partition.states.keys() | partition.memories.keys()) - partition.feeds.keys()
        for url in forgotten:
            partition.forget(url)
        return sorted(forgotten)

    def put_feed(self, number: int, feed: Feed, now: datetime) -> None:
        """Note a subscription that was added or changed."""
        partition = self._partitions.get(number)
        if partition is None:
            return
        is_new = feed.url not in partition.feeds
        partition.feeds[feed.url] = feed
        state = partition.states.get(feed.url)
        comes_back = state is not None and state.gone and not _stays_gone(feed, state)
        if partition.caught_up and (is_new or comes_back):
            self._schedule(feed.url, now, now)

    def end_feed(self, number: int, url: str) -> bool:
        """Note that a subscription has ended. Returns whether its state is to be deleted now.

        Not in the middle of a turn, which could write the state again after that.
        """
        partition = self._partitions.get(number)
        if partition is None or partition.feeds.pop(url, None) is None:
            return False
        self._leave(url, "removed")
        if partition.caught_up:
            partition.forget(url)
        return partition.caught_up and url not in self._turns

    def put_state(self, number: int, url: str, state: FeedState | None, now: datetime) -> None:
        """Note a feed's state as published: by an earlier puller, or by this one a moment ago."""
        partition = self._partitions.get(number)
        if partition is None:
            return
        if not partition.caught_up:
            if state is None:
                partition.states.pop(url, None)
            else:
                partition.states[url] = state
            return
        # The feed's previous puller may finish a poll after we have begun.
        if state is None or url not in partition.feeds or url in self._turns:
            return
        if not _is_newer(state, partition.states.get(url)):
            return
        partition.states[url] = state
        if _stays_gone(partition.feeds[url], state):
            self._due_at.pop(url, None)
        else:
            self._schedule(url, state.next_poll_at or now, now)

    def put_memory(self, number: int, url: str, memory: bytes | None) -> None:
        """Note the entries remembered of a feed as published, by an earlier puller or this one."""
        partition = self._partitions.get(number)
        if partition is None:
            return
        if partition.caught_up and (
            url not in partition.feeds or url in self._turns or url in partition.written
        ):
            return
        if memory is None:
            partition.memories.pop(url, None)
        else:
            partition.memories[url] = memory

    @property
    def partitions(self) -> int:
        """How many are assigned."""
        return len(self._partitions)

    def overdue(self, now: datetime) -> int:
        """How many feeds are due and not taken."""
        return sum(at <= now for at in self._due_at.values())

    def sample(self, most: int) -> list[FeedState]:
        """The states of some feeds, drawn at random; empty ones of feeds not polled yet."""
        all_feeds = [
            partition.states.get(url) or FeedState(url=url)
            for partition in self._partitions.values()
            for url in partition.feeds
        ]
        return random.sample(all_feeds, min(most, len(all_feeds)))

    def take_due(self, now: datetime, at_most: int | None = None) -> list[Turn]:
        """The feeds to poll now; none is taken again until `finish` is called for its turn."""
        self._follow_clock(now)
        taken: list[Turn] = []
        while self._due and self._due[0][0] <= now and (at_most is None or len(taken) < at_most):
            at, url = heapq.heappop(self._due)
            # A feed that falls due during an overtaken turn is put back when that turn finishes.
            if self._due_at.get(url) != at or url in self._turns:
                continue
            del self._due_at[url]
            partition = self._partition_of(url)
            turn = Turn(
                partition.feeds[url],
                partition.states.get(url, FeedState(url=url)),
                partition.memories.get(url, b""),
            )
            self._turns[url] = turn
            taken.append(turn)
        return taken

    def next_due(self) -> datetime | None:
        """When the next feed is due."""
        while self._due and self._due_at.get(self._due[0][1]) != self._due[0][0]:
            heapq.heappop(self._due)
        return self._due[0][0] if self._due else None

    def finish(
        self,
        turn: Turn,
        state: FeedState | None,
        again_at: datetime | None,
        now: datetime,
        memory: bytes | None = None,
    ) -> None:
        """Note that a turn has ended: keep `state`, poll again at `again_at` (None: never).

        `memory` is None where it has not changed.

        Neither happens for a turn that was overtaken: the feed's new puller or its new subscription
        decides.
        """
        url = turn.feed.url
        del self._turns[url]
        if turn.overtaken:
            if url in self._due_at:
                heapq.heappush(self._due, (self._due_at[url], url))
            return
        if state is not None:
            partition = self._partition_of(url)
            partition.states[url] = state
            if memory is not None:
                partition.memories[url] = memory
                partition.written.add(url)
        if again_at is not None:
            self._schedule(url, again_at, now)

    def _leave(self, url: str, why: Literal["removed", "revoked"]) -> None:
        self._due_at.pop(url, None)
        if url in self._turns:
            self._turns[url].overtaken = why

    def _schedule(self, url: str, at: datetime, now: datetime) -> None:
        self._follow_clock(now)
        at = min(at, now + self._longest_wait)
        self._due_at[url] = at
        heapq.heappush(self._due, (at, url))
        if len(self._due) > 2 * len(self._due_at) + STALE_ALLOWED:
            self._queue_anew()

    def _follow_clock(self, now: datetime) -> None:
        """Move the due times back when the clock was set back."""
        if self._looked_at is not None and now < self._looked_at:
            back = self._looked_at - now
            self._due_at = {url: at - back for url, at in self._due_at.items()}
            self._queue_anew()
        self._looked_at = now

    def _queue_anew(self) -> None:
        self._due = [(at, url) for url, at in self._due_at.items()]
        heapq.heapify(self._due)

    def _partition_of(self, url: str) -> Partition:
        return next(p for p in self._partitions.values() if url in p.feeds)


def _stays_gone(feed: Feed, state: FeedState) -> bool:
    """Whether the server said 410 after the feed was last subscribed to."""
    return state.gone and state.last_polled_at is not None and feed.added_at <= state.last_polled_at


def _is_newer(state: FeedState, than: FeedState | None) -> bool:
    if than is None or than.last_polled_at is None:
        return True
    return state.last_polled_at is not None and state.last_polled_at > than.last_polled_at
