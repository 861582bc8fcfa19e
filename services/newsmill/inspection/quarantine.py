"""The dead letters, and which of them were put back: told from their headers, without a value."""

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
    said: DeadLetter | None
    """What its headers say, without the stack trace; None when they are no dead letter's."""
    wrong: str
    """Why they are none."""
    subject: str | None
    size: int

    @property
    def id(self) -> str:
        """How a person names it."""
        return f"{self.partition}:{self.offset}"

    @property
    def origin(self) -> Origin | None:
        """The message it was."""
        if self.said is None:
            return None
        return self.said.topic, self.said.partition, self.said.offset


@dataclass(frozen=True, slots=True)
class Selection:
    """Which dead letters are meant: what is not given admits all."""

    ids: frozenset[Position] = frozenset()
    reason: re.Pattern[str] | None = None
    room: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def says_something(self) -> bool:
        """Whether it names letters at all."""
        return self != Selection()

    def admits(self, letter: Letter) -> bool:
        """Whether `letter` is meant; one that nobody can read only by its id."""
        if self.ids and (letter.partition, letter.offset) not in self.ids:
            return False
        said = letter.said
        if said is None:
            return not (self.reason or self.room or self.since or self.until)
        return (
            (self.reason is None or bool(self.reason.search(f"{said.exception}: {said.message}")))
            and (self.room is None or said.room == self.room)
            and (self.since is None or said.failed_at >= self.since)
            and (self.until is None or said.failed_at < self.until)
        )


@dataclass
class Replays:
    """What became of replays, by the message that was put back.

    A message can have two dead letters, when its room was ended in between: by the message, not by
    the letter, it is replayed once.
    """

    done: dict[Origin, Replay] = field(default_factory=dict)
    """The last one that was completed."""
    begun: dict[Origin, Replay] = field(default_factory=dict)
    """An intent without completion: nobody knows yet whether it was published."""

    def enter(self, message: Message) -> None:
        """Take in a message of the topic of replays; one that is no record says nothing."""
        try:
            replay = Replay.model_validate_json(message.value or b"")
        except ValidationError:
            return
        self.note(replay)

    def note(self, replay: Replay) -> None:
        """Take in what has just been written."""
        origin = (replay.topic, replay.partition, replay.offset)
        if replay.done_at is None:
            # The first of several that were cut off knows best from where to look.
            self.begun.setdefault(origin, replay)
        else:
            self.done[origin] = replay
            self.begun.pop(origin, None)


@dataclass
class Quarantine:
    """All dead letters, in the order they were read, and their replays."""

    letters: list[Letter] = field(default_factory=list)
    replays: Replays = field(default_factory=Replays)

    def enter(self, message: Message) -> None:
        """Take in a message of either topic."""
        if message.topic == DEAD_LETTERS.name:
            self.letters.append(letter_of(message))
        elif message.topic == REPLAYS.name:
            self.replays.enter(message)

    def chosen(self, selection: Selection) -> list[Letter]:
        """The letters that are meant, by the time they failed."""
        meant = [letter for letter in self.letters if selection.admits(letter)]
        return sorted(meant, key=_failed_at)

    def replay_of(self, letter: Letter) -> Replay | None:
        """The completed replay of the message that `letter` was, or the one that was cut off."""
        if letter.origin is None:
            return None
        return self.replays.done.get(letter.origin) or self.replays.begun.get(letter.origin)


def letter_of(message: Message) -> Letter:
    """What the headers of a message of the dead letters say."""
    said, wrong = None, ""
    try:
        said = read_dead_letter(message.headers).model_copy(update={"stacktrace": ""})
    except NotADeadLetter as error:
        wrong = str(error)
    headers = sum(len(name) + len(value or b"") for name, value in message.headers)
    size = len(message.key or b"") + len(message.value or b"") + headers
    subject = subject_of(message.headers)
    return Letter(message.partition, message.offset, said, wrong, subject, size)


def counted(letters: Iterable[Letter]) -> Iterator[tuple[str, str, int]]:
    """How many by room and exception, the most first."""
    counts = Counter(
        (letter.said.room, letter.said.exception) if letter.said else ("", "unreadable")
        for letter in letters
    )
    for (room, exception), count in counts.most_common():
        yield room, exception, count


def _failed_at(letter: Letter) -> tuple[float, int, int]:
    at = letter.said.failed_at.timestamp() if letter.said else math.inf
    return at, letter.partition, letter.offset
