"""What tests of processes of rooms need: topics on the broker, and a log of the process."""

from pathlib import Path

import pytest

from newsmill.kafka.admin import create_topics
from newsmill.settings import KafkaSettings


@pytest.fixture
async def topics(kafka: KafkaSettings) -> KafkaSettings:
    """A broker with all topics, of this test's own."""
    await create_topics(kafka)
    return kafka


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Where a process writes its log."""
    return tmp_path / "room.log"
