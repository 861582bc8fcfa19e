"""newsmill dead-letters show: everything about one dead letter."""

import json
import sys
from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from newsmill.cli.connecting import reach
from newsmill.cli.dead_letters_selection import position
from newsmill.cli.interruption import run_until_interrupted
from newsmill.cli.terminal import plain
from newsmill.cli.times import local_time
from newsmill.contracts.headers import NotADeadLetter, original_headers, read_dead_letter
from newsmill.inspection.quarantine import Origin, Position, Replays
from newsmill.inspection.reading import read_letter
from newsmill.kafka.records import Message

CHARACTERS_SHOWN = 4000
HEADER_CHARACTERS_SHOWN = 200
LABEL_WIDTH = 12

Line = tuple[str, str]
"""A label and a text; a line without a label continues the one before."""


def show(written: str, *, raw: bool, broker: str | None) -> None:
    """Print it for a person, or only its value, byte for byte."""
    message, replays = run_until_interrupted(_read(position(written), broker))
    if raw:
        sys.stdout.buffer.write(message.value or b"")
        sys.stdout.buffer.flush()
        return
    console = Console(soft_wrap=True, highlight=False)
    for label, text in lines_of(message, replays):
        console.print(Text(f"{label:>{LABEL_WIDTH}}  ", "bold").append(text, "not bold"))


def lines_of(message: Message, replays: Replays) -> Iterator[Line]:
    """The dead letter and its replays, line by line."""
    yield "id", f"{message.partition}:{message.offset}"
    try:
        letter = read_dead_letter(message.headers)
    except NotADeadLetter as error:
        yield "unreadable", plain(str(error))
    else:
        yield "failed", f"{local_time(letter.failed_at):%Y-%m-%d %H:%M:%S %z}"
        yield "room", plain(f"{letter.room}, newsmill {letter.version}, stage {letter.stage}")
        yield "reason", plain(f"{letter.exception}: {letter.message}")
        for line in letter.stacktrace.splitlines():
            yield "", plain(line)
        yield (
            "message of",
            plain(f"{letter.topic}, partition {letter.partition}, offset {letter.offset}"),
        )
        yield from _replay_lines(replays, (letter.topic, letter.partition, letter.offset))
    yield "key", _readable(message.key, HEADER_CHARACTERS_SHOWN)
    for name, value in original_headers(message.headers):
        yield "header", f"{plain(name)} = {_readable(value, HEADER_CHARACTERS_SHOWN)}"
    yield "value", f"{len(message.value or b'')} bytes"
    for line in _decoded(message.value):
        yield "", line


def _replay_lines(replays: Replays, origin: Origin) -> Iterator[Line]:
    if (done := replays.done.get(origin)) is not None and done.done_at is not None:
        yield (
            "replayed",
            f"{local_time(done.done_at):%Y-%m-%d %H:%M:%S %z}, as offset {done.replayed_offset}",
        )
    if (begun := replays.begun.get(origin)) is not None:
        at = f"{local_time(begun.begun_at):%Y-%m-%d %H:%M:%S %z}"
        yield "replay", f"begun {at} and cut off: the next one finds out how far it came"


def _readable(value: bytes | None, characters: int) -> str:
    if value is None:
        return "null"
    try:
        text = value.decode()
    except UnicodeDecodeError:
        text = repr(value[: characters + 1])
    return plain(text if len(text) <= characters else text[:characters] + "…")


def _decoded(value: bytes | None) -> Iterator[str]:
    """JSON with a field a line, other text as it is, bytes as Python writes them; bounded."""
    if value is None:
        yield "null"
        return
    try:
        text = json.dumps(json.loads(value), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        try:
            text = value.decode()
        except UnicodeDecodeError:
            text = repr(value[:CHARACTERS_SHOWN])
    shown = text[:CHARACTERS_SHOWN]
    yield from (plain(line) for line in shown.splitlines())
    if len(shown) < len(text) or (len(value) > CHARACTERS_SHOWN and text.startswith("b")):
        yield "… cut here; --value writes all of it"


async def _read(position: Position, broker: str | None) -> tuple[Message, Replays]:
    return await read_letter(await reach(broker), position)
