"""Hand-written logs: what lies in the topics, message by message."""

import itertools
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from newsmill.contracts.base import Observation
from newsmill.contracts.headers import Header, dead_letter_headers
from newsmill.contracts.outcomes import Replay
from newsmill.contracts.topics import (
    CLEAN_ARTICLES,
    DEAD_LETTERS,
    DROPS,
    DUPLICATE_ARTICLES,
    ENRICHED_ARTICLES,
    RAW_ARTICLES,
    REPLAYS,
    RETRIEVED_ARTICLES,
    UNIQUE_ARTICLES,
)
from newsmill.inspection.auditing import Audit
from newsmill.inspection.counts import Gap
from newsmill.inspection.findings import Findings, counts_of
from newsmill.kafka.records import Message, Place
from newsmill.pipeline import ROOM_BY_TOPIC
from tests.builders import FEED_URL, NOON, dead_letter, drop, hex16, hex32, raw_article

RAW = RAW_ARTICLES.name
RETRIEVED = RETRIEVED_ARTICLES.name
CLEAN = CLEAN_ARTICLES.name
UNIQUE = UNIQUE_ARTICLES.name
ENRICHED = ENRICHED_ARTICLES.name
DUPLICATES = DUPLICATE_ARTICLES.name

PREFIX = "t."


def subject(of: object) -> str:
    """The observation called `of`."""
    return str(Observation(hex32(of), hex16(of)))


class Log:
    """Topics with one partition each, written by hand. Each method writes one message."""

    def __init__(self, prefix: str = PREFIX) -> None:
        self._prefix = prefix
        self.messages: list[Message] = []
        self._offsets: dict[str, itertools.count[int]] = {}

    def put(
        self,
        topic: str,
        value: bytes | None,
        headers: Sequence[Header],
        at: datetime = NOON,
        key: bytes = b"k",
    ) -> Message:
        """Any message at all."""
        offset = next(self._offsets.setdefault(topic, itertools.count()))
        milliseconds = int(at.timestamp() * 1000)
        message = Message(topic, 0, offset, key, value, list(headers), milliseconds)
        self.messages.append(message)
        return message

    def offer(
        self, of: object, feed: str | None = FEED_URL, origin: str = "feed", at: datetime = NOON
    ) -> Message:
        """The puller, or somebody with a document."""
        article = raw_article(
            entry_id=hex32(of), entry_version=hex16(of), feed_url=feed, origin=origin
        )
        return self.put(RAW, article.model_dump_json().encode(), named(of), at)

    def pass_on(self, of: object, topic: str, at: datetime = NOON, key: bytes = b"k") -> Message:
        """A room that writes to a topic which another reads. The value does not matter."""
        return self.put(topic, b"{}", named(of), at, key)

    def end(
        self,
        of: object,
        topic: str = ENRICHED,
        record: str = "r1",
        at: datetime = NOON,
        key: bytes = b"k",
        value: bytes = b"{}",
    ) -> Message:
        """Enriched, or a duplicate."""
        return self.put(topic, value, [*named(of), ("ce_id", record.encode())], at, key)

    def copy(self, of: object, original: object) -> Message:
        """A duplicate of the article called `original`."""
        value = f'{{"duplicate_of": "{hex32(original)}"}}'.encode()
        return self.end(of, DUPLICATES, value=value)

    def drop(
        self, of: object, reason: str = "no_text", at: datetime = NOON, **changes: Any
    ) -> Message:
        """Gone by decision."""
        gone = drop(entry_id=hex32(of), entry_version=hex16(of), reason=reason, **changes)
        headers = [*named(of), ("ce_id", subject(of).encode())]
        return self.put(DROPS.name, gone.model_dump_json().encode(), headers, at)

    def dead_letter(self, original: Message, at: datetime = NOON) -> Message:
        """`original` could not be handled."""
        letter = dead_letter(
            room=ROOM_BY_TOPIC[original.topic],
            topic=self._prefix + original.topic,
            partition=original.partition,
            offset=original.offset,
            failed_at=at,
        )
        headers = dead_letter_headers(letter, original.headers)
        return self.put(DEAD_LETTERS.name, original.value, headers, at, original.key or b"")

    def replay(self, letter: Message, original: Message, *, record_only: bool = False) -> Message:
        """`letter` is put back where `original` was; gives the message that was put there."""
        if record_only:
            offset = next(self._offsets[original.topic])
            again = Message(original.topic, 0, offset, b"k", b"", list(original.headers))
        else:
            again = self.put(original.topic, original.value, original.headers)
        record = Replay(
            letter_partition=letter.partition,
            letter_offset=letter.offset,
            topic=self._prefix + original.topic,
            partition=original.partition,
            offset=original.offset,
            room=ROOM_BY_TOPIC[original.topic],
            begun_at=NOON,
            end_offset=again.offset,
            done_at=NOON,
            replayed_offset=again.offset,
        )
        self.put(REPLAYS.name, record.model_dump_json().encode(), named("replay"))
        return again

    def through(self, of: object, last: str = UNIQUE) -> list[Message]:
        """Offered, and passed on by every room up to the one that writes to `last`."""
        path = [RAW, RETRIEVED, CLEAN, UNIQUE]
        seen = [self.offer(of)]
        seen += [self.pass_on(of, topic) for topic in path[1 : path.index(last) + 1]]
        return seen

    def all_handled(self) -> dict[Place, int]:
        """What is committed when every room has come to the end."""
        ends: dict[Place, int] = {}
        for message in self.messages:
            if message.topic in ROOM_BY_TOPIC:
                ends[message.place] = message.offset + 1
        return ends

    def audited(
        self,
        committed: dict[Place, int] | None = None,
        since: datetime | None = None,
        *,
        backwards: bool = False,
        cut: Mapping[Place, int] = MappingProxyType({}),
    ) -> Audit:
        """An audit of it."""
        committed = self.all_handled() if committed is None else committed
        audit = Audit(committed, PREFIX, since, cut)
        for message in reversed(self.messages) if backwards else self.messages:
            audit.enter(message)
        audit.close()
        return audit


def findings(log: Log, *feeds: str, gaps: tuple[Gap, ...] = ()) -> Findings:
    """What an audit of the log finds for these feeds."""
    audit = log.audited()
    return Findings(audit, counts_of(audit, set(feeds)), list(gaps), frozenset(feeds))


def about(record: Any, of: object) -> Any:
    """`record`, as one of the observation called `of`."""
    ids = {"entry_id": hex32(of), "entry_version": hex16(of)}
    if (provenance := getattr(record, "provenance", None)) is not None:
        ids = {"provenance": provenance.model_copy(update=ids)}
    return record.model_copy(update=ids)


def named(of: object) -> list[Header]:
    """The headers by which a room names an observation."""
    return [("ce_source", b"/newsmill/puller"), ("ce_subject", subject(of).encode())]
