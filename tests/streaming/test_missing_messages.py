"""What is missing in a log: messages that retention took are reported; what is none, is not."""

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions, RecordsToDelete

from newsmill.contracts.articles import EnrichedArticle, UniqueArticle
from newsmill.contracts.outcomes import LostMessages
from newsmill.contracts.topics import ENRICHED_ARTICLES, LOST_MESSAGES, UNIQUE_ARTICLES
from newsmill.kafka.admin import create_topics
from newsmill.kafka.connection import client_options, topic_name
from newsmill.settings import KafkaSettings
from newsmill.streaming import worker as worker_module
from tests.brokers import is_apache_wanted
from tests.hosting.running import read, run_room, until, write
from tests.hosting.small_rooms import enriched
from tests.kafka.test_admin import set_up
from tests.streaming.test_worker import Running, articles, ids, results, working
from tests.transactions import transactional

pytestmark = [
    pytest.mark.broker,
    pytest.mark.skipif(
        not is_apache_wanted(),
        reason="only Apache Kafka removes records and has transactions: make test-kafka",
    ),
]

GROUP = "enricher"


@pytest.fixture
async def topics(kafka: KafkaSettings) -> KafkaSettings:
    await create_topics(kafka)
    return kafka


def unique(kafka: KafkaSettings, partition: int = 0) -> TopicPartition:
    return TopicPartition(topic_name(kafka, UNIQUE_ARTICLES), partition)


@asynccontextmanager
async def admin(kafka: KafkaSettings) -> AsyncIterator[AIOKafkaAdminClient]:
    client = AIOKafkaAdminClient(**client_options(kafka))
    await client.start()
    try:
        yield client
    finally:
        await client.close()


async def remove(kafka: KafkaSettings, before: int) -> None:
    """What retention does: the log begins at `before`."""
    async with admin(kafka) as client:
        await client.delete_records({unique(kafka): RecordsToDelete(before_offset=before)})


async def send(
    producer: AIOKafkaProducer, kafka: KafkaSettings, sent: Sequence[UniqueArticle]
) -> None:
    for article in sent:
        value = article.model_dump_json().encode()
        key = UNIQUE_ARTICLES.key(article).encode()
        await producer.send_and_wait(unique(kafka).topic, value, key=key, partition=0)


async def committed(kafka: KafkaSettings) -> int | None:
    group = f"{kafka.topic_prefix}{GROUP}"
    client = AIOKafkaConsumer(**client_options(kafka), group_id=group, enable_auto_commit=False)
    async with client:
        offset: int | None = await client.committed(unique(kafka))
        return offset


async def losses(kafka: KafkaSettings, count: int = 1) -> list[LostMessages]:
    records = await read(kafka, [LOST_MESSAGES], lambda r: len(r) >= count)
    return [record for record in records if isinstance(record, LostMessages)]


def as_range(loss: LostMessages) -> tuple[int, int, str]:
    return loss.from_offset, loss.until_offset, loss.reason


async def idle(running: Running, done: int) -> None:
    await until(lambda: running.counts["published"] == {ENRICHED_ARTICLES.name: done})


async def test_what_retention_took_while_the_room_was_down_is_reported(
    topics: KafkaSettings,
) -> None:
    sent = articles(30)
    await write(topics, UNIQUE_ARTICLES, sent[:10])
    async with working(topics) as first:
        await idle(first, 10)
    await write(topics, UNIQUE_ARTICLES, sent[10:])
    await remove(topics, before=20)
    started = time.monotonic()
    async with working(topics) as second:
        await second.ready()
        await idle(second, 10)
        assert time.monotonic() - started < 20
        await until(lambda: second.counts["lost"] == 10)
    (loss,) = await losses(topics)
    assert as_range(loss) == (10, 20, "retention")
    assert (loss.topic, loss.partition) == unique(topics)
    assert (loss.room, loss.group) == ("enricher", f"{topics.topic_prefix}{GROUP}")
    assert set(await results(topics, 20)) == set(ids(sent[:10] + sent[20:]))


