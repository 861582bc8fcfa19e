"""Subscriptions, from the command line to the broker and back."""

import asyncio
import json

import pytest

from newsmill.contracts.topics import FEED_STATES, FEEDS
from newsmill.kafka.connection import topic_name
from newsmill.kafka.publisher import open_publisher, publish_record
from newsmill.settings import KafkaSettings
from tests.builders import FEED_URL, feed, feed_state
from tests.commands import Run

pytestmark = pytest.mark.broker

OTHER_URL = "https://island-post.example/rss"
BROKEN_KEY = "https://broken.example/feed"


async def put_rows_that_are_none(kafka: KafkaSettings) -> None:
    """Write a state, and rows that nobody can read."""
    async with open_publisher(kafka) as publisher:
        feeds, states = topic_name(kafka, FEEDS), topic_name(kafka, FEED_STATES)
        await publish_record(publisher, kafka, FEED_STATES, feed_state(), "puller")
        await publisher.publish(feeds, BROKEN_KEY.encode(), b"{", "by", [])
        await publisher.publish(states, BROKEN_KEY.encode(), b"[1]", "by", [])


def test_subscriptions_come_and_go(at_broker: Run) -> None:
    added = at_broker("feeds", "add", FEED_URL, OTHER_URL, FEED_URL, "--section", "[red]News")
    assert added.stderr == "2 feeds subscribed\n"
    assert at_broker("feeds", "add", FEED_URL, "--title", "Gazette").returncode == 0

    listed = at_broker("feeds", "list")
    assert sorted(listed.stdout.split()) == [FEED_URL, OTHER_URL]
    exported = at_broker("feeds", "export")
    assert 'text="[red]News"' in exported.stdout
    assert 'text="Gazette"' in exported.stdout

    refused = at_broker("feeds", "remove", FEED_URL, "https://unknown.example/")
    assert refused.returncode == 1
    assert refused.stderr == "newsmill: not subscribed: https://unknown.example/\n"

    removed = at_broker("feeds", "remove", FEED_URL, FEED_URL)
    assert (removed.returncode, removed.stderr) == (0, "1 subscriptions ended\n")
    assert at_broker("feeds", "list").stdout.split() == [OTHER_URL]


def test_a_row_that_is_none_hides_no_other_and_can_be_removed(
    at_broker: Run, kafka: KafkaSettings
) -> None:
    at_broker("feeds", "add", FEED_URL)
    asyncio.run(put_rows_that_are_none(kafka))

    listed = at_broker("feeds", "list")
    assert listed.returncode == 0
    assert listed.stdout.split() == [FEED_URL]
    assert (
        listed.stderr
        == f"newsmill: the row of {BROKEN_KEY} in the table is no Feed; it is left out\n"
    )

    told = at_broker("feeds", "status", "--json")
    states = {json.loads(line)["url"]: json.loads(line) for line in told.stdout.splitlines()}
    assert states.keys() == {FEED_URL, BROKEN_KEY}
    assert states[FEED_URL]["etag"] == '"7"'
    assert "is no FeedState" in told.stderr

    assert at_broker("feeds", "remove", BROKEN_KEY).returncode == 0
    assert at_broker("feeds", "list").stderr == ""


def test_a_subscription_ends_in_whatever_partition_it_lies(
    newsmill: Run, environment: dict[str, str], kafka: KafkaSettings
) -> None:
    """What decides on the partition may have been another rule when it was written."""
    environment["NEWSMILL_BROKER"] = kafka.broker
    environment["NEWSMILL_TOPIC_PREFIX"] = kafka.topic_prefix
    environment["NEWSMILL_TOPIC_PARTITIONS"] = "3"
    assert newsmill("topics", "create").returncode == 0
    name = topic_name(kafka, FEEDS)

    async def subscribe_in_every_partition() -> None:
        row = feed().model_dump_json().encode()
        async with open_publisher(kafka) as publisher:
            for partition in range(3):
                await publisher.publish_to(name, partition, FEED_URL.encode(), row, [])

    asyncio.run(subscribe_in_every_partition())
    assert newsmill("feeds", "list").stdout.split() == [FEED_URL]

    removed = newsmill("feeds", "remove", FEED_URL)

    assert (removed.returncode, removed.stderr) == (0, "1 subscriptions ended\n")
    assert newsmill("feeds", "list").stdout == ""
    assert newsmill("feeds", "add", FEED_URL).returncode == 0
    assert newsmill("feeds", "list").stdout.split() == [FEED_URL]


def test_topics_are_listed_with_their_partitions(at_broker: Run, kafka: KafkaSettings) -> None:
    listed = at_broker("topics", "list")

    assert f"{kafka.topic_prefix}news.feeds.v1\t1" in listed.stdout.splitlines()
    assert at_broker("topics", "create").returncode == 0, "what is there stays"
