"""Read topics up to an end fixed beforehand, and read how far consumer groups have committed.

Names are those of the contracts, without the installation's prefix and a replay's suffix.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from newsmill.contracts.base import Record
from newsmill.contracts.topics import Topic
from newsmill.kafka.admin import require_named, require_topics
from newsmill.kafka.connection import (
    client_options,
    group_name,
    in_contracts,
    on_broker,
    open_admin,
    topic_name,
)
from newsmill.kafka.errors import BrokerUnavailable, in_one_line
from newsmill.kafka.fetch_gaps import is_held_back, position, readable_end
from newsmill.kafka.records import Message, Place
from newsmill.settings import KafkaSettings

FETCH_MAX_WAIT_MILLISECONDS = 100
FETCH_BYTES_PER_PARTITION = 512 * 1024
"""Topics have many partitions, and of each so much lies ready; a larger message comes alone."""

READ_COMMITTED = "read_committed"
"""What a transaction has aborted was never written; one that is open has written nothing yet."""

MESSAGES_AT_ONCE = 500
"""Unpacked; all that was fetched can be thirty times as large as it came."""

POLL_MILLISECONDS = 200
END_POLL_SECONDS = 0.02
RETRY_SECONDS = 0.2
PATIENCE_SECONDS = 30.0
"""A broker that gives nothing for so long, though there is more, has stopped answering."""

FAR_FUTURE_MILLISECONDS = 4_000_000_000_000


async def committed_offsets(
    kafka: KafkaSettings, readers_by_topic: Mapping[str, Sequence[str]]
) -> dict[Place, int]:
    """The next message to be handled in each partition: the furthest of its readers' groups.

    `readers_by_topic` names the processes that read each topic, as `group_name` takes them.

    Partitions of which no group has committed anything are left out.

    Raises:
        BrokerUnavailable, TopicsMissing, KafkaError: it cannot be known.
    """
    counts = await require_topics(kafka, [])
    furthest: dict[Place, int] = {}
    async with open_admin(kafka) as admin:
        for process in sorted({name for names in readers_by_topic.values() for name in names}):
            wanted = [
                TopicPartition(on_broker(kafka, topic), partition)
                for topic, readers in readers_by_topic.items()
                if process in readers
                for partition in range(counts.get(on_broker(kafka, topic), 0))
            ]
            answer = await _committed_by(kafka, admin, group_name(kafka, process), wanted)
            for partition, committed in answer.items():
                if committed.offset >= 0:
                    place = in_contracts(kafka, partition.topic), partition.partition
                    furthest[place] = max(furthest.get(place, 0), committed.offset)
    return furthest


async def _committed_by(
    kafka: KafkaSettings, admin: AIOKafkaAdminClient, group: str, wanted: list[TopicPartition]
) -> dict[TopicPartition, Any]:
    """What one group has committed in each of `wanted`; an offset of -1 for nothing.

    A coordinator that is not ready says so in a field that aiokafka does not look at, and leaves
    the partitions out: that must not be taken for nothing.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while wanted:
        why = f"it does not answer what {group} has committed"
        try:
            # By name: the embedded broker does not answer a question for any partition.
            answer = await admin.list_consumer_group_offsets(group, partitions=wanted)
            if answer.keys() >= set(wanted):
                return dict(answer)
        except KafkaError as error:
            if not error.retriable:
                raise
            why += f": {error}"
        if time.monotonic() > deadline:
            raise BrokerUnavailable(kafka.broker, why)
        await asyncio.sleep(RETRY_SECONDS)
    return {}


