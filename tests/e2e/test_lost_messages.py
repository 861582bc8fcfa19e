"""What was gone before it was read: audit says so before, while and after a room steps over it."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.admin import RecordsToDelete

from newsmill.contracts.outcomes import LostMessages
from newsmill.contracts.topics import (
    ENRICHED_ARTICLES,
    LOST_MESSAGES,
    RAW_ARTICLES,
    UNIQUE_ARTICLES,
)
from newsmill.kafka.admin import create_topics, delete_topics
from newsmill.kafka.connection import group_name, open_admin, topic_name
from newsmill.kafka.publisher import open_publisher, publish_record
from newsmill.local.topics import kafka_environment
from newsmill.settings import KafkaSettings
from tests.brokers import is_apache_wanted
from tests.builders import raw_article, unique_article
from tests.commands import Run, clean_environment, runner
from tests.hosting.running import read, run_room, write
from tests.inspection.logs import about
from tests.kafka.test_reading import commit

pytestmark = pytest.mark.broker

only_apache = pytest.mark.skipif(
    not is_apache_wanted(), reason="only Apache Kafka removes records: make test-kafka"
)

ARTICLES = 20
LOST = 10
FEED = "https://paper.example/feed"


@pytest.fixture
async def offered(kafka: KafkaSettings) -> KafkaSettings:
    """Articles that no room has read."""
    kafka = kafka.model_copy(update={"topic_partitions": 1, "idempotent": False})
    await create_topics(kafka)
    async with open_publisher(kafka) as publisher:
        for number in range(ARTICLES):
            article = about(raw_article(feed_url=FEED), number)
            await publish_record(publisher, kafka, RAW_ARTICLES, article, "puller")
    return kafka


@pytest.fixture
def newsmill(offered: KafkaSettings, tmp_path: Path) -> Run:
    """The command at this broker."""
    return runner({**clean_environment(tmp_path), **kafka_environment(offered)})


async def audited(newsmill: Run, *arguments: str) -> tuple[int, dict[str, Any], str]:
    """Exit code, findings, and what a person reads."""
    ended = await asyncio.to_thread(newsmill, "audit", "--json", *arguments)
    return ended.returncode, json.loads(ended.stdout or "{}"), ended.stderr


async def record(kafka: KafkaSettings, process: str = "retriever", **changes: Any) -> None:
    """What a room writes before it commits behind a hole."""
    fields: dict[str, Any] = {
        "room": "retriever",
        "group": group_name(kafka, process),
        "topic": topic_name(kafka, RAW_ARTICLES),
        "partition": 0,
        "from_offset": 0,
        "until_offset": LOST,
        "reason": "retention",
        "noticed_at": datetime.now(UTC),
    }
    loss = LostMessages.model_validate(fields | changes)
    async with open_publisher(kafka) as publisher:
        await publish_record(publisher, kafka, LOST_MESSAGES, loss, "retriever")


async def test_a_recorded_loss_is_told_with_everything_and_ends_with_1(
    offered: KafkaSettings, newsmill: Run
) -> None:
    whole = await audited(newsmill)
    before = datetime.now(UTC).isoformat()
    await record(offered)
    await record(offered)
    await record(offered, "mill", room="retriever", from_offset=5, until_offset=LOST + 2)
    await record(offered, "another-program")
    code, findings, told = await audited(newsmill)

    assert whole[0] == 0, whole
    assert code == 1
    assert findings["verdict"] == "missing"
    assert findings["lost"]["messages"] == LOST + 2
    assert findings["lost"]["ignored_records"] == 1
    assert [it["group"] for it in findings["lost"]["records"]] == [
        group_name(offered, "retriever"),
        group_name(offered, "mill"),
    ]
    assert f"lost besides: {LOST + 2} messages that were gone before they were read" in told
    assert (
        f"{RAW_ARTICLES.name} 0: retriever stepped over {LOST} messages, offsets 0 to 9, at" in told
    )
    assert "retention had removed them unread" in told
    assert (await audited(newsmill, "--since", before))[0] == 1
    assert (await audited(newsmill, "--feed", FEED))[0] == 1
    later = datetime.now(UTC).isoformat()
    assert (await audited(newsmill, "--since", later))[0] == 0


async def test_an_installation_without_the_topic_is_no_verdict(
    offered: KafkaSettings, newsmill: Run
) -> None:
    await delete_topics(offered, [topic_name(offered, LOST_MESSAGES)])

    code, _, told = await audited(newsmill)

    assert code == 3
    assert f"topics missing on {offered.broker}: {topic_name(offered, LOST_MESSAGES)}" in told
    assert told.rstrip().endswith("run: newsmill topics create")


@only_apache
async def test_a_loss_is_told_before_it_is_recorded_until_it_is_committed_and_afterwards(
    offered: KafkaSettings, newsmill: Run
) -> None:
    await commit(offered, "newsmill-retriever", RAW_ARTICLES.name, 0, 0)
    async with open_admin(offered) as admin:
        tp = TopicPartition(topic_name(offered, RAW_ARTICLES), 0)
        await admin.delete_records({tp: RecordsToDelete(before_offset=LOST)})

    away = await audited(newsmill)
    await record(offered, until_offset=4)
    in_between = await audited(newsmill)
    await record(offered, from_offset=4)
    recorded = await audited(newsmill)
    await commit(offered, "newsmill-retriever", RAW_ARTICLES.name, 0, LOST)
    back = await audited(newsmill)

    assert [code for code, _, _ in (away, in_between, recorded, back)] == [1, 1, 1, 1]
    gaps = [sum(gap["count"] for gap in found["gaps"]) for _, found, _ in (away, in_between)]
    assert gaps == [LOST, LOST - 4]
    assert recorded[1]["gaps"] == back[1]["gaps"] == []
    lost = [found["lost"]["messages"] for _, found, _ in (away, in_between, recorded, back)]
    assert lost == [0, 4, LOST, LOST]


@only_apache
async def test_a_room_that_comes_back_after_retention_hides_nothing(
    kafka: KafkaSettings, tmp_path: Path
) -> None:
    """Ten of twenty articles are removed while the room is away."""
    kafka = kafka.model_copy(update={"topic_partitions": 1, "idempotent": False})
    await create_topics(kafka)
    newsmill = runner({**clean_environment(tmp_path), **kafka_environment(kafka)})
    articles = [about(unique_article(), number) for number in range(5 + ARTICLES)]
    before, meanwhile = articles[:5], articles[5:]

    async def worked_off(count: int) -> None:
        async with run_room("enricher", kafka, tmp_path / "log") as room:
            await read(kafka, [ENRICHED_ARTICLES], lambda records: len(records) >= count)
            await room.until(lambda told: told["rooms"]["enricher"]["in_flight"] == 0)
            assert await room.stop() == 0

    await write(kafka, UNIQUE_ARTICLES, before)
    await worked_off(len(before))
    assert (await audited(newsmill))[0] == 0
    await write(kafka, UNIQUE_ARTICLES, meanwhile)
    async with open_admin(kafka) as admin:
        tp = TopicPartition(topic_name(kafka, UNIQUE_ARTICLES), 0)
        await admin.delete_records({tp: RecordsToDelete(before_offset=5 + LOST)})

    away = await audited(newsmill)
    await worked_off(len(articles) - LOST)
    back = await audited(newsmill)

    assert (away[0], back[0]) == (1, 1)
    assert [(gap["first"], gap["count"]) for gap in away[1]["gaps"]] == [(5, LOST)]
    assert back[1]["gaps"] == []
    (loss,) = back[1]["lost"]["records"]
    assert (loss["from_offset"], loss["until_offset"]) == (5, 5 + LOST)
    assert (loss["room"], loss["reason"]) == ("enricher", "retention")
    assert f"{UNIQUE_ARTICLES.name} 0: enricher stepped over {LOST} messages" in back[2]


async def test_who_looks_for_an_article_that_may_be_lost_hears_of_it(
    offered: KafkaSettings, newsmill: Run
) -> None:
    before = await asyncio.to_thread(newsmill, "explain", "http://nosuch/")
    await record(offered)
    after = await asyncio.to_thread(newsmill, "explain", "http://nosuch/")

    assert (before.returncode, after.returncode) == (1, 1)
    nothing = f"newsmill: nothing about http://nosuch/ in the {ARTICLES} messages that are kept"
    assert before.stderr.startswith(nothing)
    assert after.stderr.startswith(nothing)
    assert "lost" not in before.stderr
    assert after.stderr.endswith(
        f"; {LOST} messages were lost unread (newsmill audit says where)\n"
    )


async def test_since_a_moment_to_come_nothing_is_proven(newsmill: Run) -> None:
    code, findings, told = await audited(newsmill, "--since", "2999-01-01")

    assert (code, findings) == (3, {})
    assert told == (
        "newsmill: --since 2999-01-01 is in the future: nothing has been offered since\n"
    )


async def test_a_feed_that_nobody_knows_is_said_also_since_a_moment(
    offered: KafkaSettings, newsmill: Run
) -> None:
    mistyped = f"{FEED}s"

    code, findings, told = await audited(newsmill, "--since", "1h", "--feed", mistyped)

    assert code == 3
    assert findings["unknown_feeds"] == [mistyped]
    assert (
        f"nothing was offered by {mistyped}, and nobody subscribes to it: is it mistyped?" in told
    )
    assert (await audited(newsmill, "--since", "1h", "--feed", FEED))[0] == 0
    await asyncio.to_thread(newsmill, "feeds", "add", "--no-check", mistyped)
    spelled = mistyped.replace("https://paper", "HTTPS://PAPER")
    code, findings, _ = await audited(newsmill, "--since", "1h", "--feed", spelled)
    assert (code, findings["silent_feeds"]) == (0, [mistyped])
