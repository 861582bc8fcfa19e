"""Find the observations that belong to an id or an address."""

import json
import re
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import unquote

from pydantic import ValidationError

from newsmill.contracts.base import Observation
from newsmill.contracts.outcomes import Replay
from newsmill.contracts.topics import (
    DROPS,
    REPLAYS,
)
from newsmill.hosts import parse
from newsmill.inspection.naming import fields_in, name_of, place_name
from newsmill.kafka.records import Message
from newsmill.pipeline import END_BY_OUTCOME, KEYED_BY_ARTICLE

MOST_OBSERVATIONS = 500
"""The limit of what is explained; an article that is offered more often brings nothing new."""

_KEYED_BY_ARTICLE = frozenset(topic.name for topic in KEYED_BY_ARTICLE)

DEFAULT_PORTS = ("80", "443")
PUNYCODE = "xn--"

_ID = re.compile(r"[0-9a-f]{32}")
# The name that an audit gives to a message without one.
_PLACE = re.compile(r"news\.[a-z.-]+\.v\d+-\d+-\d+")
# A quotation mark within a JSON string is escaped, so this matches fields only, never text.
_URL_FIELD = re.compile(rb'"(?:canonical_)?url":\s*("[^"\\]*(?:\\.[^"\\]*)*")')


class NotSought(ValueError):
    """The text is neither an id nor an address."""


@dataclass(frozen=True)
class Sought:
    """What is searched for: an observation, an article or entry by its id, or an address."""

    kind: Literal["subject", "id", "url"]
    text: str

    @classmethod
    def by(cls, written: str) -> "Sought":
        """Parse what a person wrote.

        Raises:
            NotSought: it is none of these.
        """
        written = written.strip()
        if Observation.parse(written.lower()) or _PLACE.fullmatch(written.lower()):
            return cls("subject", written.lower())
        if _ID.fullmatch(written.lower()):
            return cls("id", written.lower())
        address = comparable(written if "//" in written else f"//{written}")
        if address is None or not ("//" in written or any(mark in address for mark in ".:/")):
            raise NotSought(written)
        return cls("url", address)

    def is_in(self, message: Message, name: str) -> bool:
        """Whether `message`, which belongs to the observation `name`, is about it."""
        if self.kind == "subject":
            return name == self.text
        if self.kind == "url":
            return self._is_address_in(message.value or b"")
        if name.startswith(f"{self.text}."):
            return True
        if message.topic in _KEYED_BY_ARTICLE:
            return message.key == self.text.encode()
        if message.topic == DROPS.name and self.text.encode() in (message.value or b""):
            return fields_in(message.value).get("article_id") == self.text
        return False

    def _is_address_in(self, value: bytes) -> bool:
        host = self.text.partition("/")[0]
        # A name in another script than Latin can be written in several ways.
        if PUNYCODE not in host and host.encode() not in value.lower():
            return False
        return any(comparable(_unquoted(found)) == self.text for found in _URL_FIELD.findall(value))


@dataclass
class Search:
    """Reads every message, and collects the observations that belong to what is sought."""

    sought: Sought
    topic_prefix: str
    names: dict[str, None] = field(default_factory=dict)
    """In the order in which they were found."""
    originals: set[str] = field(default_factory=set)
    """Ids of the articles that they are copies of."""
    too_many: bool = False
    _again: dict[str, str] = field(default_factory=dict)
    """By the place of a message, the place where it was replayed: the only name that some have."""

    def enter(self, message: Message) -> None:
        """Take in one message of any topic that an article comes through."""
        if message.topic == REPLAYS.name:
            self._enter_replay(message)
            return
        name = name_of(message, self.topic_prefix)
        if not self.sought.is_in(message, name):
            return
        if name in self.names or len(self.names) < MOST_OBSERVATIONS:
            self.names[name] = None
        else:
            self.too_many = True
        if message.topic == END_BY_OUTCOME["duplicate"].name:
            original = fields_in(message.value).get("duplicate_of")
            if isinstance(original, str):
                self.originals.add(original)

    def close(self) -> None:
        """Add the replays of messages without a name; to be called when all is read."""
        for name in list(self.names):
            while (again := self._again.get(name)) is not None and again not in self.names:
                self.names[again] = None
                name = again

    def _enter_replay(self, message: Message) -> None:
        try:
            replay = Replay.model_validate_json(message.value or b"")
        except ValidationError:
            return
        if replay.replayed_offset is not None:
            topic = replay.topic.removeprefix(self.topic_prefix)
            was = place_name(topic, replay.partition, replay.offset)
            self._again[was] = place_name(topic, replay.partition, replay.replayed_offset)


def comparable(url: str | None) -> str | None:
    """Host, port, path and query of an address as they are compared; None where it has no host.

    The scheme, the fragment, slashes at the end, the spelling of the host and how the path is
    escaped make no difference.
    """
    text = (url or "").strip()
    parsed = parse(f"http:{text}" if text.startswith("//") else text)
    if parsed is None:
        return None
    port = f":{parsed.port}" if parsed.port and parsed.port not in DEFAULT_PORTS else ""
    return f"{parsed.host}{port}{unquote(parsed.path).rstrip('/')}{parsed.query}"


def _unquoted(text: bytes) -> str | None:
    try:
        return str(json.loads(text))
    except ValueError:
        return None
