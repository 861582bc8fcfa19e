"""kill -9 of any room while articles flow: nothing is lost, and no room takes itself for a copy."""

import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsmill.contracts.feeds import Feed
from newsmill.contracts.topics import ENRICHED_ARTICLES
from newsmill.kafka.admin import create_topics
from newsmill.local.watching import subscribe
from newsmill.pipeline import ROOMS
from newsmill.settings import KafkaSettings
from tests.e2e.feeding import GrowingFeed
from tests.e2e.rooms import Outcomes, RoomProcess, collect, running_rooms

pytestmark = [pytest.mark.broker, pytest.mark.timeout(300)]

ARTICLES = 240
KILLS = 2
PARTITIONS = 3
PATIENCE_SECONDS = 90


@pytest.fixture
def feed() -> Iterator[GrowingFeed]:
    with GrowingFeed().serving() as feed:
        yield feed


@pytest.mark.parametrize("room", ROOMS)
async def test_every_article_ends_once_though_a_room_is_killed(
    room: str, kafka: KafkaSettings, feed: GrowingFeed, tmp_path: Path
) -> None:
    kafka = kafka.model_copy(update={"topic_partitions": PARTITIONS})
    await create_topics(kafka)
    environment = {"NEWSMILL_PULLER_MIN_INTERVAL": "0.5", "NEWSMILL_PULLER_MAX_INTERVAL": "0.5"}
    with running_rooms(ROOMS, kafka, tmp_path, environment) as processes:
        addresses = feed.grow(ARTICLES // 2)
        await subscribe(kafka, [Feed(url=feed.url, added_at=datetime.now(UTC))])
        draw = random.Random(room)
        for _ in range(KILLS):
            enough = draw.randint(5, 60)
            await collect(kafka, lambda o: len(o.ends) >= enough, 20)  # noqa: B023
            _kill_and_restart(processes[room], draw)
            addresses += feed.grow(ARTICLES // 4)
        outcomes = await collect(
            kafka,
            lambda o: o.ended_urls(ENRICHED_ARTICLES.name) >= set(addresses),
            PATIENCE_SECONDS,
        )

    assert outcomes.ended_urls(ENRICHED_ARTICLES.name) == set(addresses)
    _assert_one_end_each(outcomes)


def _kill_and_restart(process: RoomProcess, draw: random.Random) -> None:
    time.sleep(draw.uniform(0, 0.3))
    process.kill()
    process.start()
    process.wait_until_ready()


def _assert_one_end_each(outcomes: Outcomes) -> None:
    assert set(outcomes.ends) == outcomes.offered
    several = {subject: ends for subject, ends in outcomes.ends.items() if len(ends) != 1}
    assert not several
