"""newsmill once: take sources through the whole mill once, and write JSON lines."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import typer
from rich.console import Console

from newsmill.atomic_files import Draft, NamedOutput, NotWritten, replacing
from newsmill.cli.failures import EXIT_FAILED, EXIT_INTERRUPTED, CommandFailed, Interrupted, fail
from newsmill.cli.feeds_table import plural
from newsmill.cli.interruption import run_until_interrupted
from newsmill.cli.room_progress import RoomProgress
from newsmill.cli.telling import Failures
from newsmill.clock import utc_now
from newsmill.errors import UsageError, UserError
from newsmill.local.once import Outputs, Summary, run_once
from newsmill.local.sources import read_sources
from newsmill.settings import RuntimeSettings, load

MEBIBYTE = 1024 * 1024


def run(
    names: list[str],
    *,
    out: Path | None,
    duplicates: Path | None,
    drops: Path | None,
    broker: str | None,
    allow_private: bool,
    measure: bool,
) -> None:
    """Run it; exits 1 when a source failed or something was dead-lettered."""
    runtime = load(RuntimeSettings)
    _check_files(names, out, duplicates, drops)
    sources = read_sources(names, utc_now())
    failures = Failures()
    for failure in sources.failures:
        failures.tell(failure)
    failures.end()
    if not sources.feeds and not sources.documents:
        raise typer.Exit(EXIT_FAILED)
    console = Console(stderr=True)
    environment = {"NEWSMILL_ALLOW_PRIVATE_NETWORKS": "1"} if allow_private else {}
    with ExitStack() as stack:
        drafts = {
            path: stack.enter_context(replacing(path)) for path in (out, duplicates, drops) if path
        }
        outputs = Outputs(
            enriched=drafts[out] if out else NamedOutput("standard output", sys.stdout.buffer),
            duplicates=drafts[duplicates] if duplicates else None,
            drops=drafts[drops] if drops else None,
        )
        progress = stack.enter_context(RoomProgress(console, len(sources.feeds)))
        try:
            summary = run_until_interrupted(
                run_once(
                    sources,
                    outputs,
                    runtime,
                    broker=broker,
                    environment=environment,
                    on_progress=progress.update,
                )
            )
        except Interrupted:
            written = [] if out else ["what was finished has been written"]
            fail("; ".join(["interrupted", *written, *_kept(drafts)]))
            raise typer.Exit(EXIT_INTERRUPTED) from None
        except (NotWritten, UsageError):
            raise
        except UserError as error:
            raise CommandFailed("; ".join([str(error), *_kept(drafts)])) from error
        if (summary.failed or sources.failures) and not summary.tally.offered:
            # Nothing could be read: the files of an earlier run are worth more than empty ones.
            _tell(summary, measure=measure)
            for path in drafts:
                if path.is_file():
                    fail(f"{path} is as it was")
            raise typer.Exit(EXIT_FAILED)
    _tell(summary, measure=measure)
    if summary.failed or summary.tally.dead_letters or sources.failures:
        raise typer.Exit(EXIT_FAILED)


def _tell(summary: Summary, *, measure: bool) -> None:
    """Say what came out, and a line for each thing that went wrong."""
    report(summary, measure=measure)
    for event in summary.failed:
        fail(f"{event.feed_url}: {event.error}")
    dead = summary.tally.dead_letters
    if dead:
        what = "entry" if dead == 1 else "entries"
        fail(f"{dead} {what} could not be handled; the rooms' log says why")


def _check_files(names: list[str], *files: Path | None) -> None:
    """Refuse a file that is given for two kinds of records, or that is a source."""
    taken = {Path(name).resolve() for name in names}
    for file in files:
        # A device such as /dev/null takes any number of them.
        if file is None or (file.exists() and not file.is_file()):
            continue
        if file.resolve() in taken:
            raise UsageError(f"{file} is given twice")
        taken.add(file.resolve())


def _kept(drafts: Mapping[Path, Draft]) -> Iterator[str]:
    """Keep what was finished before a run ended, and say where; the old files stay."""
    for path, draft in drafts.items():
        part = draft.keep()
        if part is not None:
            yield f"what was finished is in {part}, and {path} is as it was"


def report(summary: Summary, *, measure: bool) -> None:
    """Say on stderr what came out, and with `measure` at what cost."""
    tally = summary.tally
    enriched, duplicates = tally.count("enriched"), tally.count("duplicate")
    offered = len(tally.offered)
    parts = [
        f"{enriched} enriched",
        f"{duplicates} {plural(duplicates, 'duplicate')}",
        f"{tally.count('dropped')} dropped",
    ]
    each = 1000 * summary.cpu_seconds / max(1, offered)
    typer.echo(
        f"{', '.join(parts)} of {offered} {'entry' if offered == 1 else 'entries'} "
        f"in {summary.seconds:.1f} s, {each:.0f} ms CPU each",
        err=True,
    )
    left_out = sum(event.left_out for event in summary.tally.events.values())
    if left_out:
        typer.echo(
            f"{left_out} older entries of long feeds left out: NEWSMILL_PULLER_MAX_ENTRIES",
            err=True,
        )
    if not measure:
        return
    for name, seconds in sorted(summary.cpu_seconds_by_process.items()):
        memory = summary.peak_memory.get(name, 0) / MEBIBYTE
        typer.echo(f"  {name}: {seconds:.2f} s CPU, {memory:.0f} MB at most", err=True)
