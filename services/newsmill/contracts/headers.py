"""Kafka headers: CloudEvents, trace context, and those of dead letters."""

import re
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from hashlib import sha256

from pydantic import ValidationError

from newsmill.contracts.base import Observation, Record, written
from newsmill.contracts.outcomes import DeadLetter, Observed
from newsmill.contracts.topics import Topic

Header = tuple[str, bytes | None]
Headers = Sequence[Header]
"""As a Kafka client gives them: any name, repeated or not, and any bytes or none."""

CONTENT_TYPE = "application/json"

OWN_SOURCE = "/newsmill/"
"""What `ce_source` begins with where newsmill wrote a message; the room follows."""
_OWN_SOURCE_BYTES = OWN_SOURCE.encode()

HEADER_BY_DEAD_LETTER_FIELD = {
    "room": "__connect.errors.connector.name",
    "version": "__connect.errors.task.id",
    "stage": "__connect.errors.stage",
    "topic": "__connect.errors.topic",
    "partition": "__connect.errors.partition",
    "offset": "__connect.errors.offset",
    "exception": "__connect.errors.exception.class.name",
    "message": "__connect.errors.exception.message",
    "stacktrace": "__connect.errors.exception.stacktrace",
    "failed_at": "newsmill.failed.at",
}
"""Names of Kafka Connect's dead letter queue (KIP-298), and one of our own for the time."""

# A dead letter must fit beside the largest message; an exception may quote a whole page.
MAX_TEXT_BYTES = 1024
MAX_STACKTRACE_BYTES = 4096

_TRACEPARENT = re.compile(
    "(?P<version>[0-9a-f]{2})-(?P<trace>[0-9a-f]{32})-(?P<span>[0-9a-f]{16})-(?P<flags>[0-9a-f]{2})"
    "(?P<more>-.*)?"
)
_SAMPLED = 0x01


class NotADeadLetter(ValueError):
    """The headers do not say where a message failed and why; carries what is wrong with them."""


def schema_id(topic: Topic[Record]) -> str:
    """The `$id` of the schema of what is on `topic`, wherever the schema is kept."""
    return _schema_id(topic.name)


def event_headers(
    topic: Topic[Record],
    record: Record,
    room: str,
    at: datetime,
    subject: str,
    traceparent: str | None,
) -> list[tuple[str, bytes]]:
    """The headers of `record` on `topic`: CloudEvents 1.0, Kafka binary mode, and W3C trace.

    `subject` is the observation, `entry_id.entry_version`: it is what a message that cannot be
    decoded is accounted under. A malformed `traceparent` is left out.
    """
    message_id = topic.message_id(record)
    written_id = _encoded(message_id)
    headers = [
        *_constant_headers(topic.name, room),
        ("ce_id", written_id),
        ("ce_time", _encoded(written(at))),
    ]
    if subject:
        # The same of a message that begins its trace.
        headers.append(("ce_subject", written_id if subject == message_id else _encoded(subject)))
    if traceparent and _trace_of(traceparent):
        headers.append(("traceparent", _encoded(traceparent)))
    return headers


@cache
def _constant_headers(topic: str, room: str) -> tuple[tuple[str, bytes], ...]:
    """Those that are the same for all records that `room` writes to the topic of that name."""
    attributes = {
        "ce_specversion": "1.0",
        "ce_source": f"{OWN_SOURCE}{room}",
        "ce_type": topic,
        "ce_dataschema": _schema_id(topic),
        "content-type": CONTENT_TYPE,
    }
    return tuple((name, _encoded(value)) for name, value in attributes.items())


def subject_to_begin_with(topic: Topic[Record], record: Record) -> str:
    """The subject of the first message of a trace: the observation, or what else it is about."""
    if isinstance(record, Observed):
        return str(record.observation)
    return topic.message_id(record)


def subject_of(headers: Headers) -> str | None:
    """The observation a message belongs to, as a room that wrote it has said.

    Other programs have subjects of their own, which many messages may share: only an observation
    that comes with our source counts, and each of the two headers once. Headers are copied from one
    message to another, so where the value names an observation, that one is right.
    """
    subject: bytes | None = None
    source: bytes | None = None
    subjects = sources = 0
    for name, value in headers:
        if name == "ce_subject":
            subject, subjects = value, subjects + 1
        elif name == "ce_source":
            source, sources = value, sources + 1
    if subjects != 1 or sources != 1 or not subject or not source:
        return None
    # Longer ones are not ours.
    if not source.startswith(_OWN_SOURCE_BYTES) or len(subject) > MAX_TEXT_BYTES:
        return None
    text = subject.decode("ascii", "replace")
    return text if Observation.parse(text) else None


