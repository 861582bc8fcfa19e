"""Processes that write to PostgreSQL: killed at any moment, the table is the folded topic."""

import asyncio
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from newsmill.contracts.topics import CURRENT_ARTICLES
from newsmill.kafka.admin import create_topics
from newsmill.kafka.connection import topic_name
from newsmill.kafka.publisher import open_publisher
from newsmill.kafka.reading import open_history
from newsmill.settings import KafkaSettings
from newsmill.sinks.sink import Change
from tests.postgresql import Server
from tests.sinks.broker_side import PATIENCE_SECONDS
from tests.sinks.processes import Sinks, sinks_at
from tests.sinks.rows import change, current, folded, key, table

pytestmark = pytest.mark.broker

PARTITIONS = 4
ARTICLES = 60


@pytest.fixture
async def topic(kafka: KafkaSettings) -> KafkaSettings:
    """A broker with the topic."""
    wanted = kafka.model_copy(update={"topic_partitions": PARTITIONS})
    await create_topics(wanted, [CURRENT_ARTICLES])
    return wanted


@pytest.fixture
def sinks(
    topic: KafkaSettings, postgresql: Server, database: str, tmp_path: Path
) -> Iterator[Sinks]:
    """Started with the password-free address of the database."""
    with sinks_at(topic, postgresql.url(database), tmp_path) as started:
        yield started


class Writer:
    """Writes versions and deletions of a few articles, as the topic has them."""

    def __init__(self, kafka: KafkaSettings, seed: int) -> None:
        self._kafka = kafka
        self._chance = random.Random(seed)
        self._revisions: dict[int, int] = {}

    async def write(self, count: int) -> None:
        async with open_publisher(self._kafka) as publisher:
            for _ in range(count):
                number = self._chance.randrange(ARTICLES)
                value: bytes | None = None
                if self._chance.random() < 0.15:
                    self._revisions.pop(number, None)
                else:
                    revision = self._revisions.get(number, 0) + self._chance.randrange(2)
                    self._revisions[number] = revision = max(1, revision)
                    row = current(number, revision, copies=self._chance.randrange(10**6))
                    value = row.model_dump_json().encode()
                name = topic_name(self._kafka, CURRENT_ARTICLES)
                await publisher.publish(name, key(number).encode(), value, key(number), [])


async def changes_of(kafka: KafkaSettings) -> list[Change]:
    """All that is on the topic, in order within a partition."""
    changes = []
    async with open_history(kafka, [CURRENT_ARTICLES]) as history:
        async for messages in history.read():
            for it in messages:
                record = CURRENT_ARTICLES.record.model_validate_json(it.value) if it.value else None
                number = int((it.key or b"").decode(), 16)
                changes.append(change(number, it.offset, record, it.partition))
    return changes


async def test_killed_at_any_moment_the_table_is_the_topic_folded(
    topic: KafkaSettings, postgresql: Server, database: str, sinks: Sinks
) -> None:
    """Two at a time, of which one is killed every second or so, while the topic goes on."""
    chance = random.Random(os.getpid())
    writer = Writer(topic, 1)
    sinks.start()
    sinks.start()
    for _ in range(int(os.environ.get("NEWSMILL_TEST_KILLS", "6"))):
        await writer.write(60)
        await asyncio.sleep(chance.random() * 2.5)
        sinks.kill(chance.choice(sinks.running))
        sinks.start()
    for process in list(sinks.running):
        sinks.kill(process)

    sinks.once()

    expected = folded(await changes_of(topic))
    assert table(postgresql, database) == expected
    sinks.once("--from-start")
    assert table(postgresql, database) == expected


async def test_a_server_that_crashes_is_waited_for(
    topic: KafkaSettings, postgresql: Server, database: str, sinks: Sinks
) -> None:
    writer = Writer(topic, 2)
    await writer.write(30)
    process = sinks.start()
    await reached(lambda: count(postgresql, database) > 0)
    postgresql.stop(signal.SIGQUIT)
    await writer.write(60)
    await reached(lambda: "waiting for the target" in sinks.log)
    postgresql.start()
    expected = folded(await changes_of(topic))
    await reached(lambda: table(postgresql, database) == expected)
    assert sinks.log.count("waiting for the target") <= 3, sinks.log

    process.terminate()

    assert process.wait(PATIENCE_SECONDS) == 0
    sinks.running.remove(process)


async def test_what_matches_no_more_leaves_the_table(
    topic: KafkaSettings, postgresql: Server, database: str, sinks: Sinks
) -> None:
    async with open_publisher(topic) as publisher:
        for row in (
            current(1, language="de"),
            current(2, language="de"),
            current(3, language="en"),
            current(1, 2, language="en"),
        ):
            name, text = topic_name(topic, CURRENT_ARTICLES), row.article_id
            value = row.model_dump_json().encode()
            await publisher.publish(name, text.encode(), value, text, [])

    sinks.once("--where", "language:de")
    assert set(table(postgresql, database)) == {key(2)}
    sinks.once("--where", "language:en")
    assert set(table(postgresql, database)) == {key(1), key(3)}
    sinks.once()
    assert set(table(postgresql, database)) == {key(1), key(2), key(3)}


@pytest.mark.parametrize(
    ("database_and_user", "told"),
    [
        (("no_such_database", "postgres"), "does not exist"),
        (("postgres", "nobody_at_all"), "does not exist"),
    ],
)
async def test_what_is_set_up_wrongly_is_one_line(
    postgresql: Server, sinks: Sinks, database_and_user: tuple[str, str], told: str
) -> None:
    database, user = database_and_user
    sinks.url = postgresql.url(database, f"{user}:secret")

    process = sinks.start("--once")

    assert process.wait(PATIENCE_SECONDS) == 1
    (line,) = sinks.log.splitlines()
    assert line.startswith("newsmill: PostgreSQL refuses:")
    assert told in line
    assert "secret" not in line


def count(server: Server, database: str) -> int:
    """How many rows there are; none without a table."""
    try:
        return len(table(server, database))
    except psycopg.errors.UndefinedTable:
        return 0


async def reached(condition: Callable[[], bool]) -> None:
    """Return when `condition` holds."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.1)
