"""Polls what is due, side by side but gently to each host, and publishes what is new."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, Protocol

from pydantic import ValidationError

from services.contracts.base import Record
from services.contracts.feeds import Feed, FeedEvent, FeedState
from services.contracts.topics import FEED_EVENTS, FEED_STATES, FEEDS, RAW_ARTICLES, Topic, host_of
from services.puller.polling import Poll
from services.puller.settings import Settings
from services.puller.subscriptions import Subscriptions
from services.runtime.compacted import SharedTables
from services.runtime.logs import logger

IDLE = timedelta(milliseconds=250)
"""How long a new subscription or a stop may go unnoticed."""

RETRY_AFTER = timedelta(seconds=5)
"""A poll whose results could not be published is done again after this."""

log = logger("newsmill.puller")

PollFeed = Callable[[Feed, FeedState], Awaitable[Poll]]


class Writer(Protocol):
    """Publishes records; returns when the broker has acknowledged."""

    async def write(self, topic: Topic[Record], record: Record) -> None:
        """Publish one record."""

    async def delete(self, topic: Topic[Record], key: str, by: str) -> None:
        """Publish the end of a key."""


class Puller:
    """The puller's share of the subscriptions, polled when due."""

    def __init__(
        self,
        settings: Settings,
        poll: PollFeed,
        writer: Writer,
        now: Callable[[], datetime],
        topic_prefix: str = "",
    ) -> None:
        self._settings = settings
        self._poll = poll
        self._writer = writer
        self._now = now
        self._topic_prefix = topic_prefix
        self._subscriptions = Subscriptions()
        self._free = asyncio.Semaphore(settings.concurrency)
        self._free_by_host: defaultdict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(settings.host_concurrency)
        )
        self._polls: set[asyncio.Task[None]] = set()
        self._counts: Counter[str] = Counter()
        self.tables: SharedTables | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set, then finish the polls that have begun to publish."""
        assert self.tables is not None, "the puller was given no tables"
        reading = asyncio.create_task(self.tables.run(stop))
        try:
            while not stop.is_set() and not reading.done():
                for feed, state in self._subscriptions.take_due(self._now()):
                    task = asyncio.create_task(self._pull(feed, state, stop))
                    self._polls.add(task)
                    task.add_done_callback(self._polls.discard)
                await asyncio.sleep(self._pause().total_seconds())
        finally:
            if self._polls:
                await asyncio.wait(self._polls)
            await reading

    def is_ready(self) -> bool:
        """Whether our share is known."""
        return self._subscriptions.complete

    def status(self) -> dict[str, Any]:
        """What was done since the start."""
        return {
            "puller": {
                "feeds": len(self._subscriptions),
                "polls": self._counts["polls"],
                "failed": self._counts["failed"],
                "offered": self._counts["offered"],
                "in_flight": len(self._polls),
            }
        }

    def on_assigned(self, partitions: set[int]) -> None:
        """Told by the tables."""
        self._subscriptions.assign(partitions)

    def on_revoked(self, partitions: set[int]) -> None:
        """Told by the tables."""
        self._subscriptions.revoke(partitions)

    def on_caught_up(self, partition: int) -> None:
        """Told by the tables."""
        self._subscriptions.caught_up(partition, self._now())

    def on_row(self, topic: str, partition: int, key: str, value: bytes | None) -> None:
        """Told by the tables: a subscription, or what an earlier puller knew of one."""
        try:
            if topic == self._topic_prefix + FEEDS.name:
                feed = Feed.model_validate_json(value) if value is not None else None
                if feed is None and self._subscriptions.complete:
                    self._forget(key)
                self._subscriptions.put_feed(partition, key, feed, self._now())
            else:
                state = FeedState.model_validate_json(value) if value is not None else None
                self._subscriptions.put_state(partition, key, state)
        except ValidationError as error:
            log.error("unreadable row", topic=topic, key=key, error=_first_line(error))

    def _pause(self) -> timedelta:
        due = self._subscriptions.next_due()
        return IDLE if due is None else min(IDLE, max(due - self._now(), timedelta()))

    def _forget(self, url: str) -> None:
        task = asyncio.create_task(self._writer.delete(FEED_STATES, url, host_of(url)))
        self._polls.add(task)
        task.add_done_callback(self._polls.discard)

    async def _pull(self, feed: Feed, state: FeedState, stop: asyncio.Event) -> None:
        async with self._free_by_host[host_of(feed.url)], self._free:
            if stop.is_set():
                return
            polled = await _unless(stop, self._poll(feed, state))
            if polled is None:
                return
            try:
                await self._publish(polled)
            # Not published, so not noted either: the next poll finds the same entries again.
            except Exception as error:
                log.error("could not publish a poll", feed=feed.url, error=_first_line(error))
                self._subscriptions.finish(feed.url, None, self._now() + RETRY_AFTER)
                return
        self._note(polled.event)
        again = None if self._settings.poll_once else polled.state.next_poll_at
        self._subscriptions.finish(feed.url, polled.state, again)

    async def _publish(self, polled: Poll) -> None:
        """Articles first, state last: whatever is cut off is offered again."""
        await asyncio.gather(*(self._writer.write(RAW_ARTICLES, a) for a in polled.articles))
        await self._writer.write(FEED_EVENTS, polled.event)
        await self._writer.write(FEED_STATES, polled.state)

    def _note(self, event: FeedEvent) -> None:
        self._counts["polls"] += 1
        self._counts["offered"] += event.offered
        if event.kind in ("failed", "gone"):
            self._counts["failed"] += 1
            log.warning("feed failed", feed=event.feed_url, error=event.error)
        elif event.offered:
            log.info("polled", feed=event.feed_url, entries=event.entries, offered=event.offered)


async def _unless(stop: asyncio.Event, poll: Awaitable[Poll]) -> Poll | None:
    """The poll's result, or None when `stop` came first: nothing of it was published yet."""
    polling = asyncio.ensure_future(poll)
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({polling, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if not polling.done():
            return None
        return polling.result()
    finally:
        stopped.cancel()
        polling.cancel()


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
