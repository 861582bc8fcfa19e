"""Make changes of messages: decode, filter, and set aside what nobody can read."""

from collections.abc import Callable
from dataclasses import dataclass, field

from pydantic import ValidationError

from newsmill.contracts.base import Record
from newsmill.kafka.group_reader import Hand
from newsmill.kafka.records import Message
from newsmill.logs import logger
from newsmill.sinks.sink import Batch, Change, Sink

Matches = Callable[[Record], bool]
"""Whether a record is wanted."""


@dataclass(frozen=True)
class Filtering:
    """Which records are wanted."""

    text: str
    """As it is written; the same for the same filter."""
    matches: Matches


TOLD_ONE_BY_ONE = 100
"""Of what is set aside; the others are counted."""

log = logger("newsmill.sink")


@dataclass
class Counts:
    """What has become of what was read: read = written + unmatched + set aside + in flight."""

    read: int = 0
    written: int = 0
    unmatched: int = 0
    """Excluded by the filter: nothing to the sink, or a row that must not be there."""
    set_aside: int = 0
    in_flight: int = 0
    unmatched_in_flight: int = 0
    """Of them, rows that must not be there."""

    def note_set_aside(self, message: Message | Change, why: str) -> None:
        """Say which, where it lies and why; what was read goes on without it."""
        self.set_aside += 1
        if self.set_aside <= TOLD_ONE_BY_ONE:
            log.error(
                "set aside: a record that cannot be written",
                topic=message.topic, partition=message.partition, offset=message.offset,
                key=_readable(message.key), why=why,
            )  # fmt: skip
        if self.set_aside == TOLD_ONE_BY_ONE:
            log.error("more records that are set aside are only counted")


@dataclass
class Decoder:
    """Decodes what a sink reads."""

    sink: Sink
    counts: Counts
    matches: Matches | None = None
    _topic_record: type[Record] = field(init=False)

    def __post_init__(self) -> None:
        self._topic_record = self.sink.topic.record

    def batch(self, hand: Hand) -> Batch:
        """What is in `hand`, for the sink."""
        self.counts.read += len(hand.messages)
        self.counts.unmatched_in_flight = 0
        changes = [it for it in map(self._change, hand.messages) if it is not None]
        self.counts.in_flight = len(changes)
        return Batch(changes, hand.ranges, hand.anew)

    def _change(self, message: Message) -> Change | None:
        try:
            key = (message.key or b"").decode()
        except UnicodeDecodeError:
            self.counts.note_set_aside(message, "its key is not UTF-8")
            return None
        record: Record | None = None
        if message.value is not None:
            try:
                record = self._topic_record.model_validate_json(message.value)
            except (ValidationError, RecursionError) as error:
                self.counts.note_set_aside(message, _why(error))
                return None
            if self.matches is not None and not self.matches(record):
                if not self.sink.is_table:
                    self.counts.unmatched += 1
                    return None
                record = None
                self.counts.unmatched_in_flight += 1
        return Change(
            key, record, message.topic, message.partition, message.offset, message.milliseconds
        )


def _why(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return "it is nested too deeply"
    first = error.errors(include_input=False, include_url=False)[0]
    place = ".".join(map(str, first["loc"]))
    return f"{place}: {first['msg']}" if place else first["msg"]


def _readable(key: bytes | str | None) -> str:
    text = key.decode(errors="backslashreplace") if isinstance(key, bytes) else key or ""
    return text[:200]
