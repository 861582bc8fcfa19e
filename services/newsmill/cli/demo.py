"""newsmill demo: run the whole mill on a newspaper of its own, served on loopback."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import typer
from rich.console import Console

from newsmill.atomic_files import Output, replacing
from newsmill.cli.failures import CommandFailed, Interrupted
from newsmill.cli.feeds_table import plural
from newsmill.cli.interruption import run_until_interrupted
from newsmill.cli.live import LiveView, sites
from newsmill.cli.page import Page
from newsmill.cli.terminal import plain
from newsmill.clock import utc_now
from newsmill.contracts.articles import EnrichedArticle
from newsmill.contracts.feeds import Feed
from newsmill.local.measuring import Meter
from newsmill.local.ports import port_or_any
from newsmill.local.run_folder import run_folder
from newsmill.local.supervisor import open_mill
from newsmill.local.topics import open_kafka_for_a_run
from newsmill.local.watching import Copies, Watch, subscribe
from newsmill.settings import RuntimeSettings, load
from newsmill.subprocesses.commands import module_command

BROKER_PORT = 9092
"""Of the embedded broker, if nobody else has it: where every command looks for one."""

START_SECONDS = 20.0
LOOK_SECONDS = 1.0
QUIET_AFTER_THE_END_SECONDS = 10.0
"""The demo ends after this long without anything pending, once all articles are published."""

AT_DEMO_PACE = {
    "NEWSMILL_ALLOW_PRIVATE_NETWORKS": "1",
    "NEWSMILL_PULLER_MIN_INTERVAL": "2",
    "NEWSMILL_PULLER_MAX_INTERVAL": "4",
    "NEWSMILL_GATEWAY_AUDIT_INTERVAL": "5",
}


@dataclass
class Demo:
    """What the summary needs, also after an interruption."""

    watch: Watch
    meter: Meter
    first_article_after: float | None = None
    first_by_group: dict[str, EnrichedArticle] = field(default_factory=dict)


def run(
    *,
    limit: int | None,
    out: Path | None,
    broker: str | None,
    speed: float,
    opens: bool | None = None,
) -> None:
    """Run it until its end, and sum up."""
    runtime = load(RuntimeSettings)
    out = out or run_folder(runtime) / "enriched.jsonl"
    console = Console()
    demo = Demo(Watch(), Meter())
    with replacing(out) as records, contextlib.suppress(Interrupted):
        run_until_interrupted(_run(demo, console, runtime, limit, records, broker, speed, opens))
    if demo.watch.tally.offered:
        sum_up(demo, out)


async def _run(
    demo: Demo,
    console: Console,
    runtime: RuntimeSettings,
    limit: int | None,
    records: Output,
    broker: str | None,
    speed: float,
    opens: bool | None,
) -> None:
    what = "a newspaper" if broker else "a broker, a newspaper"
    typer.echo(f"Starting {what} and the mill …", err=True)
    async with AsyncExitStack() as stack:
        paper = await stack.enter_async_context(_newspaper(speed))
        kafka = await stack.enter_async_context(
            open_kafka_for_a_run(broker, runtime, "demo", port=port_or_any(BROKER_PORT))
        )
        mill = await stack.enter_async_context(
            open_mill(kafka, runtime, AT_DEMO_PACE, is_watched=True)
        )
        page = Page(mill.page, opens=opens)
        page.tell()
        if broker is None:
            typer.echo(how_to_read(kafka.broker), err=True)
        feeds = [
            Feed(
                url=feed["url"],
                title=feed["title"],
                section=feed["section"],
                language=feed["language"],
                added_at=utc_now(),
            )
            for feed in paper["feeds"]
        ]
        await subscribe(kafka, feeds)
        view = stack.enter_context(
            LiveView(console, demo.watch, f"newsmill demo — broker {kafka.broker}, Ctrl-C ends it")
        )
        is_over = _ending(demo, paper, limit, at_its_end=not console.is_terminal)

        def on_article(article: EnrichedArticle) -> None:
            demo.first_by_group.setdefault(article.group_id, article)
            if demo.first_article_after is None:
                demo.first_article_after = demo.meter.seconds()
            view.on_article(article, utc_now())

        async def look() -> None:
            while True:
                status = await mill.status()
                view.on_status(status)
                await page.on_status(status)
                demo.meter.sample()
                await asyncio.sleep(LOOK_SECONDS)

        looking = asyncio.create_task(look())
        try:
            await demo.watch.follow(
                kafka,
                mill,
                from_start=True,
                on_article=on_article,
                is_over=lambda: looking.done() or is_over(),
                records=records,
            )
            if looking.done():
                looking.result()
        finally:
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)
            view.on_status(await mill.status())
            demo.meter.sample()


def how_to_read(broker: str) -> str:
    """What else can be tried while it runs."""
    option = "" if broker == f"127.0.0.1:{BROKER_PORT}" else f" --broker {broker}"
    return (
        f"Broker {broker}. In another terminal:\n"
        f"  newsmill tail{option}\n"
        f"  newsmill sink postgresql:///news{option}"
    )


def _ending(
    demo: Demo,
    paper: dict[str, Any],
    limit: int | None,
    *,
    at_its_end: bool,
    clock: Callable[[], float] = time.monotonic,
) -> Callable[[], bool]:
    """Whether the demo is over: asked again and again; `clock` is in seconds."""
    out_at = clock() + float(paper["out_after"])
    seen, quiet_since = 0, clock()

    def is_over() -> bool:
        nonlocal seen, quiet_since
        tally = demo.watch.tally
        if limit is not None and demo.watch.enriched >= limit:
            return True
        if not at_its_end or clock() < out_at or tally.pending():
            quiet_since = clock()
            return False
        if len(tally.offered) != seen:
            seen, quiet_since = len(tally.offered), clock()
        if len(tally.offered) >= paper["observations"]:
            return True
        return clock() - quiet_since > QUIET_AFTER_THE_END_SECONDS

    return is_over


@asynccontextmanager
async def _newspaper(speed: float) -> AsyncIterator[dict[str, Any]]:
    process = await asyncio.create_subprocess_exec(
        *module_command("newsmill.local.newspaper_server", "--port", "0", "--speed", str(speed)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        try:
            line = await asyncio.wait_for(process.stdout.readline(), START_SECONDS)
        except TimeoutError:
            line = b""
        if not line:
            raise CommandFailed("the demo newspaper did not start")
        yield json.loads(line)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


def sum_up(demo: Demo, out: Path) -> None:
    """Say what has come out, at what cost, and where the records are."""
    tally = demo.watch.tally
    offered = len(tally.offered)
    each = 1000 * demo.meter.cpu_seconds() / max(1, offered)
    pending = len(tally.pending())
    enriched, copies = demo.watch.enriched, tally.count("duplicate")
    typer.echo(
        f"{enriched} {plural(enriched, 'article')} enriched, "
        f"{copies} {'copy' if copies == 1 else 'copies'} marked, {tally.count('dropped')} dropped, "
        f"{tally.dead_letters} dead {plural(tally.dead_letters, 'letter')}"
        + (f", {pending} still on their way" if pending else "")
    )
    typer.echo(
        f"{offered} {'entry' if offered == 1 else 'entries'} in {demo.meter.seconds():.0f} s; "
        f"the first came out after {demo.first_article_after or 0:.1f} s; "
        f"{each:.0f} ms CPU each, all starting up included"
    )
    for line in _reprints(demo):
        typer.echo(line)
    typer.echo(f"Records: {out}")


def _reprints(demo: Demo) -> list[str]:
    """A line for each article that other sites have printed as well."""
    lines = []
    for group_id, article in demo.first_by_group.items():
        copies = demo.watch.copies_by_group.get(group_id, Copies())
        if others := copies.elsewhere(article.source.host):
            hosts = ", ".join(plain(host) for host in others)
            lines.append(f"{plain(article.title)}: also on {sites(others)}: {hosts}")
    return lines
