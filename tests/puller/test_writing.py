import json

import pytest

from services.contracts.articles import RawArticle
from services.contracts.feeds import FeedEvent
from services.contracts.topics import DROPS, FEED_EVENTS, RAW_ARTICLES
from services.puller.app import RecordWriter
from services.runtime.kafka import MAX_REQUEST_BYTES, create_topics, open_publisher, open_reader
from services.runtime.settings import KafkaSettings
from services.runtime.stage import RecordRefused
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
        await RecordWriter(publisher, kafka).write(RAW_ARTICLES, article)
        event = FeedEvent(feed_url=URL, kind="failed", at=NOON, error="x" * MAX_REQUEST_BYTES)
        with pytest.raises(RecordRefused):
            await RecordWriter(publisher, kafka).write(FEED_EVENTS, event)
    name = kafka.topic_prefix + DROPS.name
    async with open_reader(kafka, [name], from_start=True) as reader:
        drop = json.loads((await anext(reader)).value)
    assert (drop["room"], drop["reason"]) == ("puller", "refused_by_broker")
    assert drop["entry_id"] == article.entry_id
    assert drop["feed_url"] == article.feed_url
