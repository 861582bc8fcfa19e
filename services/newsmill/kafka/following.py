"""Read topics from given offsets on without end and without a group: what a view of them is fed by.

It tells what was lost before it could be read, takes partitions that are added, and ends when a
topic was deleted and made anew: offsets of before then say nothing.
"""

import time
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError, NoOffsetForPartitionError, OffsetOutOfRangeError

from newsmill.contracts.base import Record
from newsmill.contracts.topics import Topic
from newsmill.kafka.admin import require_topics
from newsmill.kafka.connection import client_options, in_contracts, on_broker, topic_name
from newsmill.kafka.errors import BrokerUnavailable, in_one_line
from newsmill.kafka.fetch_gaps import position, readable_end
from newsmill.kafka.reading import (
    FETCH_BYTES_PER_PARTITION,
    FETCH_MAX_WAIT_MILLISECONDS,
    READ_COMMITTED,
    true_ends,
)
from newsmill.kafka.records import Message, Place
from newsmill.kafka.topic_ids import topic_ids
from newsmill.settings import KafkaSettings

POLL_MILLISECONDS = 200
MESSAGES_AT_ONCE = 200
LOOK_SECONDS = 10.0
"""Between looks for partitions that were added, and topics that were made anew."""


class MadeAnew(Exception):
    """A topic was deleted and made again, or lost what had been read already."""


@dataclass(frozen=True, slots=True)
class Lost:
    """Messages that were removed before they could be read."""

    topic: str
    partition: int
    first: int
    until: int


@dataclass(frozen=True, slots=True)
class Read:
    """What one look has brought."""

    messages: list[Message]
    reached: dict[Place, int]
    """The next offset of each partition, also behind what has no message."""
    lost: list[Lost]


class Following:
    """Topics from where each was to be begun."""

    def __init__(
        self, kafka: KafkaSettings, consumer: AIOKafkaConsumer, topics: Iterable[Topic[Record]]
    ) -> None:
        self._kafka = kafka
        self._consumer = consumer
        self._names = [topic_name(kafka, topic) for topic in topics]
        self._looked_at = time.monotonic()
        self._partitions: list[TopicPartition] = []
        self._lost: list[Lost] = []
        self._ends: dict[TopicPartition, int] = {}
        self.ids: dict[str, str] = {}
        """Of the topics, by their names on the broker."""

    def ends(self) -> dict[Place, int]:
        """Where each partition ends, as the last fetch has it."""
        for tp in self._partitions:
            end = readable_end(self._consumer, tp)
            if end is not None:
                self._ends[tp] = max(end, self._ends.get(tp, 0))
        return {self._place(tp): end for tp, end in self._ends.items()}

    async def begin(self, starts: Mapping[Place, int]) -> None:
        """Read from `starts` on, other partitions from their beginning.

        Raises:
            MadeAnew: a topic ends before that.
        """
        self.ids = await topic_ids(self._kafka, self._names)
        wanted = {
            TopicPartition(on_broker(self._kafka, topic), partition): offset
            for (topic, partition), offset in starts.items()
        }
        await self._assign(await self._counts(), wanted)

    async def read(self) -> Read:
        """What has come since the last time; after a moment also if that is nothing.

        Raises:
            MadeAnew: a topic was made anew.
            KafkaError: the broker does not answer as it should.
        """
        if time.monotonic() - self._looked_at > LOOK_SECONDS:
            await self._look()
        try:
            batches = await self._consumer.getmany(
                timeout_ms=POLL_MILLISECONDS, max_records=MESSAGES_AT_ONCE
            )
        except (OffsetOutOfRangeError, NoOffsetForPartitionError):
            await self._assign(await self._counts(), self._positions())
            batches = {}
        messages = [self._as_message(message) for some in batches.values() for message in some]
        reached = {self._place(tp): offset for tp, offset in self._positions().items()}
        lost, self._lost = self._lost, []
        return Read(messages, reached, lost)

    async def _look(self) -> None:
        self._looked_at = time.monotonic()
        if await topic_ids(self._kafka, self._names) != self.ids:
            raise MadeAnew("a topic was deleted and made again")
        counts = await self._counts()
        if sum(counts.values()) != len(self._partitions):
            await self._assign(counts, self._positions())

    async def _counts(self) -> dict[str, int]:
        counts = await require_topics(self._kafka, [])
        if any(name not in counts for name in self._names):
            raise MadeAnew("a topic is not there")
        return {name: counts[name] for name in self._names}

    async def _assign(
        self, counts: Mapping[str, int], positions: Mapping[TopicPartition, int]
    ) -> None:
        partitions = [TopicPartition(name, p) for name in self._names for p in range(counts[name])]
        consumer = self._consumer
        consumer.assign(partitions)
        begins = await consumer.beginning_offsets(partitions)
        ends = await true_ends(consumer, partitions)
        for tp in partitions:
            start = positions.get(tp, 0)
            if start > ends[tp]:
                raise MadeAnew(f"{tp.topic} ends before what was read of it")
            if start < begins[tp]:
                place = self._place(tp)
                self._lost.append(Lost(*place, start, begins[tp]))
            consumer.seek(tp, max(start, begins[tp]))
        self._partitions = partitions
        self._ends = ends

    def _positions(self) -> dict[TopicPartition, int]:
        found = {tp: position(self._consumer, tp) for tp in self._partitions}
        return {tp: at for tp, at in found.items() if at is not None}

    def _place(self, tp: TopicPartition) -> Place:
        return in_contracts(self._kafka, tp.topic), tp.partition

    def _as_message(self, message: Any) -> Message:
        return Message(
            in_contracts(self._kafka, message.topic),
            message.partition,
            message.offset,
            message.key,
            message.value,
            message.headers,
            message.timestamp,
        )


@asynccontextmanager
async def open_following(
    kafka: KafkaSettings, topics: Iterable[Topic[Record]]
) -> AsyncIterator[Following]:
    """A reader of `topics`, to be begun.

    Raises:
        BrokerUnavailable: no broker answers.
        TopicsMissing: a topic is not there.
    """
    wanted = list(topics)
    await require_topics(kafka, wanted)
    consumer = AIOKafkaConsumer(
        **client_options(kafka),
        enable_auto_commit=False,
        auto_offset_reset="none",
        isolation_level=READ_COMMITTED,
        fetch_max_wait_ms=FETCH_MAX_WAIT_MILLISECONDS,
        max_partition_fetch_bytes=FETCH_BYTES_PER_PARTITION,
    )
    try:
        try:
            await consumer.start()
        except (KafkaError, OSError) as error:
            raise BrokerUnavailable(kafka.broker, in_one_line(error)) from error
        yield Following(kafka, consumer, wanted)
    finally:
        await consumer.stop()
