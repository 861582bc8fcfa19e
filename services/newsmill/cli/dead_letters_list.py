"""newsmill dead-letters: the quarantine."""

import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from newsmill.cli.broker import reach
from newsmill.cli.failures import EXIT_FAILED, CommandFailed, fail
from newsmill.cli.moments import local, moment_or_none
from newsmill.cli.reading import progress, read_all
from newsmill.cli.running import run_until_interrupted
from newsmill.cli.terminal import escaped, plain
from newsmill.clock import utc_now
from newsmill.contracts.topics import DEAD_LETTERS, REPLAYS
from newsmill.inspection.quarantine import Letter, Position, Quarantine, Selection, counted
from newsmill.inspection.replaying import Plan, Replayed, partitions_there, plan, replay
from newsmill.kafka.publisher import open_publisher, with_idempotence_as_accepted
from newsmill.kafka.reading import open_history
from newsmill.pipeline import ROOMS
from newsmill.settings import KafkaSettings, load

KINDS_TOLD = 5
LEAST_REASON_CHARACTERS = 30
OTHER_COLUMNS = 115
"""What they take of a line, and the lines between them."""


@dataclass(frozen=True)
class Filters:
    """As they were written."""

    reason: str | None = None
    room: str | None = None
    since: str | None = None
    until: str | None = None


def list_letters(filters: Filters, *, as_json: bool, broker: str | None) -> None:
    """Show those that `filters` admit, and count them by room and reason."""
    selection = selection_of([], filters)

    async def look() -> Quarantine:
        return await _read(await reach(broker))

    quarantine = run_until_interrupted(look())
    letters = quarantine.chosen(selection)
    if as_json or not sys.stdout.isatty():
        for letter in letters:
            typer.echo(escaped(json.dumps(fields_of(letter, quarantine), ensure_ascii=False)))
    elif letters:
        console = Console()
        console.print(table(letters, quarantine, console.width))
    typer.echo(summary(letters, quarantine), err=True)


def replay_letters(
    ids: Sequence[str],
    filters: Filters,
    *,
    everything: bool,
    again: bool,
    dry_run: bool,
    broker: str | None,
) -> None:
    """Put letters back; exits 1 when one of them could not be, or was named and had been before."""
    selection = selection_of(ids, filters)
    if not selection.says_something and not everything:
        raise CommandFailed(
            "say which: their ids (newsmill dead-letters list shows them), --reason, --room, "
            "--since or --until, or --all"
        )
    run_until_interrupted(_replay(selection, again, dry_run, broker))


def selection_of(ids: Sequence[str], filters: Filters) -> Selection:
    """What is meant by `ids` and `filters`.

    Raises:
        CommandFailed: one of them makes no sense.
    """
    if filters.room is not None and filters.room not in ROOMS:
        raise CommandFailed(f"there is no room {filters.room!r}; the rooms are {', '.join(ROOMS)}")
    try:
        reason = re.compile(filters.reason) if filters.reason is not None else None
    except re.error as error:
        raise CommandFailed(f"--reason {filters.reason!r}: {error}") from error
    now = utc_now()
    return Selection(
        frozenset(position(written) for written in ids),
        reason,
        filters.room,
        moment_or_none("--since", filters.since, now),
        moment_or_none("--until", filters.until, now),
    )


def position(written: str) -> Position:
    """The place of a letter in its topic.

    Raises:
        CommandFailed: it is no PARTITION:OFFSET.
    """
    if (parts := re.fullmatch(r"(\d{1,9}):(\d{1,18})", written)) is None:
        raise CommandFailed(
            f"{written!r} is no id: write PARTITION:OFFSET, as newsmill dead-letters list shows it"
        )
    return int(parts[1]), int(parts[2])


def fields_of(letter: Letter, quarantine: Quarantine) -> dict[str, Any]:
    """A letter for a program."""
    told: dict[str, Any] = {"id": letter.id, "subject": letter.subject, "bytes": letter.size}
    if letter.said is None:
        return {**told, "unreadable": letter.wrong}
    said = letter.said.model_dump(mode="json", exclude={"stacktrace"})
    replayed = quarantine.replay_of(letter)
    done = replayed.model_dump(mode="json")["done_at"] if replayed else None
    return {**told, **said, "replayed_at": done, "replay_cut_off": bool(replayed and not done)}


async def _read(kafka: KafkaSettings) -> Quarantine:
    quarantine = Quarantine()
    async with open_history(kafka, [DEAD_LETTERS, REPLAYS]) as history:
        await read_all(history, "reading dead letters", quarantine.enter)
    return quarantine


