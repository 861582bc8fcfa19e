"""What the settings of each topic should be, and in plain words what it means where they are not.

Nothing here asks a broker: `kafka/topic_settings.py` does.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from newsmill.contracts.base import Record
from newsmill.contracts.topics import (
    DEAD_LETTERS,
    FEED_MEMORIES,
    FEED_STATES,
    FEEDS,
    MEBIBYTE,
    Topic,
)
from newsmill.errors import UserError
from newsmill.kafka.connection import journal_name, topic_name
from newsmill.pipeline import ENDS, PATH, JournalTopic
from newsmill.settings import KafkaSettings

Settings = Mapping[str, str | None]
"""A topic's settings by Kafka's names, also those that it has from the broker's defaults."""

CLEANUP, RETENTION, RETENTION_BYTES = "cleanup.policy", "retention.ms", "retention.bytes"
LARGEST, IN_SYNC = "max.message.bytes", "min.insync.replicas"

_KEPT_IN_TABLES: Mapping[str, str] = {
    FEEDS.name: "subscriptions",
    FEED_STATES.name: "the states of feeds",
    FEED_MEMORIES.name: "the entries that feeds have shown",
}
_LOST_ON_THE_PATH = "what a room has not read by then is lost"
_LOST_AT_THE_END = "readers and audits miss what is older"


@dataclass(frozen=True)
class Rules:
    """What a topic should be like."""

    name: str
    """On the broker."""
    kept: str
    """What a table holds, or what it means when messages are removed from another topic."""
    is_table: bool
    """It is compacted, and of each key the last row must stay."""
    is_path: bool = False
    retention: timedelta | None = None
    max_message_bytes: int | None = None
    too_large: str = ""
    """What becomes of messages that are too large for it."""
    partitions: int | None = None


@dataclass(frozen=True)
class Found:
    """What a topic is like."""

    partitions: int
    replicas: int
    settings: Settings | None
    """None where the broker does not tell."""


@dataclass(frozen=True)
class Difference:
    """A topic that is not as it should be."""

    topic: str
    told: str
    """In one line: how, and what it means."""
    is_grave: bool
    """Messages or rows vanish in silence as soon as the broker cleans up."""
    mended_by: Mapping[str, str]
    """The settings that it should have."""

    def command(self, broker: str) -> str:
        """What mends it, as Kafka's own tool is told."""
        settings = ",".join(f"{name}={value}" for name, value in self.mended_by.items())
        return (
            f"kafka-configs.sh --bootstrap-server {broker} --alter --entity-type topics "
            f"--entity-name {self.topic} --add-config {settings}"
        )


class TopicsUnfit(UserError):
    """Topics are set up so that what is written to them vanishes in silence."""

    def __init__(self, broker: str, differences: Iterable[Difference]) -> None:
        super().__init__(
            "; ".join(f"{it.told}; to mend it, run: {it.command(broker)}" for it in differences)
        )


@dataclass(frozen=True)
class _Fault:
    told: str
    is_grave: bool = False
    mended_by: tuple[str, str] | None = None


def rules_of(kafka: KafkaSettings, topic: Topic[Record]) -> Rules:
    """Those of the contracts."""
    kept = _KEPT_IN_TABLES.get(topic.name)
    if kept is None:
        kept = _LOST_ON_THE_PATH if topic in PATH else _LOST_AT_THE_END
    return Rules(
        name=topic_name(kafka, topic),
        kept=kept,
        is_table=topic.cleanup == "compact",
        is_path=topic in PATH,
        retention=topic.retention,
        max_message_bytes=topic.max_message_bytes,
        too_large="larger articles become dead letters"
        if topic in (*PATH, *ENDS)
        else "a larger one waits, and its room is not ready"
        if topic is DEAD_LETTERS
        else "larger ones are refused",
        partitions=kafka.topic_partitions or topic.partitions,
    )


def rules_of_journal(kafka: KafkaSettings, journal: JournalTopic) -> Rules:
    """Its room makes it with as many partitions as what the room reads."""
    name = journal_name(kafka, journal.name)
    return Rules(name, f"the memories of the {journal.room}", is_table=True)


def difference(rules: Rules, found: Found) -> Difference | None:
    """How a topic differs from its rules; None where it does not, as far as is known."""
    faults = [*_faults_of_settings(rules, found), *_faults_of_partitions(rules, found)]
    if not faults:
        return None
    mended_by = dict(fault.mended_by for fault in faults if fault.mended_by is not None)
    told = f"{rules.name} {'; '.join(fault.told for fault in faults)}"
    return Difference(rules.name, told, any(fault.is_grave for fault in faults), mended_by)


def other_partitions(topic: str, now: int, before: int) -> str:
    """What it means when a topic in use gets another number of partitions."""
    if now < before:
        return (
            f"{topic} has {now} partitions and had {before}: it was made anew, without what it had"
        )
    return (
        f"{topic} has {now} partitions and had {before}: new messages of a key go to another "
        "partition than those before, so that they may overtake them"
    )


