"""newsmill feeds: list, add and remove the subscriptions of a running mill."""

import sys
from pathlib import Path
from typing import TypeVar

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table
from rich.text import Text

from newsmill.cli.connecting import reach
from newsmill.cli.failures import CommandFailed, fail
from newsmill.cli.interruption import run_until_interrupted
from newsmill.cli.terminal import escaped, plain
from newsmill.clock import utc_now
from newsmill.contracts.base import Record
from newsmill.contracts.feeds import Feed, FeedState
from newsmill.contracts.topics import FEED_STATES, FEEDS
from newsmill.hosts import host_of
from newsmill.kafka.admin import require_topics
from newsmill.kafka.compacted import read_to_end
from newsmill.kafka.connection import topic_name
from newsmill.kafka.publisher import open_publisher
from newsmill.local.sources import read_opml, write_opml
from newsmill.local.watching import subscribe

R = TypeVar("R", bound=Record)


def add(urls: list[str], *, title: str | None, section: str | None, broker: str | None) -> None:
    """Subscribe to `urls`."""
    for url in urls:
        if not url.startswith(("http://", "https://")) or not host_of(url):
            raise CommandFailed(f"{url}: not a feed address (http://… or https://…)")
    now = utc_now()
    feeds = [
        Feed(url=url, title=title, section=section, added_at=now) for url in dict.fromkeys(urls)
    ]
    _subscribe(feeds, broker)


def import_opml(path: Path, *, broker: str | None) -> None:
    """Subscribe to everything in an OPML file."""
    _subscribe(read_opml(path, utc_now()), broker)


def remove(urls: list[str], *, broker: str | None) -> None:
    """End subscriptions; an unknown one is an error, and then none is ended."""

    wanted = list(dict.fromkeys(urls))

    async def end() -> None:
        kafka = await reach(broker)
        name = topic_name(kafka, FEEDS)
        known = (await read_to_end(kafka, [name]))[name]
        unknown = [url for url in wanted if url not in known]
        if unknown:
            raise CommandFailed(f"not subscribed: {', '.join(unknown)}")
        async with open_publisher(kafka) as publisher:
            for url in wanted:
                await publisher.delete_everywhere(name, url.encode())

    run_until_interrupted(end())
    typer.echo(f"{len(wanted)} subscriptions ended", err=True)


def list_feeds(*, broker: str | None) -> None:
    """Show all subscriptions."""
    feeds = run_until_interrupted(_read(broker))
    if not sys.stdout.isatty():
        for feed in feeds:
            typer.echo(feed.url)
        return
    table = Table("section", "title", "language", "address", title=f"{len(feeds)} feeds")
    for feed in feeds:
        cells = (feed.section, feed.title, feed.language, feed.url)
        table.add_row(*(Text(plain(cell or "")) for cell in cells))
    Console().print(table)


def export(*, broker: str | None) -> None:
    """Write all subscriptions as OPML."""
    typer.echo(write_opml(run_until_interrupted(_read(broker))), nl=False)


def status(*, as_json: bool, broker: str | None) -> None:
    """Show how each feed is doing."""
    states = run_until_interrupted(_read_states(broker))
    if as_json or not sys.stdout.isatty():
        for state in states:
            typer.echo(escaped(state.model_dump_json(exclude={"seen"})))
        return
    table = Table("address", "last poll", "failures", "next poll", "entries known")
    for state in states:
        table.add_row(
            Text(plain(state.url)),
            f"{state.last_polled_at:%Y-%m-%d %H:%M:%S}" if state.last_polled_at else "",
            f"{state.failures}: {state.error or ''}" if state.failures else "",
            "gone"
            if state.gone
            else f"{state.next_poll_at:%H:%M:%S}"
            if state.next_poll_at
            else "",
            str(len(state.seen)),
            style="red" if state.failures or state.gone else None,
        )
    Console().print(table)


def _subscribe(feeds: list[Feed], broker: str | None) -> None:
    async def put() -> None:
        kafka = await reach(broker)
        await require_topics(kafka, [FEEDS])
        await subscribe(kafka, feeds)

    run_until_interrupted(put())
    typer.echo(f"{len(feeds)} feeds subscribed", err=True)


async def _read(broker: str | None) -> list[Feed]:
    kafka = await reach(broker)
    name = topic_name(kafka, FEEDS)
    rows = (await read_to_end(kafka, [name]))[name]
    feeds = [feed for key, row in rows.items() if (feed := _decoded(Feed, key, row))]
    return sorted(feeds, key=lambda feed: (feed.section or "", feed.title or feed.url))


async def _read_states(broker: str | None) -> list[FeedState]:
    kafka = await reach(broker)
    names = [topic_name(kafka, FEEDS), topic_name(kafka, FEED_STATES)]
    tables = await read_to_end(kafka, names)
    subscribed, states = tables[names[0]], tables[names[1]]
    return [
        (_decoded(FeedState, url, states[url]) if url in states else None) or FeedState(url=url)
        for url in sorted(subscribed)
    ]


def _decoded(record: type[R], key: str, row: bytes) -> R | None:
    """The record in a row of the table; None, and a line on stderr, where it is invalid."""
    try:
        return record.model_validate_json(row)
    except ValidationError:
        fail(f"the row of {key} in the table is no {record.__name__}; it is left out")
        return None
