import asyncio
import json
from contextlib import AsyncExitStack
from typing import cast

import pytest

from newsmill.contracts.articles import RawArticle
from newsmill.contracts.feeds import FeedEvent
from newsmill.contracts.topics import DROPS, FEED_EVENTS, RAW_ARTICLES
from newsmill.kafka.admin import create_topics
from newsmill.kafka.errors import ProducerBroken, RecordRefused
from newsmill.kafka.publisher import MAX_REQUEST_BYTES, KafkaPublisher, open_publisher
from newsmill.kafka.reading import open_reader
from newsmill.puller.app import RecordWriter
from newsmill.settings import KafkaSettings
from tests.brokers import OwnBroker
from tests.builders import NOON, hex32

pytestmark = pytest.mark.broker

URL = "https://a.example/feed"


async def test_an_article_that_no_broker_takes_is_dropped_with_the_reason(
    kafka: KafkaSettings,
) -> None:
    """It must not hold its feed's place for ever, nor be lost without a word."""
    await create_topics(kafka)
    article = RawArticle(
        entry_id=hex32("entry"),
        entry_version="0123456789abcdef",
        feed_url=URL,
        content_html="x" * MAX_REQUEST_BYTES,
        seen_at=NOON,
    )
    async with open_publisher(kafka) as publisher:
        dropped = await RecordWriter(publisher, kafka, pytest.fail).write(RAW_ARTICLES, article)
        assert dropped == "refused_by_broker"
        event = FeedEvent(feed_url=URL, kind="failed", at=NOON, error="x" * MAX_REQUEST_BYTES)
        with pytest.raises(RecordRefused):
            await RecordWriter(publisher, kafka, pytest.fail).write(FEED_EVENTS, event)
    name = kafka.topic_prefix + DROPS.name
    async with open_reader(kafka, [name], from_start=True) as reader:
        drop = json.loads((await anext(reader)).value)
    assert (drop["room"], drop["reason"]) == ("puller", "refused_by_broker")
    assert drop["entry_id"] == article.entry_id
    assert drop["feed_url"] == article.feed_url


class BrokenPublisher:
    """A producer that the broker takes nothing from any more."""

    async def publish(self, *_: object) -> None:
        raise ProducerBroken("out of order")


async def test_a_producer_that_is_of_no_use_ends_the_process() -> None:
    """aiokafka's would fail at every write from then on, and its feeds would wait for ever."""
    failures: list[str] = []
    publisher = cast(KafkaPublisher, BrokenPublisher())
    event = FeedEvent(feed_url=URL, kind="failed", at=NOON)
    with pytest.raises(ProducerBroken):
        await RecordWriter(publisher, KafkaSettings(), failures.append).write(FEED_EVENTS, event)
    assert failures == ["puller: out of order"]


async def test_a_write_waits_for_a_broker_that_is_away_and_uses_up_no_sequence(
    own_broker: OwnBroker,
) -> None:
    """Given up, it would make an idempotent producer fail at everything that follows."""
    kafka = own_broker.kafka
    event = FeedEvent(feed_url=URL, kind="failed", at=NOON)
    async with AsyncExitStack() as stack:
        async with own_broker.running():
            await create_topics(kafka)
            publisher = await stack.enter_async_context(open_publisher(kafka, patient=True))
            writer = RecordWriter(publisher, kafka, pytest.fail)
            await writer.write(FEED_EVENTS, event)
        writing = asyncio.create_task(writer.write(FEED_EVENTS, event))
        await asyncio.wait({writing}, timeout=1)
        assert not writing.done()
        async with own_broker.running():
            await create_topics(kafka)
            async with asyncio.timeout(60):
                await writing
                if own_broker.keeps_data:
                    # The other one makes the topic before we can, and refuses what follows.
                    await writer.write(FEED_EVENTS, event)
            await stack.aclose()
