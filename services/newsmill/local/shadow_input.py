"""The input of a replay: what is ordered, and copying it from the real topic to its shadow."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from newsmill.errors import UserError
from newsmill.inspection.naming import name_of, place_name
from newsmill.inspection.pairing import Pairing
from newsmill.inspection.reading import OnProgress
from newsmill.kafka.connection import topic_name
from newsmill.kafka.publisher import KafkaPublisher, open_publisher
from newsmill.kafka.reading import History, committed_offsets, open_history
from newsmill.kafka.records import Message, Place
from newsmill.local.shadow_topics import create_shadows, delete_shadows, shadow_of
from newsmill.pipeline import JOURNALS, PROCESSES_BY_TOPIC, Room, Step
from newsmill.settings import KafkaSettings

FETCHING_ROOMS: frozenset[Room] = frozenset({"retriever"})
"""Rooms that ask other people's servers again when they are run again."""


class NothingToReplay(UserError):
    """There is no input between the two instants."""


class FetchesAgain(UserError):
    """The room would fetch pages again, and nobody has agreed to it."""


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
    has_topics: bool = False
    """Whether shadow topics have been made, and are still there."""


async def copy_input(
    kafka: KafkaSettings,
    order: Order,
    read: Input,
    pairing: Pairing,
    on_progress: OnProgress,
) -> None:
    """Copy what lies between the two instants; for a room with a memory, also what lies before.

    What is read and copied is entered in `read` and expected by `pairing`.

    Raises:
        NothingToReplay, FetchesAgain: there is nothing to do, or nobody has agreed to it.
        BrokerUnavailable, TopicsMissing, KafkaError: the topics cannot be read or made.
    """
    shadow = shadow_of(kafka, order.suffix)
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
        read.has_topics = True
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
        read.has_topics = False
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


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
