"""The log of one partition: messages, what is no message, and what goes missing."""

from dataclasses import dataclass, field
from typing import Literal

from faust.types import TP

Kind = Literal[
    "plain", "slow", "dropped", "bad", "undecodable", "refused", "kills", "kills-later", "hangs"
]
"""What a message does to who handles it."""

POISON: tuple[Kind, ...] = ("kills", "kills-later", "hangs")


@dataclass(eq=False, slots=True)
class Letter:
    """A message, and what has become of it."""

    number: int
    kind: Kind
    key: bytes | None
    tp: TP
    offset: int
    epoch: int
    ends: list[str] = field(default_factory=list)
    """Each acknowledged output: `published`, `dropped`, or the stage of a dead letter."""
    is_gone: bool = False
    """The log does not have it any more."""
    was_gone_unread: bool = False
    """It was taken away before it had ended."""
    is_reported: bool = False
    ends_in_hand: dict[str, bool] = field(default_factory=dict)
    """For each worker that ended with it in hand, whether it was alone there."""
    killed: int = 0
    """How many workers it has ended."""

    def __str__(self) -> str:
        return f"{self.kind} {self.number} at {self.tp.partition}/{self.offset}"


@dataclass(eq=False, slots=True)
class NoLetter:
    """A commit marker, or a message of a transaction that was aborted."""

    offset: int
    is_marker: bool


Record = Letter | NoLetter


Gap = tuple[int, int]
"""From an offset up to another, nothing is there for us."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """Messages, each with the start of the covered gap before it, and the gap behind them all."""

    letters: list[tuple[Letter, int | None]]
    behind: int
    tail: Gap
    end: int


class PartitionLog:
    """What lies at the offsets from `start` to `end`; some may be missing."""

    def __init__(self, tp: TP) -> None:
        self.tp = tp
        self.start = 0
        self.end = 0
        self.epoch = 0
        self.held: list[tuple[Kind, bytes | None]] = []
        """What producers want to write into a log that was made anew unnoticed."""
        self.says_so = True
        """Whether a fetch beyond the end is answered by an error."""
        self.was_noticed = True
        """Not while workers may still take a log that was made anew for the earlier one."""
        self._records: dict[int, Record] = {}

    def append(self, record: Record) -> None:
        """Write `record` at the end; it knows its offset."""
        assert record.offset == self.end
        self._records[self.end] = record
        self.end += 1

    def at(self, offset: int) -> Record | None:
        """What lies there."""
        return self._records.get(offset)

    def letters(self) -> list[Letter]:
        """All messages that are there."""
        return [record for record in self._records.values() if isinstance(record, Letter)]

    def take(self, offsets: range) -> list[Letter]:
        """Let what lies at these offsets be gone; the messages among it."""
        gone: list[Letter] = []
        for offset in offsets:
            record = self._records.pop(offset, None)
            if isinstance(record, Letter):
                record.is_gone = True
                record.was_gone_unread = not record.ends
                gone.append(record)
        return gone

    def remove_before(self, offset: int) -> list[Letter]:
        """Retention."""
        offset = min(offset, self.end)
        gone = self.take(range(self.start, offset))
        self.start = max(self.start, offset)
        return gone

    def make_anew(self) -> list[Letter]:
        """The topic is deleted and made again."""
        gone = self.take(range(self.start, self.end))
        self.start = self.end = 0
        self.epoch += 1
        self.was_noticed = False
        return gone

    def fetch(self, position: int, most: int, gap: Gap | None) -> "Fetched":
        """Committed messages from `position` on; `gap` is what an earlier fetch has covered."""
        covered_from = previous = gap[0] if gap is not None and gap[1] == position else position
        found: list[tuple[Letter, int | None]] = []
        while position < self.end and len(found) < most:
            record = self._records.get(position)
            if record is None:
                covered_from = position + 1
            elif isinstance(record, Letter):
                is_behind_gap = position != previous
                found.append((record, max(previous, covered_from) if is_behind_gap else None))
                previous = position + 1
            position += 1
        return Fetched(found, position, (max(previous, covered_from), position), self.end)
