"""Track offsets: only the unbroken prefix of what was delivered and is done may be committed."""

from collections import deque
from enum import Enum

HOLE_AFTER_SECONDS = 5.0
"""A jump for which there is no reason and that lasts so long is a hole in the log, not a fetch gone
astray."""


class Delivery(Enum):
    """What to do with a message that the broker handed over."""

    NEXT = "next"
    REPEATED = "repeated"
    JUMPED = "jumped"
    """It may be a fetch gone astray: go back, and see what comes."""
    HOLE = "hole"
    """Whatever is fetched, nothing comes before it: report that, and `step_over`."""


class OffsetTracker:
    """The book of one assigned partition.

    Every offset that goes to the room is entered in order by `deliver`; `done` marks it when its
    outputs are acknowledged, in any order; `committable` is the end of the unbroken done prefix.
    Offsets that never come are passed over: those of which a fetch has shown that they have no
    message for anybody by `pass_over`, those that are lost and reported by `step_over`.
    """

    def __init__(self) -> None:
        self.next_offset: int | None = None
        self._start: int | None = None
        self._open: deque[int] = deque()
        self._done: set[int] = set()
        self._jumped_at: float | None = None
        self._jumped_to = 0

    def expect(self, offset: int | None) -> None:
        """Begin anew at `offset`, the committed position; None takes whatever comes first."""
        self.next_offset = self._start = offset
        self._open.clear()
        self._done.clear()
        self._jumped_at = None

    def deliver(self, offset: int, now: float, since: int | None = None) -> Delivery:
        """Enter `offset` if it is the next one; `now` is in seconds on a monotonic clock.

        The fetch that brought it has nothing for us from `since` up to it.
        """
        if since is not None:
            self.pass_over(since, offset)
        if self.next_offset is None:
            self._start = offset
        elif offset < self.next_offset:
            return Delivery.REPEATED
        elif offset > self.next_offset:
            return self._jump(offset, now)
        self._jumped_at = None
        self.next_offset = offset + 1
        self._open.append(offset)
        return Delivery.NEXT

    def pass_over(self, since: int, until: int) -> None:
        """A fetch has shown that nothing is to be delivered from `since` up to `until`."""
        if self.next_offset is not None and since <= self.next_offset < until:
            self.step_over(until)

    def step_over(self, until: int) -> None:
        """What is missing before `until` is reported: go on there."""
        self.next_offset = until
        self._jumped_at = None

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
            self._done.discard(self._open.popleft())

    def committable(self) -> int | None:
        """The offset to commit, before which all is done or passed over; None where none is new."""
        first = self.first_undone
        return first if first != self._start else None

    @property
    def first_undone(self) -> int | None:
        """Where somebody else would have to go on; None while no position is known."""
        return self._open[0] if self._open else self.next_offset

    @property
    def in_flight(self) -> int:
        """How many delivered messages are not covered by `committable` yet."""
        return len(self._open)

    def is_first_jump(self, offset: int) -> bool:
        """Whether `offset`, if it jumps, is the first of its fetch that does.

        Within one fetch offsets rise, so one that does not rise comes from a new fetch.
        """
        return self._jumped_at is None or offset <= self._jumped_to

    def _jump(self, offset: int, now: float) -> Delivery:
        """A hole is what a fetch long after the first jump still finds; else a jump.

        The rest of an old fetch may come late, but proves nothing.
        """
        fetched_anew = self._jumped_at is not None and offset <= self._jumped_to
        if self._jumped_at is None:
            self._jumped_at = now
        self._jumped_to = offset
        is_hole = fetched_anew and now - self._jumped_at >= HOLE_AFTER_SECONDS
        return Delivery.HOLE if is_hole else Delivery.JUMPED
