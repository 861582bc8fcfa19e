"""Compacted topics as tables, on a broker."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from newsmill.contracts.topics import FEED_STATES, FEEDS
from newsmill.kafka.admin import create_topics
from newsmill.kafka.compacted import SharedTables, TableListener, read_to_end
from newsmill.kafka.connection import topic_name
from newsmill.kafka.errors import BrokerUnavailable, TopicsMissing
from newsmill.kafka.publisher import open_publisher
from newsmill.settings import KafkaSettings

pytestmark = pytest.mark.broker

PATIENCE_SECONDS = 90
LOOK_SECONDS = 0.02


class Told:
    """What a share holds, as it was told."""

    def __init__(self) -> None:
        self.partitions: set[int] = set()
        self.caught_up: set[int] = set()
        self.rows: dict[tuple[str, str], bytes | None] = {}
        self.caught_up_with: dict[tuple[str, str], bytes | None] = {}

    def on_assigned(self, partitions: set[int]) -> None:
        self.partitions |= partitions

    def on_revoked(self, partitions: set[int]) -> None:
        self.partitions -= partitions
        self.caught_up -= partitions

    def on_row(self, topic: str, partition: int, key: str, value: bytes | None) -> None:
        self.rows[topic, key] = value

    def on_caught_up(self, partition: int) -> None:
        self.caught_up.add(partition)
        self.caught_up_with = dict(self.rows)


class Startled(Told):
    """Breaks when it is given a share."""

    def on_assigned(self, partitions: set[int]) -> None:
        raise ZeroDivisionError("a fault of our own")


async def until(condition: Callable[[], bool]) -> None:
    """Return when `condition` holds."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not condition():  # noqa: ASYNC110 # the broker brings it about
            await asyncio.sleep(LOOK_SECONDS)


@pytest.fixture
async def names(kafka: KafkaSettings) -> tuple[str, str]:
    """The names of two equally partitioned topics that are there."""
    two = kafka.model_copy(update={"topic_partitions": 2})
    await create_topics(two, [FEEDS, FEED_STATES])
    return topic_name(kafka, FEEDS), topic_name(kafka, FEED_STATES)


async def put(kafka: KafkaSettings, *rows: tuple[str, str, bytes | None]) -> None:
    """Write rows of topic, key and value."""
    async with open_publisher(kafka) as publisher:
        for topic, key, value in rows:
            await publisher.publish(topic, key.encode(), value, key, [])


@asynccontextmanager
async def sharing(
    kafka: KafkaSettings, names: tuple[str, str], listener: TableListener
) -> AsyncIterator["asyncio.Task[None]"]:
    """Tables that tell `listener`, until the end of the block."""
    stop = asyncio.Event()
    tables = SharedTables(kafka, f"{kafka.topic_prefix}group", names, listener)
    running = asyncio.create_task(tables.run(stop))
    try:
        yield running
    finally:
        stop.set()
        await asyncio.wait({running}, timeout=PATIENCE_SECONDS)


async def test_reading_to_the_end_gives_the_last_value_of_each_key(
    kafka: KafkaSettings, names: tuple[str, str]
) -> None:
    feeds, states = names
    await put(
        kafka,
        (feeds, "a", b"1"),
        (feeds, "b", b"1"),
        (feeds, "c", b"1"),
        (feeds, "a", b"2"),
        (feeds, "b", None),
        (states, "a", b"9"),
    )

    tables = await read_to_end(kafka, names)

    assert tables == {feeds: {"a": b"2", "c": b"1"}, states: {"a": b"9"}}


@pytest.mark.parametrize("old", [0, 1])
async def test_a_key_that_moved_to_another_partition_is_there_once(
    kafka: KafkaSettings, names: tuple[str, str], old: int
) -> None:
    feeds, states = names
    async with open_publisher(kafka) as publisher:
        for topic, partition, key, value in (
            (feeds, old, b"ended", b"1"),
            (feeds, old, b"ended", None),
            (feeds, 1 - old, b"ended", b"2"),
            (states, old, b"both", b"1"),
            (states, 1 - old, b"both", b"2"),
        ):
            await publisher.publish_to(topic, partition, key, value, [])
            await asyncio.sleep(0.002)  # the clock of the timestamps counts milliseconds

    assert await read_to_end(kafka, names) == {feeds: {"ended": b"2"}, states: {"both": b"2"}}


async def test_reading_empty_topics_ends(kafka: KafkaSettings, names: tuple[str, str]) -> None:
    assert await read_to_end(kafka, names) == {names[0]: {}, names[1]: {}}


async def test_a_topic_that_is_not_there_is_told(kafka: KafkaSettings) -> None:
    with pytest.raises(TopicsMissing, match="nowhere"):
        await read_to_end(kafka, [f"{kafka.topic_prefix}nowhere"])


async def test_a_broker_that_is_not_there_is_told(kafka: KafkaSettings) -> None:
    with pytest.raises(BrokerUnavailable):
        await read_to_end(kafka.model_copy(update={"broker": "127.0.0.1:1"}), ["any"])


async def test_a_share_is_told_from_the_start_and_then_as_it_grows(
    kafka: KafkaSettings, names: tuple[str, str]
) -> None:
    feeds, states = names
    await put(kafka, (feeds, "a", b"1"), (states, "a", b"9"), (feeds, "b", b"1"))
    told = Told()

    async with sharing(kafka, names, told):
        await until(lambda: told.caught_up == {0, 1})
        assert told.caught_up_with == {
            (feeds, "a"): b"1",
            (states, "a"): b"9",
            (feeds, "b"): b"1",
        }

        await put(kafka, (feeds, "c", b"1"), (feeds, "a", None))
        await until(lambda: told.rows.get((feeds, "c")) == b"1")
        await until(lambda: told.rows[feeds, "a"] is None)


async def test_two_share_and_the_one_that_stays_gets_everything(
    kafka: KafkaSettings, names: tuple[str, str]
) -> None:
    feeds, _ = names
    await put(kafka, *((feeds, key, b"1") for key in "abcdefgh"))
    first, second = Told(), Told()

    async with sharing(kafka, names, first):
        await until(lambda: first.caught_up == {0, 1})
        async with sharing(kafka, names, second):
            await until(lambda: len(first.caught_up) == len(second.caught_up) == 1)
            assert first.partitions | second.partitions == {0, 1}
            assert 0 < len(second.caught_up_with) < 8
        first.rows.clear()
        await until(lambda: first.caught_up == {0, 1})
        assert len(first.caught_up_with) == 8, "rows are told again after a rebalance"


async def test_a_listener_that_breaks_ends_the_tables(
    kafka: KafkaSettings, names: tuple[str, str]
) -> None:
    async with sharing(kafka, names, Startled()) as running:
        await asyncio.wait({running}, timeout=PATIENCE_SECONDS)

        assert running.done()
        with pytest.raises(ZeroDivisionError):
            running.result()
