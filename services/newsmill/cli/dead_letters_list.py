"""newsmill dead-letters list: a line for each dead letter, and counts by room and reason."""

import sys
from collections.abc import Iterator, Sequence
from typing import Any

import typer
from rich.console import Console
from rich.text import Text

from newsmill.cli.columns import WIDE, fitted
from newsmill.cli.connecting import reach
from newsmill.cli.dead_letters_selection import Filters, selection_of
from newsmill.cli.interruption import run_until_interrupted
from newsmill.cli.progress_bar import progress_bar
from newsmill.cli.terminal import json_line, plain
from newsmill.cli.times import local_time
from newsmill.inspection.quarantine import Letter, Quarantine, counted
from newsmill.inspection.reading import read_quarantine

KINDS_SHOWN = 5
INDENT = "  "


def list_letters(filters: Filters, *, as_json: bool, wide: bool, broker: str | None) -> None:
    """Show those that `filters` admit, and count them by room and reason."""
    selection = selection_of([], filters)

    async def read() -> Quarantine:
        with progress_bar() as on_progress:
            return await read_quarantine(await reach(broker), on_progress)

    quarantine = run_until_interrupted(read())
    letters = quarantine.chosen(selection)
    if as_json or not sys.stdout.isatty():
        for letter in letters:
            typer.echo(json_line(fields_of(letter, quarantine)))
    elif letters:
        console = Console(highlight=False, soft_wrap=True)
        for line in lines_of(letters, quarantine, WIDE if wide else console.width):
            console.print(line)
    typer.echo(summary(letters, quarantine), err=True)


def fields_of(letter: Letter, quarantine: Quarantine) -> dict[str, Any]:
    """A letter as JSON fields."""
    fields: dict[str, Any] = {"id": letter.id, "subject": letter.subject, "bytes": letter.size}
    if letter.record is None:
        return {**fields, "unreadable": letter.problem}
    fields |= letter.record.model_dump(mode="json", exclude={"stacktrace"})
    replayed = quarantine.replay_of(letter)
    done = replayed.model_dump(mode="json")["done_at"] if replayed else None
    return {**fields, "replayed_at": done, "replay_cut_off": bool(replayed and not done)}


def lines_of(letters: Sequence[Letter], quarantine: Quarantine, width: int) -> Iterator[Text]:
    """Two lines of at most `width` columns for each letter: where it failed, and why."""
    for letter in letters:
        record = letter.record
        line = Text(f"{letter.id}", "bold")
        if record is None:
            yield line
            yield _why(f"unreadable: {letter.problem}", width)
            continue
        at = f"{local_time(record.failed_at):%Y-%m-%d %H:%M:%S}"
        where = f"{record.topic} {record.partition}:{record.offset}"
        words = f"  {at}  {where}  {record.room}  {record.stage}"
        line.append(fitted(words, width - len(line)), "not bold")
        yield line
        yield _why(f"{record.exception}: {record.message}", width)
        if (replayed := quarantine.replay_of(letter)) is not None:
            done = replayed.done_at
            state = f"replayed {local_time(done):%Y-%m-%d %H:%M}" if done else "replay cut off"
            yield Text(fitted(f"{INDENT}{state}", width), "green")


def _why(reason: str, width: int) -> Text:
    return Text(fitted(f"{INDENT}{reason}", width), "dim")


def summary(letters: Sequence[Letter], quarantine: Quarantine) -> str:
    """How many there are, by room and exception."""
    if not letters:
        there = f" of {len(quarantine.letters)}" if quarantine.letters else ""
        return f"no dead letters{there}"
    counts = [
        f"{count} {f'{room} {exception}'.strip()}" for room, exception, count in counted(letters)
    ]
    more = len(counts) - KINDS_SHOWN
    kinds = ", ".join(plain(count) for count in counts[:KINDS_SHOWN])
    kinds += f" and {more} other kinds" if more > 0 else ""
    replayed = [replay for letter in letters if (replay := quarantine.replay_of(letter))]
    done = sum(replay.done_at is not None for replay in replayed)
    return f"{len(letters)} dead letters ({kinds}); {done} of them replayed"
