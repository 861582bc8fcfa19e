"""newsmill feeds list, export and remove: the subscriptions that there are."""

import sys
from collections.abc import Iterator, Sequence
from itertools import groupby

import typer
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from newsmill.cli.columns import WIDE, fitted, fitted_address
from newsmill.cli.connecting import reach
from newsmill.cli.failures import CommandFailed
from newsmill.cli.feeds_table import plural, read_feeds, read_subscribed
from newsmill.cli.interruption import run_until_interrupted
from newsmill.contracts.feeds import Feed
from newsmill.contracts.topics import FEEDS
from newsmill.kafka.connection import topic_name
from newsmill.kafka.publisher import open_publisher
from newsmill.local.feed_addresses import shown
from newsmill.local.opml import write_opml

INDENT = "  "


def list_feeds(*, wide: bool, broker: str | None) -> None:
    """Show all subscriptions: on a terminal by section, in a pipe one address a line."""
    feeds = run_until_interrupted(read_feeds(broker))
    if not sys.stdout.isatty():
        for feed in feeds:
            typer.echo(feed.url)
        return
    console = Console(highlight=False, soft_wrap=True)
    for line in lines_of(feeds, WIDE if wide else console.width):
        console.print(line)


def lines_of(feeds: Sequence[Feed], width: int) -> Iterator[Text]:
    """The subscriptions for a person, each in a line of at most `width` columns."""
    for section, members in groupby(feeds, key=lambda feed: feed.section):
        yield Text(fitted(section or "without a section", width), "bold")
        for feed in members:
            yield _line(feed, width - len(INDENT))
    yield Text(f"{len(feeds)} {plural(len(feeds), 'feed')}", "bold")


def _line(feed: Feed, columns: int) -> Text:
    address = shown(feed.url)
    said = " · ".join(word for word in (feed.title, feed.language, *feed.tags) if word)
    line = Text(INDENT)
    if said:
        said = fitted(said, max(columns // 2, columns - len(address) - len(INDENT)))
        columns -= cell_len(said) + len(INDENT)
        line.append(said + INDENT)
    return line.append(fitted_address(address, columns), "dim")


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