async def _replay(selection: Selection, again: bool, dry_run: bool, broker: str | None) -> None:
    reached = await reach(broker)
    # Once is meant: a send that is tried again must not write twice, where the broker can tell.
    wanted = reached.model_copy(update={"idempotent": load(KafkaSettings).idempotent})
    kafka = await with_idempotence_as_accepted(wanted)
    partitions = await partitions_there(kafka)
    quarantine = await _read(kafka)
    letters = quarantine.chosen(selection)
    unknown = selection.ids - {(letter.partition, letter.offset) for letter in letters}
    planned = plan(letters, quarantine.replays, partitions, kafka.topic_prefix, again=again)
    for partition, offset in sorted(unknown):
        fail(f"{partition}:{offset}: there is no such dead letter")
    for letter, why in planned.refused:
        fail(f"{letter.id}: {why}")
    if selection.ids:
        for letter, why in planned.already:
            fail(f"{letter.id}: {why}; --again does it once more")
    replayed = Replayed()
    try:
        if dry_run:
            for letter in planned.ready:
                assert letter.said is not None
                typer.echo(f"{letter.id}\t{letter.said.topic}\t{letter.said.partition}")
        elif planned.ready:
            with progress("replaying", len(planned.ready)) as advance:
                async with open_publisher(kafka) as publisher:
                    await replay(
                        kafka,
                        publisher,
                        planned.ready,
                        quarantine.replays,
                        utc_now,
                        replayed,
                        lambda: advance(1),
                    )
    finally:
        _tell_records(replayed)
        typer.echo(outcome(planned, replayed, dry_run), err=True)
    for letter, why in replayed.refused:
        fail(f"{letter.id}: {why}")
    if unknown or planned.refused or replayed.refused or (selection.ids and planned.already):
        raise typer.Exit(EXIT_FAILED)


def _tell_records(replayed: Replayed) -> None:
    """What was recorded, for a program."""
    if not sys.stdout.isatty():
        for _, record in replayed.published + replayed.found:
            typer.echo(escaped(record.model_dump_json()))


def outcome(planned: Plan, replayed: Replayed, dry_run: bool) -> str:
    """What a replay came to, or would come to."""
    done = len(replayed.published) + len(replayed.found)
    parts = [f"{done} replayed"]
    if dry_run:
        parts = [f"{len(planned.ready)} would be replayed"]
    elif done < len(planned.ready):
        parts = [f"{done} of {len(planned.ready)} replayed"]
    if replayed.found:
        parts.append(f"{len(replayed.found)} of them by an earlier try that was cut off")
    if planned.already:
        parts.append(f"{len(planned.already)} had been replayed before")
    if refused := len(planned.refused) + len(replayed.refused):
        parts.append(f"{refused} cannot be replayed")
    return ", ".join(parts)


def table(letters: Sequence[Letter], quarantine: Quarantine, width: int) -> Table:
    """A line for each letter, on a terminal of so many columns."""
    lines = Table("id", "failed", "room", "stage", "reason", "message of", "replayed")
    most = max(LEAST_REASON_CHARACTERS, width - OTHER_COLUMNS)
    for letter in letters:
        said = letter.said
        if said is None:
            why = plain(f"unreadable: {letter.wrong}")[:most]
            lines.add_row(letter.id, "", "", "", Text(why), "", "")
            continue
        replayed = quarantine.replay_of(letter)
        state = ""
        if replayed is not None:
            state = f"{local(replayed.done_at):%m-%d %H:%M}" if replayed.done_at else "cut off"
        cells = (
            letter.id,
            f"{local(said.failed_at):%Y-%m-%d %H:%M:%S}",
            said.room,
            said.stage,
            f"{said.exception}: {said.message}"[:most],
            f"{said.topic} {said.partition}:{said.offset}",
            state,
        )
        lines.add_row(*(Text(plain(cell)) for cell in cells))
    return lines


def summary(letters: Sequence[Letter], quarantine: Quarantine) -> str:
    """How many there are, of which kind."""
    if not letters:
        there = f" of {len(quarantine.letters)}" if quarantine.letters else ""
        return f"no dead letters{there}"
    counts = [
        f"{count} {f'{room} {exception}'.strip()}" for room, exception, count in counted(letters)
    ]
    more = len(counts) - KINDS_TOLD
    told = ", ".join(plain(count) for count in counts[:KINDS_TOLD])
    told += f" and {more} other kinds" if more > 0 else ""
    replayed = [replay for letter in letters if (replay := quarantine.replay_of(letter))]
    done = sum(replay.done_at is not None for replay in replayed)
    return f"{len(letters)} dead letters ({told}); {done} of them replayed"
