"""newsmill feeds import: subscribe to all feeds of a list."""

from collections.abc import Iterator

import typer

from newsmill.cli.connecting import reach
from newsmill.cli.failures import EXIT_FAILED, fail
from newsmill.cli.feeds_table import counted, plural, read_subscribed
from newsmill.cli.interruption import run_until_interrupted
from newsmill.cli.terminal import plain
from newsmill.clock import utc_now
from newsmill.contracts.feeds import Feed
from newsmill.contracts.topics import FEEDS
from newsmill.kafka.admin import require_topics
from newsmill.local.feed_addresses import (
    NoFeedAddress,
    require_fetchable,
    require_no_secret,
    shown,
)
from newsmill.local.feed_sources import read_feed_source
from newsmill.local.subscribing import Changes
from newsmill.local.watching import subscribe
from newsmill.settings import load
from newsmill.web.fetching import FetchSettings

MAX_REFUSED_TOLD = 100
"""A file of another kind may have one in every line."""


def import_feeds(
    source: str, *, dry_run: bool, is_not_secret: bool, allow_private: bool, broker: str | None
) -> None:
    """Subscribe to everything in a list; exits 1 when something in it was refused."""
    fetching = load(FetchSettings, **({"allow_private_networks": True} if allow_private else {}))
    if run_until_interrupted(
        _import(source, fetching, broker, dry_run=dry_run, is_not_secret=is_not_secret)
    ):
        raise typer.Exit(EXIT_FAILED)


async def _import(
    source: str,
    fetching: FetchSettings,
    broker: str | None,
    *,
    dry_run: bool,
    is_not_secret: bool,
) -> int:
    """Returns how many entries of the list were refused."""
    listed = await read_feed_source(source, utc_now(), fetching)
    refused = list(listed.refused)
    wanted = []
    for feed in listed.feeds:
        try:
            require_fetchable(feed.url, fetching)
            if not is_not_secret:
                require_no_secret(feed.url)
            wanted.append(feed)
        except NoFeedAddress as error:
            refused.append(str(error))
    kafka = await reach(broker)
    await require_topics(kafka, [FEEDS])
    changes = (await read_subscribed(kafka)).changes(wanted)
    for line in refused[:MAX_REFUSED_TOLD]:
        fail(line)
    if len(refused) > MAX_REFUSED_TOLD:
        fail(f"and {len(refused) - MAX_REFUSED_TOLD} more that were refused")
    if dry_run:
        _show(changes)
    else:
        await subscribe(kafka, [*changes.added, *changes.changed])
    added = len(changes.added)
    done = "would be subscribed" if dry_run else "subscribed"
    typer.echo(
        counted(
            (added, f"{plural(added, 'feed')} {done}"),
            (len(changes.changed), "would be changed" if dry_run else "changed"),
            (len(changes.known), "known already"),
            (len(refused), "refused"),
            (listed.others, f"other {plural(listed.others, 'link')}"),
        ),
        err=True,
    )
    return len(refused)


def _show(changes: Changes) -> None:
    """Say on stdout what would be done, one feed a line."""
    for what, feeds in (
        ("add", changes.added),
        ("change", changes.changed),
        ("known", changes.known),
    ):
        for feed in feeds:
            typer.echo("\t".join(plain(cell) for cell in (what, shown(feed.url), *_said(feed))))


def _said(feed: Feed) -> Iterator[str]:
    said = [word for word in (feed.section, feed.title, *feed.tags) if word]
    if said:
        yield " · ".join(said)
