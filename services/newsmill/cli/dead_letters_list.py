"""newsmill dead-letters list: a line for each dead letter, and counts by room and reason."""

import json
import sys
from collections.abc import Sequence
from typing import Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from newsmill.cli.connecting import reach
from newsmill.cli.dead_letters_selection import Filters, selection_of
from newsmill.cli.interruption import run_until_interrupted
from newsmill.cli.progress_bar import progress_bar
from newsmill.cli.terminal import escaped, plain
from newsmill.cli.times import local_time
from newsmill.inspection.quarantine import Letter, Quarantine, counted
from newsmill.inspection.reading import read_quarantine

KINDS_SHOWN = 5
LEAST_REASON_CHARACTERS = 30
OTHER_COLUMNS = 115
"""Columns that everything but the reason takes, borders included."""


def list_letters(filters: Filters, *, as_json: bool, broker: str | None) -> None:
    """Show those that `filters` admit, and count them by room and reason."""
    selection = selection_of([], filters)

    async def read() -> Quarantine:
        with progress_bar() as on_progress:
            return await read_quarantine(await reach(broker), on_progress)

    quarantine = run_until_interrupted(read())
    letters = quarantine.chosen(selection)
    if as_json or not sys.stdout.isatty():
        for letter in letters:
            typer.echo(escaped(json.dumps(fields_of(letter, quarantine), ensure_ascii=False)))
    elif letters:
        console = Console()
        console.print(table(letters, quarantine, console.width))
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


def table(letters: Sequence[Letter], quarantine: Quarantine, width: int) -> Table:
    """A line for each letter, on a terminal of `width` columns."""
    lines = Table("id", "failed", "room", "stage", "reason", "message of", "replayed")
    most = max(LEAST_REASON_CHARACTERS, width - OTHER_COLUMNS)
    for letter in letters:
        record = letter.record
        if record is None:
            why = plain(f"unreadable: {letter.problem}")[:most]
            lines.add_row(letter.id, "", "", "", Text(why), "", "")
            continue
        replayed = quarantine.replay_of(letter)
        state = ""
        if replayed is not None:
            state = f"{local_time(replayed.done_at):%m-%d %H:%M}" if replayed.done_at else "cut off"
        cells = (
            letter.id,
            f"{local_time(record.failed_at):%Y-%m-%d %H:%M:%S}",
            record.room,
            record.stage,
            f"{record.exception}: {record.message}"[:most],
            f"{record.topic} {record.partition}:{record.offset}",
            state,
        )
        lines.add_row(*(Text(plain(cell)) for cell in cells))
    return lines


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
