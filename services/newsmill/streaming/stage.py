"""One message through one room: decode, decide, publish, acknowledge; or drop; or dead-letter.

Every message ends in exactly one counted outcome. Nothing here knows Faust or a broker.
"""

import asyncio
import traceback
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Generic, Protocol, TypeVar

from newsmill import __version__
from newsmill.clock import Clock, utc_now
from newsmill.contracts.base import Record
from newsmill.contracts.headers import (
    Headers,
    child_traceparent,
    dead_letter_headers,
    event_headers,
    traceparent_of,
)
from newsmill.contracts.outcomes import DeadLetter, Drop, Dropped, Observed
from newsmill.contracts.topics import DEAD_LETTERS, DROPS, Topic
from newsmill.kafka.errors import RecordRefused
from newsmill.kafka.records import Message
from newsmill.pipeline import Step
from newsmill.streaming.origins import origin_of
from newsmill.streaming.poison import TRIES, End
from newsmill.subprocesses.pool import DeadlineExceeded, ProcessDied

In = TypeVar("In", bound=Observed)
Out = TypeVar("Out", bound=Observed)

ENVELOPE_BYTES = 4096
"""What headers and Kafka's own framing may add to a value before the broker measures it."""

LARGEST_DEAD_LETTER_BYTES = DEAD_LETTERS.max_message_bytes - 2 * ENVELOPE_BYTES
"""Key, value and headers of the original; twice the room because of the stack trace."""


class Publisher(Protocol):
    """Writes one message; returns when the broker has acknowledged it."""

    async def publish(
        self, topic: str, key: bytes | None, value: bytes | None, by: str, headers: Headers
    ) -> None:
        """Write to the partition that `by` decides."""


@dataclass(frozen=True, slots=True)
class Spliced(Generic[Out]):
    """A record with an empty tuple in `field`, and the JSON array that is to stand there.

    What a child process has found is written as the child wrote it. To make a model of it and write
    that would cost more than all else that this process does for a record.
    """

    record: Out
    field: str
    array: bytes

    def encoded(self) -> bytes:
        """The whole record as JSON.

        Raises:
            ValueError: the field is not empty, or not there.
        """
        empty = f'"{self.field}":[]'.encode()
        # Within a JSON string the quotation marks would be escaped.
        before, found, after = self.record.model_dump_json().encode().rpartition(empty)
        if not found:
            raise ValueError(f"{self.field} is not empty")
        return b"".join((before, empty[:-2], self.array, after))

    def timed(self, room: str, at: datetime) -> "Spliced[Out]":
        """The same, with the time at which `room` was done with it."""
        return Spliced(self.record.timed(room, at), self.field, self.array)


Decide = Callable[[In], Awaitable[Out | Spliced[Out] | Dropped]]


@dataclass
class Counts:
    """What became of the messages of one room since it started."""

    read: int = 0
    published: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    dead_lettered: int = 0
    lost: int = 0
    """Offsets that were stepped over: their messages were never read, and are gone."""

    @property
    def done(self) -> int:
        """How many have reached their outcome."""
        return self.published.total() + self.dropped.total() + self.dead_lettered

    @property
    def in_flight(self) -> int:
        """How many are being worked on."""
        return self.read - self.done


@dataclass(frozen=True)
class Stage(Generic[In, Out]):
    """A room's work on one message, attached to its place on the map.

    `width` messages are worked on side by side, one after the other where their keys are equal.
    With `in_order`, decisions are made strictly in the order of the log, one at a time (for rooms
    with state); only publishing overlaps. A decision that takes too long, or that costs a child
    process its life, is tried so many `tries` before the message becomes a dead letter. It may take
    so many `time_limits`: more than one where a message can wait long for others to be finished.
    While the stage is not `is_able` to decide anything, waiting uses up no try. No message is taken
    in hand before it is `prepared`: whoever ends while it prepares has had none. Where a worker
    ended with messages in hand, `prepare_all` does first what would otherwise wait for the first
    message that needs it: a suspect must not be in hand for longer than it takes by itself.
    """

    step: Step[In, Out]
    decide: Decide[In, Out]
    width: int = 32
    in_order: bool = False
    tries: int = TRIES
    time_limits: int = 1
    is_able: Callable[[], bool] = field(default=lambda: True, compare=False)
    prepare_all: Callable[[], Awaitable[None]] | None = field(default=None, compare=False)
    prepared: asyncio.Event = field(default_factory=lambda: _set(asyncio.Event()), compare=False)
    counts: Counts = field(default_factory=Counts)


