"""newsmill feeds import: subscribe to all feeds of a list."""

from collections.abc import Iterator
from dataclasses import dataclass

import typer

from newsmill.cli.bulk_progress import BulkProgress
from newsmill.cli.connecting import reach
from newsmill.cli.failures import EXIT_FAILED, CommandFailed, Interrupted, fail
from newsmill.cli.feeds_table import counted, plural, read_subscribed
from newsmill.cli.interruption import run_until_interrupted
from newsmill.cli.telling import Failures
from newsmill.cli.terminal import plain
from newsmill.clock import utc_now
from newsmill.contracts.feeds import Feed
from newsmill.contracts.topics import FEEDS
from newsmill.errors import UserError
from newsmill.kafka.admin import require_topics
from newsmill.kafka.topic_settings import require_kept
from newsmill.local.feed_addresses import (
    NoFeedAddress,
    require_fetchable,
    require_no_secret,
    shown,
)
from newsmill.local.feed_sources import read_feed_source
from newsmill.local.subscribing import Changes
from newsmill.local.watching import subscribe
from newsmill.settings import KafkaSettings, load
from newsmill.web.fetching import FetchSettings


@dataclass
class _Writing:
    """How far it has come."""

    total: int = 0
    done: int = 0


def import_feeds(
    source: str, *, dry_run: bool, is_not_secret: bool, allow_private: bool, broker: str | None
) -> None:
    """Subscribe to everything in a list; exits 1 when something in it was refused."""
    fetching = load(FetchSettings, **({"allow_private_networks": True} if allow_private else {}))
    writing = _Writing()
    try:
        refused = run_until_interrupted(
            _import(source, fetching, broker, writing, dry_run=dry_run, is_not_secret=is_not_secret)
        )
    except Interrupted:
        if writing.total:
            fail(f"interrupted; {_how_to_go_on(writing)}")
        raise
    except UserError as error:
        if not writing.total:
            raise
        raise CommandFailed(f"{error}; {_how_to_go_on(writing)}") from error
    if refused:
        raise typer.Exit(EXIT_FAILED)


async def _import(
    source: str,
    fetching: FetchSettings,
    broker: str | None,
    writing: _Writing,
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
    await require_kept(kafka, FEEDS)
    changes = (await read_subscribed(kafka)).changes(wanted)
    failures = Failures()
    for line in refused:
        failures.tell(line)
    failures.end()
    if dry_run:
        _show(changes)
    else:
        await _write(kafka, changes, writing)
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


async def _write(kafka: KafkaSettings, changes: Changes, writing: _Writing) -> None:
    feeds = [*changes.added, *changes.changed]
    writing.total = len(feeds)
    with BulkProgress("subscriptions", len(feeds)) as progress:

        def on_progress(done: int) -> None:
            writing.done = done
            progress.update(done)

        await subscribe(kafka, feeds, on_progress)


def _how_to_go_on(writing: _Writing) -> str:
    return (
        f"{writing.done} of {writing.total} {plural(writing.total, 'subscription')} written. To go"
        " on, give the same command again: it leaves out what is there"
    )


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
