"""What the brokers hold: every message of every topic, and how far each group has committed."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from newsmill import pipeline
from newsmill.contracts import topics
from newsmill.kafka.fetch_gaps import readable_end
from newsmill.kafka.reading import READ_COMMITTED

RAW = pipeline.ENTRANCE.name
RETRIEVED = topics.RETRIEVED_ARTICLES.name
CLEAN = topics.CLEAN_ARTICLES.name
UNIQUE = topics.UNIQUE_ARTICLES.name
ENRICHED = pipeline.END_BY_OUTCOME["enriched"].name
DUPLICATES = pipeline.END_BY_OUTCOME["duplicate"].name
DROPS = pipeline.END_BY_OUTCOME["dropped"].name
DEAD_LETTERS = topics.DEAD_LETTERS.name
ENDS = (*(topic.name for topic in pipeline.ENDS), DEAD_LETTERS)
WATCHED = (*(topic.name for topic in pipeline.PATH), *ENDS)

INPUT_BY_ROOM: dict[str, str] = {step.room: step.reads.name for step in pipeline.STEPS}
OUTPUTS_BY_ROOM: dict[str, tuple[str, ...]] = {
    step.room: (*(topic.name for topic in step.writes), DROPS, DEAD_LETTERS)
    for step in pipeline.STEPS
}

FETCHES = 4
"""So many bring everything that has come in a second, and then the end."""

KEPT_FIELDS = (
    "article_id", "revision", "duplicate_of", "group_id", "kind", "similarity", "copies", "hosts",
    "entry_id", "entry_version", "feed_url", "guid", "url", "title", "reason", "entities_status",
)  # fmt: skip
DIGESTED_FIELDS = ("text", "entities")

IDLE_READS = 100
"""Reads in a row that bring nothing, of 100 ms each, before a reader gives up."""

Position = tuple[str, int]
"""Topic (without prefix) and partition."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it lies in the log, with what the bench needs of it."""

    topic: str
    partition: int
    offset: int
    timestamp: float
    id: str
    subject: str
    record: Mapping[str, Any] | None
    """None where the value is no JSON object; long values are digests."""
    failed: tuple[str, int, int] | None = None
    """Of a dead letter: topic (without prefix), partition and offset where it failed."""
    room: str = ""
    """Who wrote it, or, of a dead letter, who could not handle it."""
    digest: str = ""
    """Of key and value; no key and no value are empty ones."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """How far the groups had committed, and, read later, how far the topics went."""

    time: float
    committed: Mapping[str, Mapping[int, int]]
    """By room: offset by partition of its input."""
    ends: Mapping[Position, int]

    def lag(self, room: str) -> int:
        """How many messages of its input a room has not committed."""
        topic, committed = INPUT_BY_ROOM[room], self.committed.get(room, {})
        return sum(
            end - min(end, committed.get(partition, 0))
            for (name, partition), end in self.ends.items()
            if name == topic
        )

    @property
    def total_lag(self) -> int:
        """Of all rooms."""
        return sum(self.lag(room) for room in INPUT_BY_ROOM)

    @property
    def ended(self) -> int:
        """Messages on the topics where articles end; repeats count."""
        return sum(end for (topic, _), end in self.ends.items() if topic in ENDS)


@dataclass
class Log:
    """All messages, by topic, in the order of each partition."""

    by_topic: dict[str, list[Message]] = field(default_factory=dict)

    def __getitem__(self, topic: str) -> list[Message]:
        return self.by_topic.get(topic, [])


class Watcher:
    """Asks the brokers for positions, over connections that stay open.

    With `by_fetching` it reads along to know the topics' ends: the embedded broker tells wrong
    ones to whoever asks.
    """

    def __init__(self, broker: str, prefix: str, *, by_fetching: bool = False) -> None:
        self._broker = broker.split(",")
        self._prefix = prefix
        self._by_fetching = by_fetching
        self._admin: AIOKafkaAdminClient | None = None
        self._consumer: AIOKafkaConsumer | None = None
        self._partitions: list[TopicPartition] = []

    async def open(self) -> None:
        """Connect."""
        self._admin = AIOKafkaAdminClient(bootstrap_servers=self._broker)
        self._consumer = _consumer(self._broker)
        await self._admin.start()
        await self._consumer.start()
        self._partitions = await _partitions(self._admin, self._prefix, WATCHED)
        if self._by_fetching:
            self._consumer.assign(self._partitions)
            await self._consumer.seek_to_beginning(*self._partitions)

    async def close(self) -> None:
        """Disconnect."""
        if self._consumer is not None:
            await self._consumer.stop()
        if self._admin is not None:
            await self._admin.close()

    async def snapshot(self, time: float) -> Snapshot:
        """Positions as they are: commits first, so that no output can be younger than they."""
        committed = {room: await self.committed(room) for room in INPUT_BY_ROOM}
        ends = await self._ends()
        return Snapshot(
            time,
            committed,
            {
                (tp.topic.removeprefix(self._prefix), tp.partition): offset
                for tp, offset in ends.items()
            },
        )

    async def _ends(self) -> dict[TopicPartition, int]:
        assert self._consumer is not None
        if not self._by_fetching:
            return dict(await self._consumer.end_offsets(self._partitions))
        for _ in range(FETCHES):
            await self._consumer.getmany(timeout_ms=100)
        return {tp: self._consumer.highwater(tp) or 0 for tp in self._partitions}

    async def committed(self, room: str) -> dict[int, int]:
        """How far a room's group has committed its input."""
        assert self._admin is not None
        topic = self._prefix + INPUT_BY_ROOM[room]
        # Named one by one: the embedded broker hangs up on whoever asks for all.
        offsets = await self._admin.list_consumer_group_offsets(
            f"{self._prefix}newsmill-{room}",
            partitions=[tp for tp in self._partitions if tp.topic == topic],
        )
        return {tp.partition: meta.offset for tp, meta in offsets.items() if meta.offset >= 0}


