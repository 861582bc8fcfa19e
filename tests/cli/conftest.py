"""Commands at the test's broker."""

import pytest

from newsmill.settings import KafkaSettings
from tests.commands import Run


@pytest.fixture
def at_broker(newsmill: Run, environment: dict[str, str], kafka: KafkaSettings) -> Run:
    """The same, at the test's broker, where all topics have been created."""
    environment["NEWSMILL_BROKER"] = kafka.broker
    environment["NEWSMILL_TOPIC_PREFIX"] = kafka.topic_prefix
    environment["NEWSMILL_TOPIC_PARTITIONS"] = "1"
    created = newsmill("topics", "create")
    assert created.returncode == 0, created.stderr
    return newsmill
