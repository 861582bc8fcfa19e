"""The partitions of this process: what is folded of each, read back from the journal."""

import time
from collections.abc import Collection

from newsmill.folder.folding import Folded
from newsmill.kafka.log_reading import open_log
from newsmill.logs import logger
from newsmill.settings import KafkaSettings
from newsmill.streaming.status import JournalStatus

log = logger("newsmill.folder")


class Partitions:
    """What is folded of the partitions that are assigned; nothing of one before it is read back."""

    def __init__(self, kafka: KafkaSettings, journal: str, most: int) -> None:
        self._kafka = kafka
        self._journal = journal
        self._most = most
        self.folded: dict[int, Folded] = {}
        """Of each partition that was read back."""
        self._unread: set[int] = set()
        self._assignment = 0
        """Counted: what was begun in one must not go on in the next."""
        self._read = self._total = 0

    def assign(self, partitions: Collection[int]) -> None:
        """These are ours and no others. Others may have written meanwhile: all is read anew."""
        self._assignment += 1
        self.folded = {}
        self._unread = set(partitions)
        self._read = self._total = 0

    @property
    def are_read(self) -> bool:
        """Whether nothing is left to read back."""
        return not self._unread

    def status(self) -> JournalStatus:
        """How much of the journal was read since the last assignment."""
        return JournalStatus(read=self._read, total=self._total, is_recovering=bool(self._unread))

    async def read_back(self) -> None:
        """Read the journal of what was assigned; given up where the assignment ends meanwhile.

        Raises:
            KafkaError, BrokerUnavailable, LogStuck: it cannot be read now.
        """
        assignment, started, unreadable = self._assignment, time.monotonic(), 0
        folded = {number: Folded(self._most) for number in self._unread}
        async with open_log(self._kafka, self._journal, self._unread) as reader:
            bounds = await reader.bounds()
            starts = {number: it.start for number, it in bounds.items()}
            ends = {number: it.end for number, it in bounds.items()}
            if assignment != self._assignment:
                return
            self._read, self._total = 0, sum(ends.values()) - sum(starts.values())
            async for batch in reader.read(starts, ends):
                if assignment != self._assignment:
                    return
                unreadable += folded[batch.partition].load(
                    (message.key, message.value or b"") for message in batch.messages if message.key
                )
                self._read += batch.offsets
        if assignment != self._assignment:
            return
        if unreadable:
            log.error("entries of the journal cannot be read", entries=unreadable)
        log.info(
            "the journal is read",
            articles=sum(map(len, folded.values())),
            partitions=len(folded),
            seconds=round(time.monotonic() - started, 2),
        )
        self.folded |= folded
        self._unread -= folded.keys()
