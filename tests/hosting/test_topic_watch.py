"""Fingers in the log: topics that are changed under rooms, or before they start."""

import asyncio
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from aiokafka.admin.new_partitions import NewPartitions

from newsmill.contracts.topics import (
    ENRICHED_ARTICLES,
    FEED_STATES,
    FEEDS,
    RAW_ARTICLES,
    RETRIEVED_ARTICLES,
    UNIQUE_ARTICLES,
)
from newsmill.hosting import topic_watch
from newsmill.hosting.topic_watch import TopicWatch
from newsmill.kafka.admin import create_journal, create_topics, delete_topics
from newsmill.kafka.connection import journal_name, open_admin, topic_name
from newsmill.kafka.topic_settings import look_at_topics
from newsmill.local.topics import kafka_environment
from newsmill.pipeline import ALL_IN_ONE, KNOWN_ARTICLES
from newsmill.settings import KafkaSettings
from tests.brokers import OwnBroker, is_apache_wanted
from tests.commands import Run, clean_environment, runner
from tests.hosting.running import RunningRoom, run_room
from tests.kafka.test_admin import set_up

pytestmark = pytest.mark.broker

only_apache = pytest.mark.skipif(
    not is_apache_wanted(), reason="only Apache Kafka has settings of topics: make test-kafka"
)

DAY = "86400000"
MENDED = {"cleanup.policy": "compact", "retention.ms": "-1"}


@pytest.fixture
async def topics(kafka: KafkaSettings) -> KafkaSettings:
    kafka = kafka.model_copy(update={"topic_partitions": 1})
    await create_topics(kafka)
    return kafka


@pytest.fixture
def newsmill(topics: KafkaSettings, tmp_path: Path) -> Run:
    return runner({**clean_environment(tmp_path), **kafka_environment(topics)})


async def more_partitions(kafka: KafkaSettings, topic: str, count: int) -> None:
    """As an operator does it."""
    async with open_admin(kafka) as admin:
        await admin.create_partitions({kafka.topic_prefix + topic: NewPartitions(count)})


async def told(room: RunningRoom, what: str) -> str:
    """The line of the room's log, as soon as it is there."""
    async with asyncio.timeout(60):
        while True:
            for line in room.log.read_text().splitlines():
                if what in line:
                    return line
            await asyncio.sleep(0.1)


async def differing(room: RunningRoom) -> float:
    """What the room tells Prometheus."""
    (metric,) = (it for it in await room.metrics() if it.name == "newsmill_topics_differ")
    return float(metric.samples[0].value)


async def test_of_topics_that_newsmill_has_made_nothing_is_said(
    topics: KafkaSettings, newsmill: Run, tmp_path: Path
) -> None:
    """The embedded broker tells no settings at all."""
    await create_journal(topics, journal_name(topics, KNOWN_ARTICLES.name), 1)
    look = await look_at_topics(topics, ALL_IN_ONE)

    assert (look.differences, look.hidden) == ((), ())
    assert look.partitions[topic_name(topics, FEEDS)] == 1
    made = await asyncio.to_thread(newsmill, "topics", "create")
    listed = await asyncio.to_thread(newsmill, "topics", "list")
    assert (made.returncode, listed.returncode) == (0, 0)
    assert made.stderr.endswith(" topics are there\n")
    assert listed.stderr == ""
    async with run_room("enricher", topics, tmp_path / "log", LOOK_SECONDS="0.5") as room:
        await room.ready()
        assert await differing(room) == 0
        assert "differing_topics" not in (await room.status() or {})
    assert "newsmill.topics" not in room.log.read_text()


@only_apache
@pytest.mark.parametrize(
    ("room", "topic", "settings", "said"),
    [
        pytest.param(
            "puller",
            FEEDS.name,
            {"cleanup.policy": "delete", "retention.ms": str(7 * int(DAY))},
            "news.feeds.v1 is cleaned by deletion: subscriptions vanish after 7 days",
            id="subscriptions",
        ),
        pytest.param(
            "puller",
            FEED_STATES.name,
            {"cleanup.policy": "delete"},
            "news.feed-states.v1 is cleaned by deletion: the states of feeds vanish",
            id="states",
        ),
        pytest.param(
            "cleaner",
            RETRIEVED_ARTICLES.name,
            {"cleanup.policy": "compact"},
            "news.articles.retrieved.v1 is compacted: of messages with one key only the last",
            id="path",
        ),
    ],
)
async def test_where_something_vanishes_in_silence_nothing_starts(
    topics: KafkaSettings,
    newsmill: Run,
    room: str,
    topic: str,
    settings: Mapping[str, str],
    said: str,
) -> None:
    await set_up(topics, topic, settings)

    started = await asyncio.to_thread(newsmill, "run", room)
    created = await asyncio.to_thread(newsmill, "topics", "create")
    listed = await asyncio.to_thread(newsmill, "topics", "list")

    command = (
        rf"kafka-configs.sh --bootstrap-server \S+ --alter --entity-type topics --entity-name "
        rf"{re.escape(topics.topic_prefix + topic)} --add-config cleanup.policy=\w+"
    )
    for ended in (started, created):
        assert ended.returncode == 1
        assert said in ended.stderr.splitlines()[-1]
        assert re.search(command, ended.stderr.splitlines()[-1])
    assert listed.returncode == 0
    assert said in listed.stderr


