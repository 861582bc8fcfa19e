"""Processes that write Parquet: killed at any moment, each record is in exactly one file."""

import asyncio
import os
import random
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from newsmill.contracts.topics import ENRICHED_ARTICLES
from newsmill.kafka.admin import create_topics
from newsmill.kafka.publisher import open_publisher, publish_record
from newsmill.settings import KafkaSettings
from tests.builders import NOON, enriched_article, hex32
from tests.sinks.processes import Sinks, sinks_at

pytestmark = pytest.mark.broker

PARTITIONS = 3


@pytest.fixture
async def topic(kafka: KafkaSettings) -> KafkaSettings:
    """A broker with the topic."""
    wanted = kafka.model_copy(update={"topic_partitions": PARTITIONS})
    await create_topics(wanted, [ENRICHED_ARTICLES])
    return wanted


@pytest.fixture
def sinks(topic: KafkaSettings, tmp_path: Path) -> Iterator[Sinks]:
    """With files of a fraction of a second."""
    url = f"parquet:{tmp_path}/articles?minutes=0.005"
    with sinks_at(topic, url, tmp_path) as started:
        yield started


async def write(kafka: KafkaSettings, first: int, count: int) -> None:
    """Write articles that are all different."""
    async with open_publisher(kafka) as publisher:
        for number in range(first, first + count):
            one = enriched_article(article_id=hex32(number), enriched_at=NOON)
            await publish_record(publisher, kafka, ENRICHED_ARTICLES, one, "enricher")


def written(folder: Path) -> list[str]:
    """The ids in all files that a reader sees."""
    if not list(folder.glob("articles/*/*.parquet")):
        return []
    query = f"SELECT article_id FROM '{folder}/articles/**/*.parquet'"
    return sorted(id_ for (id_,) in duckdb.execute(query).fetchall())


async def test_killed_at_any_moment_each_record_is_in_one_file(
    topic: KafkaSettings, sinks: Sinks, tmp_path: Path
) -> None:
    """Two at a time, of which one is killed every second or so, while the topic goes on."""
    chance = random.Random(os.getpid())
    sinks.start()
    sinks.start()
    rounds = int(os.environ.get("NEWSMILL_TEST_KILLS", "5"))
    for number in range(rounds):
        writing = asyncio.create_task(write(topic, number * 150, 150))
        await asyncio.sleep(chance.random() * 2.5)
        sinks.kill(chance.choice(sinks.running))
        sinks.start()
        await writing
    for process in list(sinks.running):
        sinks.kill(process)

    # Who was killed holds partitions until its session ends: they are waited for.
    sinks.once()

    assert written(tmp_path) == sorted(hex32(number) for number in range(rounds * 150))
    assert list((tmp_path / "articles").glob("*/.*.part")) == []
    sinks.once()
    assert len(written(tmp_path)) == rounds * 150


async def test_with_once_nobody_waits_until_a_file_is_full(
    topic: KafkaSettings, sinks: Sinks, tmp_path: Path
) -> None:
    await write(topic, 0, 5)
    sinks.url = f"parquet:{tmp_path}/articles?minutes=60"
    sinks.once()
    assert len(written(tmp_path)) == 5
