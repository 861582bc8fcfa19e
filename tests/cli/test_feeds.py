"""Subscriptions, from the command line to the broker and back."""

import asyncio
import json
from pathlib import Path

import pytest

from newsmill.contracts.topics import FEED_STATES, FEEDS
from newsmill.kafka.connection import topic_name
from newsmill.kafka.publisher import open_publisher, publish_record
from newsmill.settings import KafkaSettings
from tests.builders import FEED_URL, feed, feed_state
from tests.commands import Run
from tests.local.sites import Answer, feed_answer, site

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
    added = at_broker(
        *("feeds", "add", "--no-check", FEED_URL, OTHER_URL, FEED_URL, "--section", "[red]News")
    )
    assert added.stderr == "2 feeds subscribed\n"
    changed = at_broker(
        "feeds", "add", FEED_URL, "--title", "Gazette", "--tag", "a,b", "--tag", "c"
    )
    assert changed.returncode == 0
    assert changed.stderr == (
        f"{FEED_URL}: subscribed already, now changed\n0 feeds subscribed, 1 changed\n"
    )

    listed = at_broker("feeds", "list")
    assert sorted(listed.stdout.split()) == [FEED_URL, OTHER_URL]
    exported = at_broker("feeds", "export")
    assert 'text="[red]News"' in exported.stdout
    assert 'text="Gazette"' in exported.stdout
    assert 'category="a,b,c"' in exported.stdout

    refused = at_broker("feeds", "remove", FEED_URL, "https://unknown.example/")
    assert refused.returncode == 1
    assert refused.stderr == "newsmill: not subscribed: https://unknown.example/\n"

    removed = at_broker("feeds", "remove", FEED_URL, FEED_URL.replace("https:", "HTTPS:"))
    assert (removed.returncode, removed.stderr) == (0, "1 subscription ended\n")
    assert at_broker("feeds", "list").stdout.split() == [OTHER_URL]


def test_a_row_that_is_none_hides_no_other_and_can_be_removed(
    at_broker: Run, kafka: KafkaSettings
) -> None:
    at_broker("feeds", "add", "--no-check", FEED_URL)
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
    assert f"{BROKEN_KEY} cannot be read" in told.stderr

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

    assert (removed.returncode, removed.stderr) == (0, "1 subscription ended\n")
    assert newsmill("feeds", "list").stdout == ""
    assert newsmill("feeds", "add", "--no-check", FEED_URL).returncode == 0
    assert newsmill("feeds", "list").stdout.split() == [FEED_URL]


def test_an_address_is_looked_at_before_it_is_subscribed_to(at_broker: Run) -> None:
    page = (
        '<html><link rel=alternate type="application/rss+xml" href="/feed"><a href="/b.rss">B</a>'
    )
    pages = {"/": Answer(page), "/feed": feed_answer()}
    with site(pages) as there:
        urls = [there.url, f"{there.url}/feed", "https://unreachable.invalid/rss"]
        added = at_broker("feeds", "add", "--allow-private", *urls)
        again = at_broker("feeds", "add", "--allow-private", f"{there.url}/x/../feed")
        private = at_broker("feeds", "add", f"{there.url}/feed")

    assert added.returncode == 0, added.stderr
    told = added.stderr.splitlines()
    assert told[:3] == [
        f"{there.url}/: a web page; its feed is {there.url}/feed (RSS, “Quay News”)",
        f"  it also names {there.url}/b.rss",
        f"{there.url}/feed: RSS, “Quay News”",
    ]
    assert told[3].startswith("newsmill: warning: https://unreachable.invalid/rss: ")
    assert told[4:] == ["2 feeds subscribed"]
    assert (
        again.stderr
        == f"{there.url}/feed: subscribed already\n0 feeds subscribed, 1 known already\n"
    )
    with site({"/": Answer("<p>Nothing here")}) as there:
        refused = at_broker("feeds", "add", "--allow-private", there.url)
    assert refused.returncode == 1
    assert f"{there.url}/: a web page that names no feed" in refused.stderr
    assert "--no-check" in refused.stderr
    assert private.returncode == 2
    assert "NEWSMILL_ALLOW_PRIVATE_NETWORKS=1 permits it" in private.stderr
    assert at_broker("feeds", "list").stdout.split() == sorted(urls[1:])


def test_a_list_is_imported_and_told_entry_by_entry(at_broker: Run, tmp_path: Path) -> None:
    at_broker("feeds", "add", "--no-check", FEED_URL, "--title", "Mine")
    listed = tmp_path / "mine.opml"
    listed.write_text(
        "<opml><body><outline text='Sea & shore'>"
        f"<outline text='Theirs' category='a, b' xmlUrl='{FEED_URL.replace('https', 'HTTPS')}'/>"
        f"<outline xmlUrl='{OTHER_URL}?a=1&b=2'/><outline xmlUrl='mailto:me@paper.example'/>"
        "<outline xmlUrl='http://10.0.0.1/feed'/></outline></body></opml>"
    )

    tried = at_broker("feeds", "import", str(listed), "--dry-run")
    assert at_broker("feeds", "list").stdout.split() == [FEED_URL]
    imported = at_broker("feeds", "import", str(listed))
    again = at_broker("feeds", "import", "-", stdin=listed.read_text())

    assert tried.stdout.splitlines() == [
        f"add\t{OTHER_URL}?a=1&b=2\tSea & shore",
        f"change\t{FEED_URL}\tSea & shore · Theirs · a · b",
    ]
    for ended, told in (
        (tried, "1 feed would be subscribed, 1 would be changed, 2 refused"),
        (imported, "1 feed subscribed, 1 changed, 2 refused"),
        (again, "0 feeds subscribed, 2 known already, 2 refused"),
    ):
        assert ended.returncode == 1
        mail, private, summary = ended.stderr.splitlines()
        assert "mailto:me@paper.example: not a feed address" in mail
        assert "http://10.0.0.1/feed" in private
        assert summary == told
    exported = at_broker("feeds", "export").stdout
    assert 'text="Sea &amp; shore"' in exported
    assert 'category="a,b"' in exported


def test_a_page_of_links_is_imported_from_its_address(at_broker: Run) -> None:
    with site({"/": Answer("<html><a href='/a.rss'>A</a><a href='/about'>B</a>")}) as there:
        imported = at_broker("feeds", "import", "--allow-private", there.url)
        missing = at_broker("feeds", "import", "--allow-private", f"{there.url}/missing")
    assert (imported.returncode, imported.stderr) == (0, "1 feed subscribed, 1 other link\n")
    assert at_broker("feeds", "list").stdout.split() == [f"{there.url}/a.rss"]
    assert missing.stderr == f"newsmill: {there.url}/missing: the server answers 404\n"
    assert missing.returncode == 1


def test_topics_are_listed_with_their_partitions(at_broker: Run, kafka: KafkaSettings) -> None:
    listed = at_broker("topics", "list")

    assert f"{kafka.topic_prefix}news.feeds.v1\t1" in listed.stdout.splitlines()
    assert at_broker("topics", "create").returncode == 0, "what is there stays"