def source_of(headers: Headers) -> str | None:
    """Who says that it has written a message; anybody can say so."""
    return _text_of(headers, "ce_source")


def type_of(headers: Headers) -> str | None:
    """What a message says that it is: the name of a topic, where it is ours."""
    return _text_of(headers, "ce_type")


def traceparent_of(headers: Headers) -> str | None:
    """The trace a message belongs to, as it came: `child_traceparent` checks it."""
    return _text_of(headers, "traceparent")


def child_traceparent(traceparent: str | None, seed: str) -> str:
    """A W3C traceparent of the same trace with a new span, the same for the same `seed`.

    Without a well-formed parent a new, sampled trace begins.
    """
    digest = sha256(seed.encode("utf-8", "backslashreplace")).hexdigest()
    parent = _trace_of(traceparent or "")
    if parent:
        trace, flags = parent["trace"], int(parent["flags"], 16) & _SAMPLED
    else:
        trace, flags = digest[:32], _SAMPLED
    return f"00-{trace}-{digest[32:48]}-{flags:02x}"


def dead_letter_headers(letter: DeadLetter, original: Headers) -> list[Header]:
    """`original`, untouched, and after it what `letter` says; long texts are cut.

    A stack trace loses its beginning, every other text its end: the cause stands there.
    """
    texts = letter.model_dump(mode="json")
    texts["failed_at"] = written(letter.failed_at)
    added: list[Header] = []
    for field, name in HEADER_BY_DEAD_LETTER_FIELD.items():
        value = _encoded(str(texts[field]))
        if field == "stacktrace":
            value = _whole_characters(value[-MAX_STACKTRACE_BYTES:])
        else:
            value = _whole_characters(value[:MAX_TEXT_BYTES])
        added.append((name, value))
    return [*original, *added]


def read_dead_letter(headers: Headers) -> DeadLetter:
    """What the headers say went wrong; the last word counts where a message failed twice.

    Raises:
        NotADeadLetter: one of the headers is missing, or is no number or instant.
    """
    value_by_name = dict(headers)
    fields = {
        field: value.decode("utf-8", "replace")
        for field, name in HEADER_BY_DEAD_LETTER_FIELD.items()
        if (value := value_by_name.get(name)) is not None
    }
    try:
        return DeadLetter.model_validate(fields)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        name = HEADER_BY_DEAD_LETTER_FIELD[str(first["loc"][0])]
        raise NotADeadLetter(f"{name}: {first['msg']}") from error
    except OverflowError as error:
        # An instant of the years 1 or 9999 that does not exist in UTC.
        raise NotADeadLetter(f"{HEADER_BY_DEAD_LETTER_FIELD['failed_at']}: {error}") from error


def original_headers(headers: Headers) -> list[Header]:
    """The headers a message had before it became this dead letter, for its replay.

    Headers of the same names that it had before, from a dead letter queue elsewhere, are its own.
    """
    ours = list(HEADER_BY_DEAD_LETTER_FIELD.values())
    if [name for name, _ in headers[-len(ours) :]] == ours:
        return list(headers[: -len(ours)])
    return [header for header in headers if header[0] not in ours]


def _schema_id(topic: str) -> str:
    return f"urn:newsmill:schema:{topic}"


def _trace_of(traceparent: str) -> re.Match[str] | None:
    """The parts of a well-formed traceparent (W3C Trace Context §3.2); later versions may add."""
    parts = _TRACEPARENT.fullmatch(traceparent)
    if parts is None or parts["version"] == "ff":
        return None
    if parts["version"] == "00" and parts["more"]:
        return None
    if not int(parts["trace"], 16) or not int(parts["span"], 16):
        return None
    return parts


def _text_of(headers: Headers, name: str) -> str | None:
    value = dict(headers).get(name)
    # Longer ones are not ours, and would be carried from room to room.
    if not value or len(value) > MAX_TEXT_BYTES:
        return None
    try:
        return value.decode()
    except UnicodeDecodeError:
        return None


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


def _whole_characters(utf8: bytes) -> bytes:
    """`utf8` without the parts of a character that a cut left at either end."""
    return utf8.decode("utf-8", "ignore").encode()
