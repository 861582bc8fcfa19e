"""Administer topics: create, describe, delete, and check that they and our rights are there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import (
    BrokerResponseError,
    GroupAuthorizationFailedError,
    KafkaError,
    TopicAlreadyExistsError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
    for_code,
)
from aiokafka.protocol.metadata import MetadataRequest

from newsmill.contracts.base import Record
from newsmill.contracts.topics import Topic
from newsmill.kafka.connection import group_name, on_broker, open_admin, topic_name
from newsmill.kafka.errors import BrokerRefuses, BrokerUnavailable, TopicsMissing, in_one_line
from newsmill.kafka.propagation import until_gone, until_writable
from newsmill.kafka.topic_rules import RETENTION, RETENTION_BYTES
from newsmill.kafka.topic_settings import settings_of
from newsmill.kafka.unnamed_errors import TopicDeletionDisabledError
from newsmill.pipeline import TOPICS
from newsmill.settings import KafkaSettings

JOURNAL_SEGMENT_BYTES = 64 * 1024 * 1024
"""Brokers compact only what is not in the last segment, and Kafka's own are of a gigabyte."""

LONGER_THAN_ANY_NEWS = timedelta(days=36_500)
"""The retention may be set to a number that no date can be made of."""


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
            reply = await admin.create_topics(wanted)
            _complain(kafka, "create", reply.topic_errors, TopicAlreadyExistsError)
        await until_writable(admin, [topic_name(kafka, topic) for topic in missing])
    return await describe_topics(kafka, topics)


async def create_journal(kafka: KafkaSettings, name: str, partitions: int) -> None:
    """Create a journal's topic, if it is not there, and return when all brokers know it.

    Raises:
        BrokerUnavailable: no broker answers, or it refuses.
        KafkaError: the broker refused.
    """
    async with open_admin(kafka) as admin:
        if name not in await _partition_counts(admin):
            config = {
                "cleanup.policy": "compact",
                "retention.ms": "-1",
                "segment.bytes": str(JOURNAL_SEGMENT_BYTES),
            }
            topic = NewTopic(name, partitions, kafka.replication_factor, topic_configs=config)
            reply = await admin.create_topics([topic])
            _complain(kafka, "create", reply.topic_errors, TopicAlreadyExistsError)
        await until_writable(admin, [name])


async def delete_topics(kafka: KafkaSettings, names: Sequence[str]) -> None:
    """Delete topics by their names on the broker; those that are not there are fine.

    Raises:
        BrokerUnavailable: no broker answers, or it stopped answering; some may be left.
        BrokerRefuses: it deletes no topics, or not these, or not yet; some may be left.
    """
    try:
        try:
            await _delete(kafka, names)
        except BrokerResponseError as error:
            if not error.retriable:
                raise
            # The controller has moved, for one: a new client finds the new one.
            await _delete(kafka, names)
    except BrokerResponseError as error:
        why = f"topics are not deleted: {in_one_line(error)}"
        raise BrokerRefuses(kafka.broker, why) from error
    except (KafkaError, OSError) as error:
        raise BrokerUnavailable(kafka.broker, "it stopped answering") from error


async def _delete(kafka: KafkaSettings, names: Sequence[str]) -> None:
    async with open_admin(kafka) as admin:
        reply = await admin.delete_topics(list(names))
        _complain(kafka, "delete", reply.topic_error_codes, UnknownTopicOrPartitionError)
        if left := await until_gone(admin, names):
            raise BrokerRefuses(kafka.broker, f"it has not deleted {', '.join(left)} yet")


def _complain(
    kafka: KafkaSettings, doing: str, answers: Iterable[Any], fine: type[BrokerResponseError]
) -> None:
    for name, code, *detail in answers:
        if code == TopicAuthorizationFailedError.errno:
            raise BrokerRefuses(kafka.broker, f"no right to {doing} {name}")
        if code == TopicDeletionDisabledError.errno:
            raise BrokerRefuses(kafka.broker, "it deletes no topics (delete.topic.enable is false)")
        if code and code != fine.errno:
            error = for_code(code)
            message = detail[0] if detail else None
            raise error(f"{name}: {message or f'{error.__name__}, number {code}'}")


async def kept_for(kafka: KafkaSettings, topics: Iterable[str]) -> dict[str, timedelta]:
    """For how long the broker keeps whatever is written to `topics` (without the prefix).

    Those are left out of which it says nothing, or that it limits in size, or of which it now
    removes nothing: what has been removed there may have been of any time.

    Raises:
        BrokerUnavailable, KafkaError: no broker answers.
    """
    names = {on_broker(kafka, topic): topic for topic in topics}
    if not names:
        return {}
    async with open_admin(kafka) as admin:
        told, _ = await settings_of(admin, names)
    kept = {}
    for name, settings in told.items():
        milliseconds = int(settings.get(RETENTION) or -1)
        if milliseconds >= 0 and settings.get(RETENTION_BYTES) == "-1":
            most = LONGER_THAN_ANY_NEWS // timedelta(milliseconds=1)
            kept[names[name]] = timedelta(milliseconds=min(milliseconds, most))
    return kept


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
    """Which of `names` we have no right to see; a list of all topics leaves them out."""
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
