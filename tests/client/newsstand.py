"""A topic of enriched articles, and who writes to it."""

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete

from newsmill.contracts.topics import ENRICHED_ARTICLES
from newsmill.kafka.admin import create_topics
from newsmill.kafka.connection import client_options, topic_name
from newsmill.kafka.publisher import open_publisher
from newsmill.settings import KafkaSettings
from tests.builders import after, enriched_article, hex32


def version(title: str, revision: int = 1, **changes: Any) -> dict[str, Any]:
    """A record of the article called `title`, as it is written."""
    known = {"article_id": hex32(title), "title": title, "revision": revision}
    made_at = {"timings": {"enricher": after(revision)}}
    record: dict[str, Any] = json.loads(
        enriched_article(**known, **made_at).model_dump_json(by_alias=True)
    )
    return record | changes


class Newsstand:
    """The enriched articles on a broker."""

    def __init__(self, kafka: KafkaSettings) -> None:
        self.kafka = kafka
        self.topic = topic_name(kafka, ENRICHED_ARTICLES)

    @property
    def reader(self) -> dict[str, Any]:
        """Arguments of `subscribe` that lead here."""
        return {"broker": self.kafka.broker, "topic_prefix": self.kafka.topic_prefix}

    async def write(self, *records: Mapping[str, Any] | bytes, partition: int = 0) -> None:
        """Write them in this order."""
        async with open_publisher(self.kafka) as publisher:
            acknowledged = [
                await publisher.begin(
                    self.topic,
                    partition,
                    b"k",
                    record if isinstance(record, bytes) else json.dumps(record).encode(),
                    [],
                )
                for record in records
            ]
            await asyncio.gather(*acknowledged)

    async def cut(self, before: int, partition: int = 0) -> None:
        """Take away all before this offset, as retention does."""
        admin = AIOKafkaAdminClient(**client_options(self.kafka))
        await admin.start()
        try:
            place = TopicPartition(self.topic, partition)
            await admin.delete_records({place: RecordsToDelete(before_offset=before)})
        finally:
            await admin.close()


async def open_newsstand(kafka: KafkaSettings, partitions: int = 2) -> Newsstand:
    """The topic, created with so many partitions."""
    kafka = kafka.model_copy(update={"topic_partitions": partitions, "idempotent": False})
    await create_topics(kafka, [ENRICHED_ARTICLES])
    return Newsstand(kafka)


def utc_now() -> datetime:
    """The time."""
    return datetime.now(UTC)
