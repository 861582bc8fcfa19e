"""The dead letters and their replays, read from headers alone; values are not kept."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import ValidationError

from newsmill.contracts.headers import NotADeadLetter, read_dead_letter, subject_of
from newsmill.contracts.outcomes import DeadLetter, Replay
from newsmill.contracts.topics import DEAD_LETTERS, REPLAYS
from newsmill.kafka.records import Message

Origin = tuple[str, int, int]
"""Topic (as on the broker), partition and offset of the message that became a dead letter."""

Position = tuple[int, int]
"""Partition and offset of a dead letter in its own topic."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter without its value."""

    partition: int
    offset: int
    record: DeadLetter | None
    """Its headers, without the stack trace; None when they cannot be read."""
    problem: str
    """Why they cannot be read."""
    subject: str | None
    size: int

    @property
    def id(self) -> str:
        """The id by which a person refers to it."""
        return f"{self.partition}:{self.offset}"

    @property
    def origin(self) -> Origin | None:
        """The message that became this letter; None when that is not known."""
        if self.record is None:
            return None
        return self.record.topic, self.record.partition, self.record.offset


@dataclass(frozen=True, slots=True)
class Selection:
    """A filter for dead letters; a criterion that is not given admits all."""

    ids: frozenset[Position] = frozenset()
    reason: re.Pattern[str] | None = None
    room: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def is_limited(self) -> bool:
        """Whether it has any criterion."""
        return self != Selection()

    def admits(self, letter: Letter) -> bool:
        """Whether `letter` passes; one whose headers cannot be read passes only by its id."""
        if self.ids and (letter.partition, letter.offset) not in self.ids:
            return False
        record = letter.record
        if record is None:
            return not (self.reason or self.room or self.since or self.until)
        return (
            (
                self.reason is None
                or bool(self.reason.search(f"{record.exception}: {record.message}"))
            )
            and (self.room is None or record.room == self.room)
            and (self.since is None or record.failed_at >= self.since)
            and (self.until is None or record.failed_at < self.until)
        )


@dataclass
class Replays:
    """All replays, by the message that was put back.

    By message and not by letter, because a message can have two dead letters (its room was ended in
    between), and is to be replayed once.
    """

    done: dict[Origin, Replay] = field(default_factory=dict)
    """The last one that was completed."""
    begun: dict[Origin, Replay] = field(default_factory=dict)
    """Intents without a completion: it is not known whether the message was published."""

    def enter(self, message: Message) -> None:
        """Take in a message of the topic of replays; one that is no record is ignored."""
        try:
            replay = Replay.model_validate_json(message.value or b"")
        except ValidationError:
            return
        self.note(replay)

    def note(self, replay: Replay) -> None:
        """Take in a record that has just been written."""
        origin = (replay.topic, replay.partition, replay.offset)
        if replay.done_at is None:
            # Of several intents the first counts: a search must begin where it says.
            self.begun.setdefault(origin, replay)
        else:
            self.done[origin] = replay
            self.begun.pop(origin, None)


@dataclass
class Quarantine:
    """All dead letters, in the order in which they were read, and their replays."""

    letters: list[Letter] = field(default_factory=list)
    replays: Replays = field(default_factory=Replays)

    def enter(self, message: Message) -> None:
        """Take in a message of either topic."""
        if message.topic == DEAD_LETTERS.name:
            self.letters.append(letter_of(message))
        elif message.topic == REPLAYS.name:
            self.replays.enter(message)

    def chosen(self, selection: Selection) -> list[Letter]:
        """The letters that `selection` admits, in the order in which they failed."""
        admitted = [letter for letter in self.letters if selection.admits(letter)]
        return sorted(admitted, key=_failed_at)

    def replay_of(self, letter: Letter) -> Replay | None:
        """The completed replay of the message that `letter` was, or the one that was cut off."""
        if letter.origin is None:
            return None
        return self.replays.done.get(letter.origin) or self.replays.begun.get(letter.origin)


def letter_of(message: Message) -> Letter:
    """A message of the topic of dead letters, read from its headers."""
    record, problem = None, ""
    try:
        record = read_dead_letter(message.headers).model_copy(update={"stacktrace": ""})
    except NotADeadLetter as error:
        problem = str(error)
    headers = sum(len(name) + len(value or b"") for name, value in message.headers)
    size = len(message.key or b"") + len(message.value or b"") + headers
    subject = subject_of(message.headers)
    return Letter(message.partition, message.offset, record, problem, subject, size)


def counted(letters: Iterable[Letter]) -> Iterator[tuple[str, str, int]]:
    """How many by room and exception, the most first."""
    counts = Counter(
        (letter.record.room, letter.record.exception) if letter.record else ("", "unreadable")
        for letter in letters
    )
    for (room, exception), count in counts.most_common():
        yield room, exception, count


def _failed_at(letter: Letter) -> tuple[float, int, int]:
    at = letter.record.failed_at.timestamp() if letter.record else math.inf
    return at, letter.partition, letter.offset
