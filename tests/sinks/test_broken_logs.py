"""Sinks and logs that are not whole: cut by retention, made anew, with transactions in them."""

import asyncio

import pytest
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete

from newsmill.contracts.topics import ENRICHED_ARTICLES
from newsmill.kafka.admin import create_topics, delete_topics
from newsmill.kafka.connection import client_options, topic_name
from newsmill.settings import KafkaSettings
from newsmill.sinks.running import Running
from tests.brokers import OwnBroker, is_apache_wanted
from tests.sinks.broker_side import STOP, running, until, write
from tests.sinks.listing import KeepingList, ListSink
from tests.sinks.test_running import keys, once, row
from tests.transactions import transactional

pytestmark = pytest.mark.broker

apache = pytest.mark.skipif(
    not is_apache_wanted(),
    reason="only Apache Kafka removes records and has transactions: make test-kafka",
)


@pytest.fixture
async def topic(kafka: KafkaSettings) -> KafkaSettings:
    """A broker with the topic in one partition."""
    await create_topics(kafka, [ENRICHED_ARTICLES])
    return kafka


async def remove(kafka: KafkaSettings, before: int) -> None:
    """What retention does: the log begins at `before`."""
    client = AIOKafkaAdminClient(**client_options(kafka))
    await client.start()
    partition = TopicPartition(topic_name(kafka, ENRICHED_ARTICLES), 0)
    try:
        await client.delete_records({partition: RecordsToDelete(before_offset=before)})
    finally:
        await client.close()


@apache
async def test_what_retention_has_taken_is_counted(topic: KafkaSettings) -> None:
    sink = ListSink()
    await write(topic, ENRICHED_ARTICLES, *map(row, range(5)))
    await once(topic, sink)
    await write(topic, ENRICHED_ARTICLES, *map(row, range(5, 20)))
    await remove(topic, 12)

    ended = await once(topic, sink)

    (status,) = ended.status().rooms.values()
    assert getattr(status, "lost", None) == 7
    assert sink.keys == keys([*range(5), *range(12, 20)])


@apache
async def test_what_was_never_written_is_not_missing(topic: KafkaSettings) -> None:
    sink = ListSink()
    await write(topic, ENRICHED_ARTICLES, row(0))
    name = topic_name(topic, ENRICHED_ARTICLES)
    for number, is_kept in ((1, True), (2, False), (3, True)):
        async with transactional(topic) as producer:
            await producer.begin_transaction()
            key, value = row(number)
            await producer.send_and_wait(name, value, key=key.encode(), partition=0)
            await (producer.commit_transaction() if is_kept else producer.abort_transaction())

    ended = await once(topic, sink)

    (status,) = ended.status().rooms.values()
    assert getattr(status, "lost", None) == 0
    assert sink.keys == keys([0, 1, 3])


@apache
async def test_a_topic_made_anew_is_read_from_its_start(topic: KafkaSettings) -> None:
    sink = ListSink()
    await write(topic, ENRICHED_ARTICLES, *map(row, range(9)))
    await once(topic, sink)
    await delete_topics(topic, [topic_name(topic, ENRICHED_ARTICLES)])
    await create_topics(topic, [ENRICHED_ARTICLES])
    await write(topic, ENRICHED_ARTICLES, *map(row, range(20, 23)))
    async with running(Running(topic, sink, "list")):
        await until(lambda: sink.keys[9:] == keys(range(20, 23)))


async def test_a_broker_that_is_away_is_waited_for(own_broker: OwnBroker) -> None:
    """One in memory has forgotten everything when it is back, and the log begins again."""
    kafka = own_broker.kafka
    sink = ListSink()
    async with asyncio.timeout(120):
        async with own_broker.running():
            await create_topics(kafka, [ENRICHED_ARTICLES])
            await write(kafka, ENRICHED_ARTICLES, *map(row, range(3)))
            sink_running = Running(kafka, sink, "list")
            stop = asyncio.Event()
            task = asyncio.create_task(sink_running.run(stop, STOP))
            await until(lambda: len(sink.kept) == 3)
        await until(lambda: not sink_running.status().ready)
        async with own_broker.running():
            await create_topics(kafka, [ENRICHED_ARTICLES])
            await write(kafka, ENRICHED_ARTICLES, *map(row, range(3, 5)))
            await until(lambda: set(sink.keys) >= set(keys(range(5))))
            await until(lambda: sink_running.status().ready)
            stop.set()
            await task


@pytest.mark.parametrize("goes_on", [True, False], ids=["running", "started again"])
async def test_a_shorter_log_than_a_sink_has_read_is_read_from_its_start(
    own_broker: OwnBroker, goes_on: bool
) -> None:
    """The sink knows where it was; the broker, in memory, has forgotten everything."""
    kafka = own_broker.kafka
    sink = KeepingList()
    stop = asyncio.Event()
    async with asyncio.timeout(120):
        async with own_broker.running():
            await create_topics(kafka, [ENRICHED_ARTICLES])
            await write(kafka, ENRICHED_ARTICLES, *map(row, range(5)))
            sink_running = Running(kafka, sink, "list")
            task = asyncio.create_task(sink_running.run(stop, STOP))
            await until(lambda: len(sink.kept) == 5)
            if not goes_on:
                stop.set()
                await task
        if goes_on:
            await until(lambda: not sink_running.status().ready)
        async with own_broker.running():
            await create_topics(kafka, [ENRICHED_ARTICLES])
            await write(kafka, ENRICHED_ARTICLES, *map(row, range(10, 13)))
            if not goes_on:
                stop.clear()
                task = asyncio.create_task(Running(kafka, sink, "list").run(stop, STOP))
            await until(lambda: set(sink.keys) >= set(keys(range(10, 13))))
            stop.set()
            await task
