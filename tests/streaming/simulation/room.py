"""The room that the simulated workers run, with a record of three fields."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from newsmill.contracts.base import Observation
from newsmill.contracts.outcomes import Drop, Dropped, Observed
from newsmill.contracts.topics import (
    DEAD_LETTERS,
    DROPS,
    ENRICHED_ARTICLES,
    LOST_MESSAGES,
    UNIQUE_ARTICLES,
    Topic,
)
from newsmill.pipeline import Step
from newsmill.streaming.stage import Stage
from newsmill.subprocesses.pool import ProcessDied
from tests.streaming.simulation.logs import Letter
from tests.streaming.simulation.process import PARTITIONS, Process

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
_NUMBER = re.compile(rb"#(\d+)#")


class Parcel(Observed):
    """A message: its number, and what it does to its reader."""

    name: str
    kind: str

    @property
    def observation(self) -> Observation:
        """Nobody looks at it."""
        return Observation("0" * 32, "0" * 16)

    @property
    def offered_by(self) -> str | None:
        """Each parcel comes from somewhere else."""
        return self.name

    def timed(self, room: str, at: datetime) -> "Parcel":
        """Nobody looks at times."""
        return self

    def dropped(self, room: str, decision: Dropped, at: datetime) -> Drop:
        """The record of its end."""
        return Drop(
            room=room,
            reason=decision.reason,
            entry_id="0" * 32,
            entry_version="0" * 16,
            title=self.name,
            dropped_at=at,
        )


class Delivered(Parcel):
    """A parcel that the room is done with."""

    def timed(self, room: str, at: datetime) -> "Delivered":
        """Nobody looks at times."""
        return self


def _topic(name: str, record: Any) -> Any:
    return Topic(
        name=name,
        record=record,
        key=lambda parcel: parcel.name,
        message_id=lambda parcel: parcel.name,
        keyed_by="name",
        partitioned_by="name",
    )


PARCELS: Topic[Parcel] = _topic(UNIQUE_ARTICLES.name, Parcel)
DELIVERIES: Topic[Delivered] = _topic(ENRICHED_ARTICLES.name, Delivered)
STEP: Step[Parcel, Delivered] = Step("enricher", reads=PARCELS, writes=(DELIVERIES,))
PARTITIONS.update(
    {topic.name: 1 for topic in (PARCELS, DELIVERIES, DROPS, DEAD_LETTERS, LOST_MESSAGES)}
)


def number_of(value: bytes | None) -> int | None:
    """The number of the message that led to this output."""
    found = _NUMBER.search(value or b"")
    return int(found[1]) if found else None


class Child:
    """Where a process has its decisions made; it can be killed by itself."""

    def __init__(self) -> None:
        self._deaths: set[asyncio.Future[None]] = set()

    async def work(self, seconds: float) -> None:
        """Take so long.

        Raises:
            ProcessDied: the child was killed meanwhile.
        """
        death = asyncio.get_running_loop().create_future()
        self._deaths.add(death)
        try:
            async with asyncio.timeout(seconds):
                await death
        except TimeoutError:
            return
        finally:
            self._deaths.discard(death)
        raise ProcessDied("enricher: find ended its process: killed")

    def kill(self) -> int:
        """Let it die; how many calls it was busy with."""
        dying = [death for death in self._deaths if not death.done()]
        for death in dying:
            death.set_result(None)
        return len(dying)


def stage(
    process: Process,
    child: Child,
    find: Callable[[int], Letter],
    on_begun: Callable[[Process, Letter], None],
    on_died: Callable[[Process, Letter], None],
    seconds: Callable[[], float],
    width: int,
    *,
    in_order: bool,
) -> Stage[Any, Any]:
    """The room's stage in `process`."""

    async def decide(parcel: Parcel) -> Delivered | Dropped:
        number = number_of(parcel.name.encode())
        assert number is not None
        letter = find(number)
        on_begun(process, letter)
        if letter.kind == "kills":
            process.poisoned_by = letter
            process.kill("poisoned")
            await _for_ever()
        if letter.kind == "kills-later":
            await asyncio.sleep(seconds() * 2)
            process.poisoned_by = letter
            process.kill("poisoned")
            await _for_ever()
        if letter.kind == "hangs":
            process.hang(letter)
            process.freeze(whole=letter.number % 2 == 0)
            await _for_ever()
        try:
            await child.work(seconds() * (6 if letter.kind == "slow" else 1))
        except ProcessDied:
            on_died(process, letter)
            raise
        if letter.kind == "bad":
            raise ValueError("no such harbour")
        if letter.kind == "dropped":
            return Dropped("unreadable", "")
        return Delivered(name=parcel.name, kind=parcel.kind)

    return Stage(STEP, decide, width=width, in_order=in_order)


async def _for_ever() -> None:
    await asyncio.get_running_loop().create_future()


Deciding = Callable[[Parcel], Awaitable[Delivered | Dropped]]
TIME_LIMIT = timedelta(minutes=10)
