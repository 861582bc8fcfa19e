"""newsmill feeds: the subscriptions of a running mill."""

import sys
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from services.cli.broker import reach
from services.cli.failures import CommandFailed
from services.cli.running import run_until_interrupted
from services.contracts.feeds import Feed, FeedState
from services.contracts.topics import FEED_STATES, FEEDS, host_of
from services.local.sources import read_opml, write_opml
from services.local.watching import subscribe
from services.runtime.compacted import read_to_end
from services.runtime.kafka import open_publisher, require_topics, topic_name
from services.runtime.stage import utc_now


def add(urls: list[str], *, title: str | None, section: str | None, broker: str | None) -> None:
    """Subscribe to `urls`."""
    for url in urls:
        if not url.startswith(("http://", "https://")) or not host_of(url):
            raise CommandFailed(f"{url}: not a feed address (http://… or https://…)")
    now = utc_now()
    feeds = [Feed(url=url, title=title, section=section, added_at=now) for url in urls]
    _subscribe(feeds, broker)


def import_opml(path: Path, *, broker: str | None) -> None:
    """Subscribe to everything in an OPML file."""
    _subscribe(read_opml(path, utc_now()), broker)


def remove(urls: list[str], *, broker: str | None) -> None:
    """End subscriptions; an unknown one is an error, and then none is ended."""

    async def end() -> None:
        known = {feed.url for feed in await _read(broker)}
        unknown = [url for url in urls if url not in known]
        if unknown:
            raise CommandFailed(f"not subscribed: {', '.join(unknown)}")
        kafka = await reach(broker)
        async with open_publisher(kafka) as publisher:
            for url in urls:
                name = topic_name(kafka, FEEDS)
                await publisher.publish(name, url.encode(), None, host_of(url), [])

    run_until_interrupted(end())
    typer.echo(f"{len(urls)} subscriptions ended", err=True)


def list_feeds(*, broker: str | None) -> None:
    """Show all subscriptions."""
    feeds = run_until_interrupted(_read(broker))
    if not sys.stdout.isatty():
        for feed in feeds:
            typer.echo(feed.url)
        return
    table = Table("section", "title", "language", "address", title=f"{len(feeds)} feeds")
    for feed in feeds:
        table.add_row(feed.section or "", feed.title or "", feed.language or "", feed.url)
    Console().print(table)


def export(*, broker: str | None) -> None:
    """Write all subscriptions as OPML."""
    typer.echo(write_opml(run_until_interrupted(_read(broker))), nl=False)


def status(*, as_json: bool, broker: str | None) -> None:
    """Show how each feed is doing."""
    states = run_until_interrupted(_read_states(broker))
    if as_json or not sys.stdout.isatty():
        for state in states:
            typer.echo(state.model_dump_json(exclude={"seen"}))
        return
    table = Table("address", "last poll", "failures", "next poll", "entries known")
    for state in states:
        table.add_row(
            state.url,
            f"{state.last_polled_at:%Y-%m-%d %H:%M:%S}" if state.last_polled_at else "",
            str(state.failures or ""),
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
    feeds = [Feed.model_validate_json(row) for row in rows.values()]
    return sorted(feeds, key=lambda feed: (feed.section or "", feed.title or feed.url))


async def _read_states(broker: str | None) -> list[FeedState]:
    kafka = await reach(broker)
    names = [topic_name(kafka, FEEDS), topic_name(kafka, FEED_STATES)]
    tables = await read_to_end(kafka, names)
    subscribed, states = tables[names[0]], tables[names[1]]
    return [
        FeedState.model_validate_json(states[url]) if url in states else FeedState(url=url)
        for url in sorted(subscribed)
    ]
