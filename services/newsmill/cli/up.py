"""newsmill up: run a broker, where none is named, and all rooms until Ctrl-C."""

import asyncio
import contextlib
from contextlib import AsyncExitStack
from pathlib import Path

import typer
from rich.console import Console

from newsmill.cli.failures import Interrupted, fail
from newsmill.cli.feeds_table import plural
from newsmill.cli.interruption import run_until_interrupted
from newsmill.cli.live import LiveView
from newsmill.cli.page import Page
from newsmill.clock import utc_now
from newsmill.contracts.feeds import Feed
from newsmill.hosting.asking import origin
from newsmill.local.feed_sources import read_feed_source
from newsmill.local.supervisor import open_mill
from newsmill.local.topics import open_kafka
from newsmill.local.watching import Watch, subscribe
from newsmill.settings import KafkaSettings, RuntimeSettings, load
from newsmill.web.fetching import FetchSettings

LOOK_SECONDS = 1.0

_HERE = Path(__file__).resolve()
DEFAULT_FEEDS = (
    _HERE.parents[3] / "seeds" / "feeds.opml",
    _HERE.parents[1] / "local" / "seeds" / "feeds.opml",
)
"""In a checkout, and in an installed wheel."""


def run(
    *,
    feeds: str | None,
    broker: str | None,
    port: int,
    allow_private: bool,
    opens: bool | None = None,
) -> None:
    """Run it until Ctrl-C."""
    runtime = load(RuntimeSettings)
    # What is set wrongly is told before anything is begun.
    load(KafkaSettings, broker=broker or f"127.0.0.1:{port}")
    if feeds is None and broker is None:
        feeds = str(next(path for path in DEFAULT_FEEDS if path.exists()))
    with contextlib.suppress(Interrupted):
        listed = run_until_interrupted(_read(feeds, allow_private)) if feeds is not None else []
        run_until_interrupted(_run(runtime, listed, broker, port, allow_private, opens))
    typer.echo("Stopped.", err=True)


async def _read(source: str, allow_private: bool) -> list[Feed]:
    """The subscriptions of a list; what can be none is told on stderr, and left out."""
    fetching = load(FetchSettings, **({"allow_private_networks": True} if allow_private else {}))
    listed = await read_feed_source(source, utc_now(), fetching)
    for line in listed.refused:
        fail(line)
    return list(listed.feeds)


async def _run(
    runtime: RuntimeSettings,
    feeds: list[Feed],
    broker: str | None,
    port: int,
    allow_private: bool,
    opens: bool | None,
) -> None:
    environment = {"NEWSMILL_ALLOW_PRIVATE_NETWORKS": "1"} if allow_private else {}
    console = Console()
    async with AsyncExitStack() as stack:
        kafka = await stack.enter_async_context(open_kafka(broker, runtime, port=port))
        mill = await stack.enter_async_context(
            open_mill(kafka, runtime, environment, is_watched=True)
        )
        await subscribe(kafka, feeds)
        page = Page(mill.page, opens=opens)
        page.tell()
        typer.echo(
            f"Broker {kafka.broker}, {len(feeds)} {plural(len(feeds), 'feed')} subscribed."
            " In another terminal:\n"
            f"  newsmill tail --broker {kafka.broker}\n"
            f"The rooms' log is {mill.log_file}",
            err=True,
        )
        if runtime.health_port:
            typer.echo(f"Metrics: {origin(mill.health_host, mill.health_port)}/metrics", err=True)
        watch = Watch(counts=False)
        view = stack.enter_context(LiveView(console, watch, f"newsmill — broker {kafka.broker}"))

        async def look() -> None:
            while True:
                status = await mill.status()
                view.on_status(status)
                await page.on_status(status)
                await asyncio.sleep(LOOK_SECONDS)

        looking = asyncio.create_task(look())
        try:
            await watch.follow(
                kafka,
                mill,
                from_start=False,
                on_article=lambda article: view.on_article(article, utc_now()),
                is_over=looking.done,
            )
            looking.result()
        finally:
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)
