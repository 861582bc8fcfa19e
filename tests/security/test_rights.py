"""Each room under its own name, with no more rights than it needs, and readers that only read."""

import json
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import (
    GroupAuthorizationFailedError,
)

from newsmill.contracts.topics import DROPS, ENRICHED_ARTICLES, MONTH, Topic
from newsmill.hosting.topic_watch import TopicWatch
from newsmill.kafka.acls import grant, rights
from newsmill.kafka.admin import create_topics, kept_for, require_group
from newsmill.kafka.connection import client_options, group_name, journal_name, topic_name
from newsmill.kafka.errors import BrokerRefuses, NotPermitted
from newsmill.kafka.publisher import open_publisher
from newsmill.kafka.reading import open_reader
from newsmill.kafka.topic_settings import look_at_topics
from newsmill.pipeline import ALL_IN_ONE, JOURNALS, ROOMS, TOPICS, topics_of, users_of
from newsmill.settings import KafkaSettings
from tests.commands import Run
from tests.e2e.feeding import GrowingFeed
from tests.e2e.rooms import RoomProcess
from tests.security.conftest import LockedBroker

pytestmark = [pytest.mark.broker, pytest.mark.timeout(300)]

ARTICLES = 6
AT_ONCE = {
    "NEWSMILL_ALLOW_PRIVATE_NETWORKS": "1",
    "NEWSMILL_PULLER_MIN_INTERVAL": "0.5",
    "NEWSMILL_PULLER_MAX_INTERVAL": "0.5",
}


@pytest.fixture
def feed() -> Iterator[GrowingFeed]:
    with GrowingFeed().serving() as feed:
        yield feed


@pytest.fixture
def readers(locked: LockedBroker) -> KafkaSettings:
    """Who may read what comes out."""
    return locked.kafka("newsmill-readers")


@contextmanager
def rooms_under_their_own_names(locked: LockedBroker, folder: Path) -> Iterator[None]:
    """All rooms, ready."""
    rooms = [
        RoomProcess(room, locked.environment(f"newsmill-{room}", **AT_ONCE), folder / f"{room}.log")
        for room in ROOMS
    ]
    try:
        for room in rooms:
            room.start()
        for room in rooms:
            # The deduper has made a topic for its memory by itself.
            room.wait_until_ready()
        yield
        assert [room.stop() for room in rooms] == [0] * len(rooms)
    finally:
        for room in rooms:
            room.kill()


def test_the_whole_mill_runs_with_a_name_and_rights_for_each_room(
    locked: LockedBroker, newsmill: Run, feed: GrowingFeed, tmp_path: Path
) -> None:
    cli = locked.environment("newsmill-cli")
    document = {"title": "A ferry sinks", "text": "Amara Okafor saw it from the quay. " * 9}
    addresses = feed.grow(ARTICLES)
    with rooms_under_their_own_names(locked, tmp_path):
        for told in (
            newsmill("feeds", "add", "--allow-private", feed.url, **cli),
            newsmill(
                "ingest", "-", stdin=json.dumps(document) + "\n" + json.dumps(document), **cli
            ),
        ):
            assert told.returncode == 0, told.stderr
        read = newsmill(
            *("tail", "enriched", "--from-start", "--limit", str(ARTICLES + 1)),
            **locked.environment("newsmill-readers"),
        )
    assert read.returncode == 0, read.stderr
    titles = {json.loads(line)["url"]: json.loads(line) for line in read.stdout.splitlines()}
    assert titles.keys() == {*addresses, None}

    status = newsmill("feeds", "status", "--json", **cli)
    assert [json.loads(line)["url"] for line in status.stdout.splitlines()] == [feed.url]
    for command in (["audit"], ["dead-letters", "list"], ["topics", "create"]):
        ended = newsmill(*command, **cli)
        assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
async def test_readers_can_write_nowhere(readers: KafkaSettings, topic: Topic) -> None:  # type: ignore[type-arg]
    without_number = readers.model_copy(update={"idempotent": False})
    async with open_publisher(without_number) as publisher:
        with pytest.raises(NotPermitted, match="does not permit writing"):
            await publisher.publish(topic_name(readers, topic), b"key", b"{}", "key", [])


