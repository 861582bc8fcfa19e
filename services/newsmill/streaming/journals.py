"""The journals of a worker: their topics, what is assigned of them, and what goes wrong there."""

import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from aiokafka.errors import GroupAuthorizationFailedError

from newsmill.contracts.base import Record
from newsmill.contracts.headers import Headers
from newsmill.contracts.topics import Topic
from newsmill.kafka.admin import create_journal
from newsmill.kafka.connection import journal_name, topic_name
from newsmill.kafka.errors import BrokerRefuses, NotPermitted, TopicMismatch
from newsmill.kafka.reading import committed_offsets
from newsmill.pipeline import PROCESSES_BY_TOPIC
from newsmill.settings import KafkaSettings
from newsmill.streaming.journal import Journal, JournalState
from newsmill.streaming.journal_recovery import JournalRecovery, entry_headers
from newsmill.streaming.journal_writer import Entry, Sent
from newsmill.streaming.status import JournalStatus

SendBatch = Callable[[str, int, Iterable[Entry], Headers], Awaitable[Sent]]
"""Writes the first of the entries to a partition of a topic, however long the brokers take."""


class Ending(Protocol):
    """How a worker ends."""

    def failed(self, what: str, error: BaseException, *, by_message: bool = True) -> None:
        """End the process; a message may be the cause."""

    def break_off(self, reason: str) -> None:
        """Stop working; the process stays, not ready."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A journal, what reads it back, and the topic whose messages change it."""

    journal: Journal
    recovery: JournalRecovery
    like: Topic[Record]


class Journals:
    """The journals of one worker, by the topics that its stages read."""

    def __init__(
        self,
        kafka: KafkaSettings,
        partitions: Mapping[str, int],
        send: SendBatch,
        ending: Ending,
    ) -> None:
        self._kafka = kafka
        self._partitions = partitions
        self._send = send
        self._ending = ending
        self._headers = entry_headers(secrets.token_bytes(8))
        self._by_source: dict[str, _Kept] = {}

    def add(self, name: str, like: Topic[Record], state: JournalState) -> Journal:
        """As `Worker.journal`."""
        source, topic = topic_name(self._kafka, like), journal_name(self._kafka, name)
        partitions = self._partitions[source]
        if self._partitions.get(topic, partitions) != partitions:
            raise TopicMismatch(source, partitions, topic, self._partitions[topic])

        async def send(partition: int, entries: Iterable[Entry]) -> Sent:
            return await self._send(topic, partition, entries, self._headers)

        journal = Journal(topic, state, send, partial(self._failed, "written"))
        recovery = JournalRecovery(
            self._kafka,
            journal,
            self._headers,
            partial(self._handled_before, like),
            partial(self._failed, "read"),
        )
        self._by_source[source] = _Kept(journal, recovery, like)
        return journal

    async def prepare(self) -> None:
        """Make the topics that are not there.

        Raises:
            BrokerUnavailable: no broker answers, or it refuses something that is needed.
        """
        for source, kept in self._by_source.items():
            if kept.journal.topic not in self._partitions:
                await create_journal(self._kafka, kept.journal.topic, self._partitions[source])
            try:
                await self._handled_before(kept.like)
            except GroupAuthorizationFailedError as error:
                raise BrokerRefuses(
                    self._kafka.broker,
                    f"no right to see what the readers of {kept.like.name} have committed "
                    "(newsmill topics acls lists who needs which)",
                ) from error

    def of(self, source: str) -> Journal | None:
        """The journal of the stage that reads the topic called `source` on the broker."""
        kept = self._by_source.get(source)
        return kept.journal if kept else None

    def assigned(self, places: Iterable[tuple[str, int]]) -> None:
        """These partitions of inputs are ours now, and no others."""
        ours = list(places)
        for source, kept in self._by_source.items():
            mine = {partition for topic, partition in ours if topic == source}
            # As many as the journal has, or was made with.
            count = self._partitions.get(kept.journal.topic, self._partitions[source])
            if (most := max(mine, default=-1) + 1) > count:
                # Messages of the new ones would wait for a journal that is not there.
                mismatch = TopicMismatch(source, most, kept.journal.topic, count)
                self._ending.break_off(f"partitions were added, start anew: {mismatch}")
                return
            kept.recovery.assigned(mine)

    def revoked(self) -> None:
        """No partition is ours."""
        for kept in self._by_source.values():
            kept.recovery.revoked()

    @property
    def are_recovering(self) -> bool:
        """Whether something is still to be read."""
        return any(kept.recovery.is_running for kept in self._by_source.values())

    @property
    def progress(self) -> list[int]:
        """Numbers that change while something is read."""
        return [kept.journal.progress.read for kept in self._by_source.values()]

    def status_of(self, source: str) -> JournalStatus | None:
        """What is told of the journal of the stage that reads `source`, if it has one."""
        if (kept := self._by_source.get(source)) is None:
            return None
        progress = kept.journal.progress
        return JournalStatus(
            read=progress.read, total=progress.total, is_recovering=kept.recovery.is_running
        )

    async def close(self) -> None:
        """Read and write no more."""
        for kept in self._by_source.values():
            await kept.recovery.close()
            kept.journal.close()

    async def _handled_before(self, like: Topic[Record]) -> set[int]:
        """The partitions in which any process that reads `like` has committed more than nothing."""
        processes = PROCESSES_BY_TOPIC[like.name]
        committed = await committed_offsets(self._kafka, {like.name: processes})
        return {partition for (_, partition), offset in committed.items() if offset > 0}

    def _failed(self, how: str, error: BaseException) -> None:
        if isinstance(error, NotPermitted):
            self._ending.break_off(str(error))
        else:
            self._ending.failed(f"a journal could not be {how}", error, by_message=False)
