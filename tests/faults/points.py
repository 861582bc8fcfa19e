"""Named points of a room's work at which it can be told to die, reached by replacing methods.

The rooms themselves have no hooks: `tests.faults.room` replaces methods of newsmill in
its own process. A point is armed by a file, and fires once: whoever renames the file first dies.
"""

import asyncio
import json
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, get_args

from aiokafka.errors import OutOfOrderSequenceNumber

from newsmill.streaming import faust_consumer, faust_producer, journal, stage
from tests.faults.corpus import POISON_WORD

Point = Literal[
    "before-journal-write",
    "published-before-journal-write",
    "after-journal-write",
    "after-publish",
    "before-commit",
    "after-commit",
    "during-rebalance",
    "with-full-window",
    "send-fails",
]
"""Where a room can be told to die.

- before-journal-write: decided and remembered in memory, and nothing is on a topic
- published-before-journal-write: the record is on its topic, the journal has nothing
- after-journal-write: the journal has the verdict, nobody has the record
- after-publish: the record is on its topic, and not acknowledged
- before-commit, after-commit: messages are done, and the broker does not know it, or does
- during-rebalance, with-full-window: as they say
- send-fails: the room lives, one of its sends does not
"""

POINTS: tuple[Point, ...] = get_args(Point)
AT_THE_JOURNAL: tuple[Point, ...] = (
    "before-journal-write",
    "published-before-journal-write",
    "after-journal-write",
)
"""For rooms that keep one."""

FULL_WINDOW = 4
"""So many messages begun and not ended start the wait in which the window fills."""

HOLD_SECONDS = 1.5
"""How long a full window is held, nothing published, before the end: longer than a commit takes."""

HANG_SECONDS = 60.0


def arm(folder: Path, room: str, point: Point, passings: int) -> Path:
    """Let `room` reach `point` so many times before it fires; returns what is there when it has."""
    name = f"{room}-{time.time_ns()}"
    armed = folder / f"armed-{name}.json"
    half_written = armed.with_suffix(".tmp")
    half_written.write_text(json.dumps({"room": room, "point": point, "passings": passings}))
    half_written.rename(armed)
    return folder / f"fired-{name}.json"


def disarm(folder: Path) -> None:
    """Take back what has not fired."""
    for armed in folder.glob("armed-*.json"):
        armed.unlink(missing_ok=True)


class Trigger:
    """What is armed for this room, and how often its point was passed."""

    def __init__(self, folder: Path, room: str) -> None:
        self._folder = folder
        self._room = room
        self._passed: dict[str, int] = {}

    def fires(self, point: Point) -> bool:
        """Whether the room is at `point` for the last time; then nobody else is any more."""
        for armed in sorted(self._folder.glob(f"armed-{self._room}-*.json")):
            try:
                told = json.loads(armed.read_text())
            except OSError:
                continue
            if told["point"] != point:
                continue
            self._passed[armed.name] = self._passed.get(armed.name, 0) + 1
            if self._passed[armed.name] < told["passings"]:
                return False
            try:
                armed.rename(self._folder / armed.name.replace("armed-", "fired-"))
            except OSError:
                return False
            return True
        return False


def set_points(folder: Path, room: str) -> None:
    """Watch all points in this process."""
    trigger = Trigger(folder, room)
    _around_the_journal_write(trigger)
    _after_publish(trigger)
    _around_the_commit(trigger)
    _during_rebalance(trigger)
    _with_full_window(trigger)
    _send_fails(trigger)


def set_poison(room: str) -> None:
    """Let this room crash on, or hang at, what is poisonous for it; after each restart again."""
    decide = stage.Runner.decide
    crash, hang = (f"{POISON_WORD} {fault} for the {room}".encode() for fault in ("crash", "hang"))

    async def poisoned(self: Any, message: Any, failures: Any = None) -> Any:
        value = b"" if failures is not None else message.value or b""
        if crash in value:
            os.abort()
        if hang in value:
            time.sleep(HANG_SECONDS)  # noqa: ASYNC251 # this is what a blocked loop is
        return await decide(self, message, failures)

    _replace(stage.Runner, "decide", poisoned)


