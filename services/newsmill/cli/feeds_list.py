"""newsmill feeds list, export and remove: the subscriptions that there are."""

import sys

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from newsmill.cli.connecting import reach
from newsmill.cli.failures import CommandFailed
from newsmill.cli.feeds_table import plural, read_feeds, read_subscribed
from newsmill.cli.interruption import run_until_interrupted
from newsmill.cli.terminal import plain
from newsmill.contracts.topics import FEEDS
from newsmill.kafka.connection import topic_name
from newsmill.kafka.publisher import open_publisher
from newsmill.local.feed_addresses import shown
from newsmill.local.opml import write_opml


def list_feeds(*, broker: str | None) -> None:
    """Show all subscriptions."""
    feeds = run_until_interrupted(read_feeds(broker))
    if not sys.stdout.isatty():
        for feed in feeds:
            typer.echo(feed.url)
        return
    title = f"{len(feeds)} {plural(len(feeds), 'feed')}"
    table = Table("section", "title", "tags", "language", "address", title=title)
    for feed in feeds:
        cells = (feed.section, feed.title, ", ".join(feed.tags), feed.language, shown(feed.url))
        table.add_row(*(Text(plain(cell or "")) for cell in cells))
    Console().print(table)


def export(*, broker: str | None) -> None:
    """Write all subscriptions as OPML."""
    typer.echo(write_opml(run_until_interrupted(read_feeds(broker))), nl=False)


def remove(urls: list[str], *, broker: str | None) -> None:
    """End subscriptions, found by any spelling; an unknown one is an error, and none is ended."""

    async def end() -> int:
        kafka = await reach(broker)
        there = await read_subscribed(kafka)
        keys_by_url = {url: there.keys_of(url) for url in urls}
        unknown = [shown(url) for url, keys in keys_by_url.items() if not keys]
        if unknown:
            raise CommandFailed(f"not subscribed: {', '.join(unknown)}")
        wanted = list(dict.fromkeys(key for keys in keys_by_url.values() for key in keys))
        async with open_publisher(kafka) as publisher:
            for key in wanted:
                await publisher.delete_everywhere(topic_name(kafka, FEEDS), key.encode())
        return len(wanted)

    ended = run_until_interrupted(end())
    typer.echo(f"{ended} {plural(ended, 'subscription')} ended", err=True)
