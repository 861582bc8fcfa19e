"""The queue of subscriptions by due time. No clock, no Kafka."""

import heapq
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from newsmill.contracts.feeds import Feed, FeedState
from newsmill.puller.rows import Lane, Row

SPREAD_AFTER_RESTART = timedelta(seconds=2)
"""Feeds that fell due while no puller ran are spread over this time, not polled all at once."""

STALE_ALLOWED = 100
"""How many outdated entries the queue may hold beyond the number of feeds before it is rebuilt."""

ROUNDING_SECONDS = 2e-6
"""What is due at `next_due` must be due then, although a `datetime` has whole microseconds."""


@dataclass
class Partition:
    """One partition's feeds, by URL; some rows are only what is left of a feed."""

    rows: dict[str, Row] = field(default_factory=dict)
    caught_up: bool = False


class Turn:
    """One poll of one feed, from when it fell due until `Subscriptions.finish`."""

    __slots__ = ("_row", "due_at", "overtaken")

    def __init__(self, row: Row, due_at: float) -> None:
        self._row = row
        self.due_at = due_at
        """By the queue's clock: what is due earlier goes first."""
        self.overtaken: Literal["removed", "revoked"] | None = None
        """Why its result is not needed any more: the subscription ended, or is another puller's."""

    @property
    def url(self) -> str:
        """The subscription's URL."""
        return self._row.url

    @property
    def address(self) -> str:
        """Where the feed is asked for now: it may have moved."""
        return self._row.address

    @property
    def lane(self) -> Lane:
        """How the feed is asked."""
        return self._row.lane

    @property
    def feed(self) -> Feed:
        """The subscription as of now; not for a turn that was overtaken."""
        return self._row.feed

    @property
    def state(self) -> FeedState:
        """What the poll before this one has left."""
        return self._row.state

    @property
    def memory(self) -> bytes:
        """The entries that are remembered of the feed, packed."""
        return self._row.memory


