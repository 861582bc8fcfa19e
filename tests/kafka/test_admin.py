"""What a broker is asked about its topics, and what it refuses."""

import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from newsmill.contracts.topics import (
    DEAD_LETTERS,
    DROPS,
    DUPLICATE_ARTICLES,
    ENRICHED_ARTICLES,
    MONTH,
    RAW_ARTICLES,
)
from newsmill.kafka.admin import create_topics, delete_topics, kept_for
from newsmill.kafka.connection import open_admin, topic_name
from newsmill.kafka.errors import BrokerRefuses
from newsmill.settings import KafkaSettings
from tests.apache_kafka import prepare
from tests.brokers import is_apache_wanted

pytestmark = pytest.mark.broker

only_apache = pytest.mark.skipif(
    not is_apache_wanted(), reason="only Apache Kafka has settings of topics: make test-kafka"
)


async def set_up(kafka: KafkaSettings, topic: str, settings: Mapping[str, str]) -> None:
    """As an operator does it, who knows better than the contracts."""
    name = kafka.topic_prefix + topic
    async with open_admin(kafka) as admin:
        await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, name, dict(settings))])


@only_apache
async def test_how_long_a_topic_is_kept_is_what_the_broker_was_told(kafka: KafkaSettings) -> None:
    topics = [ENRICHED_ARTICLES, DUPLICATE_ARTICLES, DROPS, DEAD_LETTERS, RAW_ARTICLES]
    await create_topics(kafka, topics)
    hour = "3600000"
    await set_up(kafka, DROPS.name, {"retention.ms": hour})
    await set_up(kafka, DEAD_LETTERS.name, {"retention.ms": hour, "retention.bytes": "1000000"})
    await set_up(kafka, DUPLICATE_ARTICLES.name, {"retention.ms": "-1"})
    await set_up(kafka, RAW_ARTICLES.name, {"retention.ms": str(2**63 - 1)})

    kept = await kept_for(kafka, [topic.name for topic in topics] + ["news.nowhere"])

    raw = kept.pop(RAW_ARTICLES.name)
    assert kept == {ENRICHED_ARTICLES.name: MONTH, DROPS.name: timedelta(hours=1)}
    assert raw > MONTH * 1000


async def test_a_broker_that_does_not_tell_is_not_believed_to_keep_anything(
    kafka: KafkaSettings,
) -> None:
    assert await kept_for(kafka, ["news.nowhere"]) == {}
    assert await kept_for(kafka, []) == {}


@only_apache
async def test_a_broker_that_deletes_nothing_is_told_of_at_once(tmp_path: Path) -> None:
    (node,) = prepare(tmp_path, brokers=1, first_port=0)
    with (node.folder / "server.properties").open("a") as settings:
        settings.write("delete.topic.enable=false\n")
    kafka = KafkaSettings(broker=f"127.0.0.1:{node.port}", topic_partitions=1)
    try:
        node.start()
        node.wait_until_ready()
        await create_topics(kafka, [DROPS])
        with pytest.raises(BrokerRefuses, match=re.escape("(delete.topic.enable is false)")):
            await delete_topics(kafka, [topic_name(kafka, DROPS)])
    finally:
        node.stop()
