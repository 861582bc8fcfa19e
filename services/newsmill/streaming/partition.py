"""One assigned partition: what is delivered and done, and with which checkpoint it is committed.

No clock and no client: `faust_consumer` asks the broker and commits.
"""

import asyncio
from collections.abc import Collection

from newsmill.streaming.offset_tracker import HOLE_AFTER_SECONDS, OffsetTracker
from newsmill.streaming.poison import Checkpoint, PoisonDetector

Commit = tuple[int, Checkpoint]
"""An offset and the metadata beside it."""

NOTHING_COMMITTED: Commit = (0, Checkpoint())


TRANSACTION_TOLD_SECONDS = 60.0
"""Brokers end a transaction of which they hear nothing after a minute, unless told otherwise."""


class AssignedPartition:
    """What a worker knows of a partition, from its assignment until it is taken away.

    `position` is the first offset to be delivered, None where that is not known; `found` is what
    was committed there; `alive` are the workers that were in the group then.
    """

    def __init__(
        self,
        position: int | None = None,
        found: Commit = NOTHING_COMMITTED,
        alive: Collection[str] = (),
    ) -> None:
        self.tracker = OffsetTracker()
        self.tracker.expect(position)
        self.detector: PoisonDetector | None = None
        """Of the messages that are begun; None before the first."""
        self.is_leaving = False
        """No message is begun any more."""
        self.is_uncommitted = False
        """A commit failed, or is under way: it is due again, also when no more is done."""
        self.is_running = False
        """A checkpoint of ours that says that we have not left may have reached the broker."""
        self.stepping = asyncio.Lock()
        """Held by who finds out what is missing, until it is reported."""
        self.is_start_unknown = False
        """Nothing was committed: nobody knows what was read of what the log does not have."""
        self.log_start = 0
        """Where the log began when the partition was assigned."""
        self._found = found
        self._alive = alive
        self._left_at: int | None = None
        self._cut_since: float | None = None
        self._held_back_since: float | None = None
        self._passed_since: tuple[int | None, float] | None = None

    def new_detector(self, me: str, now: float) -> PoisonDetector:
        """A detector that starts with what was found; `me` is the name of this worker.

        `now` is in seconds since the epoch.
        """
        return PoisonDetector(*self._found, me, now=now, alive=self._alive)

    @property
    def has_suspects(self) -> bool:
        """Whether somebody who had messages in hand may have ended with them, as it was found."""
        return bool(self._found[1].in_hand or self._found[1].suspects)

    @property
    def has_news(self) -> bool:
        """Whether the broker does not know exactly what is in hand."""
        return self.detector is not None and self.detector.has_news

    @property
    def found_offset(self) -> int:
        """The offset that was committed when the partition was assigned."""
        return self._found[0]

    @property
    def offset(self) -> int:
        """The offset to commit: the end of what is done, or else what was found."""
        return self.tracker.committable() or self.found_offset

    def checkpoint(self, *, alone: bool = False) -> Checkpoint:
        """What stands beside the next commit."""
        return self.detector.checkpoint(alone=alone) if self.detector else self._found[1]

    def is_held_by(self, me: str) -> bool:
        """Whether a living worker, as `me`, was not done with what it had when it lost this.

        Whoever leaves in order must take that back: it will be no end.
        """
        found = self._found[1]
        return bool(found.in_hand) and (found.by == me or found.by in self._alive)

    def farewell(self, me: str, *, for_good: bool = True) -> Commit | None:
        """What to commit on leaving in order: no message was lost to a failure.

        None where no checkpoint of this worker, `me`, needs to be taken back. No message is begun
        after it: a checkpoint that came later would say that the worker has failed.
        """
        self.is_leaving = True
        # Something may have been stepped over, though nothing was begun.
        has_moved = self.tracker.committable() not in (None, self._left_at)
        if not self.is_running and not has_moved:
            return None
        self._left_at = self.tracker.committable()
        # Without one, a checkpoint was under way when the partition was taken away and came back.
        detector = self.detector or self.new_detector(me, 0.0)
        self.detector, self.is_running = None, False
        return self.offset, detector.farewell(for_good=for_good)

    def is_cut(self, end: int | None) -> bool:
        """Whether the log ends, at `end`, before our position: made anew, or lost by brokers."""
        position = self.tracker.next_offset
        return end is not None and position is not None and end < position

    def is_cut_for_good(self, end: int | None, now: float) -> bool:
        """Whether it has been cut for a while; a new leader may know of less for a moment.

        `now` is in seconds on a monotonic clock.
        """
        if not self.is_cut(end):
            self._cut_since = None
            return False
        if self._cut_since is None:
            self._cut_since = now
        return now - self._cut_since >= HOLE_AFTER_SECONDS

    def is_passed_by(self, fetched_until: int | None, now: float) -> bool:
        """Whether what lies at our position is not fetched, and will not be: fetching is beyond it.

        To be asked again and again, while nothing that was fetched is being handed over.
        """
        position = self.tracker.next_offset
        if position is None or fetched_until is None or fetched_until <= position:
            self._passed_since = None
            return False
        if self.log_start > position:
            return True
        if self._passed_since is None or self._passed_since[0] != position:
            self._passed_since = position, now
        return now - self._passed_since[1] >= HOLE_AFTER_SECONDS

    def is_held_back(self, readable: int | None, end: int | None, now: float) -> bool:
        """Whether it is time to say that an open transaction keeps what is behind `readable`.

        True once for each of the times that it lasts `TRANSACTION_TOLD_SECONDS`.
        """
        if readable is None or end is None or readable >= end:
            self._held_back_since = None
            return False
        if self._held_back_since is None:
            self._held_back_since = now
        if now - self._held_back_since < TRANSACTION_TOLD_SECONDS:
            return False
        self._held_back_since = now
        return True

    def go_back(self, offset: int) -> None:
        """Begin anew at `offset`: what is there now has never been read.

        It is committed before anything is begun: by the time somebody else reads the old position,
        the log may have grown past it.
        """
        self.tracker.expect(offset)
        self._found = (offset, Checkpoint())
        self.detector = None
