"""What a running mill has done, as audit, explain and dead-letters tell it."""

import asyncio
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import RecordsToDelete

from newsmill.contracts.base import Observation
from newsmill.contracts.feeds import Feed
from newsmill.contracts.topics import DEAD_LETTERS, DROPS, RAW_ARTICLES
from newsmill.kafka.admin import create_topics
from newsmill.kafka.connection import client_options, open_admin, topic_name
from newsmill.kafka.publisher import open_publisher, publish_record
from newsmill.local.supervisor import open_mill
from newsmill.local.topics import kafka_environment
from newsmill.local.watching import subscribe
from newsmill.settings import KafkaSettings, RuntimeSettings
from tests.brokers import is_apache_wanted
from tests.builders import drop, hex16, hex32, raw_article
from tests.commands import Run, clean_environment, runner
from tests.e2e.feeding import GrowingFeed
from tests.e2e.rooms import collect
from tests.inspection.logs import about, subject
from tests.kafka.test_admin import set_up
from tests.kafka.test_reading import commit

pytestmark = [pytest.mark.broker, pytest.mark.timeout(300)]

ENTRIES = 12
COPIES = 4
FOREIGN = 3
FOREIGN_FEED = "https://connect.example/feed"
PATIENCE_SECONDS = 90
POISON = f"{RAW_ARTICLES.name}-0-0"
SWALLOWED = str(Observation(hex32("swallowed"), hex16("swallowed")))
GARBAGE = b'{"entry_id": \xff'

MILL = {
    "NEWSMILL_ALLOW_PRIVATE_NETWORKS": "1",
    "NEWSMILL_RETRIEVER_HOST_DELAY": "0",
    "NEWSMILL_COMMIT_INTERVAL": "0.2",
    "NEWSMILL_SESSION_TIMEOUT": "2",
}


@dataclass(frozen=True)
class Worked:
    """A mill that has worked and is stopped; what it read, and a command line at its broker."""

    kafka: KafkaSettings
    feeds: list[str]
    articles: list[str]
    newsmill: Run


@pytest.fixture(scope="module")
def worked(broker: KafkaSettings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worked]:
    """For tests that only look."""
    with a_mill_that_has_worked(broker, tmp_path_factory.mktemp("worked"), "looked-at") as worked:
        yield worked


@pytest.fixture
def worked_for_me(broker: KafkaSettings, tmp_path: Path) -> Iterator[Worked]:
    """For a test that changes what it finds."""
    with a_mill_that_has_worked(broker, tmp_path, tmp_path.name) as worked:
        yield worked


@contextmanager
def a_mill_that_has_worked(broker: KafkaSettings, folder: Path, name: str) -> Iterator[Worked]:
    """Two feeds, of which the second reprints the first, and what another program has written.

    That are articles with one subject for all, and bytes that nobody can read.
    """
    kafka = broker.model_copy(update={"topic_prefix": f"{name}-{os.getpid()}."})
    environment = {**clean_environment(folder), **kafka_environment(kafka)}
    with GrowingFeed().serving() as feed, GrowingFeed().serving() as reprints:
        articles = feed.grow(ENTRIES)
        reprints.grow(COPIES)
        asyncio.run(_work(kafka, folder, [feed.url, reprints.url]))
        yield Worked(kafka, [feed.url, reprints.url], articles, runner(environment))


async def _work(kafka: KafkaSettings, folder: Path, feeds: list[str]) -> None:
    await create_topics(kafka)
    runtime = RuntimeSettings(state_dir=folder, stop_timeout=timedelta(seconds=5))
    async with open_mill(kafka, runtime, MILL):
        now = datetime.now(UTC)
        async with open_publisher(kafka) as publisher:
            name = topic_name(kafka, RAW_ARTICLES)
            headers = [("ce_subject", b"articles"), ("odd", None)]
            await publisher.publish(name, b"a key", GARBAGE, "x", headers)
            for number in range(FOREIGN):
                words = " ".join(hex32((number, word)) for word in range(90))
                fields = {"url": f"{FOREIGN_FEED}/{number}", "content_html": f"<p>{words}</p>"}
                article = about(raw_article(feed_url=FOREIGN_FEED, **fields), number)
                value = article.model_dump_json().encode()
                await publisher.publish(name, b"%d" % number, value, "x", headers)
        await subscribe(kafka, [Feed(url=url, added_at=now) for url in feeds])
        outcomes = await collect(
            kafka,
            lambda it: (
                len(it.offered) == ENTRIES + COPIES + 1
                and (it.offered | {subject(number) for number in range(FOREIGN)}) <= it.ends.keys()
            ),
            PATIENCE_SECONDS,
        )
        assert outcomes.raw_records[DEAD_LETTERS.name] == 1


