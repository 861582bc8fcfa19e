"""newsmill tail: watch a topic."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import typer
from rich.console import Console
from rich.text import Text

from services.cli.broker import reach
from services.cli.failures import CommandFailed
from services.cli.running import Interrupted, run_until_interrupted
from services.contracts.headers import read_dead_letter
from services.contracts.topics import DEAD_LETTERS, TOPICS, Topic
from services.runtime.kafka import open_reader, topic_name

Fields = dict[str, Any]
Test = Callable[[Fields], bool]
POLL_MILLISECONDS = 200


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
                fields = _fields(topic, message)
                if not all(test(fields) for test in tests):
                    continue
                show(fields)
                shown += 1
                if shown == limit:
                    return


def _fields(topic: Topic[Any], message: Any) -> Fields:
    if topic is DEAD_LETTERS:
        try:
            return json.loads(read_dead_letter(message.headers).model_dump_json())  # type: ignore[no-any-return]
        except ValueError as error:
            return {"unreadable": str(error)}
    if message.value is None:
        return {"deleted": (message.key or b"").decode(errors="replace")}
    try:
        fields = json.loads(message.value)
    except ValueError:
        fields = None
    return fields if isinstance(fields, dict) else {"unreadable": repr(message.value[:200])}


def topic_named(name: str) -> Topic[Any]:
    """The topic with this name, in full or in short.

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
    """Whether a record fulfils FIELD=VALUE or FIELD~REGEX.

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
    """What `path` leads to; through a list it leads to every member."""
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
    sys.stdout.write(json.dumps(fields, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _print_line(fields: Fields) -> None:
    line = Text(_moment(fields), style="dim")
    host = (fields.get("source") or {}).get("host") or fields.get("feed_url") or ""
    line.append(f" {host}", "blue")
    told = fields.get("title") or fields.get("message") or fields.get("url") or ""
    line.append(f" {told}" if told else f" {json.dumps(fields, ensure_ascii=False)}", "bold")
    for name in ("kind", "reason", "room", "error", "retrieval"):
        if fields.get(name):
            line.append(f" {name}: {fields[name]}", "yellow")
    names = [entity["name"] for entity in fields.get("entities") or ()][:5]
    if names:
        line.append(f" {', '.join(names)}", "cyan")
    Console().print(line, soft_wrap=True, highlight=False)


def _moment(fields: Fields) -> str:
    for name in ("seen_at", "at", "dropped_at", "failed_at", "added_at"):
        if fields.get(name):
            return datetime.fromisoformat(fields[name]).astimezone().strftime("%H:%M:%S")
    return "        "
