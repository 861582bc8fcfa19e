"""The index and the stream are fed from the topics, whatever happens to these."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from newsmill.contracts.topics import DUPLICATE_ARTICLES, ENRICHED_ARTICLES
from newsmill.filters import EVERYTHING
from newsmill.gateway.following import TOPICS, Follower
from newsmill.gateway.index.entries import Entry
from newsmill.gateway.index.index import Index
from newsmill.gateway.stream.ring import Ring
from newsmill.kafka.admin import create_topics, delete_topics
from newsmill.kafka.connection import topic_name
from newsmill.kafka.publisher import open_publisher
from newsmill.settings import KafkaSettings
from tests.gateway.index.entries import Settings, article, copy, noon
from tests.hosting.running import until

pytestmark = pytest.mark.broker


@pytest.fixture
async def topics(kafka: KafkaSettings) -> KafkaSettings:
    kafka = kafka.model_copy(update={"topic_partitions": 2, "idempotent": False})
    await create_topics(kafka, TOPICS)
    return kafka


@asynccontextmanager
async def following(
    kafka: KafkaSettings, path: Path
) -> AsyncIterator[tuple[Index, Ring, Follower]]:
    index = await Index.open(path, Settings(), now=noon)
    ring = Ring(index.position(), asyncio.get_running_loop().time)
    follower, stop = Follower(kafka, index, ring), asyncio.Event()
    task = asyncio.create_task(follower.run(stop))
    try:
        await until(follower.is_ready)
        yield index, ring, follower
    finally:
        stop.set()
        await task
        await index.close()


async def publish(kafka: KafkaSettings, entries: Sequence[Entry]) -> None:
    async with open_publisher(kafka) as publisher:
        for entry in entries:
            topic = DUPLICATE_ARTICLES if entry.kind == "duplicate" else ENRICHED_ARTICLES
            name, value = topic_name(kafka, topic), json.dumps(entry.record).encode()
            await publisher.publish_to(name, entry.partition, b"key", value, [])


async def test_what_is_on_the_topics_is_in_the_index_and_what_comes_also_on_the_stream(
    topics: KafkaSettings, tmp_path: Path
) -> None:
    path = tmp_path / "index.sqlite"
    await publish(topics, [article(f"{at}", partition=at % 2) for at in range(20)])
    async with following(topics, path) as (index, ring, follower):
        assert (await index.counts()).articles == 20
        place = ring.next
        await publish(topics, [article("new"), copy("echo", "new"), article("later", partition=1)])
        await until(lambda: ring.next == place + 2)
        assert ring.end == index.position()
        assert follower.behind().messages == 0 or follower.behind().seconds >= 0
    await publish(topics, [article("meanwhile")])
    async with following(topics, path) as (index, _, _):
        assert (await index.counts()).articles == 23
        page = await index.search(EVERYTHING, limit=50)
        copies = {row.record["title"]: row.copies.count for row in page.articles}
        assert copies["new"] == 1


async def test_what_is_no_record_is_passed_over(topics: KafkaSettings, tmp_path: Path) -> None:
    name = topic_name(topics, ENRICHED_ARTICLES)
    async with open_publisher(topics) as publisher:
        for value in (b"", b"no json", b"[]", b'{"a": NaN}', b"[" * 100_000):
            await publisher.publish_to(name, 0, b"key", value, [])
    await publish(topics, [article("good")])
    async with following(topics, tmp_path / "index.sqlite") as (index, _, follower):
        assert (await index.counts()).articles == 1
        assert follower.undecodable == 5


async def test_an_index_that_is_deleted_is_filled_again(
    topics: KafkaSettings, tmp_path: Path
) -> None:
    path = tmp_path / "index.sqlite"
    await publish(topics, [article(f"{at}") for at in range(5)])
    async with following(topics, path) as (index, ring, follower):
        path.unlink()
        await publish(topics, [article("new")])
        await until(lambda: path.exists() and sum(index.position().offsets.values()) == 6)
        assert (await index.counts()).articles == 6
        await until(follower.is_ready)
        assert ring.end == index.position()


async def test_a_topic_that_is_made_anew_is_read_from_its_beginning(
    topics: KafkaSettings, tmp_path: Path
) -> None:
    path = tmp_path / "index.sqlite"
    await publish(topics, [article(f"old {at}") for at in range(5)])
    async with following(topics, path) as (index, _, _):
        before = index.position()
    await delete_topics(topics, [topic_name(topics, ENRICHED_ARTICLES)])
    await create_topics(topics, TOPICS)
    await publish(topics, [article("new")])
    async with following(topics, path) as (index, _, _):
        page = await index.search(EVERYTHING, limit=50)
        assert [row.record["title"] for row in page.articles] == ["new"]
        assert index.position().epoch != before.epoch