def _set(event: asyncio.Event) -> asyncio.Event:
    event.set()
    return event


class Runner(Generic[In, Out]):
    """Takes messages through a stage."""

    def __init__(
        self,
        stage: Stage[In, Out],
        publisher: Publisher,
        topic_name: Callable[[Topic[Record]], str],
        now: Clock = utc_now,
        time_limit: timedelta = timedelta(minutes=10),
    ) -> None:
        self.stage = stage
        self._publisher = publisher
        self._topic_name = topic_name
        self._now = now
        self._time_limit = time_limit * stage.time_limits
        self._room = stage.step.room

    async def decide(self, message: Message, failures: Sequence[End] | None = None) -> "Decision":
        """What is to be written for `message`. Raises nothing but CancelledError.

        One that was in hand at the ends of workers (`failures`) becomes a dead letter.
        """
        self.stage.counts.read += 1
        if failures is not None:
            return self._dead_letter(message, "quarantine", Quarantined(failures))
        place = "decode"
        record: In | None = None
        try:
            if message.value is None:
                raise NoValue
            record = self.stage.step.reads.record.model_validate_json(message.value)
            place = "decide"
            outcome = await self._outcome(record)
            place = "encode"
            if isinstance(outcome, Dropped):
                drop = record.dropped(self._room, outcome, self._now())
                return self._encoded(message, DROPS, drop, dropped=outcome.reason)
            record_out = outcome.record if isinstance(outcome, Spliced) else outcome
            topic = self.stage.step.topic_for(record_out)
            return self._encoded(message, topic, outcome.timed(self._room, self._now()))
        except Exception as error:
            return self._dead_letter(message, place, error, record)

    async def publish(
        self, message: Message, decision: "Decision", judge: "Judge" = lambda _: None
    ) -> None:
        """Write what was decided on `message`, and count it when the broker has acknowledged it.

        A record that the broker refuses becomes a dead letter. `judge` is called with each outcome
        before it is written: what it raises comes instead.
        """
        # Not when it is acknowledged: with slow brokers, dead letters would seem to come in a row.
        judge(decision)
        try:
            await self._write(decision)
        except RecordRefused as error:
            if decision.topic is DEAD_LETTERS:
                raise
            decision = replace(self._dead_letter(message, "publish", error), origin=decision.origin)
            judge(decision)
            await self._write(decision)
        counts = self.stage.counts
        if decision.topic is DEAD_LETTERS:
            counts.dead_lettered += 1
        elif decision.dropped is not None:
            counts.dropped[decision.dropped] += 1
        else:
            counts.published[decision.topic.name] += 1

    async def _outcome(self, record: In) -> Out | Spliced[Out] | Dropped:
        """What the stage decides, tried again where it cost a child process or too much time."""
        tries_left = self.stage.tries
        while True:
            tries_left -= 1
            try:
                async with asyncio.timeout(self._time_limit.total_seconds()) as limit:
                    return await self.stage.decide(record)
            except (DeadlineExceeded, ProcessDied):
                if not tries_left:
                    raise
            except TimeoutError as error:
                if not limit.expired():
                    raise
                if not self.stage.is_able():
                    tries_left += 1
                if not tries_left:
                    seconds = self._time_limit.total_seconds()
                    raise DeadlineExceeded(f"longer than {seconds:g} s in the room") from error

    async def _write(self, decision: "Decision") -> None:
        await self._publisher.publish(
            self._topic_name(decision.topic),
            decision.key,
            decision.value,
            decision.by,
            decision.headers,
        )

    def _origin(self, message: Message, record: Observed | Drop | None) -> str | None:
        return origin_of(message, self.stage.step.reads, record)

    def _encoded(
        self,
        message: Message,
        topic: Topic[Record],
        outcome: Out | Spliced[Out] | Drop,
        dropped: str | None = None,
    ) -> "Decision":
        record: Out | Drop
        if isinstance(outcome, Spliced):
            record, value = outcome.record, outcome.encoded()
        else:
            record, value = outcome, outcome.model_dump_json().encode()
        if len(value) > topic.max_message_bytes - ENVELOPE_BYTES:
            raise RecordTooLarge(topic.name, len(value), topic.max_message_bytes - ENVELOPE_BYTES)
        message_id = topic.message_id(record)
        headers = event_headers(
            topic,
            record,
            self._room,
            self._now(),
            str(record.observation),
            child_traceparent(traceparent_of(message.headers), f"{self._room} {message_id}"),
        )
        by = topic.partition_key(record)
        origin = self._origin(message, record)
        return Decision(topic, topic.key(record).encode(), value, by, headers, origin, dropped)

    def _dead_letter(
        self, message: Message, place: str, error: Exception, record: Observed | None = None
    ) -> "Decision":
        letter = DeadLetter(
            room=self._room,
            version=__version__,
            stage=place,
            topic=message.topic,
            partition=message.partition,
            offset=message.offset,
            exception=type(error).__qualname__,
            message=" ".join(_encodable(str(error)).split()),
            stacktrace=_encodable("".join(traceback.format_exception(error))),
            failed_at=self._now(),
        )
        by = DEAD_LETTERS.partition_key(letter)
        origin = self._origin(message, record)
        size = _size(message)
        if size <= LARGEST_DEAD_LETTER_BYTES:
            headers = dead_letter_headers(letter, message.headers)
            # The producer refuses a message with neither.
            value = b"" if message.key is None else message.value
            return Decision(DEAD_LETTERS, message.key, message.value or value, by, headers, origin)
        # It came compressed; as it is, no producer would take it, and this room would never end it.
        cut = f"cut from {size} bytes, without its headers: {letter.message}"
        headers = dead_letter_headers(letter.model_copy(update={"message": cut}), ())
        key = (message.key or b"")[:ENVELOPE_BYTES]
        start = (message.value or b"")[: LARGEST_DEAD_LETTER_BYTES - len(key)]
        return Decision(DEAD_LETTERS, key, start, by, headers, origin)


