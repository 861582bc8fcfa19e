"""What a worker has in its hands, which the broker knows before any of it is begun.

Commits carry checkpoints (`checkpoints.py`). One is on its way at a time, so that the last that was
sent is the last that arrives; it tells of all partitions, and messages that come meanwhile share
the next. Nothing here knows Faust or a client.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, MutableMapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from aiokafka.errors import KafkaError

from newsmill.clock import utc_now
from newsmill.logs import logger
from newsmill.streaming.partition import AssignedPartition, Commit
from newsmill.streaming.poison import End, Handling, PoisonDetector

NOTES_APART_SECONDS = 0.025
"""Messages that come faster than this are noted together."""

GATHER_SECONDS = 0.002
"""Those of one fetch come within this time."""

IDLE_SECONDS = 0.2
"""Who has had nothing in hand for so long says so, and is suspected of nothing when it ends."""

FAREWELL_SECONDS = 1.5
"""How long a last commit may hold up a rebalance; the broker may be what has gone."""

log = logger("newsmill.consumer")


class Place(Protocol):
    """A partition of a topic."""

    @property
    def topic(self) -> str:
        """Its name on the broker."""

    @property
    def partition(self) -> int:
        """Its number."""


TP = TypeVar("TP", bound=Place)


@dataclass(frozen=True, slots=True)
class Admission:
    """How a message is to be handled, and the ends at which it was in hand."""

    handling: Handling
    ends: tuple[End, ...] = ()


class Waiting(Protocol):
    """Messages that are to be begun after the one that is being admitted."""

    async def fill(self, until: float) -> None:
        """Return when there are enough of them, or at the time `until` on a monotonic clock."""

    def to_be_noted(self) -> tuple[list[Any], int]:
        """Those that may be noted together with it, and how many of them begin at once."""


class Hands(Generic[TP]):
    """The messages that have been admitted and are not done, of all `assigned` partitions.

    `committed` is told which offsets are committed. `note` commits; False where somebody else has
    one of the partitions by now. `me` is the name of this worker.
    """

    def __init__(
        self,
        me: str,
        assigned: Mapping[TP, AssignedPartition],
        committed: MutableMapping[TP, int | None],
        note: Callable[[Mapping[TP, Commit]], Awaitable[bool]],
        is_stale: Callable[[Any], bool],
    ) -> None:
        self._me = me
        self._assigned = assigned
        self._committed = committed
        self._note = note
        self._is_stale = is_stale
        self._noting = asyncio.Lock()
        self._noted_at = 0.0
        self._alone: TP | None = None
        """Where a message is handled alone: all that is noted meanwhile must say so."""
        self._next_look: asyncio.TimerHandle | None = None
        self._looks: set[asyncio.Task[None]] = set()

    async def admit(self, message: Any, waiting: Waiting | None = None) -> Admission | None:
        """How `message` is to be handled; None where its partition was taken away meanwhile.

        One that is handled as usual may be begun: the broker has that it is in hand. Those that
        are `waiting` are noted with it.
        """
        if (detector := self._detector(message)) is None:
            return None
        handling, ends = detector.handling(message.offset), detector.ends(message.offset)
        if handling == "ordinary" and not await self._taken_in_hand(message, waiting):
            return None
        if self._detector(message) is not detector:
            return None
        if handling == "ordinary":
            detector.begin(message.offset)
        return Admission(handling, ends)

    @asynccontextmanager
    async def alone(self, message: Any) -> AsyncIterator[bool]:
        """While in the block, the broker has that `message` is all that this process has in hand.

        It must be so. False where its partition was taken away meanwhile.
        """
        async with self._noting:
            if detector := self._detector(message):
                for partition in self._assigned.values():
                    if partition.detector is not None:
                        partition.detector.put_all_down()
                detector.take(message.offset)
                self._alone = message.tp
                is_ours = await self._note_news()
        try:
            if detector is None or not is_ours or self._detector(message) is not detector:
                yield False
                return
            detector.begin(message.offset)
            yield True
        finally:
            self._alone = None
        # What is done is noted now, so that nobody takes it for what was in hand.
        async with self._noting:
            await self._note_news()

    def done(self, message: Any) -> None:
        """`message` has its outcome."""
        partition = self._assigned.get(message.tp)
        if partition is None or (detector := partition.detector) is None:
            return
        was_suspect = bool(detector.ends(message.offset))
        detector.done(message.offset)
        if was_suspect:
            self._look_in(0)
        elif detector.holds_nothing and self._are_empty():
            self._look_in(IDLE_SECONDS)

    def put_down(self, message: Any) -> None:
        """`message` waits for something that it is not the cause of; it is not done."""
        partition = self._assigned.get(message.tp)
        if partition is not None and partition.detector is not None:
            partition.detector.put_down(message.offset)
            self._look_in(0)

    async def commit(self, offsets: Iterable[TP]) -> bool:
        """Commit what is done of these partitions, and what is new of others.

        Raises:
            KafkaError: the broker refuses it for good.
        """
        async with self._noting:
            return await self._note_news(offsets)

    async def leave(self, tps: Iterable[TP] | None = None) -> None:
        """Commit what is done, and that what is not was no failure; does its best, and not long.

        Who leaves all does so for good; otherwise what is begun of `tps` stays in hand.
        """
        leaving = {tp: it for tp in tps or list(self._assigned) if (it := self._assigned.get(tp))}
        for partition in leaving.values():
            partition.is_leaving = True
        try:
            async with asyncio.timeout(FAREWELL_SECONDS), self._noting:
                farewells = {}
                for tp, partition in leaving.items():
                    if (farewell := partition.farewell(self._me, for_good=tps is None)) is not None:
                        farewells[tp] = farewell
                        self._committed[tp], _ = farewell
                if farewells:
                    await self._note(farewells)
        except (TimeoutError, KafkaError) as error:
            log.warning("could not commit on leaving", error=repr(error))

    def _detector(self, message: Any) -> PoisonDetector | None:
        """The detector of the message's partition; None where it was taken away."""
        partition = self._assigned.get(message.tp)
        if partition is None or partition.is_leaving or self._is_stale(message):
            return None
        if partition.detector is None:
            partition.detector = partition.new_detector(self._me, utc_now().timestamp())
            if (end := partition.detector.found) is not None:
                log.warning(
                    "the last worker did not leave in order",
                    topic=message.tp.topic,
                    partition=message.tp.partition,
                    offset=partition.found_offset,
                    worker=end.by,
                    suspects=len(partition.detector.suspects),
                )
        return partition.detector

    async def _taken_in_hand(self, message: Any, waiting: Waiting | None) -> bool:
        """Have the broker know that `message` is in hand; False where it is not ours any more."""
        detector = self._detector(message)
        if detector is not None and detector.is_noted(message.offset):
            return True
        if waiting is not None:
            now = time.monotonic()
            # After an end it is known exactly what is in hand, at the price of more commits.
            is_careful = detector is not None and bool(detector.suspects)
            until = now if is_careful else self._noted_at + NOTES_APART_SECONDS
            await waiting.fill(max(until, now + GATHER_SECONDS))
        async with self._noting:
            if (detector := self._detector(message)) is None:
                return False
            if detector.is_noted(message.offset):
                return True
            detector.take(message.offset)
            if waiting is not None:
                self._take(*waiting.to_be_noted())
            return await self._note_news()

    def _take(self, messages: Iterable[Any], places: int) -> None:
        """Take `messages` in hand, for the first of which there are `places`."""
        for number, message in enumerate(messages):
            if (detector := self._detector(message)) is None:
                continue
            if detector.handling(message.offset) != "ordinary":
                return
            if number >= places and detector.suspects:
                return
            detector.take(message.offset)

    async def _note_news(self, also: Iterable[TP] = ()) -> bool:
        """Commit what the broker does not know yet; call it with the lock held."""
        also = set(also)
        noted = {
            tp: partition
            for tp, partition in self._assigned.items()
            if not partition.is_leaving
            and (tp in also or (partition.detector is not None and partition.detector.has_news))
        }
        if not noted:
            return not also
        commits = {}
        for tp, partition in noted.items():
            commits[tp] = partition.offset, partition.checkpoint(alone=tp == self._alone)
            partition.is_uncommitted = True
            partition.is_running |= partition.detector is not None
        detectors = {tp: partition.detector for tp, partition in noted.items()}
        self._noted_at = time.monotonic()
        if not await self._note(commits):
            return False
        for tp, partition in noted.items():
            offset, checkpoint = commits[tp]
            partition.is_uncommitted = False
            if (detector := detectors[tp]) is not None:
                detector.noted(checkpoint)
                self._must_be_taken_back(tp, partition)
            if self._assigned.get(tp) is partition:
                self._committed[tp] = offset
        return True

    def _must_be_taken_back(self, tp: TP, partition: AssignedPartition) -> None:
        """A checkpoint that `partition` has sent may be the last word at the broker.

        A rebalance that gave `tp` back to us meanwhile has read what was there before: whoever
        leaves `tp` next must say farewell, also if nothing is begun.
        """
        current = self._assigned.get(tp)
        if current is not None and current is not partition:
            current.is_running = True

    def _are_empty(self) -> bool:
        return all(
            it.detector is None or it.detector.holds_nothing for it in self._assigned.values()
        )

    def _look_in(self, seconds: float) -> None:
        """Note in so many seconds what is new by then; one that is to come earlier is enough."""
        loop = asyncio.get_running_loop()
        if self._next_look is not None:
            if self._next_look.when() <= loop.time() + seconds:
                return
            self._next_look.cancel()
        self._next_look = loop.call_later(seconds, self._look, seconds > 0)

    def _look(self, if_idle: bool) -> None:
        self._next_look = None
        if if_idle and not self._are_empty():
            return
        task = asyncio.create_task(self._note_later())
        self._looks.add(task)
        task.add_done_callback(self._looks.discard)

    async def _note_later(self) -> None:
        try:
            async with self._noting:
                await self._note_news()
        except KafkaError as error:
            log.warning("could not commit", error=repr(error))
