"""Processes that write Parquet: killed at any moment, each record is in exactly one file."""

import asyncio
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from newsmill.contracts.topics import ENRICHED_ARTICLES
from newsmill.kafka.admin import create_topics
from newsmill.kafka.publisher import open_publisher, publish_record
from newsmill.settings import KafkaSettings
from tests.builders import NOON, enriched_article, hex32
from tests.commands import clean_environment
from tests.sinks.broker_side import PATIENCE_SECONDS

pytestmark = pytest.mark.broker

PARTITIONS = 3


@pytest.fixture
async def topic(kafka: KafkaSettings) -> KafkaSettings:
    """A broker with the topic."""
    wanted = kafka.model_copy(update={"topic_partitions": PARTITIONS})
    await create_topics(wanted, [ENRICHED_ARTICLES])
    return wanted


class Sinks:
    """Processes that fill one folder."""

    def __init__(self, environment: dict[str, str], url: str, log: Path) -> None:
        self._environment = environment
        self.url = url
        self._log = log
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, *options: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "newsmill", "sink", self.url, *options]
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                command, env=self._environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        self.running.append(process)
        return process

    def kill(self, process: "subprocess.Popen[bytes]") -> None:
        process.kill()
        process.wait()
        self.running.remove(process)

    def once(self) -> None:
        """Write all there is now."""
        process = self.start("--once")
        assert process.wait(PATIENCE_SECONDS) == 0, self._log.read_text()
        self.running.remove(process)


@pytest.fixture
def sinks(topic: KafkaSettings, tmp_path: Path) -> Iterator[Sinks]:
    """With files of a fraction of a second."""
    environment = clean_environment(tmp_path / "state") | {
        "NEWSMILL_BROKER": topic.broker,
        "NEWSMILL_TOPIC_PREFIX": topic.topic_prefix,
        "NEWSMILL_SESSION_TIMEOUT": "2",
    }
    url = f"parquet:{tmp_path}/articles?minutes=0.005"
    started = Sinks(environment, url, tmp_path / "sinks.log")
    yield started
    for process in list(started.running):
        started.kill(process)


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

    # Who was killed holds partitions until its session ends, and what is in them is left to it.
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(written(tmp_path)) < rounds * 150:
        assert time.monotonic() < deadline
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
