"""Every reader reads what is committed, comes to the end behind a marker, and waits for nothing."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiokafka import AIOKafkaProducer

from newsmill.contracts.topics import FEEDS, RAW_ARTICLES
from newsmill.kafka.admin import create_topics
from newsmill.kafka.compacted import read_to_end
from newsmill.kafka.connection import topic_name
from newsmill.kafka.log_reading import LogStuck, open_log
from newsmill.kafka.publisher import open_publisher
from newsmill.kafka.reading import History, open_history, open_reader
from newsmill.settings import KafkaSettings
from tests.brokers import is_apache_wanted
from tests.transactions import transactional

pytestmark = [
    pytest.mark.broker,
    pytest.mark.skipif(
        not is_apache_wanted(), reason="only Apache Kafka has transactions: make test-kafka"
    ),
]

RAW = (RAW_ARTICLES.name, 0)
SECONDS = 10.0


@pytest.fixture
async def topics(kafka: KafkaSettings) -> KafkaSettings:
    await create_topics(kafka)
    return kafka


@pytest.fixture
async def producer(topics: KafkaSettings) -> AsyncIterator[AIOKafkaProducer]:
    async with transactional(topics) as producer:
        yield producer


@pytest.fixture
async def raw(topics: KafkaSettings, producer: AIOKafkaProducer) -> str:
    """A topic with 0 and 1, a marker, what was aborted, 4 plain, and then only markers."""
    name = topic_name(topics, RAW_ARTICLES)
    async with producer.transaction():
        await send(producer, name, b"0", b"1")
    await producer.begin_transaction()
    await send(producer, name, b"aborted", b"aborted")
    await producer.abort_transaction()
    async with open_publisher(topics) as publisher:
        await publisher.publish_to(name, 0, b"k", b"4", [])
    await producer.begin_transaction()
    await send(producer, name, b"aborted")
    await producer.abort_transaction()
    return name


WRITTEN = [b"0", b"1", b"4"]
LAST = 6
END = 9


async def send(producer: AIOKafkaProducer, name: str, *values: bytes) -> None:
    for value in values:
        await producer.send_and_wait(name, value, key=value, partition=0)


async def values(log: History) -> list[bytes | None]:
    async with asyncio.timeout(SECONDS):
        return [message.value async for messages in log.read() for message in messages]


async def test_a_history_has_what_is_committed_and_ends(topics: KafkaSettings, raw: str) -> None:
    async with open_history(topics, [RAW_ARTICLES]) as log:
        assert log.ends[RAW] == END
        assert not log.held_back
        assert await values(log) == WRITTEN
        assert await values(log) == WRITTEN


@pytest.mark.parametrize(("offset", "is_there"), [(2, False), (3, False), (LAST, True), (8, False)])
async def test_no_marker_is_waited_for_where_one_message_is_sought(
    topics: KafkaSettings, raw: str, offset: int, is_there: bool
) -> None:
    async with open_history(topics, [RAW_ARTICLES]) as log, asyncio.timeout(SECONDS):
        assert (await log.at(RAW, offset) is not None) is is_there


async def test_a_history_ends_where_a_transaction_is_open(
    topics: KafkaSettings, raw: str, producer: AIOKafkaProducer
) -> None:
    """Also for what others have written behind it."""
    await producer.begin_transaction()
    await send(producer, raw, b"9")
    async with open_publisher(topics) as publisher:
        await publisher.publish_to(raw, 0, b"k", b"10", [])
    async with open_history(topics, [RAW_ARTICLES]) as log:
        assert log.ends[RAW] == END
        assert log.held_back == {RAW}
        assert await values(log) == WRITTEN
    await producer.commit_transaction()
    async with open_history(topics, [RAW_ARTICLES]) as log:
        assert not log.held_back
        assert await values(log) == [*WRITTEN, b"9", b"10"]


async def test_a_reader_is_given_what_is_committed(topics: KafkaSettings, raw: str) -> None:
    async with open_reader(topics, [raw], from_start=True) as reader, asyncio.timeout(SECONDS):
        assert [(await reader.getone()).value for _ in WRITTEN] == WRITTEN


async def test_a_log_is_read_up_to_its_last_marker(topics: KafkaSettings, raw: str) -> None:
    async with open_log(topics, raw, [0]) as log, asyncio.timeout(SECONDS):
        bounds = (await log.bounds())[0]
        assert (bounds.start, bounds.end) == (0, END)
        batches = [batch async for batch in log.read({0: 0}, {0: END})]
    assert [message.value for batch in batches for message in batch.messages] == WRITTEN
    assert batches[-1].is_last
    assert sum(batch.offsets for batch in batches) == END


async def test_a_log_with_an_open_transaction_is_not_taken_for_whole(
    topics: KafkaSettings, raw: str, producer: AIOKafkaProducer
) -> None:
    """What we have written ourselves may lie behind it."""
    await producer.begin_transaction()
    await send(producer, raw, b"9")
    async with open_log(topics, raw, [0]) as log, asyncio.timeout(SECONDS):
        with pytest.raises(LogStuck, match="transaction"):
            await log.bounds()
    await producer.abort_transaction()
    async with open_log(topics, raw, [0]) as log, asyncio.timeout(SECONDS):
        assert (await log.bounds())[0].end == END + 2


@pytest.mark.parametrize("is_open", [False, True])
async def test_a_table_has_the_rows_that_are_committed(
    topics: KafkaSettings, producer: AIOKafkaProducer, is_open: bool
) -> None:
    name = topic_name(topics, FEEDS)
    async with producer.transaction():
        await send(producer, name, b"one")
    await producer.begin_transaction()
    await send(producer, name, b"two")
    if not is_open:
        await producer.abort_transaction()
    async with asyncio.timeout(SECONDS):
        assert await read_to_end(topics, [name]) == {name: {"one": b"one"}}