async def test_a_process_tells_of_a_loss_in_its_log_its_status_and_its_metrics(
    topics: KafkaSettings, tmp_path: Path
) -> None:
    await write(topics, UNIQUE_ARTICLES, articles(10))
    async with run_room("enricher", topics, tmp_path / "first.log") as first:
        await first.until(lambda told: done_in(told) == 10)
        await first.stop()
    await write(topics, UNIQUE_ARTICLES, articles(20, start=10))
    await remove(topics, before=20)
    async with run_room("enricher", topics, tmp_path / "second.log") as second:
        told = await second.until(lambda told: done_in(told) == 10)
        assert told["rooms"]["enricher"]["lost"] == 10
        samples = [sample for metric in await second.metrics() for sample in metric.samples]
        lost = [sample for sample in samples if sample.name == "newsmill_messages_lost_total"]
        assert [(sample.labels, sample.value) for sample in lost] == [({"room": "enricher"}, 10)]
        await second.stop()
    lines = [json.loads(line) for line in second.log.read_text().splitlines() if line[:1] == "{"]
    (line,) = [line for line in lines if "are lost" in line["event"]]
    where = {"topic": unique(topics).topic, "partition": 0, "from_offset": 10, "until_offset": 20}
    assert line.items() >= (where | {"level": "error", "reason": "retention"}).items()


def done_in(told: dict[str, Any]) -> int:
    """How many articles a process has published."""
    room = told["rooms"].get("enricher", {"published": {}})
    return int(room["published"].get(ENRICHED_ARTICLES.name, 0))


async def test_a_room_finds_that_everything_was_removed_though_nothing_comes(
    topics: KafkaSettings,
) -> None:
    await write(topics, UNIQUE_ARTICLES, articles(10))
    async with working(topics) as first:
        await idle(first, 10)
    await write(topics, UNIQUE_ARTICLES, articles(20, start=10))
    await remove(topics, before=30)
    async with working(topics) as second:
        await until(lambda: second.counts["lost"] == 20)
        await asyncio.sleep(0)
        assert second.counts["read"] == 0
    assert [as_range(loss) for loss in await losses(topics)] == [(10, 30, "retention")]
    assert await committed(topics) == 30
    async with working(topics) as third:
        await write(topics, UNIQUE_ARTICLES, articles(1, start=30))
        await idle(third, 1)
        assert third.counts["lost"] == 0


async def test_a_room_that_had_nothing_to_read_knows_later_what_it_has_missed(
    topics: KafkaSettings,
) -> None:
    async with working(topics) as first:
        await first.ready()
    await write(topics, UNIQUE_ARTICLES, articles(20))
    await remove(topics, before=10)
    async with working(topics) as second:
        await idle(second, 10)
        await until(lambda: second.counts["lost"] == 10)
    assert [as_range(loss) for loss in await losses(topics)] == [(0, 10, "retention")]


@pytest.mark.parametrize("before", [12, 20])
async def test_a_group_that_is_new_beside_a_log_that_was_cut_says_what_it_has_not_seen(
    topics: KafkaSettings, before: int
) -> None:
    """As after a week without rooms, when brokers have forgotten what they had committed."""
    await write(topics, UNIQUE_ARTICLES, articles(20))
    await remove(topics, before)
    async with working(topics) as running:
        await until(lambda: running.counts["lost"] == before)
        if before < 20:
            await idle(running, 20 - before)
    assert [as_range(loss) for loss in await losses(topics)] == [(0, before, "unexplained")]
    async with working(topics) as again:
        await again.ready()
        assert again.counts["lost"] == 0


@pytest.mark.parametrize(("before", "lost"), [(20, []), (26, [(20, 26, "retention")])])
async def test_what_the_other_group_had_read_is_not_lost(
    topics: KafkaSettings, tmp_path: Path, before: int, lost: list[tuple[int, int, str]]
) -> None:
    """`newsmill up` was here once, then each room by itself, and `up` is back."""
    sent = articles(30)
    await write(topics, UNIQUE_ARTICLES, sent[:10])
    async with working(topics) as up:
        await idle(up, 10)
    await write(topics, UNIQUE_ARTICLES, sent[10:20])
    async with run_room("enricher", topics, tmp_path / "log") as room:
        await room.until(lambda told: done_in(told) == 20)
        await room.stop()
    await write(topics, UNIQUE_ARTICLES, sent[20:])
    await remove(topics, before)
    async with working(topics) as up:
        await idle(up, 30 - before)
        assert up.counts["lost"] == before - 20
    if lost:
        assert [as_range(loss) for loss in await losses(topics)] == lost


async def test_a_loss_whose_record_is_refused_waits_until_its_topic_is_mended(
    topics: KafkaSettings,
) -> None:
    await set_up(topics, LOST_MESSAGES.name, {"max.message.bytes": "100"})
    await write(topics, UNIQUE_ARTICLES, articles(10))
    await remove(topics, before=8)
    async with working(topics) as running:
        await until(lambda: running.worker.is_kept_waiting)
        assert (running.counts["read"], running.counts["lost"]) == (0, 0)
        await set_up(topics, LOST_MESSAGES.name, {"max.message.bytes": "100000"})
        await idle(running, 2)
        assert (running.counts["lost"], running.failures) == (8, [])