def gone(topic: str) -> Difference:
    """What it means when a topic in use is there no more."""
    told = f"{topic} is there no more: whatever is written to it waits; newsmill topics create"
    return Difference(topic, told, is_grave=True, mended_by={})


def _faults_of_settings(rules: Rules, found: Found) -> Iterator[_Fault]:
    if found.settings is None:
        return
    if CLEANUP in found.settings:
        policies = {it.strip() for it in (found.settings[CLEANUP] or "").split(",")}
        of_cleanup = _faults_of_a_table if rules.is_table else _faults_of_a_log
        yield from of_cleanup(rules, found.settings, policies)
    largest = _number(found.settings, LARGEST)
    wanted = rules.max_message_bytes
    if wanted is not None and largest is not None and largest < wanted:
        yield _Fault(
            f"takes messages of {_size(largest)} instead of {_size(wanted)}: {rules.too_large}",
            mended_by=(LARGEST, str(wanted)),
        )
    in_sync = _number(found.settings, IN_SYNC)
    if in_sync is not None and in_sync > found.replicas > 0:
        yield _Fault(
            f"asks for {in_sync} replicas in sync and has {found.replicas}: nothing can be written",
            mended_by=(IN_SYNC, str(max(1, found.replicas - 1))),
        )


def _faults_of_a_table(rules: Rules, settings: Settings, policies: set[str]) -> Iterator[_Fault]:
    limits = _limits(settings)
    is_compacted, is_deleted = "compact" in policies, "delete" in policies
    if is_compacted and not (is_deleted and limits):
        return
    if not is_deleted:
        what = f"is not compacted: every change of {rules.kept} is kept, and it grows without end"
    elif limits:
        also = "compacted and " if is_compacted else ""
        what = f"is {also}cleaned by deletion: {rules.kept} vanish {' and '.join(limits)}"
    else:
        what = f"is cleaned by deletion: {rules.kept} vanish as soon as it has a retention"
    yield _Fault(what, is_grave=True, mended_by=(CLEANUP, "compact"))


def _faults_of_a_log(rules: Rules, settings: Settings, policies: set[str]) -> Iterator[_Fault]:
    if "compact" in policies:
        lost = "articles that no room has read yet are lost" if rules.is_path else rules.kept
        yield _Fault(
            f"is compacted: of messages with one key only the last stays, so that {lost}",
            is_grave=rules.is_path,
            mended_by=(CLEANUP, "delete"),
        )
    if "delete" not in policies:
        return
    kept = _number(settings, RETENTION)
    if rules.retention is not None and kept is not None and kept >= 0:
        wanted = rules.retention // timedelta(milliseconds=1)
        if kept < wanted:
            yield _Fault(
                f"keeps messages for {_span(kept)} instead of {_span(wanted)}: {rules.kept}",
                mended_by=(RETENTION, str(wanted)),
            )
    most = _number(settings, RETENTION_BYTES)
    if most is not None and most >= 0:
        yield _Fault(
            f"removes what is beyond {_size(most)} in a partition, however new: {rules.kept}",
            mended_by=(RETENTION_BYTES, "-1"),
        )


def _faults_of_partitions(rules: Rules, found: Found) -> Iterator[_Fault]:
    if rules.partitions is not None and found.partitions > rules.partitions:
        yield _Fault(
            f"has {found.partitions} partitions and not {rules.partitions}: where they were added "
            "later, messages of one key lie in two of them and may overtake each other; "
            f"NEWSMILL_TOPIC_PARTITIONS={found.partitions} says that it is meant"
        )


def _limits(settings: Settings) -> list[str]:
    """When the broker deletes: after some time, beyond some size, or both."""
    limits = []
    if (kept := _number(settings, RETENTION)) is not None and kept >= 0:
        limits.append(f"after {_span(kept)}")
    if (most := _number(settings, RETENTION_BYTES)) is not None and most >= 0:
        limits.append(f"beyond {_size(most)} a partition")
    return limits


def _number(settings: Settings, name: str) -> int | None:
    try:
        return int(settings.get(name) or "")
    except ValueError:
        return None


def _span(milliseconds: int) -> str:
    """In the largest unit that does not need a fraction."""
    for unit, size in (("day", 86_400_000), ("hour", 3_600_000), ("minute", 60_000), ("s", 1000)):
        if milliseconds >= size and milliseconds % size == 0:
            number = milliseconds // size
            plural = "s" if number > 1 and unit != "s" else ""
            return f"{number} {unit}{plural}"
    return f"{milliseconds} ms"


def _size(number: int) -> str:
    for unit, size in (("MiB", MEBIBYTE), ("KiB", 1024)):
        if number >= size:
            return f"{number / size:.4g} {unit}"
    return f"{number} bytes"
