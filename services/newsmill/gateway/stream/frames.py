"""Server-sent events, encoded: articles with positions, and what concerns the stream itself.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from newsmill.filters import Article, Filter, article_of
from newsmill.gateway.api.article_json import article_json
from newsmill.gateway.index.rows import Row
from newsmill.gateway.index.since import Gone
from newsmill.gateway.index.writing import Taken

_ARTICLE_BEGINS = b"event: article\ndata: "
_OVERHEAD_BYTES = 600
"""Of a frame beside its text: objects, and what filters said of it."""

MOST_ANSWERS = 64
"""Of filters that are asked later: anybody may come back with any filter."""


@dataclass(slots=True)
class Frame:
    """One article as readers get it, encoded once for all of them."""

    partition: int
    offset: int
    event: bytes
    """Without its id and the empty line that ends it."""
    answers: dict[str, bool] = field(default_factory=dict)
    """Whether it matches, by the filters' texts."""

    @property
    def size(self) -> int:
        """Bytes of memory, about."""
        return len(self.event) + _OVERHEAD_BYTES

    def is_of(self, article_id: str) -> bool:
        """Whether it is a version of that article."""
        if article_id.encode() not in self.event:
            return False
        found: object = self._record().get("article_id")
        return found == article_id

    def withdraw(self) -> None:
        """Let go of the text: it matches nothing any more."""
        self.event = b""
        self.answers.clear()

    def matches(self, wanted: Filter) -> bool:
        """Whether `wanted` matches, asked once for all who want the same."""
        if not self.event:
            return False
        known = self.answers.get(wanted.text)
        if known is None:
            known = wanted.matches(self.article())
            if len(self.answers) >= MOST_ANSWERS:
                del self.answers[next(iter(self.answers))]
            self.answers[wanted.text] = known
        return known

    def article(self) -> Article:
        """What filters look at; read again, since it is ten times as large as the text."""
        return article_of(self._record())

    def _record(self) -> dict[str, Any]:
        record: dict[str, Any] = json.loads(self.event[len(_ARTICLE_BEGINS) : -1])
        return record

    def with_id(self, token: str) -> bytes:
        """The event, with the position behind it."""
        return b"id: %b\n%b\n" % (token.encode(), self.event)


def frame_of_row(row: Row) -> Frame:
    """A version that was in the index."""
    return Frame(
        row.partition,
        row.offset,
        _event(article_json(row.raw, row.record, row.copies, row.previous)),
    )


def frame_of_taken(taken: Taken) -> Frame:
    """An article that has just come."""
    entry = taken.entry
    row = Row(
        taken.number,
        entry.partition,
        entry.offset,
        taken.raw,
        taken.copies,
        taken.hosts,
        taken.previous_raw,
    )
    return frame_of_row(row)


def checkpoint(token: str) -> bytes:
    """A position without an event: the reader keeps it, and shows nothing."""
    return b"id: %b\n\n" % token.encode()


KEEP_ALIVE = b":\n\n"
"""A comment: tells both sides and all between them that the connection is there."""


def hello(token: str, *, resumed: bool) -> bytes:
    """The reader is up to here and has missed nothing."""
    return control("hello", {"resumed": resumed, "missed": 0, "position": token})


def gap(gone: Gone) -> bytes:
    """So many articles the reader has missed, and they are not to be had any more."""
    return control(
        "gap",
        {"missed": gone.messages, "from": _written(gone.begins), "until": _written(gone.ends)},
    )


def reset(why: str, token: str) -> bytes:
    """The reader's position says nothing here: it begins with what comes now."""
    return control("reset", {"why": why, "position": token})


def goodbye(retry_milliseconds: int) -> bytes:
    """The gateway stops; the reader comes back after a while, to this one or another."""
    body = control("goodbye", {"why": "the gateway is stopping"})
    return b"retry: %d\n%b" % (retry_milliseconds, body)


def control(name: str, about: Mapping[str, Any]) -> bytes:
    """An event about the stream itself: without an id, so that the reader's position stays."""
    data = json.dumps(about, separators=(",", ":")).encode()
    return b"event: %b\ndata: %b\n\n" % (name.encode(), data)


def _event(data: bytes) -> bytes:
    return b"%b%b\n" % (_ARTICLE_BEGINS, data)


def _written(milliseconds: int | None) -> str | None:
    if milliseconds is None:
        return None
    instant = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")
