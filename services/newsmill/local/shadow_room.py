"""Replay a room: run it over old input, beside the real one, and compare what it writes.

The old input is copied into a shadow topic, partition by partition and in order. The room itself is
the real one, in a process of its own that is told to put a suffix behind every name. So it joins
another group, writes to other topics and keeps another journal, and nothing real can change.
"""

import asyncio
import shutil
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from newsmill.errors import UserError
from newsmill.inspection.auditing import CLOCK_SKEW
from newsmill.inspection.comparing import Comparison, outcome_of
from newsmill.inspection.naming import name_of, place_name
from newsmill.inspection.pairing import Pairing, open_pairing
from newsmill.inspection.reading import OnProgress, no_progress, read_all
from newsmill.kafka.connection import topic_name
from newsmill.kafka.publisher import KafkaPublisher, open_publisher, with_idempotence_as_accepted
from newsmill.kafka.reading import History, committed_offsets, open_history
from newsmill.kafka.records import Message, Place
from newsmill.local.run_folder import run_folder
from newsmill.local.shadow_topics import (
    ShadowTopicsThere,
    create_shadows,
    delete_shadows,
    outputs_of,
    shadow_of,
    shadows_there,
)
from newsmill.local.supervisor import MillNotStarted, open_mill
from newsmill.pipeline import JOURNALS, PROCESSES_BY_TOPIC, Room, Step
from newsmill.rooms import settings_of
from newsmill.settings import KafkaSettings, RuntimeSettings, load

FETCHING_ROOMS: frozenset[Room] = frozenset({"retriever"})
"""Rooms that ask other people's servers again when they are run again."""

STALLED_AFTER_SECONDS = 300.0
"""Longer than any article may take in any room."""

LOOK_SECONDS = 0.5


class NothingToReplay(UserError):
    """There is no input between the two instants."""


class FetchesAgain(UserError):
    """The room would fetch pages again, and nobody has agreed to it."""


class ReplayStalled(UserError):
    """The shadow room does not get on."""


@dataclass(frozen=True)
class Order:
    """What is to be replayed, and into which topics."""

    step: Step[Any, Any]
    since: datetime
    until: datetime
    suffix: str
    limit: int | None = None
    again: bool = False
    """Delete the topics that an earlier replay has left under this suffix."""
    may_fetch: bool = False
    examples: int = 5

    @property
    def remembers(self) -> bool:
        """Whether decisions depend on what the room has read before."""
        return any(journal.room == self.step.room for journal in JOURNALS)


@dataclass
class Input:
    """What was read of the room's topic, and copied."""

    read: int = 0
    """Messages between the two instants."""
    repeats: int = 0
    """Of them, of an observation that had been read before: it is compared once."""
    before: int = 0
    """Older messages, for the memory of a room that has one; not compared."""
    refused: int = 0
    """Messages that the broker did not take a second time."""
    first_milliseconds: int | None = None
    last_milliseconds: int | None = None
    remembered_from: int | None = None
    """The oldest message that a room's memory was made of."""
    kept_from: int | None = None
    """From when on everything is there, where retention has removed the beginning."""
    ends: dict[Place, int] = field(default_factory=dict)
    """Where each partition of the shadow topic ends."""


@dataclass
class Replayed:
    """A replay and its result."""

    order: Order
    read: Input = field(default_factory=Input)
    comparison: Comparison = field(default_factory=Comparison)
    has_topics: bool = False
    """Whether shadow topics have been made."""


