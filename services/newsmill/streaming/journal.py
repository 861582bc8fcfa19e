"""A journal: what a stage has decided, in a compacted topic, so that its state outlives the process.

The state lives in the room's memory. Each decision appends what it changes, and is acknowledged only
when the journal has it. Whoever gets a partition reads its journal first, and goes on from there.
"""

from collections.abc import Sequence
from typing import Protocol

Entry = tuple[bytes, bytes]
"""Key and value. Of each key the latest entry remains; a value without bytes is a deletion."""


class JournalState(Protocol):
    """State that is made from the entries of a journal, each partition on its own."""

    def forget(self, partition: int) -> None:
        """Drop what is known of `partition`."""

    def load(self, partition: int, entries: Sequence[Entry]) -> None:
        """Take over entries as they stand in the log; called many times, with thousands of them.

        Entries may come twice, and older ones once more after newer ones: of two with one key the
        later in the log counts.
        """

    def recovered(self, partition: int, *, handled_before: bool) -> Sequence[Entry]:
        """All has been loaded; what this returns is written before the first message is begun.

        `handled_before` says that messages of the input partition were acknowledged at some time,
        also where the journal has nothing.
        """


class Journal:
    """The side of a journal that a room sees while it decides."""

    def __init__(self, topic: str, state: JournalState) -> None:
        self.topic = topic
        self._state = state
        self._partition: int | None = None
        self._collected: list[Entry] = []

    @property
    def partition(self) -> int:
        """The partition of the message in hand.

        Raises:
            RuntimeError: there is none; this is known only while a stage decides.
        """
        if self._partition is None:
            raise RuntimeError("no message is in hand")
        return self._partition

    def append(self, key: bytes, value: bytes) -> None:
        """Write an entry to the partition of the message in hand, after all that came before it.

        The message is acknowledged when the brokers have it.
        """
        self._collected.append((key, value))
