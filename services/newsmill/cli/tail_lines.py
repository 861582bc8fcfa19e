"""What `newsmill tail` shows of a message: its record as fields, and in one line for a person."""

import json
import math
from contextlib import suppress
from datetime import datetime
from itertools import islice
from typing import Any

from rich.text import Text

from newsmill.cli.conditions import Fields, as_text, values
from newsmill.cli.terminal import plain
from newsmill.contracts.headers import read_dead_letter
from newsmill.contracts.topics import DEAD_LETTERS, Topic

ENTITIES_SHOWN = 5

TIMES = (
    *("seen_at", "at", "dropped_at", "failed_at", "done_at", "begun_at", "noticed_at"),
    *("added_at", "last_polled_at"),
)
"""Where a record says when it was written, or when it was last true."""

WORDS = ("kind", "reason", "room", "retrieval", "error")
NUMBERS = (
    *("status", "entries", "offered", "failures"),
    *("partition", "offset", "from_offset", "until_offset"),
)
"""Fields that are shown with their name, where there is something in them."""


def fields_of(topic: Topic[Any], message: Any) -> Fields:
    """A message's record as fields that JSON can hold; one that cannot be read is `unreadable`."""
    if topic is DEAD_LETTERS:
        try:
            return json.loads(read_dead_letter(message.headers).model_dump_json())  # type: ignore[no-any-return]
        except ValueError as error:
            return {"unreadable": str(error)}
    if message.value is None:
        return {"deleted": (message.key or b"").decode(errors="replace")}
    try:
        # What writes NaN writes no JSON, and what writes 1e999 means it: both are null, as they
        # are in JavaScript.
        fields = json.loads(message.value, parse_constant=_null, parse_float=_finite)
        # Deeper than it can be written is deeper than it can be read.
        json.dumps(fields)
    except (ValueError, RecursionError):
        fields = None
    return fields if isinstance(fields, dict) else {"unreadable": repr(message.value[:200])}


def as_line(fields: Fields) -> Text:
    """A record in one line: its time, source and headline, and some fields."""
    line = Text(_time_of(fields), style="dim")
    if source := _first(fields, "source.host", "feed_url", "topic"):
        line.append(f" {source}", "blue")
    if headline := _first(fields, "title", "message", "feed_title"):
        line.append(f" {headline}", "bold")
    if not (source and headline) and (url := _first(fields, "url")):
        line.append(f" {url}", "blue")
    if len(fields) == 1:
        # A message that holds no record.
        line.append("".join(f" {name}: {plain(as_text(of))}" for name, of in fields.items()))
    for name in WORDS:
        if word := _first(fields, name):
            line.append(f" {name}: {word}", "yellow")
    for name in NUMBERS:
        if isinstance(number := fields.get(name), int) and number:
            line.append(f" {name}: {number}", "yellow")
    names = list(islice(values(fields, "entities.name"), ENTITIES_SHOWN))
    if names:
        line.append(f" {plain(', '.join(map(as_text, names)))}", "cyan")
    if not line.plain.strip():
        line.append(f" {plain(json.dumps(fields, ensure_ascii=False))}", "bold")
    return line


def _null(_constant: str) -> None:
    return None


def _finite(written: str) -> float | None:
    number = float(written)
    return number if math.isfinite(number) else None


def _first(fields: Fields, *paths: str) -> str:
    """The first text that one of `paths` leads to."""
    found = (value for path in paths for value in values(fields, path))
    return next((plain(value) for value in found if isinstance(value, str) and value), "")


def _time_of(fields: Fields) -> str:
    for name in TIMES:
        # A foreign record may hold anything there.
        with suppress(KeyError, ValueError, TypeError, OverflowError):
            return datetime.fromisoformat(fields[name]).astimezone().strftime("%H:%M:%S")
    return "        "
