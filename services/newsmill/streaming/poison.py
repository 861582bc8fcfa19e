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

from collections.abc import Collection, Iterable
from typing import Literal

from newsmill.streaming.checkpoints import TRIES, Checkpoint, End

__all__ = ["TRIES", "Checkpoint", "End", "Handling", "PoisonDetector"]

ENDS_COUNT_FOR_SECONDS = 24 * 3600
"""Longer than three tries of the slowest message take, and than clocks are wrong."""

STILL_THERE = -1
"""When the end is seen of a worker that lives, and works on what it had in hand when it lost it."""

MOST_ENDS = 2 * TRIES

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
        self._me = me
        self._in_hand: set[int] = set()
        self._begun: set[int] = set()
        self._suspects = {
            offset: known
            for offset, ends in checkpoint.suspects.items()
            if offset >= committed and (known := _known(ends, me, alive, now))
        }
        self.found: End | None = None
        """The end of the worker before, if it ended with something in hand."""
        in_hand = [offset for offset in checkpoint.in_hand if offset >= committed]
        if in_hand and checkpoint.by != me:
            if checkpoint.by in alive:
                last = End(checkpoint.by, STILL_THERE)
            else:
                last = End(checkpoint.by, int(now), checkpoint.alone and len(in_hand) == 1)
                self.found = last
            for offset in in_hand:
                ends = tuple(it for it in self._suspects.get(offset, ()) if it.by != last.by)
                self._suspects[offset] = (*ends, last)[-MOST_ENDS:]
        self._noted: frozenset[int] = frozenset()
        self._changes = self._changes_sent = self._changes_noted = 0

    @property
    def suspects(self) -> Collection[int]:
        """The offsets of messages that were in hand at an end."""
        return self._suspects.keys()

    def ends(self, offset: int) -> tuple[End, ...]:
        """The ends at which the message at `offset` was in hand, the last three at most."""
        ends = self._suspects.get(offset, ())
        return tuple(end for end in ends if end.found != STILL_THERE)[-TRIES:]

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

    def begin(self, offset: int) -> None:
        """The message at `offset`, which is noted, is worked on from now."""
        self._begun.add(offset)

    def put_down(self, offset: int) -> None:
        """The message at `offset` is in hand no more, though it is not done."""
        self._begun.discard(offset)
        if offset in self._in_hand:
            self._in_hand.discard(offset)
            self._changes += 1

    def put_all_down(self) -> None:
        """Nothing is in hand."""
        self._begun.clear()
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

    def farewell(self, *, for_good: bool = True) -> Checkpoint:
        """What to note when leaving in order: suspects stay suspects, but this was no end.

        Who does not leave `for_good` works on with what is begun, and may still end of it.
        """
        begun = frozenset() if for_good else frozenset(self._begun & self._in_hand)
        return Checkpoint(begun, by=self._me if begun else "", suspects=dict(self._suspects))


def _known(ends: Iterable[End], me: str, alive: Collection[str], now: float) -> tuple[End, ...]:
    """The ends that count now. Who was still there, and is no more, has ended meanwhile."""
    known: list[End] = []
    for end in ends:
        if end.found == STILL_THERE:
            if end.by != me:
                known.append(end if end.by in alive else End(end.by, int(now)))
        elif end.by != me and end.by not in alive and now - end.found < ENDS_COUNT_FOR_SECONDS:
            known.append(end)
    return tuple(known)