async def replay_room(
    kafka: KafkaSettings,
    runtime: RuntimeSettings,
    replayed: Replayed,
    on_progress: OnProgress = no_progress,
) -> None:
    """Carry out the order of `replayed`, and fill in the rest of it on the way.

    Whatever ends it, the room's process has ended, and the shadow topics are still there.

    Raises:
        ShadowTopicsThere: an earlier replay's topics would be mixed with this one's.
        NothingToReplay, FetchesAgain: there is nothing to do, or nobody has agreed to it.
        MillNotStarted, ReplayStalled: the room could not start, has stopped, or does not get on.
        BrokerUnavailable, TopicsMissing, KafkaError: the topics cannot be read or made.
    """
    order = replayed.order
    replayed.comparison.examples_kept = order.examples
    kafka = await with_idempotence_as_accepted(kafka)
    shadow = shadow_of(kafka, order.suffix)
    if (left := await shadows_there(shadow)) and not order.again:
        raise ShadowTopicsThere(order.suffix, left)
    folder = run_folder(runtime) / "replay"
    folder.mkdir()
    try:
        with open_pairing(folder / "pairs.sqlite") as pairing:
            await _copy(kafka, shadow, replayed, pairing, on_progress)
            await _run(shadow, runtime, order.step, replayed.read.ends, folder, on_progress)
            await _compare(kafka, shadow, replayed, pairing, on_progress)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _copy(
    kafka: KafkaSettings,
    shadow: KafkaSettings,
    replayed: Replayed,
    pairing: Pairing,
    on_progress: OnProgress,
) -> None:
    """Copy the input between the two instants; of a room with a memory, also what lies before."""
    order, read = replayed.order, replayed.read
    reads = order.step.reads
    committed = await committed_offsets(kafka, {reads.name: PROCESSES_BY_TOPIC[reads.name]})
    since = None if order.remembers else order.since
    async with open_history(kafka, [reads], since=since) as history:
        if order.step.room in FETCHING_ROOMS and not order.may_fetch:
            raise FetchesAgain(
                f"the {order.step.room} would fetch the pages of up to {history.total} articles "
                "again, at its own pace and beside a running one's: --yes if that is meant"
            )
        await delete_shadows(shadow)
        replayed.has_topics = True
        await create_shadows(kafka, shadow, order.step)
        async with open_publisher(shadow) as publisher:
            copier = _Copier(kafka, shadow, order, read, pairing, publisher, committed, history)
            done = 0
            async for messages in history.read():
                await copier.take(messages)
                done += len(messages)
                on_progress("copying", done, history.total)
                if read.read == order.limit:
                    break
    if not read.read:
        await delete_shadows(shadow)
        replayed.has_topics = False
        raise NothingToReplay(
            f"{topic_name(kafka, reads)} has no messages between {_iso(order.since)} and "
            f"{_iso(order.until)}"
        )


class _Copier:
    """Copies what is wanted of a partition's messages, and enters it."""

    def __init__(
        self,
        kafka: KafkaSettings,
        shadow: KafkaSettings,
        order: Order,
        read: Input,
        pairing: Pairing,
        publisher: KafkaPublisher,
        committed: dict[Place, int],
        history: History,
    ) -> None:
        self._prefix = kafka.topic_prefix
        self._shadow = shadow
        self._order = order
        self._read = read
        self._pairing = pairing
        self._publisher = publisher
        self._committed = committed
        self._cut = set(history.cut)
        self._since = _milliseconds(order.since)
        self._until = _milliseconds(order.until)

    async def take(self, messages: list[Message]) -> None:
        """Copy messages in their order, and wait until the broker has them."""
        for place, of_place in groupby(messages, key=lambda message: message.place):
            in_order = list(of_place)
            self._look_for_retention(in_order[0])
            wanted = [message for message in in_order if self._is_wanted(message)]
            if wanted:
                await self._copy(place, wanted)

    def _is_wanted(self, message: Message) -> bool:
        """Whether the room is to read it; enters it if it is to be compared."""
        read, at = self._read, message.milliseconds
        if at >= self._until or read.read == self._order.limit:
            return False
        if at < self._since:
            if self._order.remembers:
                read.before += 1
                read.remembered_from = min(at, read.remembered_from or at)
            return self._order.remembers
        read.read += 1
        read.first_milliseconds = min(at, read.first_milliseconds or at)
        read.last_milliseconds = max(at, read.last_milliseconds or at)
        is_waiting = message.offset >= self._committed.get(message.place, 0)
        is_new = self._pairing.expect(name_of(message, self._prefix), is_waiting=is_waiting)
        read.repeats += not is_new
        return True

    async def _copy(self, place: Place, messages: list[Message]) -> None:
        partition = place[1]
        name = topic_name(self._shadow, self._order.step.reads)
        offsets = await self._publisher.publish_in_order(name, partition, messages)
        for message, offset in zip(messages, offsets, strict=True):
            if offset is None:
                self._read.refused += 1
                continue
            self._read.ends[place] = offset + 1
            own = name_of(message, self._prefix)
            if own == place_name(message.topic, message.partition, message.offset):
                copy = place_name(name.removeprefix(self._prefix), partition, offset)
                self._pairing.rename(own, copy)

    def _look_for_retention(self, first: Message) -> None:
        """Note where a partition really begins that retention has shortened."""
        if first.place in self._cut:
            self._cut.discard(first.place)
            if first.milliseconds > self._since:
                self._read.kept_from = max(first.milliseconds, self._read.kept_from or 0)


