"""A producer waits for brokers that are away also before it knows anything of them."""

from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.errors import (
    ProducerClosed,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
)

from newsmill.kafka.producer import PatientProducer


async def test_a_topic_that_nobody_tells_of_is_asked_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The client gives up after the time of one request; a topic's first write then failed."""
    answers: list[Exception | set[int]] = [
        *(UnknownTopicOrPartitionError(), UnknownTopicOrPartitionError()),
        *(TopicAuthorizationFailedError(), ProducerClosed()),
    ]

    async def wait_on_metadata(topic: str) -> set[int]:
        assert topic == "enriched"
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    producer: Any = PatientProducer(bootstrap_servers="127.0.0.1:1")
    monkeypatch.setattr(producer, "client", SimpleNamespace(_wait_on_metadata=wait_on_metadata))
    monkeypatch.setattr("newsmill.kafka.producer.LONGEST_PAUSE_SECONDS", 0)
    with pytest.raises(ProducerClosed):
        await producer.send("enriched", b"value")
    assert answers == []
    assert "right" in str(producer.waiting.why)
    producer._closed = True
