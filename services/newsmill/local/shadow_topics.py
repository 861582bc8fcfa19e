"""Shadow topics: where a replay reads and writes, named as the real ones with a suffix."""

from collections import defaultdict
from typing import Any

from newsmill.contracts.base import Record
from newsmill.contracts.topics import DEAD_LETTERS, DROPS, LOST_MESSAGES, Topic
from newsmill.errors import UserError
from newsmill.kafka.admin import create_topics, delete_topics, require_topics
from newsmill.kafka.connection import journal_name, topic_name
from newsmill.pipeline import JOURNALS, TOPICS, Step
from newsmill.settings import KafkaSettings


class ShadowTopicsThere(UserError):
    """There are topics of an earlier replay, with which this one would be mixed."""

    def __init__(self, suffix: str, names: list[str]) -> None:
        super().__init__(
            f"an earlier replay has left topics with this suffix ({', '.join(names)}): --again "
            f"deletes them first; or choose another name than {suffix!r}"
        )


def shadow_of(kafka: KafkaSettings, suffix: str) -> KafkaSettings:
    """The same broker, where every topic and group has the name of its shadow."""
    return kafka.model_copy(update={"topic_suffix": f"{kafka.topic_suffix}.{suffix}"})


def outputs_of(step: Step[Any, Any]) -> tuple[Topic[Record], ...]:
    """All that its room writes, but its journal."""
    return (*step.writes, DROPS, DEAD_LETTERS)


async def shadows_there(shadow: KafkaSettings) -> list[str]:
    """The names on the broker of the shadow topics that are there, of whatever room.

    Raises:
        BrokerUnavailable: no broker answers.
    """
    there = await require_topics(shadow, [])
    names = [topic_name(shadow, topic) for topic in TOPICS]
    names += [journal_name(shadow, journal.name) for journal in JOURNALS]
    return [name for name in names if name in there]


async def create_shadows(kafka: KafkaSettings, shadow: KafkaSettings, step: Step[Any, Any]) -> None:
    """Create what a shadow room reads and writes, with as many partitions as the real topics have.

    Its journal is made by the room, as always.

    Raises:
        BrokerUnavailable: no broker answers, or it refuses.
        TopicsMissing: a real topic is not there.
    """
    # The shadow room looks, as the real one does, whether it could write down what it loses.
    wanted = (step.reads, *outputs_of(step), LOST_MESSAGES)
    partitions = await require_topics(kafka, wanted)
    topics_by_count = defaultdict[int, list[Topic[Record]]](list)
    for topic in wanted:
        topics_by_count[partitions[topic_name(kafka, topic)]].append(topic)
    for count, topics in topics_by_count.items():
        await create_topics(shadow.model_copy(update={"topic_partitions": count}), topics)


async def delete_shadows(shadow: KafkaSettings) -> list[str]:
    """Delete all shadow topics with this suffix, and with them what was committed on them.

    Returns their names.

    Raises:
        BrokerUnavailable: no broker answers, or it deletes no topics.
    """
    assert shadow.topic_suffix, "these would be the real ones"
    names = await shadows_there(shadow)
    if names:
        await delete_topics(shadow, names)
    return names
