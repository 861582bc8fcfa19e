"""Topics and groups on the broker: what is there, what is missing, what we may."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import (
    GroupAuthorizationFailedError,
    KafkaError,
    TopicAlreadyExistsError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
    for_code,
)
from aiokafka.protocol.metadata import MetadataRequest

from services.contracts.base import Record
from services.contracts.topics import TOPICS, Topic
from services.runtime.kafka import (
    BrokerRefuses,
    BrokerUnavailable,
    group_name,
    open_admin,
    topic_name,
)
from services.runtime.settings import KafkaSettings
from services.runtime.settling import until_gone, until_writable


class TopicsMissing(Exception):
    """Topics are not there; `newsmill topics create` makes them."""

    def __init__(self, broker: str, names: Iterable[str]) -> None:
        missing = ", ".join(sorted(names))
        super().__init__(f"topics missing on {broker}: {missing}; run: newsmill topics create")


class TopicMismatch(Exception):
    """A topic has another number of partitions than one it must match."""

    def __init__(self, topic: str, partitions: int, other: str, others: int) -> None:
        super().__init__(
            f"{topic} has {partitions} partitions, {other} has {others}: delete {other} to build "
            "its state anew, or give them equal numbers"
        )


@dataclass(frozen=True, slots=True)
class TopicStatus:
    """A topic as the broker has it; no partitions when it is not there."""

    topic: Topic[Record]
    name: str
    partitions: int


async def describe_topics(
    kafka: KafkaSettings, topics: Sequence[Topic[Record]] = TOPICS
) -> list[TopicStatus]:
    """What the broker has of `topics`."""
    async with open_admin(kafka) as admin:
        there = await _partition_counts(admin)
    return [
        TopicStatus(topic, topic_name(kafka, topic), there.get(topic_name(kafka, topic), 0))
        for topic in topics
    ]


async def create_topics(
    kafka: KafkaSettings, topics: Sequence[Topic[Record]] = TOPICS
) -> list[TopicStatus]:
    """Create those of `topics` that are not there, and return all of them; existing ones stay.

    Raises:
        BrokerUnavailable: no broker answers.
        KafkaError: the broker refused.
    """
    async with open_admin(kafka) as admin:
        there = await _partition_counts(admin)
        missing = [topic for topic in topics if topic_name(kafka, topic) not in there]
        if missing:
            wanted = [_new_topic(kafka, topic) for topic in missing]
            _complain(kafka, await admin.create_topics(wanted))
        await until_writable(admin, [topic_name(kafka, topic) for topic in missing])
    return await describe_topics(kafka, topics)


async def create_changelog(kafka: KafkaSettings, name: str, partitions: int) -> None:
    """Create the changelog of a table, if it is not there, and return when all brokers know it.

    Raises:
        BrokerUnavailable: no broker answers, or it refuses.
        KafkaError: the broker refused.
    """
    async with open_admin(kafka) as admin:
        if name not in await _partition_counts(admin):
            config = {"cleanup.policy": "compact", "retention.ms": "-1"}
            topic = NewTopic(name, partitions, kafka.replication_factor, topic_configs=config)
            _complain(kafka, await admin.create_topics([topic]))
        await until_writable(admin, [name])


def _complain(kafka: KafkaSettings, response: Any) -> None:
    for name, code, *detail in response.topic_errors:
        if code == TopicAuthorizationFailedError.errno:
            raise BrokerRefuses(kafka.broker, f"no right to create {name}")
        if code and code != TopicAlreadyExistsError.errno:
            raise for_code(code)(f"{name}: {detail[0] if detail else ''}")


async def delete_topics(kafka: KafkaSettings, names: Sequence[str]) -> None:
    """Delete topics by their names on the broker; those that are not there are fine.

    Raises:
        BrokerUnavailable: no broker answers, or it stopped answering, or it refuses; some may be
            left.
    """
    try:
        async with open_admin(kafka) as admin:
            _complain_of_deletion(kafka, await admin.delete_topics(list(names)))
            await until_gone(admin, names)
    except (KafkaError, OSError) as error:
        raise BrokerUnavailable(kafka.broker, "it stopped answering") from error


def _complain_of_deletion(kafka: KafkaSettings, response: Any) -> None:
    for name, code in response.topic_error_codes:
        if code == TopicAuthorizationFailedError.errno:
            raise BrokerRefuses(kafka.broker, f"no right to delete {name}")
        if code and code != UnknownTopicOrPartitionError.errno:
            raise for_code(code)(name)


async def require_topics(
    kafka: KafkaSettings, topics: Sequence[Topic[Record]] = TOPICS
) -> Mapping[str, int]:
    """The partitions of everything on the broker, by name.

    Raises:
        TopicsMissing: some of `topics` are not there.
        BrokerRefuses: we may not even know whether they are.
    """
    return await require_named(kafka, [topic_name(kafka, topic) for topic in topics])


async def require_group(kafka: KafkaSettings, process: str) -> None:
    """Return where `process` may join its group: a consumer that may not waits without a word.

    Raises:
        BrokerRefuses: it may not.
    """
    name = group_name(kafka, process)
    async with open_admin(kafka) as admin:
        try:
            await admin.find_coordinator(name)
        except GroupAuthorizationFailedError as error:
            raise BrokerRefuses(
                kafka.broker,
                f"no right to join the group {name} (newsmill topics acls lists who needs which)",
            ) from error
        except KafkaError:
            # Its coordinator is on its way: the consumer waits for it as well.
            return


async def require_named(kafka: KafkaSettings, names: Iterable[str]) -> dict[str, int]:
    """As `require_topics`, for topics by their names on the broker."""
    async with open_admin(kafka) as admin:
        there = await _partition_counts(admin)
        missing = [name for name in names if name not in there]
        hidden = await _hidden(admin, missing) if missing else []
    if hidden:
        raise BrokerRefuses(
            kafka.broker,
            f"no right to see {', '.join(hidden)} (newsmill topics acls lists who needs which)",
        )
    if missing:
        raise TopicsMissing(kafka.broker, missing)
    return there


async def _hidden(admin: AIOKafkaAdminClient, names: Sequence[str]) -> list[str]:
    """Which of `names` the broker does not tell us about; a list of all topics leaves them out."""
    reply = await admin._send_request(MetadataRequest(list(names), False))
    return sorted(
        topic["topic"]
        for topic in reply.to_object()["topics"]
        if topic["error_code"] == TopicAuthorizationFailedError.errno
    )


async def _partition_counts(admin: AIOKafkaAdminClient) -> dict[str, int]:
    return {
        topic["topic"]: len(topic["partitions"])
        for topic in await admin.describe_topics()
        if not topic["error_code"]
    }


def _new_topic(kafka: KafkaSettings, topic: Topic[Record]) -> NewTopic:
    config = {
        "cleanup.policy": topic.cleanup,
        "max.message.bytes": str(topic.max_message_bytes),
        "retention.ms": "-1",
    }
    if topic.retention is not None:
        config["retention.ms"] = str(int(topic.retention.total_seconds() * 1000))
    return NewTopic(
        topic_name(kafka, topic),
        kafka.topic_partitions or topic.partitions,
        kafka.replication_factor,
        topic_configs=config,
    )
