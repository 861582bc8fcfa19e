"""What is broken ends as one clear line or as a dead letter; nothing hangs and nothing is lost."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer

from newsmill.contracts.feeds import Feed
from newsmill.contracts.headers import original_headers, read_dead_letter
from newsmill.contracts.topics import (
    CLEAN_ARTICLES,
    DEAD_LETTERS,
    ENRICHED_ARTICLES,
    FEEDS,
    RAW_ARTICLES,
    RETRIEVED_ARTICLES,
    UNIQUE_ARTICLES,
    Topic,
)
from newsmill.exit_codes import EXIT_USAGE
from newsmill.kafka.admin import create_topics
from newsmill.kafka.connection import topic_name
from newsmill.kafka.publisher import open_publisher
from newsmill.kafka.reading import open_reader
from newsmill.local.watching import subscribe
from newsmill.pipeline import ROOMS
from newsmill.settings import KafkaSettings
from tests.commands import Run
from tests.e2e.feeding import GrowingFeed
from tests.e2e.rooms import collect, running_rooms

pytestmark = [pytest.mark.broker, pytest.mark.timeout(300)]

GARBAGE = b"\xff\x00 not JSON at all {"
NO_BROKER = "127.0.0.1:9"
PATIENCE_SECONDS = 90
STOP_SECONDS = 90

TOPIC_READ_BY: dict[str, Topic] = {  # type: ignore[type-arg]
    "retriever": RAW_ARTICLES,
    "cleaner": RETRIEVED_ARTICLES,
    "deduper": CLEAN_ARTICLES,
    "enricher": UNIQUE_ARTICLES,
}


@pytest.fixture
def feed() -> Iterator[GrowingFeed]:
    with GrowingFeed().serving() as feed:
        yield feed


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


async def test_undecodable_messages_become_dead_letters_and_articles_pass_by(
    kafka: KafkaSettings, feed: GrowingFeed, tmp_path: Path
) -> None:
    await create_topics(kafka)
    environment = {"NEWSMILL_PULLER_MIN_INTERVAL": "0.5", "NEWSMILL_PULLER_MAX_INTERVAL": "0.5"}
    with running_rooms(ROOMS, kafka, tmp_path, environment):
        async with open_publisher(kafka) as publisher:
            for topic in (FEEDS, *TOPIC_READ_BY.values()):
                name = topic_name(kafka, topic)
                await publisher.publish(name, b"a key", GARBAGE, "here", [("h", b"\xfe")])
        addresses = feed.grow(20)
        await subscribe(kafka, [Feed(url=feed.url, added_at=datetime.now(UTC))])

        outcomes = await collect(
            kafka,
            lambda o: (
                o.ended_urls(ENRICHED_ARTICLES.name) >= set(addresses)
                and o.raw_records[DEAD_LETTERS.name] >= len(TOPIC_READ_BY)
            ),
            PATIENCE_SECONDS,
        )

    assert outcomes.ended_urls(ENRICHED_ARTICLES.name) == set(addresses)
    async with open_reader(kafka, [topic_name(kafka, DEAD_LETTERS)], from_start=True) as reader:
        letters = await _take(reader, len(TOPIC_READ_BY))
    told = {}
    for message in letters:
        letter = read_dead_letter(message.headers)
        told[letter.room] = letter.topic
        assert (message.key, message.value) == (b"a key", GARBAGE)
        assert original_headers(message.headers) == [("h", b"\xfe")]
        assert letter.stage == "decode"
    assert told == {room: topic_name(kafka, topic) for room, topic in TOPIC_READ_BY.items()}
    assert "unreadable row" in (tmp_path / "puller.log").read_text()


async def _take(reader: AIOKafkaConsumer, count: int) -> list:  # type: ignore[type-arg]
    return [await reader.getone() for _ in range(count)]


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["tail"], id="tail"),
        pytest.param(["feeds", "list"], id="feeds-list"),
        pytest.param(["feeds", "add", "https://paper.example/feed"], id="feeds-add"),
        pytest.param(["topics", "create", "--wait", "0.5"], id="topics-create"),
        pytest.param(["once", "https://paper.example/feed"], id="once"),
        pytest.param(["up"], id="up"),
        pytest.param(["demo"], id="demo"),
        pytest.param(["run", "cleaner"], id="run"),
    ],
)
def test_a_broker_that_is_not_there_is_said_in_one_line(
    newsmill: Run, arguments: list[str]
) -> None:
    ended = newsmill(
        *arguments,
        "--broker",
        NO_BROKER,
        NEWSMILL_CONNECT_TIMEOUT="0.5",
        NEWSMILL_START_TIMEOUT="0.5",
        NEWSMILL_LOG_LEVEL="WARNING",
    )

    assert ended.returncode == 1
    told = ended.stderr.splitlines()
    assert told[-1].startswith(f"newsmill: no Kafka broker answers at {NO_BROKER}")
    assert "Traceback" not in ended.stderr
    assert len(told) <= 2


def test_missing_topics_are_said_with_what_to_do(newsmill: Run, kafka: KafkaSettings) -> None:
    ended = newsmill(
        "run",
        "deduper",
        "--broker",
        kafka.broker,
        NEWSMILL_TOPIC_PREFIX=kafka.topic_prefix,
        NEWSMILL_START_TIMEOUT="1",
    )

    assert ended.returncode == 1
    assert "newsmill topics create" in ended.stderr.splitlines()[-1]


def test_an_unknown_model_is_said_in_one_line(newsmill: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Some words to read.")

    ended = newsmill(
        "once", str(tmp_path / "a.txt"), NEWSMILL_ENRICHER_MODELS="en=en_core_web_gigantic"
    )

    assert ended.returncode == 1
    assert "en_core_web_gigantic" in ended.stderr
    assert ended.stderr.startswith("newsmill: spaCy model")
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", [["tail"], ["once", "-"], ["up"]], ids=" ".join)
def test_a_setting_out_of_range_is_named(newsmill: Run, command: list[str]) -> None:
    ended = newsmill(*command, NEWSMILL_SESSION_TIMEOUT="soon", stdin="Text.")

    assert ended.returncode == EXIT_USAGE
    assert ended.stderr.startswith("newsmill: NEWSMILL_SESSION_TIMEOUT='soon'")
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.embedded
def test_a_taken_broker_port_is_said_in_one_line(newsmill: Run, taken_port: int) -> None:
    ended = newsmill("up", "--port", str(taken_port))

    assert ended.returncode == 1
    assert (
        ended.stderr
        == f"newsmill: port {taken_port} is already taken; choose another with --port\n"
    )


def test_a_taken_newspaper_port_is_said_in_one_line(newsmill: Run, taken_port: int) -> None:
    ended = newsmill("newspaper", "--port", str(taken_port))

    assert ended.returncode == 1
    assert str(taken_port) in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


async def test_a_taken_health_port_is_said_in_one_line(
    kafka: KafkaSettings, taken_port: int, newsmill: Run
) -> None:
    await create_topics(kafka)

    ended = newsmill(
        "run",
        "deduper",
        "--broker",
        kafka.broker,
        NEWSMILL_TOPIC_PREFIX=kafka.topic_prefix,
        NEWSMILL_HEALTH_PORT=str(taken_port),
        NEWSMILL_LOG_LEVEL="WARNING",
    )

    assert ended.returncode == 1
    assert f"port {taken_port} on 127.0.0.1 is already taken" in ended.stderr.splitlines()[-1]


def test_a_stop_during_the_wait_for_a_broker_is_polite(environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "newsmill", "run", "deduper", "--broker", NO_BROKER]
    with subprocess.Popen(command, env={**os.environ, **environment}, stderr=-1) as process:
        assert process.stderr is not None
        process.stderr.readline()
        time.sleep(0.2)
        process.terminate()
        assert process.wait(STOP_SECONDS) == 0


def test_a_private_address_is_refused_and_no_byte_reaches_it(
    newsmill: Run, feed: GrowingFeed
) -> None:
    feed.grow(3)

    ended = newsmill("once", feed.url)

    assert ended.returncode == 1
    assert f"newsmill: {feed.url}: " in ended.stderr
    assert "--allow-private" in ended.stderr
    assert feed.requests == []
    assert ended.stdout == ""
