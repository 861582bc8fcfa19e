"""Find the observation and the feed of a message, from headers or else its value."""

import json
import re
from typing import Any, Literal

from newsmill.contracts.articles import NO_SCRIPT, article_id_of_entry
from newsmill.contracts.base import Observation
from newsmill.contracts.headers import NotADeadLetter, read_dead_letter, subject_of
from newsmill.contracts.topics import DEAD_LETTERS
from newsmill.kafka.records import Message

Kind = Literal["feed", "documents", "unreadable"]
Offerer = tuple[Kind, str | None]
"""Who offered an observation: a feed (by its URL), someone with documents, or unknown."""

_NAMED_HEAD = (
    rb'\{"entry_id":"(?P<entry_id>[0-9a-f]{32})","entry_version":"(?P<entry_version>[0-9a-f]{16})",'
)
_HEAD = re.compile(_NAMED_HEAD)
_RAW_HEAD = re.compile(
    _NAMED_HEAD + rb'"origin":"(?P<origin>\w+)",'
    rb'"feed_url":(?P<feed_url>null|"[^"\\]*(?:\\.[^"\\]*)*")'
)

_COPY_HEAD = re.compile(
    rb'\{"article_id":"[0-9a-f]{32}","revision":\d+,"duplicate_of":"(?P<original>[0-9a-f]{32})"'
)
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

    A dead letter of such a message has the message's name.
    """
    subject = subject_of(message.headers)
    if subject is not None:
        return subject
    if message.topic == DEAD_LETTERS.name:
        try:
            letter = read_dead_letter(message.headers)
        except NotADeadLetter:
            pass
        else:
            named = name_in(message.value)
            place = (letter.topic.removeprefix(topic_prefix), letter.partition, letter.offset)
            return named or place_name(*place)
    return name_in(message.value) or place_name(message.topic, message.partition, message.offset)


def name_in(value: bytes | None) -> str | None:
    """The observation that a record's value names, also if the value is cut off at its end."""
    if (head := _HEAD.match(value or b"")) is not None:
        return str(Observation(head["entry_id"].decode(), head["entry_version"].decode()))
    fields = fields_in(value)
    provenance = fields.get("provenance")
    named = provenance if isinstance(provenance, dict) else fields
    entry_id, entry_version = named.get("entry_id"), named.get("entry_version")
    if isinstance(entry_id, str) and isinstance(entry_version, str):
        return str(Observation(entry_id, entry_version))
    return None


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
