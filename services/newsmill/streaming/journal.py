"""A journal: the state of a stage as entries in a compacted topic, from which it is read back.

The state itself lives in the room's memory. Each decision appends what it changes there, and its
message is acknowledged when the brokers have that. Whoever is assigned a partition reads its
journal before it begins a message. Nothing here knows Faust or a broker.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from newsmill.streaming.journal_writer import Entry, JournalWriter, SendEntries

T = TypeVar("T")


class JournalState(Protocol):
    """State that is made from the entries of a journal, each partition on its own."""

    def forget(self, partition: int) -> None:
        """Drop what is known of `partition`; its entries may follow, from the first."""

    def load(self, partition: int, entries: Sequence[Entry]) -> None:
        """Take over entries in the order of the log; called many times, with thousands of them.

        A worker that has lost the partition may write late: entries can come twice, and older ones
        once more after newer ones. Of two with one key the later in the log counts.
        """

    def recovered(self, partition: int, *, handled_before: bool) -> Sequence[Entry]:
        """All has been loaded; what this returns is written before the first message is begun.

        `handled_before` says that messages of the input partition have been acknowledged at some
        time, by whatever process: if the journal has nothing all the same, it has been lost.
        Not called where a partition comes back to us and nobody else has had it meanwhile.
        """


@dataclass(slots=True)
class Progress:
    """How much of the journal has been read, of how much, in offsets: holes count as read."""

    read: int = 0
    total: int = 0


class Journal:
    """A stage's journal: the room appends while it decides, the stage consumer waits for it.

    `send` writes entries of a partition in their order and returns when the brokers have them;
    `on_failure` is told when that will never succeed.
    """

    def __init__(
        self,
        topic: str,
        state: JournalState,
        send: SendEntries,
        on_failure: Callable[[BaseException], None],
    ) -> None:
        self.topic = topic
        self.state = state
        self.progress = Progress()
        self.deciding = asyncio.Lock()
        """Held while a message is decided on, and by whoever changes the state otherwise."""
        self._send = send
        self._on_failure = on_failure
        self._partition: int | None = None
        self._collected: list[Entry] = []
        self._writers: dict[int, JournalWriter] = {}
        self._loaded: set[int] = set()
        self._assignment = 0
        self._changed = asyncio.Event()

    @property
    def partition(self) -> int:
        """The partition of the message in hand.

        Raises:
            RuntimeError: there is none; it is known only while the stage decides.
        """
        if self._partition is None:
            raise RuntimeError("no message is in hand")
        return self._partition

    def append(self, key: bytes, value: bytes) -> None:
        """Write an entry to the partition of the message in hand, after all that came before it.

        The message is acknowledged when the brokers have it. A value without bytes is a deletion.

        Raises:
            RuntimeError: no message is in hand.
        """
        if self._partition is None:
            raise RuntimeError("no message is in hand")
        self._collected.append((key, value))

    def is_loaded(self, partition: int) -> bool:
        """Whether all of `partition` has been read in this assignment."""
        return partition in self._loaded

    async def until_loaded(self, partition: int, is_over: Callable[[], bool]) -> int:
        """Return when `partition` is loaded, or when its assignment `is_over`.

        The number is that of the assignment, for `pass_over`.
        """
        while partition not in self._loaded and not is_over():
            await self._changed.wait()
        return self._assignment

    def pass_over(self, partition: int, assignment: int) -> None:
        """A message of `partition` is left to a later assignment: so is all that follows it.

        The state must not have what comes after a message, and then that message.
        """
        if assignment == self._assignment:
            self._loaded.discard(partition)

    async def decide(self, partition: int, decision: Awaitable[T]) -> tuple[T, int]:
        """The decision on a message of `partition`, and a mark for `written`."""
        async with self.deciding:
            self._partition = partition
            try:
                decided = await decision
            finally:
                self._partition = None
                collected, self._collected = self._collected, []
            return decided, self.enter(partition, collected)

    def enter(self, partition: int, entries: Sequence[Entry]) -> int:
        """Have `entries` written; returns the mark for `written` of all that was entered so far."""
        return self.writer(partition).append(entries)

    async def written(self, partition: int, mark: int) -> None:
        """Return when the brokers have everything up to `mark`.

        Raises:
            RecordRefused, NotPermitted, KafkaError: they will never have it.
        """
        await self.writer(partition).written(mark)

    def writer(self, partition: int) -> JournalWriter:
        """What writes to `partition`."""
        writer = self._writers.get(partition)
        if writer is None:
            writer = JournalWriter(partition, self._send, self._on_failure)
            self._writers[partition] = writer
        return writer

    def open(self, partition: int) -> None:
        """Messages of `partition` may be begun: it is loaded."""
        self._loaded.add(partition)
        self._wake()

    def shut(self) -> None:
        """The assignment is over: nothing is loaded any more."""
        self._assignment += 1
        self._loaded.clear()
        self._wake()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    def close(self) -> None:
        """Write no more."""
        for writer in self._writers.values():
            writer.close()
