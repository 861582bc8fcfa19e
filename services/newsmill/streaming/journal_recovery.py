"""Read the journals of newly assigned partitions, beside everything else; then messages flow."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Set
from dataclasses import dataclass

from aiokafka.errors import (
    GroupAuthorizationFailedError,
    KafkaError,
    TopicAuthorizationFailedError,
)

from newsmill.contracts.headers import Headers
from newsmill.kafka.errors import BrokerRefuses, BrokerUnavailable, NotPermitted, TopicsMissing
from newsmill.kafka.log_reading import Batch, Bounds, LogStuck, open_log
from newsmill.logs import logger
from newsmill.settings import KafkaSettings
from newsmill.streaming.journal import Journal, Progress

RETRY_SECONDS = 1.0
TELL_SECONDS = 5.0

WRITER = "writer"
"""The header with the name of the process that wrote an entry."""

UNAUTHORIZED = (GroupAuthorizationFailedError, TopicAuthorizationFailedError)

HandledBefore = Callable[[], Awaitable[Set[int]]]
"""Of which input partitions messages have been acknowledged at some time."""

log = logger("newsmill.journal")


def entry_headers(writer: bytes) -> Headers:
    """The headers of an entry, which say who has written it."""
    return ((WRITER, writer),)


@dataclass(slots=True)
class _Known:
    """What the state has of one partition: all before `offset`; `is_derived` once recovered."""

    offset: int
    is_derived: bool = False


class JournalRecovery:
    """Reads what a journal has of the partitions that this process is assigned.

    `mine` are the headers of what this process writes. A partition that comes back is read on from
    where it is known, unless somebody else has written to it.
    """

    def __init__(
        self,
        kafka: KafkaSettings,
        journal: Journal,
        mine: Headers,
        handled_before: HandledBefore,
        fail: Callable[[BaseException], None],
    ) -> None:
        self._kafka = kafka
        self._journal = journal
        self._mine = mine
        self._handled_before = handled_before
        self._fail = fail
        self._known: dict[int, _Known] = {}
        self._assignment = 0
        """Counted: aiokafka swallows cancellations, and who is overtaken must not go on."""
        self._task: asyncio.Task[None] | None = None

    @property
    def is_running(self) -> bool:
        """Whether something is still to be read."""
        return self._task is not None and not self._task.done()

    def assigned(self, partitions: Collection[int]) -> None:
        """Begin to read what `partitions` of the journal have; others are no longer ours."""
        before = self._task
        self.revoked()
        self._task = asyncio.create_task(self._run(frozenset(partitions), self._assignment, before))

    def revoked(self) -> None:
        """Nothing is assigned any more; what is being read is given up."""
        self._assignment += 1
        self._journal.shut()
        if self._task is not None:
            self._task.cancel()

    async def close(self) -> None:
        """Read no more, and return when nothing is read."""
        self.revoked()
        if self._task is not None:
            await asyncio.wait({self._task})

    async def _run(
        self, partitions: Set[int], assignment: int, before: "asyncio.Task[None] | None"
    ) -> None:
        if before is not None:
            await asyncio.wait({before})
        try:
            await self._settle(partitions, assignment)
            while assignment == self._assignment:
                left = {p for p in partitions if not self._journal.is_loaded(p)}
                if not left:
                    return
                try:
                    await self._recover(left, assignment)
                except (*UNAUTHORIZED, BrokerRefuses) as error:
                    raise NotPermitted(f"reading {self._journal.topic}: {error}") from error
                except (KafkaError, BrokerUnavailable, TopicsMissing, LogStuck) as error:
                    log.warning("could not read the journal, trying again", error=repr(error))
                    await asyncio.sleep(RETRY_SECONDS)
        except Exception as error:
            # Nobody waits for this task, and messages wait for what it does.
            self._fail(error)

    def _require(self, assignment: int) -> None:
        """Go on only while `assignment` is the present one; to be called before each change.

        Raises:
            CancelledError: it is not.
        """
        if assignment != self._assignment:
            raise asyncio.CancelledError

    async def _settle(self, partitions: Set[int], assignment: int) -> None:
        """Forget what others have now, and wait for what is on its way to the rest."""
        # Whoever decides on a message of the last assignment must be done with it.
        async with self._journal.deciding:
            self._require(assignment)
            for partition in self._known.keys() - partitions:
                self._forget(partition)
        for partition in self._known.keys() & partitions:
            writer = self._journal.writer(partition)
            await writer.written(writer.mark)
            if writer.known_end is not None:
                self._known[partition].offset = writer.known_end

    async def _recover(self, partitions: Set[int], assignment: int) -> None:
        """One try at all that is left to read; what it has taken over stays taken over."""
        topic, started, entries = self._journal.topic, time.monotonic(), 0
        async with open_log(self._kafka, topic, partitions) as reader:
            bounds = await reader.bounds()
            self._require(assignment)
            starts = {p: self._start_in(p, bounds[p]) for p in partitions}
            ends = {p: bounds[p].end for p in partitions}
            handled = await self._handled_before()
            progress = Progress(0, sum(ends[p] - starts[p] for p in partitions))
            self._journal.progress = progress
            log.info("reading the journal", topic=topic, offsets=progress.total)
            told_at = started
            async for batch in reader.read(starts, ends):
                self._require(assignment)
                entries += await self._take_over(batch, handled, assignment)
                progress.read += batch.offsets
                if time.monotonic() - told_at >= TELL_SECONDS:
                    told_at = time.monotonic()
                    log.info(
                        "still reading the journal",
                        topic=topic,
                        read=progress.read,
                        offsets=progress.total,
                    )
        log.info(
            "the journal is read",
            topic=topic,
            entries=entries,
            seconds=round(time.monotonic() - started, 2),
        )

    def _start_in(self, partition: int, bounds: Bounds) -> int:
        """Where to read on; the log may have been made anew since we knew it."""
        known = self._known.get(partition)
        if known is None or not bounds.start <= known.offset <= bounds.end:
            self._forget(partition)
            self._known[partition] = known = _Known(bounds.start)
        return known.offset

    async def _take_over(self, batch: Batch, handled: Set[int], assignment: int) -> int:
        """Let the state have a batch; returns how many entries it had."""
        partition, known = batch.partition, self._known.get(batch.partition)
        if known is None:
            return 0
        if known.is_derived:
            if any(message.headers != self._mine for message in batch.messages):
                # Somebody else has had it: the next try reads it from its start.
                self._forget(partition)
                return 0
        elif batch.messages:
            entries = [
                (message.key, message.value or b"") for message in batch.messages if message.key
            ]
            async with self._journal.deciding:
                self._require(assignment)
                self._journal.state.load(partition, entries)
        known.offset = batch.position
        if batch.is_last:
            await self._finish(partition, known, handled, assignment)
        return len(batch.messages)

    async def _finish(
        self, partition: int, known: _Known, handled: Set[int], assignment: int
    ) -> None:
        self._journal.writer(partition).known_end = known.offset
        if not known.is_derived:
            async with self._journal.deciding:
                self._require(assignment)
                entries = self._journal.state.recovered(
                    partition, handled_before=partition in handled
                )
            known.is_derived = True
            await self._journal.written(partition, self._journal.enter(partition, entries))
            self._require(assignment)
        self._journal.open(partition)

    def _forget(self, partition: int) -> None:
        self._known.pop(partition, None)
        self._journal.writer(partition).known_end = None
        self._journal.state.forget(partition)