async def read_everything(broker: str, prefix: str, topics: Sequence[str] = WATCHED) -> Log:
    """Every message of `topics`, from the start to where they end now.

    Raises:
        TimeoutError: the brokers stopped giving before the end.
    """
    servers = broker.split(",")
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    consumer = _consumer(servers)
    await admin.start()
    await consumer.start()
    try:
        partitions = await _partitions(admin, prefix, topics)
        consumer.assign(partitions)
        await consumer.seek_to_beginning(*partitions)
        log = Log({topic: [] for topic in topics})
        ends = dict(await consumer.end_offsets(partitions))
        open_ones = {tp for tp in partitions if ends[tp] > 0}
        idle = 0
        while open_ones:
            batches = await consumer.getmany(timeout_ms=100)
            idle = 0 if batches else idle + 1
            if idle > IDLE_READS:
                raise TimeoutError(f"no more messages from {sorted(map(str, open_ones))}")
            for tp, messages in batches.items():
                topic = tp.topic.removeprefix(prefix)
                log.by_topic[topic] += [_message(topic, raw, prefix) for raw in messages]
            for tp in list(open_ones):
                # The embedded broker's answer above is too low; what comes with a fetch is right.
                ends[tp] = max(ends[tp], readable_end(consumer, tp) or 0)
                if await consumer.position(tp) >= ends[tp]:
                    open_ones.discard(tp)
        return log
    finally:
        await consumer.stop()
        await admin.close()


async def reset_group(broker: str, prefix: str, room: str) -> None:
    """Set an idle room's group back to the start of its input."""
    servers = broker.split(",")
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    try:
        partitions = await _partitions(admin, prefix, (INPUT_BY_ROOM[room],))
    finally:
        await admin.close()
    consumer = AIOKafkaConsumer(
        bootstrap_servers=servers,
        group_id=f"{prefix}newsmill-{room}",
        enable_auto_commit=False,
    )
    await consumer.start()
    try:
        consumer.assign(partitions)
        await consumer.commit(dict.fromkeys(partitions, 0))
    finally:
        await consumer.stop()


def everything(broker: str, prefix: str, topics: Sequence[str] = WATCHED) -> Log:
    """As `read_everything`, for callers without an event loop."""
    return asyncio.run(read_everything(broker, prefix, topics))


def _consumer(servers: Sequence[str]) -> AIOKafkaConsumer:
    return AIOKafkaConsumer(
        bootstrap_servers=list(servers),
        enable_auto_commit=False,
        fetch_max_wait_ms=100,
        # What a transaction has aborted was never written.
        isolation_level=READ_COMMITTED,
    )


async def _partitions(
    admin: AIOKafkaAdminClient, prefix: str, topics: Sequence[str]
) -> list[TopicPartition]:
    wanted = {prefix + topic for topic in topics}
    return [
        TopicPartition(topic["topic"], partition["partition"])
        for topic in await admin.describe_topics()
        if topic["topic"] in wanted
        for partition in topic["partitions"]
    ]


def _message(topic: str, raw: Any, prefix: str) -> Message:
    headers = {name: (value or b"").decode("utf-8", "replace") for name, value in raw.headers}
    failed = None
    room = headers.get("ce_source", "").rpartition("/")[2]
    if topic == DEAD_LETTERS:
        room = headers.get("__connect.errors.connector.name", "")
        failed = (
            headers.get("__connect.errors.topic", "").removeprefix(prefix),
            int(headers.get("__connect.errors.partition", "-1")),
            int(headers.get("__connect.errors.offset", "-1")),
        )
    return Message(
        topic=topic,
        partition=raw.partition,
        offset=raw.offset,
        timestamp=raw.timestamp / 1000,
        id=headers.get("ce_id", ""),
        subject=headers.get("ce_subject", ""),
        record=record_of(raw.value),
        failed=failed,
        room=room,
        digest=_digest_of(raw.key or b"", raw.value or b""),
    )


def _digest_of(key: bytes, value: bytes) -> str:
    return sha256(b"%d %b%b" % (len(key), key, value)).hexdigest()[:16]


def record_of(value: bytes | None) -> Mapping[str, Any] | None:
    """What the bench keeps of a value; None where it is no JSON object."""
    try:
        record = json.loads(value or b"")
    except ValueError:
        return None
    if not isinstance(record, dict):
        return None
    kept = {name: record[name] for name in KEPT_FIELDS if name in record}
    if isinstance(provenance := record.get("provenance"), dict):
        kept["guid"] = provenance.get("guid")
    # A long run's texts would not fit into memory; it is enough to know whether they are equal.
    return kept | {name: _digest(record[name]) for name in DIGESTED_FIELDS if name in record}


def _digest(value: Any) -> str:
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]
