"""Replay dead letters: put each message back where it was read, byte for byte and only once.

An intent is written before a message is published, and a completion after it. So a replay that was
cut off in between is found, and the next one looks whether the message is there already.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from newsmill.contracts.headers import Headers, event_headers, original_headers
from newsmill.contracts.outcomes import Replay
from newsmill.contracts.topics import DEAD_LETTERS, REPLAYS
from newsmill.inspection.quarantine import Letter, Origin, Replays
from newsmill.inspection.reading import OnProgress, no_progress
from newsmill.kafka.admin import require_topics
from newsmill.kafka.connection import topic_name
from newsmill.kafka.errors import RecordRefused
from newsmill.kafka.publisher import KafkaPublisher
from newsmill.kafka.reading import History, open_history
from newsmill.kafka.records import Place
from newsmill.pipeline import PATH
from newsmill.settings import KafkaSettings

Clock = Callable[[], datetime]

TARGETS = {topic.name: topic for topic in PATH}


@dataclass
class Plan:
    """What a replay is going to do with each letter."""

    ready: list[Letter] = field(default_factory=list)
    """In the order in which their messages were first written."""
    already: list[tuple[Letter, str]] = field(default_factory=list)
    refused: list[tuple[Letter, str]] = field(default_factory=list)


@dataclass
class Replayed:
    """What a replay has done so far."""

    published: list[tuple[Letter, Replay]] = field(default_factory=list)
    found: list[tuple[Letter, Replay]] = field(default_factory=list)
    """Published by an earlier try that was cut off before it could say so."""
    refused: list[tuple[Letter, str]] = field(default_factory=list)
    """The broker refuses them now, or retention has removed them."""


def plan(
    letters: Sequence[Letter],
    replays: Replays,
    partitions: Mapping[str, int],
    topic_prefix: str,
    *,
    again: bool,
) -> Plan:
    """Which of `letters` can be put back, and why the others cannot.

    `partitions` is what the broker has, by name.
    """
    planned = Plan()
    taken: dict[Origin, Letter] = {}
    for letter in letters:
        if (why := _why_not(letter, partitions, topic_prefix)) is not None:
            planned.refused.append((letter, why))
            continue
        assert letter.origin is not None
        if (twin := taken.get(letter.origin)) is not None:
            planned.already.append((letter, f"the same message as {twin.id}"))
            continue
        taken[letter.origin] = letter
        done = replays.done.get(letter.origin)
        if done is not None and not again and letter.origin not in replays.begun:
            assert done.done_at is not None
            planned.already.append(
                (letter, f"already replayed {done.done_at:%Y-%m-%d %H:%M:%S} UTC")
            )
        else:
            planned.ready.append(letter)
    planned.ready.sort(key=lambda letter: letter.origin or ("", 0, 0))
    return planned


def _why_not(letter: Letter, partitions: Mapping[str, int], topic_prefix: str) -> str | None:
    record = letter.record
    if record is None:
        return f"its headers are no dead letter's: {letter.problem}"
    if record.is_cut:
        return "only its beginning was kept, because it was too large: it has no bytes to replay"
    name = record.topic.removeprefix(topic_prefix)
    if not record.topic.startswith(topic_prefix) or name not in TARGETS:
        return f"it was read from {record.topic}, which no room reads here"
    there = partitions.get(record.topic, 0)
    if record.partition >= there:
        return f"{record.topic} has {there} partitions, and no number {record.partition}"
    return None


async def replay(
    kafka: KafkaSettings,
    publisher: KafkaPublisher,
    letters: Sequence[Letter],
    replays: Replays,
    now: Clock,
    replayed: Replayed,
    on_progress: OnProgress = no_progress,
) -> None:
    """Put `letters`, those of a plan that are ready, back where they came from.

    What is done is entered in `replayed` as it happens. Where an earlier replay has left an intent
    alone, the message is looked for, and published only if it is not there.

    Raises:
        NotPermitted, WriteRefused, ProducerBroken: a write was not acknowledged; what was done is
            recorded, and another replay finds out about the rest.
        BrokerUnavailable: the broker stopped answering.
    """
    if not letters:
        return
    prefix = kafka.topic_prefix
    targets = {_origin(letter)[0].removeprefix(prefix) for letter in letters}
    async with (
        open_history(kafka, [DEAD_LETTERS]) as quarantine,
        open_history(kafka, [TARGETS[name] for name in sorted(targets)]) as history,
    ):
        ends = history.ends
        found = await _look_for(kafka, quarantine, letters, replays)
        for number, letter in enumerate(letters, 1):
            origin = _origin(letter)
            place = origin[0].removeprefix(prefix), origin[1]
            message = await quarantine.at((DEAD_LETTERS.name, letter.partition), letter.offset)
            if (offset := found.get(origin)) is not None:
                done = await _complete(kafka, publisher, letter, replays.begun[origin], offset, now)
                replayed.found.append((letter, done))
            elif message is None:
                replayed.refused.append((letter, "it is no more in the topic"))
            else:
                begun = _intent(letter, now(), ends[place])
                await _record(kafka, publisher, letter, begun, now)
                try:
                    offset = await publisher.publish_to(
                        origin[0],
                        origin[1],
                        message.key,
                        message.value,
                        original_headers(message.headers),
                    )
                except RecordRefused as error:
                    replayed.refused.append((letter, str(error)))
                else:
                    done = await _complete(kafka, publisher, letter, begun, offset, now)
                    replayed.published.append((letter, done))
            on_progress("replaying", number, len(letters))


async def partitions_there(kafka: KafkaSettings) -> Mapping[str, int]:
    """How many partitions each topic has, by its name on the broker.

    Raises:
        TopicsMissing: there is no place for dead letters or for what is recorded of replays.
    """
    return await require_topics(kafka, [DEAD_LETTERS, REPLAYS])


async def _look_for(
    kafka: KafkaSettings, quarantine: History, letters: Sequence[Letter], replays: Replays
) -> dict[Origin, int]:
    """The offsets of messages that an earlier replay published without recording its completion."""
    starts: dict[Place, int] = {}
    origins: defaultdict[tuple[Place, bytes], list[Origin]] = defaultdict(list)
    for letter in letters:
        begun = replays.begun.get(_origin(letter))
        if begun is None:
            continue
        message = await quarantine.at((DEAD_LETTERS.name, letter.partition), letter.offset)
        if message is None:
            continue
        place = begun.topic.removeprefix(kafka.topic_prefix), begun.partition
        starts[place] = min(starts.get(place, begun.end_offset), begun.end_offset)
        sought = _digest(message.key, message.value, original_headers(message.headers))
        origins[place, sought].append(_origin(letter))
    if not starts:
        return {}
    # Messages that other replays have put there, even if they are equal.
    others = {
        (done.topic.removeprefix(kafka.topic_prefix), done.partition, done.replayed_offset)
        for done in replays.done.values()
    }
    found: dict[Origin, int] = {}
    topics = [TARGETS[name] for name in sorted({topic for topic, _ in starts})]
    async with open_history(kafka, topics, starts=starts) as history:
        async for messages in history.read():
            for message in messages:
                if (*message.place, message.offset) in others:
                    continue
                digest = _digest(message.key, message.value, message.headers)
                for origin in origins.get((message.place, digest), ()):
                    if origin not in found and message.offset >= replays.begun[origin].end_offset:
                        found[origin] = message.offset
                        break
    return found


def _digest(key: bytes | None, value: bytes | None, headers: Headers) -> bytes:
    """A digest of key, value and headers: equal for equal messages only."""
    digest = sha256()
    named = (part for name, value_of in headers for part in (name.encode(), value_of))
    for part in (key, value, *named):
        digest.update(b"-" if part is None else b"%d:" % len(part))
        digest.update(part or b"")
    return digest.digest()


def _intent(letter: Letter, at: datetime, end_offset: int) -> Replay:
    assert letter.record is not None
    return Replay(
        letter_partition=letter.partition,
        letter_offset=letter.offset,
        topic=letter.record.topic,
        partition=letter.record.partition,
        offset=letter.record.offset,
        room=letter.record.room,
        begun_at=at,
        end_offset=end_offset,
    )


async def _complete(
    kafka: KafkaSettings,
    publisher: KafkaPublisher,
    letter: Letter,
    begun: Replay,
    offset: int,
    now: Clock,
) -> Replay:
    done = begun.model_copy(update={"done_at": now(), "replayed_offset": offset})
    await _record(kafka, publisher, letter, done, now)
    return done


async def _record(
    kafka: KafkaSettings, publisher: KafkaPublisher, letter: Letter, replay: Replay, now: Clock
) -> None:
    headers = event_headers(REPLAYS, replay, "cli", now(), letter.subject or "", None)
    await publisher.publish(
        topic_name(kafka, REPLAYS),
        REPLAYS.key(replay).encode(),
        replay.model_dump_json().encode(),
        REPLAYS.partition_key(replay),
        headers,
    )


def _origin(letter: Letter) -> Origin:
    assert letter.origin is not None, "an unreadable letter is never ready"
    return letter.origin
