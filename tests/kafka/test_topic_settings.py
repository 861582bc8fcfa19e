"""What a broker tells of its topics, and what it means that it tells nothing."""

from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.errors import IncompatibleBrokerVersion, KafkaConnectionError

from newsmill.kafka.topic_settings import settings_of


def admin_that_raises(error: Exception) -> Any:
    async def describe_configs(_: object) -> None:
        raise error

    return SimpleNamespace(describe_configs=describe_configs)


async def test_a_broker_that_does_not_know_the_question_tells_nothing() -> None:
    assert await settings_of(admin_that_raises(IncompatibleBrokerVersion()), ["news"]) == ({}, [])


async def test_a_broker_that_owes_the_answer_has_not_said_that_all_is_well() -> None:
    """A room that is not ready would be told that its topic is as it should be again."""
    with pytest.raises(KafkaConnectionError):
        await settings_of(admin_that_raises(KafkaConnectionError()), ["news"])