@pytest.mark.parametrize("left", [0, 40])
async def test_what_retention_takes_from_a_running_room_is_reported(
    topics: KafkaSettings, left: int
) -> None:
    may_end = asyncio.Event()

    async def decide(article: UniqueArticle) -> EnrichedArticle:
        await may_end.wait()
        return enriched(article)

    # More than a worker fetches before it is asked for more; long, and of no pattern.
    total, chance = 500, random.Random(7)
    sent = [
        article.model_copy(update={"text": chance.randbytes(10_000).hex()})
        for article in articles(total)
    ]
    await write(topics, UNIQUE_ARTICLES, sent)
    async with working(topics, decide, width=4) as running:
        await until(lambda: running.counts["in_flight"] == 4)
        await remove(topics, before=total - left)
        may_end.set()
        await until(lambda: bool(running.counts["lost"]))
        await until(lambda: running.counts["in_flight"] == 0)
        await until(lambda: running.counts["read"] + running.counts["lost"] >= total)
        assert running.counts["read"] + running.counts["lost"] == total
        assert running.failures == []
    found = await losses(topics)
    assert {loss.reason for loss in found} == {"retention"}
    assert sum(loss.until_offset - loss.from_offset for loss in found) == running.counts["lost"]


async def test_messages_of_transactions_take_no_longer_than_others(topics: KafkaSettings) -> None:
    sent = articles(8)
    async with working(topics) as running, transactional(topics) as producer:
        await running.ready()
        started = time.monotonic()
        for article in sent:
            async with producer.transaction():
                await send(producer, topics, [article])
        await idle(running, 8)
        assert time.monotonic() - started < 20
        assert running.counts["lost"] == 0
    assert set(await results(topics, 8)) == set(ids(sent))
    # Also the marker behind the last message is behind us.
    assert await committed(topics) == 16


async def test_what_a_transaction_aborts_is_never_read(topics: KafkaSettings) -> None:
    sent = articles(12)
    async with working(topics) as running, transactional(topics) as producer:
        await running.ready()
        for number in range(0, 12, 3):
            await producer.begin_transaction()
            await send(producer, topics, sent[number : number + 2])
            await producer.abort_transaction()
            async with producer.transaction():
                await send(producer, topics, sent[number + 2 : number + 3])
        await idle(running, 4)
        assert running.counts["read"] == 4
        assert running.counts["lost"] == 0
    assert set(await results(topics, 4)) == set(ids(sent[2::3]))


async def test_an_open_transaction_is_waited_for_and_is_no_stall(
    topics: KafkaSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "STALL_AFTER", timedelta(seconds=1))
    sent = articles(6)
    async with working(topics) as running, transactional(topics) as producer:
        await running.ready()
        await producer.begin_transaction()
        await send(producer, topics, sent[:2])
        # Others' messages wait behind it.
        await write(topics, UNIQUE_ARTICLES, sent[2:])
        waited_until = time.monotonic() + 3
        await until(lambda: time.monotonic() > waited_until)
        assert running.counts["read"] == 0
        assert running.failures == []
        await producer.commit_transaction()
        await idle(running, 6)
        # A marker at the end is nothing that waits.
        waited_until = time.monotonic() + 3
        await until(lambda: time.monotonic() > waited_until)
        assert running.failures == []
        assert not any((await running.worker.app.consumer.lags()).values())


async def test_a_marker_that_retention_took_is_no_loss(topics: KafkaSettings) -> None:
    async with working(topics) as first, transactional(topics) as producer:
        async with producer.transaction():
            await send(producer, topics, articles(3))
        await idle(first, 3)
    await remove(topics, before=4)
    async with working(topics) as second:
        await write(topics, UNIQUE_ARTICLES, articles(1, start=3))
        await idle(second, 1)
        assert second.counts["lost"] == 0


async def test_new_partitions_are_read_within_a_minute_from_their_beginning(
    topics: KafkaSettings,
) -> None:
    async with working(topics) as running:
        await running.ready()
        async with admin(topics) as client:
            await client.create_partitions({unique(topics).topic: NewPartitions(3)})
        async with transactional(topics) as producer, producer.transaction():
            for partition in range(3):
                for article in articles(5, start=5 * partition):
                    value = article.model_dump_json().encode()
                    await producer.send_and_wait(
                        unique(topics).topic, value, key=b"k", partition=partition
                    )
        async with asyncio.timeout(60):
            while running.counts["read"] < 15:  # noqa: ASYNC110 # what is waited for sets no event
                await asyncio.sleep(0.1)
        assert running.counts["lost"] == 0
    assert set(await results(topics, 15)) == set(ids(articles(15)))