@dataclass(frozen=True, slots=True)
class Decision:
    """One message to be written."""

    topic: Topic[Record]
    key: bytes | None
    value: bytes | None
    by: str
    headers: Headers
    origin: str | None
    """The feed that the message comes from, as far as is known; None for a stranger's."""
    dropped: str | None = None


Judge = Callable[[Decision], None]


class NoValue(Exception):
    """A message without a value, a tombstone: on a path it stands for no article.

    A drop would have to name an article; a dead letter keeps whatever it has brought, and where.
    """

    def __init__(self) -> None:
        super().__init__("a message without a value (a tombstone) stands for no article")


class Quarantined(Exception):
    """A message was in the hands of workers that ended, alone in those of the last."""

    def __init__(self, ends: Sequence[End]) -> None:
        times = ", ".join(datetime.fromtimestamp(e.found, UTC).isoformat() for e in ends)
        super().__init__(
            f"was in the hands of {len(ends)} workers that ended, alone in the last's; "
            f"their ends were seen at {times}"
        )


class RecordTooLarge(Exception):
    """A record does not fit into its topic."""

    def __init__(self, topic: str, size: int, limit: int) -> None:
        super().__init__(f"{size} bytes for {topic}, which takes {limit}")


def _size(message: Message) -> int:
    headers = sum(len(name) + len(value or b"") for name, value in message.headers)
    return len(message.key or b"") + len(message.value or b"") + headers


def _encodable(text: str) -> str:
    """`text` without lone surrogates, which no record takes."""
    return text.encode("utf-8", "backslashreplace").decode()
