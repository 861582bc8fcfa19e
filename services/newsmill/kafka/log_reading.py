"""Read some partitions of one topic in bulk, from given offsets to given ends."""

import asyncio
import time
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from newsmill.kafka.connection import client_options
from newsmill.kafka.errors import BrokerUnavailable, in_one_line
from newsmill.kafka.fetch_gaps import is_held_back
from newsmill.kafka.reading import READ_COMMITTED, true_ends
from newsmill.settings import KafkaSettings

FETCH_BYTES_PER_PARTITION = 4 * 1024 * 1024
FETCH_MAX_WAIT_MILLISECONDS = 100

MESSAGES_AT_ONCE = 4000
"""Unpacked and taken over before anything else has its turn: some hundredths of a second."""

POLL_MILLISECONDS = 200
STUCK_SECONDS = 10.0


class LogStuck(Exception):
    """Nothing more comes, though the log did not end here: brokers are away, or it was cut."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The first offset of a partition, and one past its last."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages of one partition, as aiokafka gives them; maybe none, where holes were passed."""

    partition: int
    messages: list[Any]
    position: int
    """All before it has been given."""
    offsets: int
    """How far the position has moved."""
    is_last: bool


class LogReader:
    """Reads partitions of one topic, in no consumer group."""

    def __init__(
        self, kafka: KafkaSettings, consumer: AIOKafkaConsumer, partitions: list[TopicPartition]
    ) -> None:
        self._kafka = kafka
        self._consumer = consumer
        self._partitions = partitions

    async def bounds(self) -> dict[int, Bounds]:
        """Where each partition begins and really ends now.

        Raises:
            BrokerUnavailable: no broker answers.
            LogStuck: somebody's transaction is open, and what is behind it cannot be read yet.
        """
        try:
            starts = await self._consumer.beginning_offsets(self._partitions)
            ends = await true_ends(self._consumer, self._partitions)
        except (TimeoutError, OSError) as error:
            raise BrokerUnavailable(self._kafka.broker, "it stopped answering") from error
        for tp, end in ends.items():
            if is_held_back(self._consumer, tp):
                raise LogStuck(f"a transaction is open at offset {end} of partition {tp.partition}")
        return {tp.partition: Bounds(starts[tp], ends[tp]) for tp in self._partitions}

    async def read(
        self, starts: Mapping[int, int], ends: Mapping[int, int]
    ) -> AsyncIterator[Batch]:
        """Everything from `starts` up to `ends`, in order within a partition.

        The last batch of each partition is marked, and comes also where there is nothing to read.

        Raises:
            LogStuck: nothing came for a while, or the log was cut.
            KafkaError: it cannot be read.
        """
        positions = dict(starts)
        tp_by_number = {tp.partition: tp for tp in self._partitions}
        behind = {number for number, end in ends.items() if starts[number] < end}
        for number in ends.keys() - behind:
            yield Batch(number, [], starts[number], 0, True)
        self._consumer.pause(*(tp_by_number[number] for number in ends.keys() - behind))
        for number in behind:
            self._consumer.seek(tp_by_number[number], starts[number])
        moved_at = time.monotonic()
        while behind:
            given = await self._consumer.getmany(
                timeout_ms=POLL_MILLISECONDS, max_records=MESSAGES_AT_ONCE
            )
            for number in sorted(behind):
                tp, end = tp_by_number[number], ends[number]
                position = min(await self._consumer.position(tp), end)
                moved = position - positions[number]
                if moved < 0:
                    raise LogStuck("the log ends before what was read of it")
                if not moved:
                    continue
                messages = given.get(tp, [])
                if messages and messages[-1].offset >= end:
                    messages = [message for message in messages if message.offset < end]
                positions[number], moved_at = position, time.monotonic()
                if position == end:
                    behind.discard(number)
                    self._consumer.pause(tp)
                yield Batch(number, messages, position, moved, position == end)
                # What lies ready is given without waiting, and there is more to do than this.
                await asyncio.sleep(0)
            if time.monotonic() - moved_at > STUCK_SECONDS:
                raise LogStuck(f"nothing came for {STUCK_SECONDS:g} s")


@asynccontextmanager
async def open_log(
    kafka: KafkaSettings, topic: str, partitions: Collection[int]
) -> AsyncIterator[LogReader]:
    """A reader of `partitions` of the topic of that name on the broker.

    Raises:
        BrokerUnavailable: no broker answers.
    """
    consumer = AIOKafkaConsumer(
        **client_options(kafka),
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level=READ_COMMITTED,
        fetch_max_wait_ms=FETCH_MAX_WAIT_MILLISECONDS,
        max_partition_fetch_bytes=FETCH_BYTES_PER_PARTITION,
    )
    try:
        try:
            await consumer.start()
        except (KafkaError, OSError) as error:
            raise BrokerUnavailable(kafka.broker, in_one_line(error)) from error
        assigned = [TopicPartition(topic, partition) for partition in sorted(partitions)]
        consumer.assign(assigned)
        yield LogReader(kafka, consumer, assigned)
    finally:
        await consumer.stop()