class History:
    """Topics between fixed bounds: what is written meanwhile is not in it."""

    def __init__(
        self,
        kafka: KafkaSettings,
        consumer: AIOKafkaConsumer,
        starts: Mapping[TopicPartition, int],
        ends: Mapping[TopicPartition, int],
        kept_from: Mapping[TopicPartition, int],
        held_back: Iterable[TopicPartition] = (),
    ) -> None:
        self._kafka = kafka
        self._held_back = frozenset(held_back)
        self._consumer = consumer
        self._starts = starts
        self._ends = ends
        self._kept_from = kept_from

    @property
    def total(self) -> int:
        """How many offsets there are to read, holes included."""
        return sum(max(0, end - self._starts[tp]) for tp, end in self._ends.items())

    @property
    def starts(self) -> dict[Place, int]:
        """Where reading begins in each partition."""
        return {self._place(tp): offset for tp, offset in self._starts.items()}

    @property
    def ends(self) -> dict[Place, int]:
        """One past the last message of each partition."""
        return {self._place(tp): end for tp, end in self._ends.items()}

    @property
    def kept_from(self) -> dict[Place, int]:
        """The first offset of each partition that retention has left."""
        return {self._place(tp): offset for tp, offset in self._kept_from.items()}

    @property
    def held_back(self) -> frozenset[Place]:
        """The partitions of which something cannot be read yet, because a transaction is open.

        It may be of others than who has begun the transaction.
        """
        return frozenset(self._place(tp) for tp in self._held_back)

    @property
    def cut(self) -> list[Place]:
        """The partitions that retention has shortened, and that are read from there on."""
        return [
            self._place(tp)
            for tp, offset in self._kept_from.items()
            if 0 < offset == self._starts[tp]
        ]

    async def read(self) -> AsyncIterator[list[Message]]:
        """Every message once, in order within a partition; may be called again.

        Raises:
            BrokerUnavailable: the broker stopped answering.
        """
        behind = {tp for tp, end in self._ends.items() if self._starts[tp] < end}
        self._consumer.pause(*(self._ends.keys() - behind))
        self._consumer.resume(*behind)
        for tp in behind:
            self._consumer.seek(tp, self._starts[tp])
        moved_at = time.monotonic()
        reached = {tp: self._starts[tp] for tp in behind}
        while behind:
            try:
                batches = await self._consumer.getmany(
                    timeout_ms=POLL_MILLISECONDS, max_records=MESSAGES_AT_ONCE
                )
            except KafkaError as error:
                raise BrokerUnavailable(self._kafka.broker, "it stopped answering") from error
            for tp, messages in batches.items():
                end = self._ends[tp]
                yield [self._as_message(message) for message in messages if message.offset < end]
            # Also where no message came: what ends a transaction is none, but has an offset.
            for tp in sorted(behind):
                at = position(self._consumer, tp)
                if at is not None and at != reached[tp]:
                    reached[tp], moved_at = at, time.monotonic()
                    if at >= self._ends[tp]:
                        behind.discard(tp)
                        self._consumer.pause(tp)
            if time.monotonic() - moved_at > PATIENCE_SECONDS:
                raise BrokerUnavailable(self._kafka.broker, "it stopped answering")

    async def at(self, place: Place, offset: int) -> Message | None:
        """The message at `offset`; None where there is none."""
        topic, partition = place
        tp = TopicPartition(on_broker(self._kafka, topic), partition)
        if not self._kept_from.get(tp, 0) <= offset < self._ends.get(tp, 0):
            return None
        self._consumer.pause(*(self._ends.keys() - {tp}))
        self._consumer.resume(tp)
        self._consumer.seek(tp, offset)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            batches = await self._consumer.getmany(tp, timeout_ms=POLL_MILLISECONDS, max_records=1)
            for message in batches.get(tp, ()):
                # A hole in the log is answered with what follows it.
                return self._as_message(message) if message.offset == offset else None
            if (position(self._consumer, tp) or 0) > offset:
                return None
        raise BrokerUnavailable(self._kafka.broker, "it stopped answering")

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

    def _place(self, tp: TopicPartition) -> Place:
        return in_contracts(self._kafka, tp.topic), tp.partition


