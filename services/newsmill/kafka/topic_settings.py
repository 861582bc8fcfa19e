"""Ask the broker what its topics are like, and compare them with the contracts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import (
    IncompatibleBrokerVersion,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
)
from aiokafka.protocol.metadata import MetadataRequest

from newsmill.contracts.base import Record
from newsmill.contracts.topics import Topic
from newsmill.kafka.connection import open_admin
from newsmill.kafka.topic_rules import (
    Difference,
    Found,
    Rules,
    Settings,
    TopicsUnfit,
    difference,
    rules_of,
    rules_of_journal,
)
from newsmill.pipeline import JOURNALS, ROOMS, topics_of
from newsmill.settings import KafkaSettings


@dataclass(frozen=True)
class Look:
    """What the topics of a process were like at one moment."""

    differences: tuple[Difference, ...] = ()
    partitions: Mapping[str, int] = field(default_factory=dict)
    """By name on the broker, of those that are there."""
    hidden: tuple[str, ...] = ()
    """Those whose settings we have no right to see."""
    absent: tuple[str, ...] = ()
    """Those that the broker knows nothing of."""


def rules_for(kafka: KafkaSettings, process: str) -> list[Rules]:
    """The rules of what a room reads, writes and remembers; of everything for other processes."""
    rules = [rules_of(kafka, topic) for topic in topics_of(process)]
    journals = (it for it in JOURNALS if it.room == process or process not in ROOMS)
    return [*rules, *(rules_of_journal(kafka, journal) for journal in journals)]


async def look_at_topics(kafka: KafkaSettings, process: str) -> Look:
    """Compare what a room needs, or all topics for another process, with the contracts.

    Topics that are not there are passed by, and settings that the broker does not tell.

    Raises:
        BrokerUnavailable, KafkaError: no broker answers.
    """
    rules = rules_for(kafka, process)
    async with open_admin(kafka) as admin:
        found, hidden, absent = await _found(admin, [it.name for it in rules])
    differences = (difference(it, found[it.name]) for it in rules if it.name in found)
    return Look(
        tuple(it for it in differences if it is not None),
        {name: of_topic.partitions for name, of_topic in found.items()},
        tuple(hidden),
        tuple(absent),
    )


async def require_kept(kafka: KafkaSettings, topic: Topic[Record]) -> None:
    """Refuse to write to a topic that is set up so that it would lose that in silence.

    Raises:
        TopicsUnfit: it is.
        BrokerUnavailable, KafkaError: no broker answers.
    """
    rules = rules_of(kafka, topic)
    async with open_admin(kafka) as admin:
        found, _, _ = await _found(admin, [rules.name])
    differs = difference(rules, found[rules.name]) if found else None
    if differs is not None and differs.is_grave:
        raise TopicsUnfit(kafka.broker, [differs])


async def settings_of(
    admin: AIOKafkaAdminClient, names: Iterable[str]
) -> tuple[dict[str, Settings], list[str]]:
    """The settings of those topics that tell them, and the names of those that we may not ask.

    Raises:
        KafkaError: the broker has not answered. That says nothing of the topics.
    """
    wanted = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    if not wanted:
        return {}, []
    try:
        replies = await admin.describe_configs(wanted)
    except IncompatibleBrokerVersion:
        # Not every broker that speaks Kafka's protocol knows the question.
        return {}, []
    told: dict[str, Settings] = {}
    hidden = []
    for code, _, _, name, entries in (it for reply in replies for it in reply.resources):
        if code == TopicAuthorizationFailedError.errno:
            hidden.append(name)
        elif not code:
            told[name] = {entry[0]: entry[1] for entry in entries}
    return told, sorted(hidden)


async def _found(
    admin: AIOKafkaAdminClient, names: list[str]
) -> tuple[dict[str, Found], list[str], list[str]]:
    reply = await admin._send_request(MetadataRequest(names, False))
    topics: list[dict[str, Any]] = reply.to_object()["topics"]
    absent = [
        it["topic"] for it in topics if it["error_code"] == UnknownTopicOrPartitionError.errno
    ]
    there = {it["topic"]: it["partitions"] for it in topics if not it["error_code"]}
    settings, hidden = await settings_of(admin, there)
    found = {}
    for name, partitions in there.items():
        replicas = min((len(partition["replicas"]) for partition in partitions), default=0)
        found[name] = Found(len(partitions), replicas, settings.get(name))
    return found, hidden, absent
