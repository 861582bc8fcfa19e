"""newsmill up: run a broker, where none is named, and all rooms until Ctrl-C."""

import asyncio
import contextlib
from contextlib import AsyncExitStack
from pathlib import Path

import typer
from rich.console import Console

from newsmill.cli.failures import Interrupted
from newsmill.cli.interruption import run_until_interrupted
from newsmill.cli.live import LiveView
from newsmill.clock import utc_now
from newsmill.contracts.feeds import Feed
from newsmill.local.sources import read_opml
from newsmill.local.supervisor import open_mill
from newsmill.local.topics import open_kafka
from newsmill.local.watching import Watch, subscribe
from newsmill.settings import RuntimeSettings, load

LOOK_SECONDS = 1.0

_HERE = Path(__file__).resolve()
DEFAULT_FEEDS = (
    _HERE.parents[3] / "seeds" / "feeds.opml",
    _HERE.parents[1] / "local" / "seeds" / "feeds.opml",
)
"""In a checkout, and in an installed wheel."""


def run(*, opml: Path | None, broker: str | None, port: int, allow_private: bool) -> None:
    """Run it until Ctrl-C."""
    runtime = load(RuntimeSettings)
    if opml is None and broker is None:
        opml = next(path for path in DEFAULT_FEEDS if path.exists())
    feeds = read_opml(opml, utc_now()) if opml is not None else []
    with contextlib.suppress(Interrupted):
        run_until_interrupted(_run(runtime, feeds, broker, port, allow_private))
    typer.echo("Stopped.", err=True)


async def _run(
    runtime: RuntimeSettings, feeds: list[Feed], broker: str | None, port: int, allow_private: bool
) -> None:
    environment = {"NEWSMILL_ALLOW_PRIVATE_NETWORKS": "1"} if allow_private else {}
    console = Console()
    async with AsyncExitStack() as stack:
        kafka = await stack.enter_async_context(open_kafka(broker, runtime, port=port))
        mill = await stack.enter_async_context(open_mill(kafka, runtime, environment))
        await subscribe(kafka, feeds)
        typer.echo(
            f"Broker {kafka.broker}, {len(feeds)} feeds subscribed. In another terminal:\n"
            f"  newsmill tail --broker {kafka.broker}\n"
            f"The rooms' log is {mill.log_file}",
            err=True,
        )
        watch = Watch(counts=False)
        view = stack.enter_context(LiveView(console, watch, f"newsmill — broker {kafka.broker}"))

        async def look() -> None:
            while True:
                view.on_status(await mill.status())
                await asyncio.sleep(LOOK_SECONDS)

        looking = asyncio.create_task(look())
        try:
            await watch.follow(
                kafka,
                mill,
                from_start=False,
                on_article=lambda article: view.on_article(article, utc_now()),
                is_over=lambda: False,
            )
        finally:
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)
