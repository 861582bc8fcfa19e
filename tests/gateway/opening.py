"""A real gateway on a port of its own, on an index that is deleted at the end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from newsmill.clock import utc_now
from newsmill.contracts.topics import FEED_STATES, FEEDS
from newsmill.gateway.access.doors import Doors
from newsmill.gateway.access.tokens import Tokens
from newsmill.gateway.answers.assembling import application
from newsmill.gateway.answers.files import PAGE_FOLDER
from newsmill.gateway.context import Context
from newsmill.gateway.following import Behind
from newsmill.gateway.serving.guarding import Guard
from newsmill.gateway.serving.listening import listen
from newsmill.gateway.serving.static_files import StaticFiles
from newsmill.gateway.settings import Settings
from newsmill.gateway.watching.audits import Audits
from newsmill.gateway.watching.endings import Endings
from newsmill.gateway.watching.feed_table import FeedTable
from newsmill.gateway.watching.room_rates import RoomRates
from newsmill.kafka.records import Message
from tests.gateway.inventing import invented_feeds
from tests.gateway.shelf import Shelf


@dataclass
class Opened:
    """A gateway that serves."""

    url: str
    port: int
    shelf: Shelf
    context: Context
    guard: Guard


@asynccontextmanager
async def open_gateway(port: int = 0, **changes: Any) -> AsyncIterator[Opened]:
    """With settings changed by `changes`, and one feed in each condition."""
    settings = Settings(port=port, **changes)
    tokens = Tokens.read(settings.tokens or "")
    shelf = await Shelf.open(settings)
    rates = RoomRates(utc_now)
    doors = Doors(settings, tokens)
    context = Context(
        settings=settings,
        doors=doors,
        index=shelf.index,
        has_begun=lambda: True,
        has_caught_up=lambda: True,
        behind=lambda: Behind(0, 0.0),
        streams=shelf.streams,
        feeds=feed_table(utc_now()),
        feeds_as_of=utc_now,
        rates=rates,
        endings=Endings("", rates.enter_drop),
        audits=await audited(),
        page=StaticFiles.read(PAGE_FOLDER),
        schemas={"news.drops.v1.schema.json": b"{}"},
        now=utc_now,
        version="0.0.0",
    )
    guard = Guard(doors, settings.write_timeout)
    app = application(context, guard)
    try:
        async with listen(app, guard, settings.host, port, settings.max_clients) as opened:
            yield Opened(f"http://127.0.0.1:{opened}", opened, shelf, context, guard)
    finally:
        await shelf.index.close()


def feed_table(now: datetime) -> FeedTable:
    table = FeedTable(utc_now)
    for feed, state in invented_feeds(now):
        key = feed.url.encode()
        for topic, record in ((FEEDS, feed), (FEED_STATES, state)):
            value = record.model_dump_json().encode()
            table.enter(Message(topic.name, 0, 0, key, value, [], 0))
    return table


async def audited() -> Audits:
    """One audit that found everything."""
    drops = SimpleNamespace(total=lambda: 19)
    total = SimpleNamespace(
        offered=1284, enriched=902, duplicates=361, drops=drops, dead_letters=0, in_flight=2,
        missing=0, expired=0,
    )  # fmt: skip

    async def audit(since: datetime) -> Any:
        return SimpleNamespace(verdict="whole", total=total)

    audits = Audits(audit, timedelta(minutes=1), timedelta(days=1), utc_now)
    await audits.once()
    return audits
