"""newsmill tail: print the records of a topic as they are written."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from itertools import islice
from typing import Any

import typer
from rich.console import Console
from rich.text import Text

from newsmill.cli.connecting import reach
from newsmill.cli.failures import CommandFailed, Interrupted
from newsmill.cli.interruption import run_until_interrupted
from newsmill.cli.terminal import escaped, plain
from newsmill.contracts.headers import read_dead_letter
from newsmill.contracts.topics import DEAD_LETTERS, Topic
from newsmill.kafka.connection import topic_name
from newsmill.kafka.reading import open_reader
from newsmill.pipeline import TOPICS

Fields = dict[str, Any]
Test = Callable[[Fields], bool]
POLL_MILLISECONDS = 200
ENTITIES_SHOWN = 5


def run(
    topic: str,
    *,
    from_start: bool,
    limit: int | None,
    as_json: bool,
    where: list[str],
    broker: str | None,
) -> None:
    """Print records until the limit or Ctrl-C."""
    chosen = topic_named(topic)
    tests = [condition(written) for written in where]
    show = _print_json if as_json or not sys.stdout.isatty() else _print_line
    try:
        run_until_interrupted(_tail(chosen, from_start, limit, tests, show, broker))
    except Interrupted:
        raise typer.Exit(0) from None


async def _tail(
    topic: Topic[Any],
    from_start: bool,
    limit: int | None,
    tests: list[Test],
    show: Callable[[Fields], None],
    broker: str | None,
) -> None:
    kafka = await reach(broker)
    shown = 0
    async with open_reader(kafka, [topic_name(kafka, topic)], from_start=from_start) as consumer:
        while True:
            batches = await consumer.getmany(timeout_ms=POLL_MILLISECONDS)
            for message in (m for messages in batches.values() for m in messages):
                fields = fields_of(topic, message)
                if not all(test(fields) for test in tests):
                    continue
                show(fields)
                shown += 1
                if shown == limit:
                    return


def fields_of(topic: Topic[Any], message: Any) -> Fields:
    """A message's record as fields; for one that cannot be read, a field `unreadable`."""
    if topic is DEAD_LETTERS:
        try:
            return json.loads(read_dead_letter(message.headers).model_dump_json())  # type: ignore[no-any-return]
        except ValueError as error:
            return {"unreadable": str(error)}
    if message.value is None:
        return {"deleted": (message.key or b"").decode(errors="replace")}
    try:
        fields = json.loads(message.value)
    except (ValueError, RecursionError):
        fields = None
    return fields if isinstance(fields, dict) else {"unreadable": repr(message.value[:200])}


def topic_named(name: str) -> Topic[Any]:
    """The topic with this name, which may be shortened.

    Raises:
        CommandFailed: there is none.
    """
    for topic in TOPICS:
        short = topic.name.removeprefix("news.").removesuffix(".v1")
        if name in {topic.name, short, short.removeprefix("articles.")}:
            return topic
    known = ", ".join(
        t.name.removeprefix("news.").removeprefix("articles.").removesuffix(".v1") for t in TOPICS
    )
    raise CommandFailed(f"there is no topic {name!r}; choose from {known}")


def condition(written: str) -> Test:
    """Parse FIELD=VALUE or FIELD~REGEX into a test of records.

    Raises:
        CommandFailed: it is neither.
    """
    match = re.fullmatch(r"([\w.]+)([=~])(.*)", written, re.DOTALL)
    if match is None:
        raise CommandFailed(f"--where {written!r}: write FIELD=VALUE or FIELD~REGEX")
    path, operator, wanted = match.groups()
    if operator == "=":
        return lambda fields: any(_text(value) == wanted for value in _values(fields, path))
    try:
        pattern = re.compile(wanted)
    except re.error as error:
        raise CommandFailed(f"--where {written!r}: {error}") from error
    return lambda fields: any(pattern.search(_text(value)) for value in _values(fields, path))


def _values(fields: Any, path: str) -> Iterator[Any]:
    """The values at the dotted `path`; a list stands for all its members."""
    if isinstance(fields, list):
        for member in fields:
            yield from _values(member, path)
    elif not path:
        yield fields
    elif isinstance(fields, dict):
        first, _, rest = path.partition(".")
        if first in fields:
            yield from _values(fields[first], rest)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _print_json(fields: Fields) -> None:
    # Half a surrogate pair, which JSON can hold and UTF-8 cannot, stays as it is escaped.
    line = escaped(json.dumps(fields, ensure_ascii=False)).encode(errors="backslashreplace")
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()


def _print_line(fields: Fields) -> None:
    Console().print(as_line(fields), soft_wrap=True, highlight=False)


def as_line(fields: Fields) -> Text:
    """A record in one line: its time, source and headline, and some fields."""
    line = Text(_time_of(fields), style="dim")
    line.append(f" {_first(fields, 'source.host', 'feed_url')}", "blue")
    headline = _first(fields, "title", "message", "url")
    headline = headline or json.dumps(fields, ensure_ascii=False)
    line.append(f" {plain(headline)}", "bold")
    for name in ("kind", "reason", "room", "error", "retrieval"):
        if value := _first(fields, name):
            line.append(f" {name}: {value}", "yellow")
    names = list(islice(_values(fields, "entities.name"), ENTITIES_SHOWN))
    if names:
        line.append(f" {plain(', '.join(map(_text, names)))}", "cyan")
    return line


def _first(fields: Fields, *paths: str) -> str:
    """The first text that one of `paths` leads to."""
    values = (value for path in paths for value in _values(fields, path))
    return next((plain(value) for value in values if isinstance(value, str) and value), "")


def _time_of(fields: Fields) -> str:
    for name in ("seen_at", "at", "dropped_at", "failed_at", "added_at"):
        # A foreign record may hold anything there.
        with suppress(KeyError, ValueError, TypeError, OverflowError):
            return datetime.fromisoformat(fields[name]).astimezone().strftime("%H:%M:%S")
    return "        "
