"""newsmill export: write the articles of a time to a file."""

import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import get_args

import typer

from newsmill import filters
from newsmill.atomic_files import NamedOutput, replacing
from newsmill.cli.connecting import reach
from newsmill.cli.failures import EXIT_FAILED, CommandFailed, fail
from newsmill.cli.feeds_table import plural
from newsmill.cli.interruption import run_until_interrupted
from newsmill.cli.progress_bar import progress_bar
from newsmill.cli.telling import Failures
from newsmill.cli.times import instant_or_none
from newsmill.cli.where import filter_of
from newsmill.contracts.topics import ENRICHED_ARTICLES
from newsmill.errors import UsageError
from newsmill.export.exporting import Counts, OnProgress, Wanted, export
from newsmill.export.formats import Format, writer_of
from newsmill.kafka.reading import open_history


def run(
    *,
    since: str | None,
    until: str | None,
    where: str | None,
    format_: str | None,
    out: Path | None,
    broker: str | None,
) -> None:
    """Write what is wanted; exits 1 when something could not be read or written."""
    now = datetime.now(UTC)
    wanted = Wanted(
        since=instant_or_none("--since", since, now),
        until=instant_or_none("--until", until, now),
        where=filter_of(where) if where is not None else filters.EVERYTHING,
    )
    if wanted.since and wanted.until and wanted.since >= wanted.until:
        raise UsageError("--since must lie before --until")
    chosen = _format(format_, out)
    counts = Counts()
    with ExitStack() as stack:
        output = _output(stack, out, wanted, chosen, now)
        on_progress = stack.enter_context(progress_bar())
        run_until_interrupted(_export(wanted, chosen, output, counts, now, on_progress, broker))
    _tell(counts)
    if counts.refused_count:
        raise typer.Exit(EXIT_FAILED)


async def _export(
    wanted: Wanted,
    chosen: Format,
    output: NamedOutput,
    counts: Counts,
    now: datetime,
    on_progress: OnProgress,
    broker: str | None,
) -> None:
    def on_refused(why: str) -> None:
        counts.written -= 1
        counts.refuse(why)

    kafka = await reach(broker)
    async with open_history(kafka, [ENRICHED_ARTICLES], since=wanted.since) as history:
        if history.held_back:
            fail("a transaction is open in the topic: what lies behind its start is not exported")
        if history.cut and wanted.since is not None:
            fail("the topic begins later than --since, or with it: it keeps nothing older")
        writer = writer_of(chosen, output, on_refused)
        await export(history, wanted, writer, counts, now, on_progress)


def _format(written: str | None, out: Path | None) -> Format:
    if written is None:
        written = "parquet" if out is not None and out.suffix == ".parquet" else "jsonl"
    for known in get_args(Format):
        if written == known:
            chosen: Format = known
            break
    else:
        raise UsageError(f"--format {written!r}: choose from {', '.join(get_args(Format))}")
    if chosen == "parquet":
        if out is None:
            raise UsageError("--format parquet: say where to, with --out FILE or --out DIR")
        if find_spec("pyarrow") is None:
            raise CommandFailed("Parquet needs pyarrow: pip install 'newsmill[parquet]'")
    return chosen


def _output(
    stack: ExitStack, out: Path | None, wanted: Wanted, chosen: Format, now: datetime
) -> NamedOutput:
    if out is None:
        return NamedOutput("standard output", sys.stdout.buffer)
    if out.is_dir():
        out /= f"articles-{_stamp(wanted.since)}-{_stamp(wanted.until or now)}.{chosen}"
    return stack.enter_context(replacing(out))


def _stamp(at: datetime | None) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ") if at else "start"


def _tell(counts: Counts) -> None:
    failures = Failures()
    for why in counts.refused:
        failures.tell(why)
    parts = [f"{counts.written} {plural(counts.written, 'article')}"]
    if counts.repeated:
        parts.append(f"{counts.repeated} {plural(counts.repeated, 'repeat')} left out")
    if counts.unmatched:
        parts.append(f"{counts.unmatched} did not match")
    if counts.refused_count:
        parts.append(f"{counts.refused_count} could not be read or written")
    typer.echo(", ".join(parts), err=True)
