"""A producer that newsmill does not know writes nonsense: it becomes dead letters, and no more."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from newsmill.clock import utc_now
from newsmill.contracts.articles import UniqueArticle
from newsmill.contracts.headers import Headers, event_headers
from newsmill.contracts.topics import ENRICHED_ARTICLES, UNIQUE_ARTICLES
from newsmill.kafka.connection import topic_name
from newsmill.kafka.publisher import open_publisher
from newsmill.settings import KafkaSettings
from tests.builders import unique_article
from tests.hosting.running import RunningRoom, read, run_room, write

pytestmark = pytest.mark.broker

MANY = 60
FEEDS = [f"https://{name}.example/feed" for name in "abc"]


def articles(count: int) -> list[UniqueArticle]:
    return [unique_article(url=f"https://a.example/{n}") for n in range(count)]


async def write_raw(
    kafka: KafkaSettings, messages: Sequence[tuple[bytes, bytes | None, Headers]]
) -> None:
    async with open_publisher(kafka) as publisher:
        for key, value, headers in messages:
            await publisher.publish_to(topic_name(kafka, UNIQUE_ARTICLES), 0, key, value, headers)


def enricher(told: dict[str, Any]) -> dict[str, Any]:
    """What the room says of itself; it says nothing while it starts."""
    counts: dict[str, Any] = told["rooms"].get("enricher", {"dead_lettered": 0})
    return counts


async def until_dead(room: RunningRoom, count: int) -> None:
    told = enricher(
        await room.until(
            lambda told: enricher(told)["dead_lettered"] >= count or "broken" in enricher(told)
        )
    )
    assert "broken" not in told
    assert told["dead_lettered"] == count


def by_our_rooms(article: UniqueArticle) -> tuple[bytes, bytes, Headers]:
    """As a deduper would write it that leaves out what the enricher needs."""
    value = article.model_dump(mode="json")
    del value["article_id"]
    headers = event_headers(UNIQUE_ARTICLES, article, "deduper", utc_now(), "an id", None)
    return b"key", json.dumps(value).encode(), headers


@pytest.mark.parametrize(
    "value",
    [None, b"\x00\xffgarbage", json.dumps({"feed_url": "https://x.example/feed"}).encode()],
    ids=["tombstones", "garbage", "foreign JSON"],
)
async def test_one_producer_of_nonsense_stops_no_room(
    topics: KafkaSettings, tmp_path: Path, value: bytes | None
) -> None:
    """Each message has a key of its own, and nothing else comes for a while."""
    nonsense = [(b"key %d" % number, value, ()) for number in range(MANY)]
    await write_raw(topics, nonsense)
    async with run_room("enricher", topics, tmp_path / "room.log") as room:
        await until_dead(room, MANY)
        await write(topics, UNIQUE_ARTICLES, articles(3))
        await write_raw(topics, nonsense)
        records = await read(topics, [ENRICHED_ARTICLES], lambda records: len(records) >= 3)
        assert len(records) == 3
        await until_dead(room, 2 * MANY)
        await room.ready()
        assert await room.stop() == 0


async def test_a_room_that_can_read_nothing_of_any_feed_is_broken(
    topics: KafkaSettings, tmp_path: Path
) -> None:
    """As after a deployment of rooms that do not fit together."""
    sent = [
        unique_article(url=f"https://a.example/{n}", feed_url=FEEDS[n % len(FEEDS)])
        for n in range(MANY)
    ]
    await write_raw(topics, [by_our_rooms(article) for article in sent])
    settings = {"NEWSMILL_BROKEN_AFTER": "10"}
    async with run_room("enricher", topics, tmp_path / "room.log", **settings) as room:
        told = await room.until(lambda told: "broken" in enricher(told))
        assert enricher(told)["broken"] == "10 dead letters in a row"
        assert told["ready"] is False
        (sample,) = (
            sample
            for metric in await room.metrics()
            for sample in metric.samples
            if sample.name == "newsmill_broken" and sample.labels == {"room": "enricher"}
        )
        assert sample.value == 1
        assert await room.stop() == 0
