"""Find the observation and the feed of a message, from headers or else its value."""

import json
import re
from contextlib import suppress
from typing import Any, Literal

from pydantic_core import from_json

from newsmill.contracts.articles import NO_SCRIPT, article_id_of_entry
from newsmill.contracts.base import Observation
from newsmill.contracts.headers import NotADeadLetter, read_dead_letter, subject_of
from newsmill.contracts.topics import DEAD_LETTERS
from newsmill.kafka.records import Message
from newsmill.pipeline import ENTRANCE, TOPICS

Kind = Literal["feed", "documents", "unreadable"]
Offerer = tuple[Kind, str | None]
"""Who offered an observation: a feed (by its URL), someone with documents, or unknown."""

_NAMED_HEAD = (
    rb'\{"entry_id":"(?P<entry_id>[0-9a-f]{32})","entry_version":"(?P<entry_version>[0-9a-f]{16})",'
)
_HEAD = re.compile(_NAMED_HEAD)
_PROVENANCE = b'"provenance":'
_SUBJECT = re.compile(rb"[0-9a-f]{32}\.[0-9a-f]{16}")
_RAW_HEAD = re.compile(
    _NAMED_HEAD + rb'"origin":"(?P<origin>\w+)",'
    rb'"feed_url":(?P<feed_url>null|"[^"\\]*(?:\\.[^"\\]*)*")'
)

_COPY_HEAD = re.compile(
    rb'\{"article_id":"[0-9a-f]{32}","revision":\d+,"duplicate_of":"(?P<original>[0-9a-f]{32})"'
)
_WITH_PROVENANCE = frozenset(
    topic.name for topic in TOPICS if "provenance" in topic.record.model_fields
)
"""Records that name their observation there. In any other, a field of that name means nothing."""

# A quotation mark within a JSON string is escaped, so this matches a field only, never text.
_SCRIPT = re.compile(rb'"script":\s*"(?P<script>[A-Z][a-z]{3})"')


def original_of(value: bytes | None) -> object:
    """The original of a duplicate; parses the whole JSON only if its head is unusual."""
    head = _COPY_HEAD.match(value or b"")
    return head["original"] if head is not None else fields_in(value).get("duplicate_of")


def offerer_of(value: bytes | None) -> Offerer:
    """Who offered a raw article; parses the whole JSON only if its head is unusual."""
    head = _RAW_HEAD.match(value or b"")
    head_fields = _fields_of_head(head) if head is not None else None
    if head_fields is None:
        fields = fields_in(value)
        head_fields = fields.get("origin", "feed"), fields.get("feed_url")
    origin, feed_url = head_fields
    if origin == "document":
        return "documents", None
    if isinstance(feed_url, str) and feed_url:
        return "feed", feed_url
    return "unreadable", None


def _fields_of_head(head: re.Match[bytes]) -> tuple[str, object] | None:
    """Origin and feed URL; None if the head is not valid JSON after all."""
    try:
        return head["origin"].decode(), json.loads(head["feed_url"])
    except ValueError:
        return None


def own_article_id(message: Message, topic_prefix: str) -> str | None:
    """The article_id that an article before the deduper has if it is an article of its own."""
    observation = Observation.parse(name_of(message, topic_prefix))
    if observation is None:
        return None
    written = _SCRIPT.search(message.value or b"")
    return article_id_of_entry(
        observation.entry_id, written["script"].decode() if written else NO_SCRIPT
    )


def name_of(message: Message, topic_prefix: str) -> str:
    """The observation that a message belongs to; a message without any is named by its place.

    The value says which, since that is what rooms go by; where it names none, a subject of our own
    does. At the entrance it does not: who wrote bytes that no room can read is not known, and
    copied headers would make one observation of many messages. A dead letter has the name of the
    message that it was.
    """
    if (agreed := _agreed(message)) is not None:
        return agreed
    topic, place = message.topic, (message.topic, message.partition, message.offset)
    if message.topic == DEAD_LETTERS.name:
        with suppress(NotADeadLetter):
            letter = read_dead_letter(message.headers)
            topic = letter.topic.removeprefix(topic_prefix)
            place = (topic, letter.partition, letter.offset)
    named = _name_in(message.value, in_provenance=topic in _WITH_PROVENANCE)
    if named is None and topic != ENTRANCE.name:
        named = subject_of(message.headers)
    return named or place_name(*place)


def _agreed(message: Message) -> str | None:
    """What both the subject and plainly the value say, of which nothing else need be parsed."""
    subject = dict(message.headers).get("ce_subject")
    if subject is None or _SUBJECT.fullmatch(subject) is None:
        return None
    value, begin = message.value or b"", 0
    if message.topic in _WITH_PROVENANCE:
        # It is one of the last fields.
        begin = value.rfind(_PROVENANCE) + len(_PROVENANCE)
    named = b'{"entry_id":"%b","entry_version":"%b",' % (subject[:32], subject[33:])
    return subject.decode() if value.startswith(named, begin) else None


def _name_in(value: bytes | None, *, in_provenance: bool) -> str | None:
    """The observation that a record's value names, also if the value is cut off at its end."""
    try:
        fields = from_json(value or b"")
    except ValueError:
        head = None if in_provenance else _HEAD.match(value or b"")
        return f"{head['entry_id'].decode()}.{head['entry_version'].decode()}" if head else None
    named = fields.get("provenance") if in_provenance and isinstance(fields, dict) else fields
    if not isinstance(named, dict):
        return None
    entry_id, entry_version = named.get("entry_id"), named.get("entry_version")
    if not isinstance(entry_id, str) or not isinstance(entry_version, str):
        return None
    name = f"{entry_id}.{entry_version}"
    return name if Observation.parse(name) else None


def fields_in(value: bytes | None) -> dict[str, Any]:
    """The fields of a JSON object; empty if the value is anything else."""
    try:
        fields = json.loads(value or b"")
    except (ValueError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) else {}


def place_name(topic: str, partition: int, offset: int) -> str:
    """The name of a message that belongs to no observation: its place."""
    return f"{topic}-{partition}-{offset}"
