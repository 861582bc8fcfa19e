"""Topics between fixed bounds, and what groups have committed, on a broker."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete
from aiokafka.errors import GroupLoadInProgressError

from newsmill.contracts.topics import CLEAN_ARTICLES, DROPS, RAW_ARTICLES
from newsmill.kafka import reading
from newsmill.kafka.admin import create_topics
from newsmill.kafka.connection import client_options, topic_name
from newsmill.kafka.errors import BrokerUnavailable, TopicsMissing
from newsmill.kafka.publisher import KafkaPublisher, open_publisher
from newsmill.kafka.reading import History, committed_offsets, open_history, open_reader
from newsmill.kafka.records import Message
from newsmill.settings import KafkaSettings
from tests.brokers import is_apache_wanted
from tests.hosting.running import until

pytestmark = pytest.mark.broker

RAW = (RAW_ARTICLES.name, 0)


@pytest.fixture
async def topics(kafka: KafkaSettings) -> KafkaSettings:
    """The broker with two partitions of each topic."""
    kafka = kafka.model_copy(update={"topic_partitions": 2, "idempotent": False})
    await create_topics(kafka)
    return kafka


@pytest.fixture
async def publisher(topics: KafkaSettings) -> AsyncIterator[KafkaPublisher]:
    async with open_publisher(topics) as publisher:
        yield publisher


async def write(
    kafka: KafkaSettings, publisher: KafkaPublisher, numbers: range, partition: int = 0
) -> None:
    """One batch of messages."""
    name = topic_name(kafka, RAW_ARTICLES)
    await asyncio.gather(
        *(publisher.publish_to(name, partition, b"k", b"%d" % n, []) for n in numbers)
    )


async def values(log: History) -> list[bytes]:
    read = [message async for messages in log.read() for message in messages]
    return sorted((message.value or b"" for message in read), key=int)


def expected(numbers: range) -> list[bytes]:
    return [b"%d" % number for number in numbers]


async def test_everything_up_to_the_end_is_read_and_nothing_after_it(
    topics: KafkaSettings, publisher: KafkaPublisher
) -> None:
    await write(topics, publisher, range(50))
    await write(topics, publisher, range(50, 80), partition=1)
    async with open_history(topics, [RAW_ARTICLES, DROPS]) as log:
        await write(topics, publisher, range(80, 200))

        assert log.total == 80
        assert log.ends == {RAW: 50, (RAW[0], 1): 30, (DROPS.name, 0): 0, (DROPS.name, 1): 0}
        assert await values(log) == expected(range(80))
        # Once more, from the start.
        assert await values(log) == expected(range(80))


async def test_reading_begins_where_it_is_told(
    topics: KafkaSettings, publisher: KafkaPublisher
) -> None:
    await write(topics, publisher, range(20))
    async with open_history(topics, [RAW_ARTICLES], starts={RAW: 15}) as log:
        assert log.total == 5
        assert await values(log) == expected(range(15, 20))
    async with open_history(topics, [RAW_ARTICLES], starts={RAW: 20}) as log:
        assert await values(log) == []


@pytest.mark.skipif(
    not is_apache_wanted(), reason="only Apache Kafka removes records: make test-kafka"
)
async def test_what_was_removed_is_told_where_it_would_have_been_read(
    topics: KafkaSettings, publisher: KafkaPublisher
) -> None:
    await write(topics, publisher, range(20))
    await write(topics, publisher, range(20, 25), partition=1)
    await write(topics, publisher, range(25, 30), partition=1)
    name = topic_name(topics, RAW_ARTICLES)
    admin = AIOKafkaAdminClient(**client_options(topics))
    await admin.start()
    try:
        await admin.delete_records(
            {
                TopicPartition(name, 0): RecordsToDelete(before_offset=12),
                TopicPartition(name, 1): RecordsToDelete(before_offset=10),
            }
        )
    finally:
        await admin.close()

    async with open_history(topics, [RAW_ARTICLES, DROPS]) as log:
        assert sorted(log.cut) == [RAW, (RAW[0], 1)]
        assert [log.kept_from[place] for place in sorted(log.cut)] == [12, 10]
        assert await values(log) == expected(range(12, 20))
    await asyncio.sleep(0.01)
    since = datetime.now(UTC)
    await write(topics, publisher, range(30, 31))
    async with open_history(topics, [RAW_ARTICLES], since=since) as log:
        # Of the second partition nothing is left: what was removed may have been of any time.
        assert log.cut == [(RAW[0], 1)]
        assert await values(log) == [b"30"]


async def test_nothing_after_a_moment_is_left_out(
    topics: KafkaSettings, publisher: KafkaPublisher
) -> None:
    """Older messages may come all the same: the embedded broker cannot tell the time."""
    await write(topics, publisher, range(10))
    # The clock of messages counts in milliseconds.
    since = datetime.now(UTC) + timedelta(milliseconds=2)
    await until(lambda: datetime.now(UTC) > since)
    await write(topics, publisher, range(10, 20))
    async with open_history(topics, [RAW_ARTICLES], since=since) as log:
        assert (await values(log))[-10:] == expected(range(10, 20))
    later = datetime.fromtimestamp(time.time() + 3600, UTC)
    async with open_history(topics, [RAW_ARTICLES], since=later) as log:
        assert log.total in (0, 20)


async def test_a_single_message_is_found_by_its_offset(
    topics: KafkaSettings, publisher: KafkaPublisher
) -> None:
    await write(topics, publisher, range(30))
    async with open_history(topics, [RAW_ARTICLES]) as log:
        for offset in (29, 0, 17):
            found = await log.at(RAW, offset)
            assert isinstance(found, Message)
            assert (found.topic, found.partition, found.offset) == (*RAW, offset)
        assert await log.at(RAW, 30) is None
        assert await log.at((RAW[0], 1), 0) is None
        assert await log.at((RAW[0], 7), 0) is None
        assert await log.at((CLEAN_ARTICLES.name, 0), 0) is None


async def test_a_coordinator_that_is_not_ready_is_asked_again(
    topics: KafkaSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It leaves the partitions out, or refuses: neither means that nothing was committed."""
    await commit(topics, "newsmill-mill", RAW_ARTICLES.name, 0, 9)
    ask = AIOKafkaAdminClient.list_consumer_group_offsets
    answers: list[Callable[[], dict[Any, Any]]] = [dict, refuse]

    async def not_ready(self: Any, *args: Any, **kwargs: Any) -> Any:
        return answers.pop()() if answers else await ask(self, *args, **kwargs)

    monkeypatch.setattr(AIOKafkaAdminClient, "list_consumer_group_offsets", not_ready)

    assert await committed_offsets(topics, {RAW_ARTICLES.name: ("mill",)}) == {RAW: 9}
    monkeypatch.setattr(reading, "PATIENCE_SECONDS", 0.0)
    answers.append(dict)
    with pytest.raises(BrokerUnavailable, match="newsmill-mill has committed"):
        await committed_offsets(topics, {RAW_ARTICLES.name: ("mill",)})


