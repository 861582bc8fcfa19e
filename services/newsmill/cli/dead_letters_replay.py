"""newsmill dead-letters replay: put messages back where they were read."""

import sys
from collections.abc import Sequence

import typer

from newsmill.cli.connecting import reach
from newsmill.cli.dead_letters_selection import Filters, selection_of
from newsmill.cli.failures import EXIT_FAILED, fail
from newsmill.cli.interruption import run_until_interrupted
from newsmill.cli.progress_bar import progress_bar
from newsmill.cli.terminal import escaped
from newsmill.clock import utc_now
from newsmill.errors import UsageError
from newsmill.inspection.quarantine import Selection
from newsmill.inspection.reading import read_quarantine
from newsmill.inspection.replaying import Plan, Replayed, partitions_there, plan, replay
from newsmill.kafka.publisher import open_publisher, with_idempotence_as_accepted
from newsmill.settings import KafkaSettings, load


def replay_letters(
    ids: Sequence[str],
    filters: Filters,
    *,
    everything: bool,
    again: bool,
    dry_run: bool,
    broker: str | None,
) -> None:
    """Replay letters; exits 1 when one cannot be, or is named by id and has been before."""
    selection = selection_of(ids, filters)
    if not selection.is_limited and not everything:
        raise UsageError(
            "say which: their ids (newsmill dead-letters list shows them), --reason, --room, "
            "--since or --until, or --all"
        )
    run_until_interrupted(_replay(selection, again, dry_run, broker))


async def _replay(selection: Selection, again: bool, dry_run: bool, broker: str | None) -> None:
    reached = await reach(broker)
    # Idempotent, unlike other commands: a send that is retried must not write a message twice.
    wanted = reached.model_copy(update={"idempotent": load(KafkaSettings).idempotent})
    kafka = await with_idempotence_as_accepted(wanted)
    partitions = await partitions_there(kafka)
    with progress_bar() as on_progress:
        quarantine = await read_quarantine(kafka, on_progress)
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
                assert letter.record is not None
                typer.echo(f"{letter.id}\t{letter.record.topic}\t{letter.record.partition}")
        elif planned.ready:
            with progress_bar() as on_progress:
                async with open_publisher(kafka) as publisher:
                    await replay(
                        kafka,
                        publisher,
                        planned.ready,
                        quarantine.replays,
                        utc_now,
                        replayed,
                        on_progress,
                    )
    finally:
        # First, because stdout may not take the records.
        typer.echo(outcome(planned, replayed, dry_run), err=True)
        _print_records(replayed)
    for letter, why in replayed.refused:
        fail(f"{letter.id}: {why}")
    if unknown or planned.refused or replayed.refused or (selection.ids and planned.already):
        raise typer.Exit(EXIT_FAILED)


def _print_records(replayed: Replayed) -> None:
    """Print the records of the replays as JSON lines where stdout is no terminal."""
    if not sys.stdout.isatty():
        for _, record in replayed.published + replayed.found:
            typer.echo(escaped(record.model_dump_json()))


def outcome(planned: Plan, replayed: Replayed, dry_run: bool) -> str:
    """The result of a replay, or of a dry run, in one line."""
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