@asynccontextmanager
async def open_history(
    kafka: KafkaSettings,
    topics: Iterable[Topic[Record]],
    *,
    since: datetime | None = None,
    starts: Mapping[Place, int] | None = None,
) -> AsyncIterator[History]:
    """`topics` up to where they end now, from their first message kept.

    With `since`, from about that time, where the broker can find it; older messages may come all
    the same. `starts` says for some partitions where to begin.

    Raises:
        BrokerUnavailable: no broker answers.
        TopicsMissing: a topic is not there.
    """
    wanted = list(topics)
    counts = await require_topics(kafka, wanted)
    names = [topic_name(kafka, topic) for topic in wanted]
    partitions = [TopicPartition(name, p) for name in names for p in range(counts[name])]
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
            consumer.assign(partitions)
            ends = await true_ends(consumer, partitions)
            held_back = [tp for tp in partitions if is_held_back(consumer, tp)]
            kept_from = await consumer.beginning_offsets(partitions)
            begin = dict(kept_from)
            if since is not None:
                begin |= await _offsets_at(consumer, since, ends)
        except (TimeoutError, KafkaError, OSError) as error:
            raise BrokerUnavailable(kafka.broker, "it stopped answering") from error
        for (topic, partition), offset in (starts or {}).items():
            tp = TopicPartition(on_broker(kafka, topic), partition)
            begin[tp] = max(kept_from[tp], offset)
        yield History(kafka, consumer, begin, ends, kept_from, held_back)
    finally:
        await consumer.stop()


async def true_ends(
    consumer: AIOKafkaConsumer, partitions: Sequence[TopicPartition]
) -> dict[TopicPartition, int]:
    """Where each partition ends.

    The embedded broker's ListOffsets answers the base of the last batch; a fetch knows the end.
    Apache Kafka's ListOffsets is right also just after a change of leader, when a fetch is not yet.
    What is behind the start of a transaction that is open is not there yet.
    """
    ends: dict[TopicPartition, int] = dict(await consumer.end_offsets(partitions))
    for partition, end in ends.items():
        consumer.seek(partition, end)
    async with asyncio.timeout(PATIENCE_SECONDS):
        while any(consumer.highwater(partition) is None for partition in partitions):
            # Records are not wanted, but nothing new is fetched while they lie there.
            await consumer.getmany(timeout_ms=int(END_POLL_SECONDS * 1000))
    return {tp: max(end, readable_end(consumer, tp) or 0) for tp, end in ends.items()}


async def _offsets_at(
    consumer: AIOKafkaConsumer, since: datetime, ends: Mapping[TopicPartition, int]
) -> dict[TopicPartition, int]:
    """The first offset at or after `since` by partition; none where the broker does not know."""
    never = dict.fromkeys(ends, FAR_FUTURE_MILLISECONDS)
    if any(answer is not None for answer in (await consumer.offsets_for_times(never)).values()):
        # The embedded broker answers something to any time.
        return {}
    wanted = dict.fromkeys(ends, int(since.timestamp() * 1000))
    answers = await consumer.offsets_for_times(wanted)
    return {tp: answer.offset if answer else ends[tp] for tp, answer in answers.items()}


@asynccontextmanager
async def open_reader(
    kafka: KafkaSettings, names: Sequence[str], *, from_start: bool
) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer of all partitions of the topics called `names`, in no group; commits nothing.

    Raises:
        BrokerUnavailable: no broker answers.
        TopicsMissing: a topic is not there.
        BrokerRefuses: we may not even know whether it is.
    """
    counts = await require_named(kafka, names)
    consumer = AIOKafkaConsumer(
        **client_options(kafka),
        auto_offset_reset="earliest" if from_start else "latest",
        isolation_level=READ_COMMITTED,
        enable_auto_commit=False,
        fetch_max_wait_ms=100,
    )
    try:
        try:
            await consumer.start()
        except (KafkaError, OSError) as error:
            raise BrokerUnavailable(kafka.broker, in_one_line(error)) from error
        partitions = [TopicPartition(name, p) for name in names for p in range(counts[name])]
        consumer.assign(partitions)
        if from_start:
            await consumer.seek_to_beginning(*partitions)
        else:
            try:
                ends = await true_ends(consumer, partitions)
            except (TimeoutError, KafkaError, OSError) as error:
                raise BrokerUnavailable(kafka.broker, "it stopped answering") from error
            for partition, end in ends.items():
                consumer.seek(partition, end)
        yield consumer
    finally:
        await consumer.stop()
