"""Three brokers, of which one dies in the middle: every article comes out all the same."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from newsmill.kafka.admin import create_topics
from newsmill.kafka.connection import open_admin, topic_name
from newsmill.local.topics import kafka_environment
from newsmill.pipeline import TOPICS
from newsmill.settings import KafkaSettings
from tests.apache_kafka import Broker, addresses, missing_tools, running_kafka
from tests.brokers import is_apache_wanted
from tests.commands import clean_environment
from tests.e2e.feeding import GrowingFeed

pytestmark = [
    pytest.mark.broker,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not is_apache_wanted(), reason="needs Apache Kafka: make test-kafka"),
]

ARTICLES = 60
PATIENCE_SECONDS = 90
"""To end, after the last article."""


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Broker]]:
    if (problem := missing_tools()) is not None:
        pytest.skip(problem)
    with running_kafka(tmp_path_factory.mktemp("three"), brokers=3) as nodes:
        yield nodes


@pytest.fixture
def three(nodes: list[Broker]) -> KafkaSettings:
    return KafkaSettings(broker=addresses(nodes), replication_factor=3, topic_partitions=2)


@pytest.fixture
def feed() -> Iterator[GrowingFeed]:
    with GrowingFeed().serving() as feed:
        yield feed


async def test_every_topic_is_on_all_three_and_written_to_two_at_least(
    three: KafkaSettings,
) -> None:
    await create_topics(three)
    names = [topic_name(three, topic) for topic in TOPICS]
    async with open_admin(three) as admin:
        described = await admin.describe_topics(names)
        replicas = {
            len(partition["replicas"]) for topic in described for partition in topic["partitions"]
        }
        resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
        replies = await admin.describe_configs(resources)
    assert replicas == {3}
    in_sync = {
        entry[1]
        for reply in replies
        for resource in reply.resources
        for entry in resource[4]
        if entry[0] == "min.insync.replicas"
    }
    assert in_sync == {"2"}


def test_every_article_comes_out_though_a_broker_dies(
    nodes: list[Broker], three: KafkaSettings, feed: GrowingFeed, tmp_path: Path
) -> None:
    addresses = set(feed.grow(ARTICLES))
    environment = clean_environment(tmp_path / "state") | kafka_environment(three)
    arguments = ["once", feed.url, "--allow-private"]
    complaints = tmp_path / "stderr"
    with (
        complaints.open("w") as stderr,
        subprocess.Popen(
            [sys.executable, "-m", "newsmill", *arguments],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        ) as command,
    ):
        assert command.stdout is not None
        lines = [command.stdout.readline()]
        nodes[1].kill()
        try:
            lines += command.stdout.readlines()
            assert command.wait(PATIENCE_SECONDS) == 0, complaints.read_text()
        finally:
            command.kill()
    assert {json.loads(line)["url"] for line in lines} == addresses
    nodes[1].start()
    nodes[1].wait_until_ready()
