"""newsmill sink: keep a database, files or somebody else up to date with a topic."""

import asyncio
import os
import re
import sys
from datetime import UTC, datetime

import typer

from newsmill.cli.bulk_progress import BulkProgress
from newsmill.cli.connecting import reach
from newsmill.cli.failures import fail
from newsmill.cli.times import instant_or_none
from newsmill.cli.where import filter_of
from newsmill.errors import UsageError
from newsmill.filters import article_of
from newsmill.hosting.health import serve_health
from newsmill.hosting.signals import ending_signals
from newsmill.kafka.admin import require_group, require_topics
from newsmill.kafka.errors import kafka_errors_as_user_errors
from newsmill.logs import set_up_logs
from newsmill.settings import RuntimeSettings, load
from newsmill.sinks.beginning import Wanted, beginning_of
from newsmill.sinks.decoding import Filtering
from newsmill.sinks.registry import sink_of
from newsmill.sinks.running import Running, process_of
from newsmill.sinks.sink import Sink

REFRESH_SECONDS = 0.25

_NAME = re.compile(r"[A-Za-z0-9._-]{1,150}")


def run(
    url: str,
    *,
    where: str | None,
    name: str | None,
    from_start: bool,
    since: str | None,
    once: bool,
    allow_private: bool,
    broker: str | None,
) -> None:
    """Write until Ctrl-C or SIGTERM; with `once`, what there is now."""
    if from_start and since is not None:
        raise UsageError("--from-start and --since are two beginnings: choose one")
    if name is not None and _NAME.fullmatch(name) is None:
        raise UsageError("--name: letters, digits, dots, hyphens and underscores, at most 150")
    filtering = _filtering(where) if where is not None else None
    if allow_private:
        # Where sinks that post look for it, when they open.
        os.environ["NEWSMILL_ALLOW_PRIVATE_NETWORKS"] = "1"
    sink = sink_of(url)
    wanted = Wanted(from_start, instant_or_none("--since", since, datetime.now(UTC)))
    with kafka_errors_as_user_errors():
        asyncio.run(_run(sink, name or sink.name, filtering, wanted, once, broker))


async def _run(
    sink: Sink,
    name: str,
    filtering: Filtering | None,
    wanted: Wanted,
    once: bool,
    broker: str | None,
) -> None:
    stop = asyncio.Event()
    for signum in ending_signals():
        asyncio.get_running_loop().add_signal_handler(signum, stop.set)
    runtime = load(RuntimeSettings)
    with BulkProgress("written") as progress:
        set_up_logs(_for_a_person(runtime), process_of(name), tells_of_brokers=True)
        kafka = await reach(broker)
        await require_topics(kafka, [sink.topic])
        await require_group(kafka, process_of(name))
        beginning, ends = await beginning_of(kafka, sink, wanted)
        running = Running(kafka, sink, name, beginning, filtering)
        patience = runtime.start_timeout if once else None
        showing = asyncio.create_task(_show(running, progress))
        try:
            async with serve_health(runtime, running.status):
                until = ends if once else None
                await running.run(stop, runtime.stop_timeout, until, patience)
        finally:
            showing.cancel()
        progress.update(running.counts.written)
    fail(_summary(running, progress))
    if stop.is_set():
        raise typer.Exit(0)


def _filtering(written: str) -> Filtering | None:
    """What it says of the time, as in `since:2h`, is meant for the moment when a record comes."""
    wanted = filter_of(written)
    if not wanted.text:
        return None
    return Filtering(wanted.text, lambda record: wanted.matches(article_of(record)))


async def _show(running: Running, progress: BulkProgress) -> None:
    while True:
        progress.update(running.counts.written)
        await asyncio.sleep(REFRESH_SECONDS)


def _for_a_person(runtime: RuntimeSettings) -> RuntimeSettings:
    """Lines instead of JSON on a terminal, unless somebody has said what is wanted."""
    if sys.stderr.isatty() and "log_format" not in runtime.model_fields_set:
        return runtime.model_copy(update={"log_format": "console"})
    return runtime


def _summary(running: Running, progress: BulkProgress) -> str:
    counts, status = running.counts, running.status()
    (stage,) = status.rooms.values()
    parts = [f"{counts.written} written {progress.summary()}"]
    if counts.unmatched:
        parts.append(f"{counts.unmatched} did not match")
    if counts.set_aside:
        parts.append(f"{counts.set_aside} set aside")
    if lost := getattr(stage, "lost", 0):
        parts.append(f"{lost} gone before they were read")
    return ", ".join(parts)
