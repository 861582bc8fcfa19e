"""newsmill ingest: publish documents as raw articles to a running mill."""

import asyncio

import typer

from newsmill.cli.connecting import reach
from newsmill.cli.failures import EXIT_FAILED, fail
from newsmill.cli.interruption import run_until_interrupted
from newsmill.clock import utc_now
from newsmill.errors import UsageError
from newsmill.kafka.admin import require_topics
from newsmill.kafka.publisher import open_publisher, publish_record
from newsmill.local.sources import Sources, read_sources
from newsmill.pipeline import ENTRANCE


def run(names: list[str], *, broker: str | None) -> None:
    """Publish every document, and print how many."""
    sources = read_sources(names, utc_now())
    if sources.feeds:
        raise UsageError(
            f"{sources.feeds[0].url} is a feed: newsmill feeds add subscribes to it, "
            "newsmill once reads it once"
        )
    for failure in sources.failures:
        fail(failure)
    if sources.documents:
        run_until_interrupted(_push(sources, broker))
        typer.echo(f"documents pushed: {len(sources.documents)}", err=True)
    if sources.failures:
        raise typer.Exit(EXIT_FAILED)


async def _push(sources: Sources, broker: str | None) -> None:
    kafka = await reach(broker)
    await require_topics(kafka, [ENTRANCE])
    async with open_publisher(kafka) as publisher:
        await asyncio.gather(
            *(publish_record(publisher, kafka, ENTRANCE, d, "cli") for d in sources.documents)
        )