def audited(worked: Worked, *arguments: str) -> tuple[int, dict[str, Any]]:
    """Exit code and findings."""
    ended = worked.newsmill("audit", "--json", *arguments)
    findings: dict[str, Any] = json.loads(ended.stdout)
    return ended.returncode, findings


async def swallow(worked: Worked) -> int:
    """A message that a room commits past without handling it; returns its offset."""
    kafka = worked.kafka
    article = raw_article(
        entry_id=hex32("swallowed"), entry_version=hex16("swallowed"), feed_url=worked.feeds[0]
    )
    async with open_publisher(kafka) as publisher:
        await publish_record(publisher, kafka, RAW_ARTICLES, article, "puller")
    end = await raw_end(kafka)
    # A retriever of its own, beside the mill: whoever has come furthest counts.
    await commit(kafka, "newsmill-retriever", RAW_ARTICLES.name, 0, end)
    return end - 1


async def raw_end(kafka: KafkaSettings) -> int:
    """One past the last raw article."""
    consumer = AIOKafkaConsumer(**client_options(kafka))
    await consumer.start()
    try:
        tp = TopicPartition(topic_name(kafka, RAW_ARTICLES), 0)
        consumer.assign([tp])
        return int((await consumer.end_offsets([tp]))[tp])
    finally:
        await consumer.stop()


def test_the_audit_finds_everything_until_a_message_is_swallowed(
    worked_for_me: Worked,
) -> None:
    worked = worked_for_me
    code, findings = audited(worked)

    assert code == 0, findings
    assert findings["whole"]
    by_feed = {count["feed"]: count for count in findings["feeds"]}
    enriched = sum(by_feed[url]["enriched"] for url in worked.feeds)
    copies = sum(by_feed[url]["duplicates"] for url in worked.feeds)
    assert [by_feed[url]["offered"] for url in worked.feeds] == [ENTRIES, COPIES]
    assert (enriched, copies) == (ENTRIES, COPIES)
    foreign = by_feed[FOREIGN_FEED]
    assert foreign["offered"] == FOREIGN
    assert foreign["enriched"] + foreign["duplicates"] + sum(foreign["drops"].values()) == FOREIGN
    assert by_feed[None]["kind"] == "unreadable"
    assert by_feed[None]["dead_letters"] == 1
    assert findings["total"]["in_flight"] == findings["total"]["missing"] == 0

    offset = asyncio.run(swallow(worked))
    code, findings = audited(worked)

    assert code == 1
    assert findings["missing"] == [
        {
            "subject": SWALLOWED,
            "kind": "feed",
            "feed": worked.feeds[0],
            "topic": RAW_ARTICLES.name,
            "partition": 0,
            "offset": offset,
            "room": "retriever",
            "committed": offset + 1,
        }
    ]
    assert audited(worked, "--feed", worked.feeds[1])[0] == 0
    ended = worked.newsmill("audit", "--feed", worked.feeds[0])
    assert ended.returncode == 1
    assert f"{ENTRIES + 1} offered = " in ended.stderr
    assert " 1 missing" in ended.stderr
    assert "the retriever has gone past" in worked.newsmill("explain", SWALLOWED).stdout


def test_an_article_is_explained_room_by_room(worked: Worked) -> None:
    # Every fourth entry is a teaser, so that its page is fetched.
    ended = worked.newsmill("explain", worked.articles[4].replace("http://", "HTTP://") + "/#top")

    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == ""
    title, address, observation, *happenings, outcome = ended.stdout.splitlines()
    assert title == "Dispatch number 4 from Marseille"
    assert address == worked.articles[4]
    assert outcome in ("→ enriched", "→ duplicate")
    rooms = [line.split()[2] for line in happenings]
    assert rooms[:4] == ["puller", "retriever", "cleaner", "deduper"]
    told = "\n".join(happenings)
    assert f"offered by {worked.feeds[0]} (Growing)" in told
    assert "page fetched" in told
    assert "text from the page" in told
    assert f"canonical {worked.articles[4]}" in told
    again = worked.newsmill("explain", observation.removeprefix("observation "))
    assert again.stdout == ended.stdout


