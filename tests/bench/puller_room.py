"""The production puller for benches: real HTTP, real parsers, and no broker."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from newsmill.clock import utc_now
from newsmill.contracts.base import Record
from newsmill.contracts.feeds import Feed, FeedEvent, FeedState
from newsmill.contracts.headers import event_headers
from newsmill.contracts.topics import FEED_EVENTS, FEEDS, Topic
from newsmill.puller.app import KEEPALIVE, collect_garbage_less_often
from newsmill.puller.asking.following import FeedAsker
from newsmill.puller.asking.polling import Poll, PutOff, poll
from newsmill.puller.in_child import load_parser
from newsmill.puller.parsers import Parsers
from newsmill.puller.places import Places
from newsmill.puller.pulling import Puller
from newsmill.puller.settings import Settings
from newsmill.subprocesses.pool import ProcessPool, open_process_pool
from newsmill.web.fetching import FetchSettings, open_fetcher


@dataclass
class Ledger:
    """A writer that serialises each record as production does, and sends it nowhere."""

    written: int = 0
    bytes: int = 0
    events: list[tuple[FeedEvent, datetime]] = field(default_factory=list)
    """Each with when it was to be published."""
    keeps_events: bool = True
    on_event: Callable[[FeedEvent], None] = lambda _: None

    async def write(self, topic: Topic[Record], record: Record) -> str | None:
        """Take a record."""
        headers = event_headers(topic, record, "puller", utc_now(), topic.message_id(record), None)
        value = record.model_dump_json().encode()
        self.bytes += len(topic.partition_key(record)) + len(value) + len(headers)
        self.written += 1
        if topic is FEED_EVENTS:
            assert isinstance(record, FeedEvent)
            if self.keeps_events:
                self.events.append((record, utc_now()))
            self.on_event(record)
        return None

    async def delete(self, topic: Topic[Record], key: str, by: str | int) -> None:
        """Take a tombstone."""


class Tables:
    """Tables whose rows come from the bench."""

    async def run(self, stop: asyncio.Event) -> None:
        """Wait."""
        await stop.wait()


@dataclass
class Room:
    """A running puller."""

    puller: Puller
    ledger: Ledger
    pool: ProcessPool

    def subscribe(self, urls: Sequence[str]) -> None:
        """Subscriptions arrive; they are due now."""
        for url in urls:
            value = Feed(url=url, added_at=utc_now()).model_dump_json().encode()
            self.puller.on_row(FEEDS.name, 0, url, value)


@asynccontextmanager
async def open_room(
    settings: Settings, ledger: Ledger, fetching: FetchSettings | None = None
) -> AsyncIterator[Room]:
    """A puller that is put together as `puller.app` does it."""
    collect_garbage_less_often()
    fetching = fetching or FetchSettings(allow_private_networks=True)
    async with (
        open_fetcher(fetching, keepalive=KEEPALIVE) as fetcher,
        open_process_pool(
            "puller",
            processes=settings.parsers,
            deadline=settings.parse_timeout,
            initializer=load_parser,
            memory_bytes=settings.parser_memory,
        ) as pool,
    ):
        await pool.warm_up()
        parsers = Parsers(pool, settings)

        asker = FeedAsker(fetcher, settings, fetching)

        async def poll_feed(feed: Feed, state: FeedState, memory: bytes) -> Poll | PutOff:
            run = parsers.for_feed(state)
            return await poll(feed, state, memory, asker, run, utc_now, settings)

        stop = asyncio.Event()
        writer: Any = ledger
        places = Places(
            settings,
            scope_of=lambda turn: asker.scope(turn.address),
            ready_in=lambda turn: asker.ready_in(turn.address),
        )
        puller = Puller(settings, poll_feed, writer, utc_now, places=places)
        puller.tables = Tables()
        puller.on_assigned({0})
        puller.on_caught_up(0)
        running = asyncio.create_task(puller.run(stop))
        try:
            yield Room(puller, ledger, pool)
        finally:
            stop.set()
            await running