async def test_what_readers_read_is_no_more_than_it_should(readers: KafkaSettings) -> None:
    async with open_reader(readers, [topic_name(readers, ENRICHED_ARTICLES)], from_start=True):
        pass
    hidden = [
        topic_name(readers, topic) for topic in TOPICS if "readers" not in users_of(topic).readers
    ]
    hidden += [journal_name(readers, journal.name) for journal in JOURNALS]
    for name in hidden:
        with pytest.raises(BrokerRefuses, match=f"no right to see {name}"):
            async with open_reader(readers, [name], from_start=True):
                pass


async def test_readers_can_take_no_part_in_the_work(readers: KafkaSettings) -> None:
    for room in ROOMS:
        with pytest.raises(BrokerRefuses, match=f"no right to join the group newsmill-{room}"):
            await require_group(readers, room)
        group = group_name(readers, room)
        consumer = AIOKafkaConsumer(
            topic_name(readers, ENRICHED_ARTICLES), **client_options(readers), group_id=group
        )
        try:
            with pytest.raises(GroupAuthorizationFailedError):
                await consumer.start()
        finally:
            await consumer.stop()


async def test_the_command_line_may_ask_how_long_ends_are_kept(
    locked: LockedBroker, readers: KafkaSettings
) -> None:
    topics = [ENRICHED_ARTICLES.name, DROPS.name]

    assert await kept_for(locked.kafka("newsmill-cli"), topics) == dict.fromkeys(topics, MONTH)
    assert await kept_for(readers, topics) == {}


async def test_a_room_may_join_its_own_group_and_no_other(locked: LockedBroker) -> None:
    cleaner = locked.kafka("newsmill-cleaner")

    await require_group(cleaner, "cleaner")
    with pytest.raises(BrokerRefuses):
        await require_group(cleaner, "enricher")


async def test_only_an_administrator_creates_topics_and_gives_rights(
    locked: LockedBroker, readers: KafkaSettings
) -> None:
    elsewhere = readers.model_copy(update={"topic_prefix": "elsewhere."})

    with pytest.raises(BrokerRefuses, match=r"no right to create elsewhere\.news"):
        await create_topics(elsewhere)
    for name in ("newsmill-readers", "newsmill-cli", "newsmill-cleaner"):
        with pytest.raises(BrokerRefuses, match="only an administrator gives rights"):
            await grant(locked.kafka(name), rights(readers), "User:newsmill-{}")


async def test_who_may_write_nothing_gets_no_number_for_its_messages(
    readers: KafkaSettings,
) -> None:
    with pytest.raises(BrokerRefuses, match="no right to write to any topic"):
        async with open_publisher(readers):
            pass


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("newsmill-readers", "no right to see news.articles.raw.v1"),
        ("newsmill-retriever", "does not permit writing to news.articles.raw.v1"),
    ],
)
def test_a_command_that_may_not_write_says_so_in_one_line(
    locked: LockedBroker, newsmill: Run, name: str, told: str
) -> None:
    document = {"title": "A ferry sinks", "text": "Amara Okafor saw it from the quay."}
    ended = newsmill("ingest", "-", stdin=json.dumps(document), **locked.environment(name))

    assert ended.returncode == 1
    assert ended.stderr.startswith("newsmill: ")
    assert told in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_kafkas_own_tool_understands_the_rights(locked: LockedBroker, newsmill: Run) -> None:
    printed = newsmill("topics", "acls", "--principal", "User:O=News Mill,CN={}").stdout
    line = next(line for line in printed.splitlines() if "group" in line)

    told = locked.kafkas_own("org.apache.kafka.tools.AclCommand", *shlex.split(line))

    assert "principal=User:O=News Mill,CN=puller" in told
    assert "operation=READ" in told
    assert "name=newsmill-puller" in told


@pytest.mark.parametrize("room", ROOMS)
async def test_a_room_may_ask_how_its_topics_are_set_up(locked: LockedBroker, room: str) -> None:
    look = await look_at_topics(locked.kafka(f"newsmill-{room}"), room)

    assert (look.hidden, look.differences) == ((), ())
    assert look.partitions.keys() >= {topic_name(locked.kafka(room), it) for it in topics_of(room)}


async def test_who_may_not_ask_hears_it_once_and_works_on(
    readers: KafkaSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    watch = TopicWatch(readers, ALL_IN_ONE)
    await watch.begin()
    await watch.begin()

    assert watch.is_ready()
    assert watch.differing == ()
    (line,) = capsys.readouterr().out.splitlines()
    assert "info" in line
    assert "no right to see how these topics are set up" in line
    assert topic_name(readers, ENRICHED_ARTICLES) in line
