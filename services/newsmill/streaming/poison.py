"""Poison messages: find the message that ends every worker that begins it, and set it aside.

A message that kills its worker (a crash in native code, out of memory, a loop that never turns)
would be read again for ever. Each commit carries a `Checkpoint` as its metadata, and no message is
begun before one says that it is in hand. From it, whoever gets the partition next knows, on
whatever machine it runs, which messages were in hand when the last worker ended. One that was so at
two ends is begun when nothing else is in hand in the whole process. If that worker ends too, the
message has had its three tries. One that is done is no suspect any more.

A worker that was only cut off, or stopped for a while, has not ended: its end is struck as soon as
its group knows it again.
"""

from collections.abc import Collection
from typing import Literal

from newsmill.streaming.checkpoints import TRIES, Checkpoint, End

__all__ = ["TRIES", "Checkpoint", "End", "Handling", "PoisonDetector"]

ENDS_COUNT_FOR_SECONDS = 24 * 3600
"""Longer than three tries of the slowest message take, and than clocks are wrong."""

Handling = Literal["ordinary", "alone", "quarantine"]


class PoisonDetector:
    """One partition in one worker's hands, from the first message after an assignment.

    `committed` and `checkpoint` are what was found there, at `now` in seconds since the epoch. `me`
    and those in `alive` are workers that have not ended, whatever was found.
    """

    def __init__(
        self,
        committed: int,
        checkpoint: Checkpoint,
        me: str = "",
        *,
        now: float = 0.0,
        alive: Collection[str] = (),
    ) -> None:
        living = {me, *alive}
        self._me = me
        self._in_hand: set[int] = set()
        self._suspects = {
            offset: counted
            for offset, ends in checkpoint.suspects.items()
            if offset >= committed
            and (counted := tuple(end for end in ends if _counts(end, living, now)))
        }
        self.found: End | None = None
        """The end of the worker before, if it ended with something in hand."""
        in_hand = [offset for offset in checkpoint.in_hand if offset >= committed]
        if in_hand and checkpoint.by not in living:
            self.found = End(checkpoint.by, int(now), checkpoint.alone and len(in_hand) == 1)
            for offset in in_hand:
                ends = [it for it in self._suspects.get(offset, ()) if it.by != checkpoint.by]
                self._suspects[offset] = (*ends, self.found)[-TRIES:]
        self._noted: frozenset[int] = frozenset()
        self._changes = self._changes_sent = self._changes_noted = 0

    @property
    def suspects(self) -> Collection[int]:
        """The offsets of messages that were in hand at an end."""
        return self._suspects.keys()

    def ends(self, offset: int) -> tuple[End, ...]:
        """The ends at which the message at `offset` was in hand, the last three at most."""
        return self._suspects.get(offset, ())

    def handling(self, offset: int) -> Handling:
        """How the message at `offset` is to be handled."""
        ends = self.ends(offset)
        if len(ends) >= TRIES and ends[-1].alone:
            return "quarantine"
        return "alone" if len(ends) >= TRIES - 1 else "ordinary"

    @property
    def holds_nothing(self) -> bool:
        """Whether no message is in hand."""
        return not self._in_hand

    @property
    def has_news(self) -> bool:
        """Whether the broker knows less than this."""
        return self._changes != self._changes_noted

    def take(self, offset: int) -> None:
        """The message at `offset` is in hand, and may be begun when `is_noted` says so."""
        if offset not in self._in_hand:
            self._in_hand.add(offset)
            self._changes += 1

    def put_down(self, offset: int) -> None:
        """The message at `offset` is in hand no more, though it is not done."""
        if offset in self._in_hand:
            self._in_hand.discard(offset)
            self._changes += 1

    def put_all_down(self) -> None:
        """Nothing is in hand."""
        if self._in_hand:
            self._in_hand.clear()
            self._changes += 1

    def done(self, offset: int) -> None:
        """The message at `offset` has its outcome: it ends nobody."""
        self.put_down(offset)
        if self._suspects.pop(offset, None):
            self._changes += 1

    def is_noted(self, offset: int) -> bool:
        """Whether the broker has that the message at `offset` is in hand."""
        return offset in self._in_hand and offset in self._noted

    def checkpoint(self, *, alone: bool = False) -> Checkpoint:
        """What to commit while working; call `noted` when the broker has it, before the next."""
        self._changes_sent = self._changes
        in_hand = frozenset(self._in_hand)
        by = self._me if in_hand else ""
        return Checkpoint(in_hand, alone and len(in_hand) == 1, by, dict(self._suspects))

    def noted(self, checkpoint: Checkpoint) -> None:
        """The broker has `checkpoint`, the last that was made."""
        self._noted = checkpoint.in_hand
        self._changes_noted = self._changes_sent

    def farewell(self) -> Checkpoint:
        """What to note when leaving in order: suspects stay suspects, but this was no end."""
        return Checkpoint(suspects=dict(self._suspects))


def _counts(end: End, living: Collection[str], now: float) -> bool:
    return end.by not in living and now - end.found < ENDS_COUNT_FOR_SECONDS
