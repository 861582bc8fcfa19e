"""Read topics as a member of a consumer group: batches, committed when they have been handled.

Nothing is skipped in silence. Each partition is read from a known offset on. What does not follow
it is fetched again, and what the log does not have any more is counted and told.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import CommitFailedError, KafkaError

from newsmill.contracts.base import Record
from newsmill.contracts.topics import Topic
from newsmill.errors import UsageError
from newsmill.kafka.connection import client_options, in_contracts, topic_name
from newsmill.kafka.errors import as_user_error
from newsmill.kafka.fetch_gaps import position
from newsmill.kafka.reading import READ_COMMITTED
from newsmill.kafka.rebalances import Rebalances
from newsmill.kafka.records import Message, Place
from newsmill.kafka.refusals import Deed, line_of, refusal_of
from newsmill.logs import logger
from newsmill.settings import KafkaSettings

FETCH_MAX_WAIT_MILLISECONDS = 200
POLL_MILLISECONDS = 200
RETRY_SECONDS = 1.0
IDLE_SECONDS = 1.0
SETTLING_SECONDS = 5.0
"""For a rebalance, after the session of a member that is gone has ended."""
COMMIT_SECONDS = 10.0
LEAVE_SECONDS = 5.0
"""Leaving a group may wait for a broker that is away."""

REVOKE_SECONDS = 5.0
"""How long a rebalance waits for the batch in hand; what is not done by then is read again."""

NEVER_TOO_SLOW_MILLISECONDS = 2**31 - 1
"""Whoever waits for its target stays in the group; who does not live loses its session."""

log = logger("newsmill.group_reader")

Handle = Callable[["Hand"], Awaitable[None]]


class Keeper(Protocol):
    """Keeps how far it has come together with what it has written: exactly once."""

    async def positions(self, places: Sequence[Place]) -> Mapping[Place, int]:
        """The next offset of each partition of which it knows it."""

    async def set_positions(
        self, positions: Mapping[Place, int], ends: Mapping[Place, int]
    ) -> None:
        """Begin there, whatever has been written of these partitions; see `Beginning.ends`."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where a group begins."""

    forced: Mapping[Place, int] | None = None
    """Everywhere, once, whatever was committed. Nobody else may be in the group then."""
    ends: Mapping[Place, int] = field(default_factory=dict)
    """Where partitions that are forced to their start end by now."""
    at_first: Mapping[Place, int] = field(default_factory=dict)
    """Where nothing was committed; at the first message when it is not here either."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is handled at once: whichever comes first."""

    messages: int = 500
    size: int = 4 * 1024 * 1024
    """Of the values, in bytes."""
    wait: timedelta = timedelta(seconds=1)
    """From the first message on."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Messages to be handled together, in order within a partition."""

    messages: Sequence[Message]
    ranges: Mapping[Place, tuple[int, int]]
    """The offsets that are done when the messages are: from, and one past the last."""
    anew: frozenset[Place]
    """Partitions whose log was made anew: their offsets begin again with this hand."""
    generation: int


@dataclass
class _Partition:
    """What is known of one assigned partition."""

    place: Place
    next_offset: int
    taken_from: int
    is_settled: bool = False
    """Whether a message has followed the offset where it was begun."""
    sought_at: int | None = None
    """The offset that was fetched again, since something else had come."""
    begins_anew_at: int | None = None
    """Where its log begins by now, before what is in hand of the earlier one has been given."""
    is_anew: bool = False
    messages: list[Message] = field(default_factory=list)


GOES_ON = Beginning()