@only_apache
async def test_a_room_is_not_ready_while_its_topic_makes_holes_and_goes_on_when_it_is_mended(
    topics: KafkaSettings, tmp_path: Path
) -> None:
    name = topic_name(topics, UNIQUE_ARTICLES)
    async with run_room("enricher", topics, tmp_path / "log", LOOK_SECONDS="0.5") as room:
        await room.ready()
        await set_up(topics, UNIQUE_ARTICLES.name, {"cleanup.policy": "compact"})
        status = await room.until(lambda it: not it["ready"])
        assert status["differing_topics"] == [name]
        assert await differing(room) == 1
        line = await told(room, f"{name} is compacted")
        assert "error" in line

        await set_up(topics, UNIQUE_ARTICLES.name, {"retention.ms": str(7 * int(DAY))})
        await room.ready()
        await told(room, f"{name} is as it should be again")
        assert await differing(room) == 0


@only_apache
async def test_a_change_is_said_once_and_every_change_is(
    topics: KafkaSettings, tmp_path: Path
) -> None:
    name = topic_name(topics, UNIQUE_ARTICLES)
    async with run_room("enricher", topics, tmp_path / "log", LOOK_SECONDS="0.5") as room:
        await room.ready()
        await set_up(topics, UNIQUE_ARTICLES.name, {"retention.ms": DAY})
        await told(room, f"{name} keeps messages for 1 day instead of 7 days: what a room has not")
        assert (await room.until(lambda it: "differing_topics" in it))["ready"]
        await set_up(
            topics, UNIQUE_ARTICLES.name, {"retention.ms": DAY, "max.message.bytes": "1048576"}
        )
        await told(room, "takes messages of 1 MiB instead of 2 MiB: larger articles become dead")
        await more_partitions(topics, UNIQUE_ARTICLES.name, 3)
        await told(room, f"{name} has 3 partitions and had 1: new messages of a key go to another")
        await set_up(topics, UNIQUE_ARTICLES.name, {"retention.ms": str(8 * int(DAY))})
        await told(room, f"{name} is as it should be again")
    log = room.log.read_text()
    assert log.count("instead of 7 days") == 2, "once alone, once with the other"
    assert log.count("has 3 partitions and had 1") == 1


async def test_a_topic_that_is_deleted_under_a_room_is_told_and_so_is_its_return(
    topics: KafkaSettings, tmp_path: Path
) -> None:
    name = topic_name(topics, ENRICHED_ARTICLES)
    two = topics.model_copy(update={"topic_partitions": 2})
    async with run_room("enricher", topics, tmp_path / "log", LOOK_SECONDS="0.5") as room:
        await room.ready()
        await delete_topics(topics, [name])
        await told(room, f"{name} is there no more: whatever is written to it waits")
        assert (await room.until(lambda it: not it["ready"]))["differing_topics"] == [name]
        await create_topics(two, [ENRICHED_ARTICLES])
        await told(room, f"{name} is as it should be again")
        await told(room, f"{name} has 2 partitions and had 1")
        await room.ready()


async def test_a_broker_that_owes_an_answer_keeps_nobody_from_leaving(
    own_broker: OwnBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(topic_watch, "LOOK_SECONDS", 0.0)
    stop = asyncio.Event()
    async with own_broker.running():
        watch = TopicWatch(own_broker.kafka, ALL_IN_ONE)
        await watch.begin()
        with own_broker.paused():
            looking = asyncio.create_task(watch.run(stop))
            # It asks, and nobody answers.
            await asyncio.wait({looking}, timeout=1.0)
            assert not looking.done()
            stop.set()
            await asyncio.wait_for(looking, 60)
    assert watch.is_ready()


@only_apache
async def test_the_commands_say_what_differs_and_what_it_means(
    topics: KafkaSettings, newsmill: Run
) -> None:
    await set_up(topics, RAW_ARTICLES.name, {"retention.ms": DAY})
    await more_partitions(topics, RAW_ARTICLES.name, 3)

    for command in ("create", "list"):
        ended = await asyncio.to_thread(newsmill, "topics", command)
        assert ended.returncode == 0
        line = ended.stderr.splitlines()[-1]
        assert "keeps messages for 1 day instead of 7 days: what a room has not read by" in line
        assert "has 3 partitions and not 1: where they were added later" in line


@only_apache
@pytest.mark.parametrize("command", ["add", "import"])
async def test_nobody_subscribes_where_subscriptions_vanish(
    topics: KafkaSettings, newsmill: Run, tmp_path: Path, command: str
) -> None:
    await set_up(topics, FEEDS.name, {"cleanup.policy": "delete", "retention.ms": DAY})
    feed = "https://a.example/feed"
    (tmp_path / "list").write_text(feed)
    arguments = (
        ["add", "--no-check", feed] if command == "add" else ["import", str(tmp_path / "list")]
    )

    refused = await asyncio.to_thread(newsmill, "feeds", *arguments)
    await set_up(topics, FEEDS.name, MENDED)
    done = await asyncio.to_thread(newsmill, "feeds", *arguments)

    assert refused.returncode == 1
    assert "news.feeds.v1 is cleaned by deletion: subscriptions vanish" in refused.stderr
    assert "to mend it, run: kafka-configs.sh" in refused.stderr
    assert (done.returncode, done.stderr.splitlines()[-1]) == (0, "1 feed subscribed")