async def _run(
    shadow: KafkaSettings,
    runtime: RuntimeSettings,
    step: Step[Any, Any],
    ends: dict[Place, int],
    folder: Path,
    on_progress: OnProgress,
) -> None:
    """Run the room until it has committed all of the copied input.

    What it keeps in files beside Kafka goes to `folder`, not to where the real one has it.
    """
    shadow = shadow.model_copy(update={"checkpoint_folder": folder / "checkpoints"})
    environment = _own_folders(step.room, folder)
    total = sum(ends.values())
    done = 0
    moved_at = time.monotonic()
    on_progress(step.room, 0, total)
    async with open_mill(shadow, runtime, environment, only=step.room) as mill:
        while done < total:
            await asyncio.sleep(LOOK_SECONDS)
            await mill.status()
            if mill.failed is not None:
                raise MillNotStarted(f"the replay has ended: {mill.failed}")
            committed = await committed_offsets(shadow, {step.reads.name: (step.room,)})
            now_done = sum(min(end, committed.get(place, 0)) for place, end in ends.items())
            if now_done != done:
                done, moved_at = now_done, time.monotonic()
                on_progress(step.room, done, total)
            elif time.monotonic() - moved_at > STALLED_AFTER_SECONDS:
                raise ReplayStalled(
                    f"nothing has moved for {STALLED_AFTER_SECONDS:.0f} s; {total - done} messages "
                    f"are left; the room's log is {mill.log_file}"
                )


async def _compare(
    kafka: KafkaSettings,
    shadow: KafkaSettings,
    replayed: Replayed,
    pairing: Pairing,
    on_progress: OnProgress,
) -> None:
    order, comparison = replayed.order, replayed.comparison
    room, outputs = order.step.room, outputs_of(order.step)

    def note(message: Message) -> None:
        if (outcome := outcome_of(message, room)) is not None:
            pairing.note(name_of(message, kafka.topic_prefix), message.milliseconds, outcome)

    def compare(message: Message) -> None:
        if (outcome := outcome_of(message, room)) is None:
            return
        if (pair := pairing.answer(name_of(message, kafka.topic_prefix))) is not None:
            comparison.enter(pair.name, pair.before, outcome, is_waiting=pair.is_waiting)

    async with open_history(kafka, outputs, since=order.since - CLOCK_SKEW) as history:
        await read_all(history, note, "reading what was written then", on_progress)
    async with open_history(shadow, outputs) as history:
        await read_all(history, compare, "comparing", on_progress)
    comparison.unanswered = pairing.unanswered


def _own_folders(room: Room, folder: Path) -> dict[str, str]:
    """Variables that lead the room to folders of its own, for each that its settings name."""
    settings = settings_of(room)
    if settings is None:
        return {}
    prefix = settings.model_config.get("env_prefix", "")
    return {
        f"{prefix}{name}".upper(): str(folder / name)
        for name, value in load(settings)
        if isinstance(value, Path)
    }


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