def _around_the_journal_write(trigger: Trigger) -> None:
    """Only decisions that the journal hears of count: a repeat changes nothing."""
    decide, publish, enter = stage.Runner.decide, stage.Runner.publish, journal.Journal.enter
    in_hand: list[Any] = []
    withheld: list[Any] = []
    entered: dict[int, tuple[journal.Journal, int, int]] = {}

    async def decided(self: Any, message: Any, failures: Any = None) -> Any:
        decision = await decide(self, message, failures)
        in_hand[:] = [message]
        return decision

    def entering(self: journal.Journal, partition: int, entries: Any) -> int:
        # What is entered without a message in hand is written while it recovers.
        if not entries or not in_hand:
            return enter(self, partition, entries)
        message = in_hand.pop()
        if trigger.fires("before-journal-write"):
            _die()
        if withheld or trigger.fires("published-before-journal-write"):
            withheld.append(message)
            return 0
        mark = enter(self, partition, entries)
        entered[id(message)] = (self, partition, mark)
        return mark

    async def published(self: Any, message: Any, *arguments: Any) -> None:
        if (told := entered.pop(id(message), None)) and trigger.fires("after-journal-write"):
            its_journal, partition, mark = told
            await asyncio.wait_for(its_journal.written(partition, mark), timeout=5)
            _die()
        await publish(self, message, *arguments)
        if any(message is one for one in withheld):
            _die()

    _replace(stage.Runner, "decide", decided)
    _replace(stage.Runner, "publish", published)
    _replace(journal.Journal, "enter", entering)


def _after_publish(trigger: Trigger) -> None:
    publish = stage.Runner.publish

    async def published(self: Any, *arguments: Any) -> None:
        await publish(self, *arguments)
        if trigger.fires("after-publish"):
            _die()

    _replace(stage.Runner, "publish", published)


def _around_the_commit(trigger: Trigger) -> None:
    commit = faust_consumer.Consumer._commit

    async def committed(self: Any, offsets: Any) -> bool:
        if offsets and trigger.fires("before-commit"):
            _die()
        is_noted = await commit(self, offsets)
        if offsets and is_noted and trigger.fires("after-commit"):
            _die()
        return is_noted

    _replace(faust_consumer.Consumer, "_commit", committed)


def _during_rebalance(trigger: Trigger) -> None:
    revoked = faust_consumer.Consumer.on_partitions_revoked

    async def taken_away(self: Any, partitions: Any) -> None:
        await revoked(self, partitions)
        if partitions and trigger.fires("during-rebalance"):
            _die()

    _replace(faust_consumer.Consumer, "on_partitions_revoked", taken_away)


def _with_full_window(trigger: Trigger) -> None:
    """Nothing in hand is published, commits go on, and then it is over."""
    publish = stage.Runner.publish
    held = threading.Event()

    async def published(self: Any, *arguments: Any) -> None:
        enough = min(self.stage.width, FULL_WINDOW)
        is_full = not held.is_set() and self.stage.counts.in_flight >= enough
        if is_full and trigger.fires("with-full-window"):
            held.set()
            threading.Timer(HOLD_SECONDS, _die).start()
        if held.is_set():
            await asyncio.Event().wait()
        await publish(self, *arguments)

    _replace(stage.Runner, "publish", published)


def _send_fails(trigger: Trigger) -> None:
    """The broker's answer to one send is an error that no retry mends."""
    send = faust_producer.Producer.send_one

    async def sent(self: Any, topic: str, *arguments: Any, **named: Any) -> Any:
        if trigger.fires("send-fails"):
            raise OutOfOrderSequenceNumber("the bench refuses this send")
        return await send(self, topic, *arguments, **named)

    _replace(faust_producer.Producer, "send_one", sent)


def _replace(owner: type, name: str, method: Callable[..., Any]) -> None:
    # Nobody else may know: mypy is right that methods are not to be assigned.
    setattr(owner, name, method)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
