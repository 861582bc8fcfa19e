"""Many records at once: a bounded window, and a count that holds wherever it ends."""

import asyncio
import random
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest

from newsmill.contracts.articles import RawArticle
from newsmill.contracts.feeds import Feed
from newsmill.contracts.topics import FEEDS, RAW_ARTICLES
from newsmill.kafka import bulk as bulk_module
from newsmill.kafka import connection
from newsmill.kafka.admin import create_topics
from newsmill.kafka.bulk import MOST_UNACKNOWLEDGED, MOST_UNACKNOWLEDGED_BYTES, Bulk
from newsmill.kafka.errors import RecordRefused, WriteRefused
from newsmill.kafka.reading import open_history
from newsmill.settings import KafkaSettings
from tests.brokers import OwnBroker, is_apache_wanted
from tests.builders import feed, hex32, raw_article

pytestmark = pytest.mark.broker

MANY = 3_000
PATIENCE_SECONDS = 90


def article(number: int, characters: int = 100) -> RawArticle:
    return raw_article(entry_id=hex32(number), content_html="x" * characters)


async def written(kafka: KafkaSettings) -> list[str]:
    """The entry ids on the topic."""
    ids = []
    async with open_history(kafka, [RAW_ARTICLES]) as history:
        async for messages in history.read():
            ids += [(message.key or b"").decode() for message in messages]
    return ids


async def until(condition: Callable[[], bool]) -> None:
    """Return when it holds; fails when it does not in time."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        await asyncio.sleep(0.01)


@pytest.fixture
async def topic(kafka: KafkaSettings) -> KafkaSettings:
    """The test's names, with the topic that is written to."""
    await create_topics(kafka, [RAW_ARTICLES])
    return kafka


async def test_thousands_are_all_written_through_a_bounded_window(topic: KafkaSettings) -> None:
    most = 0
    async with Bulk(topic, "cli") as bulk:
        for number in range(MANY):
            await bulk.write(RAW_ARTICLES, article(number), f"line {number}")
            most = max(most, bulk.unacknowledged)

    assert bulk.finished == MANY
    assert 0 < most <= MOST_UNACKNOWLEDGED
    assert sorted(await written(topic)) == sorted(hex32(number) for number in range(MANY))


async def test_large_ones_fill_the_window_by_their_bytes(topic: KafkaSettings) -> None:
    large = MOST_UNACKNOWLEDGED_BYTES // 8
    most = 0
    async with Bulk(topic, "cli") as bulk:
        for number in range(30):
            await bulk.write(RAW_ARTICLES, article(number, large), "large")
            most = max(most, bulk.unacknowledged)

    assert most <= 8
    assert len(await written(topic)) == 30


@pytest.mark.timeout(300)
async def test_a_broker_that_pauses_fills_the_window_and_is_waited_for(
    own_broker: OwnBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_module, "MOST_UNACKNOWLEDGED", 100)
    async with own_broker.running():
        kafka = own_broker.kafka
        await create_topics(kafka, [RAW_ARTICLES])
        async with Bulk(kafka, "cli") as bulk:

            async def write() -> None:
                for number in range(1_000):
                    await bulk.write(RAW_ARTICLES, article(number), "some")

            await bulk.write(RAW_ARTICLES, article(-1), "first")
            with own_broker.paused():
                writing = asyncio.create_task(write())
                await until(lambda: bulk.unacknowledged == 100)
                await asyncio.sleep(0.2)
                assert not writing.done()
                assert bulk.unacknowledged == 100
            await writing
        assert bulk.finished == 1_001
        assert len(set(await written(kafka))) == 1_001


@pytest.mark.timeout(300)
async def test_what_went_through_is_known_when_the_broker_goes(
    own_broker: OwnBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "REQUEST_TIMEOUT", timedelta(seconds=3))
    async with own_broker.running():
        kafka = own_broker.kafka
        await create_topics(kafka, [RAW_ARTICLES])
        bulk = Bulk(kafka, "cli")

        async def write_for_ever() -> None:
            async with bulk:
                for number in count():
                    await bulk.write(RAW_ARTICLES, article(number), "some")

        writing = asyncio.create_task(write_for_ever())
        await until(lambda: bulk.finished > 500)
        with own_broker.paused(), pytest.raises(WriteRefused):
            await asyncio.wait_for(writing, PATIENCE_SECONDS)

        known = bulk.finished
        assert known > 500
        there = await written(kafka)
        assert {hex32(number) for number in range(known)} <= set(there)
        assert len(set(there)) <= known + MOST_UNACKNOWLEDGED + 1


async def test_a_record_that_is_never_taken_spoils_none_of_the_others(
    topic: KafkaSettings,
) -> None:
    refused: list[str] = []

    def on_refused(name: str, why: RecordRefused) -> None:
        refused.append(name)

    too_large = 11 * 1024 * 1024
    async with Bulk(topic, "cli", on_refused) as bulk:
        for number in range(20):
            await bulk.write(
                RAW_ARTICLES, article(number, too_large if number == 7 else 100), f"{number}"
            )

    assert refused == ["7"]
    assert (bulk.finished, bulk.refused) == (20, 1)
    assert len(await written(topic)) == 19


async def test_a_record_that_is_never_taken_is_an_error_where_nobody_is_told(
    topic: KafkaSettings,
) -> None:
    with pytest.raises(RecordRefused):
        async with Bulk(topic, "cli") as bulk:
            await bulk.write(RAW_ARTICLES, article(1, 11 * 1024 * 1024), "large")
    assert bulk.finished == 0


async def test_others_in_the_batch_of_one_that_is_never_taken_are_sent_again(
    kafka: KafkaSettings,
) -> None:
    """A broker refuses batches, and says no more than that one was too large."""
    if not is_apache_wanted():
        pytest.skip("the embedded broker takes whatever it is sent")
    await create_topics(kafka, [FEEDS])
    refused: list[str] = []
    large = random.Random(1).randbytes(2 * 1024 * 1024).hex()
    async with Bulk(kafka, "cli", lambda name, why: refused.append(name)) as bulk:
        for number in range(20):
            title = large if number == 7 else str(number)
            await bulk.write(FEEDS, feed(url=f"https://{number}.example/", title=title), title[:9])

    assert refused == [large[:9]]
    assert (bulk.finished, bulk.refused) == (20, 1)
    async with open_history(kafka, [FEEDS]) as history:
        titles = [
            Feed.model_validate_json(message.value or b"").title
            async for messages in history.read()
            for message in messages
        ]
    assert set(titles) == {str(number) for number in range(20) if number != 7}