def test_a_copy_is_explained_with_its_original(worked: Worked) -> None:
    tail = worked.newsmill("tail", "duplicates", "--from-start", "--limit", "1")
    copy = json.loads(tail.stdout)

    ended = worked.newsmill("explain", copy["article_id"])

    assert f"duplicate (same text) of article {copy['duplicate_of']}" in ended.stdout
    assert f"which is {copy['title']} http://127.0.0.1:" in ended.stdout
    by_original = worked.newsmill("explain", "--json", copy["duplicate_of"])
    (story,) = map(json.loads, by_original.stdout.splitlines())
    assert story["outcome"] == "enriched"
    assert [it["room"] for it in story["happenings"]] == [
        *("puller", "retriever", "cleaner", "deduper", "enricher")
    ]
    assert "text" not in story["happenings"][-1]["fields"]


def test_what_is_not_known_is_said_with_what_was_searched(worked: Worked) -> None:
    ended = worked.newsmill("explain", "https://nowhere.example/news")

    assert ended.returncode == 1
    assert "newsmill: nothing about https://nowhere.example/news in the " in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_a_dead_letter_is_listed_shown_and_replayed_once(worked_for_me: Worked) -> None:
    newsmill = worked_for_me.newsmill
    listed = [json.loads(line) for line in newsmill("dead-letters", "list").stdout.splitlines()]
    (letter,) = listed
    assert letter["subject"] is None
    assert letter["room"] == "retriever"
    assert letter["replayed_at"] is None

    shown = newsmill("dead-letters", "show", letter["id"]).stdout
    assert "odd = null" in shown
    assert f"value  {len(GARBAGE)} bytes" in shown

    assert f"dead letter {letter['id']}" in newsmill("explain", POISON).stdout
    ended = newsmill("dead-letters", "replay", letter["id"])
    assert ended.returncode == 0, ended.stderr
    record = json.loads(ended.stdout)
    assert record["replayed_offset"] > letter["offset"]
    assert ended.stderr == "1 replayed\n"

    told = newsmill("explain", POISON).stdout
    assert f"replayed, as offset {record['replayed_offset']} of partition 0" in told
    # Nobody is at work: it waits.
    assert "in flight: waits for the retriever" in told
    again = newsmill("dead-letters", "replay", letter["id"])
    assert again.returncode == 1
    assert f"newsmill: {letter['id']}: already replayed" in again.stderr
    (after,) = newsmill("dead-letters", "list", "--reason", "Validation").stdout.splitlines()
    assert json.loads(after)["replayed_at"] == record["done_at"]


@pytest.mark.skipif(
    not is_apache_wanted(), reason="only Apache Kafka removes records: make test-kafka"
)
async def test_a_loss_is_missing_as_long_as_its_end_would_have_been_kept(
    kafka: KafkaSettings, tmp_path: Path
) -> None:
    """Retention has removed a drop; the one after it is of this moment, and says nothing."""
    await create_topics(kafka)
    async with open_publisher(kafka) as publisher:
        await publish_record(publisher, kafka, RAW_ARTICLES, raw_article(), "puller")
        for _ in range(2):
            gone = drop(entry_id=hex32("another"))
            await publish_record(publisher, kafka, DROPS, gone, "cleaner")
    await commit(kafka, "newsmill-retriever", RAW_ARTICLES.name, 0, 1)
    async with open_admin(kafka) as admin:
        tp = TopicPartition(topic_name(kafka, DROPS), 0)
        await admin.delete_records({tp: RecordsToDelete(before_offset=1)})
    newsmill = runner({**clean_environment(tmp_path), **kafka_environment(kafka)})

    lost = await asyncio.to_thread(newsmill, "audit", "--json")
    await set_up(kafka, DROPS.name, {"retention.ms": "3600000"})
    unknown = await asyncio.to_thread(newsmill, "audit", "--json")

    assert (lost.returncode, unknown.returncode) == (1, 3)
    assert json.loads(lost.stdout)["total"]["missing"] == 1
    assert json.loads(unknown.stdout)["total"]["expired"] == 1
    told = "1 offered = 0 enriched + 0 duplicates + 0 dropped + 0 dead letters + 0 in flight"
    assert f"{told} + 0 missing + 1 expired" in unknown.stderr
