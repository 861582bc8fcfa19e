"""Topics of a run's own, and what is left of them."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from newsmill.kafka.admin import create_topics, describe_topics
from newsmill.kafka.errors import BrokerUnavailable
from newsmill.local import topics
from newsmill.local.topics import TopicsLeft, open_kafka_for_a_run
from newsmill.pipeline import TOPICS
from newsmill.settings import KafkaSettings, RuntimeSettings
from tests.brokers import OwnBroker

DELETION_SECONDS = 90


async def assert_gone(kafka: KafkaSettings) -> None:
    """Kafka answers a deletion before every broker has heard of it."""
    async with asyncio.timeout(DELETION_SECONDS):
        while any(status.partitions for status in await describe_topics(kafka, TOPICS)):  # noqa: ASYNC110 # nobody tells
            await asyncio.sleep(0.1)


@pytest.fixture
def runtime(tmp_path: Path) -> RuntimeSettings:
    """Settings with a state folder of the test's own."""
    return RuntimeSettings(state_dir=tmp_path, stop_timeout=timedelta(seconds=5))


async def test_a_broker_that_is_not_there_is_told(runtime: RuntimeSettings) -> None:
    hasty = runtime.model_copy(update={"connect_timeout": timedelta()})

    with pytest.raises(BrokerUnavailable):
        async with open_kafka_for_a_run("127.0.0.1:1", hasty, "once"):
            raise AssertionError("there is none")


@pytest.mark.broker
async def test_a_run_leaves_no_topics_on_a_broker_of_somebody_elses(
    broker: KafkaSettings, runtime: RuntimeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSMILL_TOPIC_PARTITIONS", "1")

    async with open_kafka_for_a_run(broker.broker, runtime, "demo") as kafka:
        # The embedded broker of another command refuses idempotent producers.
        assert kafka.idempotent is broker.idempotent
        assert kafka.topic_prefix.startswith("demo-")
        assert all(status.partitions == 1 for status in await describe_topics(kafka, TOPICS))

    await assert_gone(kafka)


@pytest.mark.broker
async def test_a_run_that_is_cut_off_while_it_makes_its_topics_leaves_none(
    broker: KafkaSettings, runtime: RuntimeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSMILL_TOPIC_PARTITIONS", "1")
    made: list[KafkaSettings] = []

    async def make_and_be_cut_off(kafka: KafkaSettings) -> None:
        made.append(kafka)
        await create_topics(kafka)
        raise asyncio.CancelledError

    monkeypatch.setattr(topics, "create_topics", make_and_be_cut_off)
    with pytest.raises(asyncio.CancelledError):
        async with open_kafka_for_a_run(broker.broker, runtime, "once"):
            raise AssertionError("it was cut off")

    await assert_gone(made[0])


@pytest.mark.broker
async def test_a_run_that_cannot_delete_its_topics_names_them(
    own_broker: OwnBroker, runtime: RuntimeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSMILL_TOPIC_PARTITIONS", "1")

    async def lose_the_broker() -> None:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(own_broker.running())
            async with open_kafka_for_a_run(own_broker.kafka.broker, runtime, "once"):
                await stack.aclose()
                raise RuntimeError("cut off")

    with pytest.raises(TopicsLeft, match=r"^cut off; and the topics once-\w+\.\* stay at 127"):
        await lose_the_broker()