class GroupReader:
    """One member of the group `group`, which reads `topic`.

    `keeper` says where it goes on, at the start where it does not know; the group's commits do
    where there is no keeper.
    """

    def __init__(
        self,
        kafka: KafkaSettings,
        group: str,
        topic: Topic[Record],
        bounds: Bounds,
        beginning: Beginning = GOES_ON,
        keeper: Keeper | None = None,
    ) -> None:
        self._kafka = kafka
        self._topic = topic
        self._bounds = bounds
        self._beginning = beginning
        self._forced = beginning.forced
        self._keeper = keeper
        self._partitions: dict[TopicPartition, _Partition] = {}
        self._generation = 0
        self._assigned: set[TopicPartition] | None = None
        self._is_placed = False
        self._rebalances = Rebalances(self.assigned, self.revoked)
        self._assigned_at = 0.0
        self._handling: asyncio.Task[None] | None = None
        self._told: str | None = None
        self.lost = 0
        """Messages that the log did not have any more when they were to be read."""
        self._group = group
        self._consumer = AIOKafkaConsumer(
            **client_options(kafka),
            group_id=group,
            # Never "latest": it is used as well where an offset is out of range.
            auto_offset_reset="earliest",
            isolation_level=READ_COMMITTED,
            enable_auto_commit=False,
            session_timeout_ms=int(kafka.session_timeout.total_seconds() * 1000),
            heartbeat_interval_ms=int(kafka.session_timeout.total_seconds() * 1000 / 6),
            max_poll_interval_ms=NEVER_TOO_SLOW_MILLISECONDS,
            fetch_max_wait_ms=FETCH_MAX_WAIT_MILLISECONDS,
        )

    async def start(self) -> None:
        """Connect, and ask to join the group."""
        await self._consumer.start()
        name = topic_name(self._kafka, self._topic)
        self._consumer.subscribe([name], listener=self._rebalances)

    async def close(self) -> None:
        """Leave the group."""
        try:
            async with asyncio.timeout(LEAVE_SECONDS):
                await self._consumer.stop()
        except (TimeoutError, KafkaError):
            log.debug("left without a word to the coordinator")

    @property
    def is_waiting(self) -> bool:
        """Whether it has no partitions yet, or the broker refuses to let it read."""
        return not self._is_placed or self._told is not None

    def has_reached(self, ends: Mapping[Place, int]) -> bool:
        """Whether everything before `ends` in this member's partitions has been given."""
        return self.has_read(ends) and not any(it.messages for it in self._partitions.values())

    def has_read(self, ends: Mapping[Place, int]) -> bool:
        """Whether it has been read; some of it may still wait to be given."""
        return self._is_placed and all(
            (position(self._consumer, tp) or 0) >= ends.get(partition.place, 0)
            for tp, partition in self._partitions.items()
        )

    async def is_finished(self, ends: Mapping[Place, int]) -> bool:
        """Whether everything before `ends` was given, here or to the members that are alive.

        One that was killed keeps its partitions until its session ends; then they are ours.
        """
        if not self.has_reached(ends):
            return False
        ours = {partition.place for partition in self._partitions.values()}
        others = {
            TopicPartition(topic_name(self._kafka, self._topic), place[1]): end
            for place, end in ends.items()
            if place not in ours
        }
        session = self._kafka.session_timeout.total_seconds()
        if not others or time.monotonic() - self._assigned_at > 2 * session + SETTLING_SECONDS:
            return True
        try:
            begun = await self._consumer.beginning_offsets(list(others))
            for tp, end in others.items():
                if begun[tp] < end and ((await self._consumer.committed(tp)) or 0) < end:
                    return False
        except KafkaError as error:
            log.debug("how far the others are is not known", why=str(error))
            return False
        return True

    async def take(self, hurry: Callable[[], bool]) -> Hand:
        """The next messages, within the bounds; none where none come for a while.

        What there is comes at once when `hurry` says so.

        Raises:
            UserError: the broker refuses for good.
            KafkaError: something else does not work; brokers that are away are waited for.
        """
        for partition in self._partitions.values():
            if partition.begins_anew_at is not None:
                partition.next_offset = partition.taken_from = partition.begins_anew_at
                partition.begins_anew_at, partition.is_anew = None, True
        self._rebalances.check()
        deadline = time.monotonic() + IDLE_SECONDS
        has_begun = False
        while (left := deadline - time.monotonic()) > 0 and not (self._is_full() or hurry()):
            try:
                if not self._is_placed:
                    await self._place()
                await self._fetch(int(min(left * 1000 + 1, POLL_MILLISECONDS)))
            except KafkaError as error:
                await self._wait_or_end(error)
            if any(it.begins_anew_at is not None for it in self._partitions.values()):
                break
            if not has_begun and any(it.messages for it in self._partitions.values()):
                has_begun = True
                deadline = time.monotonic() + self._bounds.wait.total_seconds()
        return self._hand()

    def _is_full(self) -> bool:
        messages = [it for partition in self._partitions.values() for it in partition.messages]
        size = sum(len(message.value or b"") for message in messages)
        return len(messages) >= self._bounds.messages or size >= self._bounds.size

    async def _fetch(self, milliseconds: int) -> None:
        room = self._bounds.messages - sum(len(it.messages) for it in self._partitions.values())
        batches = await self._consumer.getmany(timeout_ms=milliseconds, max_records=room)
        if batches:
            self._told = None
        for tp, records in batches.items():
            for record in records:
                # Without an entry it is fetched from a known offset in a moment.
                partition = self._partitions.get(tp)
                if partition is None or not self._follows(tp, partition, record):
                    break
                partition.messages.append(self._as_message(record))
                partition.next_offset = record.offset + 1
                partition.is_settled = True
                partition.sought_at = None

    async def _wait_or_end(self, error: KafkaError) -> None:
        if (told := as_user_error(error, self._topic.name)) is not None:
            raise told from error
        deed = refusal_of(error).deed
        if deed not in (Deed.PASSES, Deed.WAIT):
            raise error
        line = line_of(self._topic.name, error)
        if deed is Deed.WAIT and line != self._told:
            log.error("waiting: the broker refuses for now", why=line)
            self._told = line
        await asyncio.sleep(RETRY_SECONDS)

    def _follows(self, tp: TopicPartition, partition: _Partition, record: Any) -> bool:
        """Whether `record` is next; where something lies between, after a second look."""
        expected = partition.next_offset
        # Offsets that a fetch has covered and that have no message were never one for us.
        since = getattr(record, "since", record.offset)
        if since <= expected <= record.offset:
            return True
        is_compacted = self._topic.cleanup == "compact"
        if record.offset > expected and is_compacted and partition.is_settled:
            return True
        if partition.sought_at != expected:
            # A fetch from before a seek, or one that went astray.
            partition.sought_at = expected
            self._consumer.seek(tp, expected)
            return False
        if record.offset < expected:
            log.warning(
                "the log begins again: the topic was made anew or cut back",
                topic=self._topic.name, partition=tp.partition, expected=expected,
                found=record.offset,
            )  # fmt: skip
            partition.begins_anew_at = record.offset
            self._consumer.seek(tp, record.offset)
            return False
        if not is_compacted:
            missing = since - expected
            self.lost += missing
            log.error(
                "messages are gone that were never read: the topic keeps them no longer",
                topic=self._topic.name, partition=tp.partition, messages=missing,
                from_offset=expected, until_offset=since,
            )  # fmt: skip
        return True

    def _hand(self) -> Hand:
        messages: list[Message] = []
        ranges = {}
        anew = set()
        for partition in self._partitions.values():
            if not partition.messages:
                continue
            messages += partition.messages
            ranges[partition.place] = partition.taken_from, partition.next_offset
            if partition.is_anew:
                anew.add(partition.place)
                partition.is_anew = False
            partition.taken_from = partition.next_offset
            partition.messages = []
        return Hand(messages, ranges, frozenset(anew), self._generation)

    async def handle(self, hand: Hand, handle: Handle) -> bool:
        """Call `handle`, then commit. Returns False where the partitions went away meanwhile.

        What was not committed is read again, by us or by whoever has the partitions then.
        """
        if hand.generation != self._generation:
            return False
        self._handling = asyncio.ensure_future(self._handle_and_commit(hand, handle))
        try:
            await asyncio.shield(self._handling)
        except asyncio.CancelledError:
            if asyncio.current_task().cancelling():  # type: ignore[union-attr]
                self._handling.cancel()
                await asyncio.wait({self._handling})
                raise
            return False
        finally:
            self._handling = None
        return True

    async def _handle_and_commit(self, hand: Hand, handle: Handle) -> None:
        await handle(hand)
        await self._commit(hand)

    async def _commit(self, hand: Hand) -> None:
        offsets = {
            tp: hand.ranges[partition.place][1]
            for tp, partition in self._partitions.items()
            if partition.place in hand.ranges
        }
        if not offsets or hand.generation != self._generation:
            return
        try:
            async with asyncio.timeout(COMMIT_SECONDS):
                await self._consumer.commit(offsets)
        except (TimeoutError, CommitFailedError) as error:
            # The next commit says it as well.
            log.debug("not committed", why=str(error))
        except KafkaError as error:
            await self._wait_or_end(error)

    def look_again(self) -> None:
        """Drop what was taken and not handled, and begin where the keeper says by now."""
        self._forget(self._assigned)

    async def assigned(self, assigned: set[TopicPartition]) -> None:
        """These partitions are ours. Where to begin is found out where waiting blocks nobody."""
        self._forget(assigned)

    async def revoked(self, _: set[TopicPartition]) -> None:
        """No partition is ours any more: what is in hand is finished soon, or dropped."""
        handling = self._handling
        if handling is not None:
            await asyncio.wait({handling}, timeout=REVOKE_SECONDS)
            if not handling.done():
                handling.cancel()
                await asyncio.wait({handling})
        self._forget(None)

    def _forget(self, assigned: set[TopicPartition] | None) -> None:
        self._generation += 1
        self._assigned_at = time.monotonic()
        self._assigned = assigned
        self._is_placed = False
        self._partitions = {}

    async def _place(self) -> None:
        """Find out where to begin in the assigned partitions, and begin there."""
        if (assigned := self._assigned) is None:
            return
        generation = self._generation
        places = {tp: (in_contracts(self._kafka, tp.topic), tp.partition) for tp in assigned}
        begin = await self._begin_at(places)
        anew = await self._made_anew({tp: begin[place] for tp, place in places.items()})
        if generation != self._generation:
            return
        for tp, place in places.items():
            offset = anew.get(tp, begin[place])
            self._consumer.seek(tp, offset)
            self._partitions[tp] = _Partition(place, offset, offset, is_anew=tp in anew)
        self._is_placed = True

    async def _made_anew(self, begin: Mapping[TopicPartition, int]) -> Mapping[TopicPartition, int]:
        """Where logs begin that end before we are to begin: they are not those that we knew.

        Some brokers do not say that an offset is out of range, and would let us wait there.
        """
        if self._keeper is None or not begin:
            return {}
        ends = await self._consumer.end_offsets(list(begin))
        beyond = [tp for tp, offset in begin.items() if offset > ends[tp]]
        starts = await self._consumer.beginning_offsets(beyond) if beyond else {}
        for tp, start in starts.items():
            log.warning(
                "the log begins again: the topic was made anew or cut back",
                topic=self._topic.name, partition=tp.partition, expected=begin[tp], found=start,
            )  # fmt: skip
        return dict(starts)

    async def _begin_at(self, places: Mapping[TopicPartition, Place]) -> Mapping[Place, int]:
        if self._forced is not None:
            return await self._begin_where_forced(self._forced, places)
        begin: dict[Place, int] = {}
        if self._keeper is not None and places:
            begin |= await self._keeper.positions(list(places.values()))
        at_first = self._beginning.at_first
        # Who keeps its positions and has none is new, whoever was in this group before.
        if self._keeper is None or at_first:
            for tp, place in places.items():
                if place in begin:
                    continue
                if (committed := await self._consumer.committed(tp)) is not None:
                    begin[place] = committed
        new = {tp: place for tp, place in places.items() if place not in begin}
        if told := {tp: at_first[place] for tp, place in new.items() if place in at_first}:
            # At once: after a crash, a later beginning would leave out what comes until then.
            await self._consumer.commit(told)
            begin |= {places[tp]: offset for tp, offset in told.items()}
        if unknown := [tp for tp, place in places.items() if place not in begin]:
            starts = await self._consumer.beginning_offsets(unknown)
            begin |= {places[tp]: offset for tp, offset in starts.items()}
        return begin

    async def _begin_where_forced(
        self, forced: Mapping[Place, int], places: Mapping[TopicPartition, Place]
    ) -> Mapping[Place, int]:
        if set(places.values()) != set(forced):
            raise UsageError(
                f"another process of the group {self._group} is running: stop it before you say "
                "where it begins"
            )
        if self._keeper is not None:
            await self._keeper.set_positions(forced, self._beginning.ends)
        await self._consumer.commit({tp: forced[place] for tp, place in places.items()})
        self._forced = None
        return forced

    def _as_message(self, record: Any) -> Message:
        return Message(
            self._topic.name,
            record.partition,
            record.offset,
            record.key,
            record.value,
            record.headers,
            record.timestamp,
        )
