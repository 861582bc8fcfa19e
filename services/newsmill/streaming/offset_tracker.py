"""Track offsets: only the unbroken prefix of what was delivered and is done may be committed."""

from collections import deque
from enum import Enum

HOLE_AFTER_SECONDS = 5.0
"""A jump that lasts so long is a hole in the log (retention, a marker), not a fetch gone astray."""


class Delivery(Enum):
    """What to do with a message that the broker handed over."""

    NEXT = "next"
    REPEATED = "repeated"
    JUMPED = "jumped"


class OffsetTracker:
    """The book of one assigned partition.

    Every offset that goes to the room is entered in order by `deliver`; `done` marks it when its
    outputs are acknowledged, in any order; `committable` is the end of the unbroken done prefix.
    """

    def __init__(self) -> None:
        self.next_offset: int | None = None
        self._open: deque[int] = deque()
        self._done: set[int] = set()
        self._committable: int | None = None
        self._jumped_at: float | None = None
        self._jumped_to = 0

    def expect(self, offset: int | None) -> None:
        """Begin anew at `offset`, the committed position; None takes whatever comes first."""
        self.next_offset = offset
        self._open.clear()
        self._done.clear()
        self._committable = None
        self._jumped_at = None

    def deliver(self, offset: int, now: float) -> Delivery:
        """Enter `offset` if it is the next one; `now` is in seconds on a monotonic clock."""
        if self.next_offset is not None:
            if offset < self.next_offset:
                return Delivery.REPEATED
            if offset > self.next_offset and not self._is_hole(offset, now):
                return Delivery.JUMPED
        self._jumped_at = None
        self.next_offset = offset + 1
        self._open.append(offset)
        return Delivery.NEXT

    def withdraw(self, offset: int) -> None:
        """Take back the last `deliver`: the message did not reach the room after all."""
        if self._open and self._open[-1] == offset:
            self._open.pop()
            self.next_offset = offset

    def done(self, offset: int) -> None:
        """Mark a delivered offset as done; others are ignored."""
        if not self._open or offset < self._open[0] or offset > self._open[-1]:
            return
        self._done.add(offset)
        while self._open and self._open[0] in self._done:
            finished = self._open.popleft()
            self._done.discard(finished)
            self._committable = finished + 1

    def committable(self) -> int | None:
        """The offset to commit: one past the last of the unbroken prefix, None before the first."""
        return self._committable

    @property
    def first_undone(self) -> int | None:
        """Where somebody else would have to go on; None while no position is known."""
        return self._open[0] if self._open else self.next_offset

    @property
    def in_flight(self) -> int:
        """How many delivered messages are not covered by `committable` yet."""
        return len(self._open)

    def _is_hole(self, offset: int, now: float) -> bool:
        """Whether a fetch long after the first jump still finds nothing before `offset`.

        Within one fetch offsets rise, so one that does not rise comes from a new fetch. The rest
        of an old fetch may come late, but proves nothing.
        """
        fetched_anew = self._jumped_at is not None and offset <= self._jumped_to
        if self._jumped_at is None:
            self._jumped_at = now
        self._jumped_to = offset
        return fetched_anew and now - self._jumped_at >= HOLE_AFTER_SECONDS