class Subscriptions:
    """The share of all subscriptions that is assigned to this puller.

    A feed is in one turn at most, also when it is removed or revoked meanwhile and comes back.
    No feed waits longer than `longest_wait`, whatever is in its state and even if the clock is set
    back.
    """

    def __init__(self, longest_wait: timedelta) -> None:
        self._longest_wait = longest_wait.total_seconds()
        self._assigned = False
        self._partitions: dict[int, Partition] = {}
        self._count = 0
        self._due: list[tuple[float, Row]] = []
        self._queued = 0
        self._turns: dict[str, Turn] = {}
        self._looked_at = float("-inf")
        self._ahead = 0.0
        """How far the queue's clock, which is never set back, is ahead of the one on the wall."""

    def __len__(self) -> int:
        return self._count

    @property
    def complete(self) -> bool:
        """Whether our share is assigned and has been read to its end; it may be empty."""
        return self._assigned and all(p.caught_up for p in self._partitions.values())

    def assign(self, numbers: set[int]) -> None:
        """Add these partitions; their rows are still to come."""
        self.revoke(numbers & self._partitions.keys())
        self._assigned = True
        for number in numbers:
            self._partitions[number] = Partition()

    def revoke(self, numbers: set[int]) -> None:
        """Forget these partitions, which go to another puller."""
        self._assigned = False
        for number in numbers:
            partition = self._partitions.pop(number, None)
            for row in partition.rows.values() if partition else ():
                if row.is_subscribed:
                    self._leave(row, "revoked")

    def caught_up(self, number: int, now: datetime) -> list[str]:
        """Note that all of a partition has been read: its feeds may be polled.

        Returns the URLs of states and memories without a subscription, which are to be deleted.
        """
        partition = self._partitions.get(number)
        if partition is None or partition.caught_up:
            return []
        partition.caught_up = True
        at = self._follow_clock(now)
        left = [row for row in partition.rows.values() if not row.is_subscribed]
        for row in left:
            del partition.rows[row.url]
        spread = SPREAD_AFTER_RESTART.total_seconds() / max(1, len(partition.rows))
        for position, row in enumerate(partition.rows.values()):
            if not row.has_state:
                self._schedule(row, at, at)
            elif not row.stays_gone:
                self._schedule(row, max(_wanted(row, now, at), at + spread * position), at)
        return sorted(row.url for row in left if row.has_state or row.memory)

    def put_feed(self, number: int, feed: Feed, now: datetime) -> None:
        """Note a subscription that was added or changed."""
        partition = self._partitions.get(number)
        if partition is None:
            return
        row = partition.rows.setdefault(feed.url, Row(feed.url))
        is_new, was_gone = not row.is_subscribed, row.is_gone
        row.subscribe(feed)
        self._count += is_new
        if partition.caught_up and (is_new or (was_gone and not row.stays_gone)):
            at = self._follow_clock(now)
            self._schedule(row, at, at)

    def end_feed(self, number: int, url: str) -> bool:
        """Note that a subscription has ended. Returns whether its state is to be deleted now.

        Not in the middle of a turn, which could write the state again after that.
        """
        partition = self._partitions.get(number)
        row = partition.rows.get(url) if partition else None
        if partition is None or row is None or not row.is_subscribed:
            return False
        self._leave(row, "removed")
        if not partition.caught_up:
            row.unsubscribe()
            return False
        del partition.rows[url]
        return url not in self._turns

    def put_state(self, number: int, url: str, state: FeedState | None, now: datetime) -> None:
        """Note a feed's state as published: by an earlier puller, or by this one a moment ago."""
        partition = self._partitions.get(number)
        if partition is None:
            return
        if not partition.caught_up:
            partition.rows.setdefault(url, Row(url)).put_state(state)
            return
        row = partition.rows.get(url)
        # The feed's previous puller may finish a poll after we have begun.
        if state is None or row is None or url in self._turns or not _is_newer(state, row):
            return
        row.put_state(state)
        if row.stays_gone:
            self._unschedule(row)
        else:
            at = self._follow_clock(now)
            self._schedule(row, _wanted(row, now, at), at)

    def put_memory(self, number: int, url: str, memory: bytes | None) -> None:
        """Note the entries remembered of a feed as published, by an earlier puller or this one."""
        partition = self._partitions.get(number)
        if partition is None:
            return
        if not partition.caught_up:
            partition.rows.setdefault(url, Row(url)).memory = memory or b""
            return
        row = partition.rows.get(url)
        if row is not None and not row.has_written and url not in self._turns:
            row.memory = memory or b""

    @property
    def partitions(self) -> int:
        """How many are assigned."""
        return len(self._partitions)

    def overdue(self, now: datetime) -> int:
        """How many feeds are due and not taken."""
        at = self._follow_clock(now)
        return sum(row.due_at == due and due <= at for due, row in self._due)

    def sample(self, most: int) -> list[FeedState]:
        """The states of some feeds, drawn at random; empty ones of feeds not polled yet."""
        feeds = [
            row
            for partition in self._partitions.values()
            for row in partition.rows.values()
            if row.is_subscribed
        ]
        return [row.state for row in random.sample(feeds, min(most, len(feeds)))]

    def take_due(self, now: datetime, at_most: int | None = None) -> list[Turn]:
        """The feeds to poll now; none is taken again until `finish` is called for its turn."""
        at = self._follow_clock(now)
        taken: list[Turn] = []
        end = at + ROUNDING_SECONDS
        while self._due and self._due[0][0] <= end and (at_most is None or len(taken) < at_most):
            due, row = heapq.heappop(self._due)
            # A feed that falls due during an overtaken turn is put back when that turn finishes.
            if row.due_at != due or row.url in self._turns:
                continue
            self._unschedule(row)
            turn = self._turns[row.url] = Turn(row, due)
            taken.append(turn)
        return taken

    def take(self, url: str, now: datetime) -> Turn | None:
        """The feed at `url` whether it is due or not; None if it is in a turn, or not ours."""
        row = self._row(url)
        if row is None or url in self._turns:
            return None
        self._unschedule(row)
        turn = self._turns[url] = Turn(row, self._follow_clock(now))
        return turn

    def has(self, url: str) -> bool:
        """Whether we are subscribed to `url`, and know all of it."""
        return self._row(url) is not None

    def feeds_in(self, numbers: set[int]) -> list[str]:
        """The URLs of the feeds in these partitions."""
        partitions = (self._partitions[number] for number in numbers & self._partitions.keys())
        return [row.url for one in partitions for row in one.rows.values() if row.is_subscribed]

    def next_due(self) -> datetime | None:
        """When the next feed is due."""
        while self._due and self._due[0][1].due_at != self._due[0][0]:
            heapq.heappop(self._due)
        return datetime.fromtimestamp(self._due[0][0] - self._ahead, UTC) if self._due else None

    def finish(
        self,
        turn: Turn,
        state: FeedState | None,
        again_at: datetime | None,
        now: datetime,
        memory: bytes | None = None,
    ) -> None:
        """Note that a turn has ended: keep `state` and `memory`, poll again at `again_at`.

        None keeps what there was; without `again_at` the feed is not polled again. None of this
        happens for a turn that was overtaken: the feed's new puller or its new subscription
        decides.
        """
        del self._turns[turn.url]
        row = turn._row
        if turn.overtaken:
            self._put_back(turn.url)
            return
        if state is not None:
            row.put_state(state)
        if memory is not None:
            row.memory = memory
            row.has_written = True
        if again_at is not None:
            at = self._follow_clock(now)
            self._schedule(row, again_at.timestamp() + self._ahead, at)

    def _row(self, url: str) -> Row | None:
        for partition in self._partitions.values():
            row = partition.rows.get(url)
            if row is not None and row.is_subscribed and partition.caught_up:
                return row
        return None

    def _put_back(self, url: str) -> None:
        """Queue a feed again that came back during its turn, and whose entry was passed over."""
        for partition in self._partitions.values():
            row = partition.rows.get(url)
            if row is not None and row.due_at is not None:
                heapq.heappush(self._due, (row.due_at, row))

    def _leave(self, row: Row, why: Literal["removed", "revoked"]) -> None:
        self._count -= 1
        self._unschedule(row)
        if row.url in self._turns:
            self._turns[row.url].overtaken = why

    def _unschedule(self, row: Row) -> None:
        self._queued -= row.due_at is not None
        row.due_at = None

    def _schedule(self, row: Row, due: float, at: float) -> None:
        self._queued += row.due_at is None
        row.due_at = min(due, at + self._longest_wait)
        heapq.heappush(self._due, (row.due_at, row))
        if len(self._due) > 2 * self._queued + STALE_ALLOWED:
            # Those of other rows are outdated, and of each row all but one.
            current = {row.url: (due, row) for due, row in self._due if row.due_at == due}
            self._due = list(current.values())
            heapq.heapify(self._due)

    def _follow_clock(self, now: datetime) -> float:
        """The queue's clock: when the one on the wall is set back, it goes on."""
        seconds = now.timestamp()
        if seconds < self._looked_at:
            self._ahead += self._looked_at - seconds
        self._looked_at = seconds
        return seconds + self._ahead


def _wanted(row: Row, now: datetime, at: float) -> float:
    """When a feed whose state was published is to be polled, by the queue's clock, now at `at`.

    What was polled by a clock that was ahead waits no longer than was meant then.
    """
    if row.next_at is None:
        return at
    return at + row.next_at - max(now.timestamp(), row.polled_at or 0.0)


def _is_newer(state: FeedState, than: Row) -> bool:
    if than.polled_at is None:
        return True
    return state.last_polled_at is not None and state.last_polled_at.timestamp() > than.polled_at
