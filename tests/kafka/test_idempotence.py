"""Apache Kafka itself says whether what it stores came from idempotent producers."""

import re
from pathlib import Path

import pytest

from newsmill.contracts.base import Record
from newsmill.contracts.topics import ENRICHED_ARTICLES, UNIQUE_ARTICLES, Topic
from newsmill.kafka.admin import create_topics
from newsmill.kafka.connection import topic_name
from newsmill.kafka.publisher import open_publisher, publish_record
from newsmill.settings import KafkaSettings
from tests.apache_kafka import kafkas_own
from tests.brokers import is_apache_wanted
from tests.builders import unique_article
from tests.hosting.running import read, run_room

pytestmark = [
    pytest.mark.broker,
    pytest.mark.skipif(
        not is_apache_wanted(), reason="only Apache Kafka numbers producers: make test-kafka"
    ),
]

ARTICLES = 3


def producers_of(kafka: KafkaSettings, topic: Topic[Record]) -> dict[int, int]:
    """The last sequence number of each numbered producer that wrote to partition 0."""
    told = kafkas_own(
        "org.apache.kafka.tools.TransactionsCommand",
        kafka.broker,
        *("describe-producers", "--topic", topic_name(kafka, topic), "--partition", "0"),
    )
    head, *rows = (re.split(r"\s+", line.strip()) for line in told.strip().splitlines())
    number, sequence = head.index("ProducerId"), head.index("LastSequence")
    return {int(row[number]): int(row[sequence]) for row in rows}


async def write(kafka: KafkaSettings, count: int) -> None:
    """Publish as the puller and the command line do."""
    async with open_publisher(kafka) as publisher:
        for number in range(count):
            article = unique_article(url=f"https://a.example/{number}")
            await publish_record(publisher, kafka, UNIQUE_ARTICLES, article, "deduper")


async def test_every_record_is_numbered_by_its_producer(
    kafka: KafkaSettings, tmp_path: Path
) -> None:
    """A producer with a number is one whose repeats the broker drops; it always waits for all."""
    await create_topics(kafka)
    await write(kafka, ARTICLES)
    async with run_room("enricher", kafka, tmp_path / "room.log"):
        await read(kafka, [ENRICHED_ARTICLES], lambda records: len(records) >= ARTICLES)

    for topic in (UNIQUE_ARTICLES, ENRICHED_ARTICLES):
        (last_sequence,) = producers_of(kafka, topic).values()
        assert last_sequence == ARTICLES - 1


async def test_records_without_numbers_would_be_noticed(kafka: KafkaSettings) -> None:
    plain = kafka.model_copy(update={"idempotent": False})
    await create_topics(plain)
    await write(plain, ARTICLES)

    assert producers_of(plain, UNIQUE_ARTICLES) == {}