def refuse() -> dict[Any, Any]:
    raise GroupLoadInProgressError


async def test_a_missing_topic_is_named(kafka: KafkaSettings) -> None:
    with pytest.raises(TopicsMissing, match=RAW_ARTICLES.name):
        async with open_history(kafka, [RAW_ARTICLES]):
            pass


async def commit(kafka: KafkaSettings, group: str, topic: str, partition: int, to: int) -> None:
    """What a worker does when it is done with everything before `to`."""
    consumer = AIOKafkaConsumer(
        **client_options(kafka), group_id=kafka.topic_prefix + group, enable_auto_commit=False
    )
    await consumer.start()
    try:
        tp = TopicPartition(kafka.topic_prefix + topic, partition)
        consumer.assign([tp])
        await consumer.commit({tp: to})
    finally:
        await consumer.stop()


async def test_the_furthest_of_a_topics_groups_counts(
    topics: KafkaSettings, publisher: KafkaPublisher
) -> None:
    await write(topics, publisher, range(30))
    await commit(topics, "newsmill-retriever", RAW_ARTICLES.name, 0, 7)
    await commit(topics, "newsmill-mill", RAW_ARTICLES.name, 0, 9)
    await commit(topics, "newsmill-mill", DROPS.name, 0, 3)
    await commit(topics, "newsmill-cleaner", RAW_ARTICLES.name, 0, 20)

    rooms = {RAW_ARTICLES.name: ("retriever", "mill"), CLEAN_ARTICLES.name: ("deduper", "mill")}
    assert await committed_offsets(topics, rooms) == {RAW: 9}


async def test_a_reader_from_the_end_is_given_nothing_that_was_there_before(
    topics: KafkaSettings, publisher: KafkaPublisher
) -> None:
    # Several in a batch: the embedded broker reports where the last batch begins.
    await write(topics, publisher, range(5))
    name = topic_name(topics, RAW_ARTICLES)
    async with open_reader(topics, [name], from_start=False) as reader:
        await write(topics, publisher, range(7, 8))
        async with asyncio.timeout(60):
            message = await reader.getone()
    assert message.value == b"7"
