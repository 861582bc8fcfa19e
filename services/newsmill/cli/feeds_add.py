"""newsmill feeds add: subscribe to feeds, given by their own addresses or by those of web pages."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

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
from newsmill.kafka.topic_settings import require_kept
from newsmill.local.discovering import MAX_OTHERS_TOLD, Discovery, Found, NotFound, Unsure, discover
from newsmill.local.feed_addresses import (
    feed_address,
    require_fetchable,
    require_no_secret,
    shown,
)
from newsmill.local.feed_kinds import NAME_BY_KIND
from newsmill.local.opml import split_tags
from newsmill.local.subscribing import Subscribed
from newsmill.local.watching import subscribe
from newsmill.settings import load
from newsmill.web.fetching import FetchSettings, open_fetcher

AT_ONCE = 4
"""Addresses that are looked at together; the requests for one go one after the other."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the user says of all feeds of a command."""

    title: str | None
    section: str | None
    tags: tuple[str, ...]

    def of(self, url: str, now: datetime) -> Feed:
        """The subscription with this address."""
        return Feed(url=url, title=self.title, section=self.section, tags=self.tags, added_at=now)


def add(
    urls: list[str],
    *,
    title: str | None,
    section: str | None,
    tags: Sequence[str],
    check: bool,
    is_not_secret: bool,
    allow_private: bool,
    broker: str | None,
) -> None:
    """Subscribe to the feeds at `urls`, or of the web pages there; exits 1 if one has none."""
    fetching = load(FetchSettings, **({"allow_private_networks": True} if allow_private else {}))
    addresses = list(dict.fromkeys(feed_address(url) for url in urls))
    for address in addresses:
        require_fetchable(address, fetching)
        if not is_not_secret:
            require_no_secret(address)
    said = Said(title, section, split_tags(",".join(tags)))
    if not run_until_interrupted(_add(addresses, said, fetching if check else None, broker)):
        raise typer.Exit(EXIT_FAILED)


async def _add(
    addresses: list[str], said: Said, fetching: FetchSettings | None, broker: str | None
) -> bool:
    kafka = await reach(broker)
    await require_topics(kafka, [FEEDS])
    await require_kept(kafka, FEEDS)
    there = await read_subscribed(kafka)
    found = await _looked_up(addresses, there, fetching) if fetching else {}
    wanted = []
    for address in addresses:
        result = found.get(address)
        _tell(address, result)
        if not isinstance(result, NotFound):
            wanted.append(said.of(_subscription(address, result, there), utc_now()))
    changes = there.changes({feed.url: feed for feed in wanted}.values())
    for feed in changes.known:
        typer.echo(f"{plain(shown(feed.url))}: subscribed already", err=True)
    for feed in changes.changed:
        typer.echo(f"{plain(shown(feed.url))}: subscribed already, now changed", err=True)
    # Whoever adds a feed that was gone wants it asked again: the puller goes by `added_at`.
    again = [
        feed.model_copy(update={"added_at": utc_now()})
        for feed in chain(changes.changed, changes.known)
    ]
    await subscribe(kafka, [*changes.added, *again])
    refused = len(addresses) - len(wanted)
    typer.echo(
        counted(
            (len(changes.added), f"{plural(len(changes.added), 'feed')} subscribed"),
            (len(changes.changed), "changed"),
            (len(changes.known), "known already"),
            (refused, "refused"),
        ),
        err=True,
    )
    return not refused


def _subscription(address: str, result: Discovery | None, there: Subscribed) -> str:
    """The address to subscribe to: that of the same feed, where it is subscribed to already."""
    if isinstance(result, Found) and there.key_of(result.url) is None and result.led_to:
        return result.led_to if there.key_of(result.led_to) is not None else result.url
    return result.url if isinstance(result, Found | Unsure) else address


async def _looked_up(
    addresses: Sequence[str], there: Subscribed, fetching: FetchSettings
) -> dict[str, Discovery]:
    """What is at the addresses that are no subscriptions yet."""
    unknown = [address for address in addresses if there.key_of(address) is None]
    places = asyncio.Semaphore(AT_ONCE)
    async with open_fetcher(fetching) as fetcher:

        async def look(address: str) -> Discovery:
            async with places:
                return await discover(address, fetcher)

        return dict(zip(unknown, await asyncio.gather(*map(look, unknown)), strict=True))


def _tell(address: str, result: Discovery | None) -> None:
    """Say what was found, where that is not simply what was asked for."""
    name = shown(address)
    match result:
        case NotFound(why):
            hint = "" if "permits it" in why else "; --no-check subscribes to it all the same"
            fail(f"{name}: {why}{hint}")
        case Unsure(url, why):
            which = "" if url == address else f" to {shown(url)}"
            fail(f"warning: {name}: {why}; subscribed{which} all the same")
        case Found(url=url, kind=kind, title=title, page=page, others=others):
            what = NAME_BY_KIND[kind] + (f", “{title}”" if title else "")
            if page is None:
                typer.echo(plain(f"{name}: {what}"), err=True)
                return
            typer.echo(plain(f"{name}: a web page; its feed is {shown(url)} ({what})"), err=True)
            for other in others[:MAX_OTHERS_TOLD]:
                typer.echo(plain(f"  it also names {shown(other)}"), err=True)
            if len(others) > MAX_OTHERS_TOLD:
                typer.echo(f"  and {len(others) - MAX_OTHERS_TOLD} more", err=True)
