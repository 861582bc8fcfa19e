"""A broker with all topics for a local run: the one that is named, or an embedded one."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from newsmill.errors import UserError
from newsmill.kafka.admin import create_topics, delete_topics
from newsmill.kafka.connection import journal_name, topic_name, wait_for_broker
from newsmill.kafka.errors import BrokerUnavailable
from newsmill.kafka.publisher import with_idempotence_as_accepted
from newsmill.local.broker import open_embedded_broker
from newsmill.local.run_folder import run_folder
from newsmill.pipeline import JOURNALS, TOPICS
from newsmill.settings import KafkaSettings, RuntimeSettings, load


class TopicsLeft(UserError):
    """A run's own topics could not be deleted."""


@asynccontextmanager
async def open_kafka(
    broker: str | None, runtime: RuntimeSettings, *, topic_prefix: str = "", port: int = 0
) -> AsyncIterator[KafkaSettings]:
    """The broker at `broker`, or an embedded one on `port`, with all topics created.

    Raises:
        BrokerUnavailable: no broker answers at `broker`.
        BrokerBroken: the embedded one did not start.
    """
    if broker is not None:
        kafka = await _reach(broker, runtime, topic_prefix)
        await create_topics(kafka)
        yield kafka
        return
    async with open_embedded_broker(run_folder(runtime) / "broker.log", port) as kafka:
        await create_topics(kafka)
        yield kafka


@asynccontextmanager
async def open_kafka_for_a_run(
    broker: str | None, runtime: RuntimeSettings, name: str, *, port: int = 0
) -> AsyncIterator[KafkaSettings]:
    """As `open_kafka`, with topics at `broker` that nobody else uses, deleted on leaving.

    Raises:
        TopicsLeft: they could not be deleted.
    """
    if broker is None:
        async with open_kafka(None, runtime, port=port) as kafka:
            yield kafka
        return
    kafka = await _reach(broker, runtime, f"{name}-{secrets.token_hex(4)}.")
    try:
        # Within the try: when it is interrupted, it may have created some topics.
        await create_topics(kafka)
        yield kafka
    except BaseException as error:
        try:
            await _delete_all(kafka)
        except TopicsLeft as left:
            if isinstance(error, Exception):
                raise TopicsLeft(f"{error}; and {left}") from error
            raise
        raise
    await _delete_all(kafka)


async def _reach(broker: str, runtime: RuntimeSettings, topic_prefix: str) -> KafkaSettings:
    overrides = {"topic_prefix": topic_prefix} if topic_prefix else {}
    kafka = load(KafkaSettings, broker=broker, **overrides)
    await wait_for_broker(kafka, runtime.connect_timeout)
    # It may be the embedded broker of another command, which refuses idempotent producers.
    return await with_idempotence_as_accepted(kafka)


async def _delete_all(kafka: KafkaSettings) -> None:
    names = [topic_name(kafka, topic) for topic in TOPICS]
    names += [journal_name(kafka, journal.name) for journal in JOURNALS]
    try:
        await delete_topics(kafka, names)
    except BrokerUnavailable as error:
        raise TopicsLeft(
            f"the topics {kafka.topic_prefix}* stay at {kafka.broker}, for you to delete: {error}"
        ) from error


def kafka_environment(kafka: KafkaSettings) -> dict[str, str]:
    """Environment variables that make another process use the same broker and names."""
    variables = {
        "NEWSMILL_BROKER": kafka.broker,
        "NEWSMILL_TOPIC_PREFIX": kafka.topic_prefix,
        "NEWSMILL_TOPIC_SUFFIX": kafka.topic_suffix,
        "NEWSMILL_IDEMPOTENT": str(int(kafka.idempotent)),
        "NEWSMILL_REPLICATION_FACTOR": str(kafka.replication_factor),
        "NEWSMILL_SECURITY_PROTOCOL": kafka.security_protocol,
    }
    if kafka.checkpoint_folder is not None:
        variables["NEWSMILL_CHECKPOINT_FOLDER"] = str(kafka.checkpoint_folder)
    if kafka.topic_partitions is not None:
        variables["NEWSMILL_TOPIC_PARTITIONS"] = str(kafka.topic_partitions)
    return variables
