"""Polls what is due, side by side but gently to each host, and publishes what is new."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from pydantic import ValidationError

from newsmill.contracts.base import Record
from newsmill.contracts.feeds import Feed, FeedEvent, FeedState
from newsmill.contracts.topics import FEED_EVENTS, FEED_STATES, FEEDS, Topic
from newsmill.hosting.status import PullerStatus
from newsmill.hosts import host_of
from newsmill.logs import logger
from newsmill.pipeline import ENTRANCE, PULLER
from newsmill.puller.polling import MAX_ERROR_CHARACTERS, Poll
from newsmill.puller.scheduling import MAX_BACKOFF, MAX_COURTESY, PollResult, next_poll
from newsmill.puller.settings import Settings
from newsmill.puller.subscriptions import Subscriptions, Turn

IDLE = timedelta(milliseconds=250)
"""How long a new subscription may go unnoticed."""

FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(seconds=60)
"""Between two tries to publish: doubled from the first to the longest."""

UNPUBLISHED_TOO_LONG = timedelta(seconds=10)
"""What was found and waits for its broker for longer means that we are not ready."""

TIME_TO_CANCEL = timedelta(seconds=1)

log = logger("newsmill.puller")

T = TypeVar("T")
PollFeed = Callable[[Feed, FeedState], Coroutine[Any, Any, Poll]]
Sleep = Callable[[float], Coroutine[Any, Any, None]]
Write = Callable[[], Awaitable[str | None]]


class Writer(Protocol):
    """Publishes records; returns when the broker has acknowledged."""

    async def write(self, topic: Topic[Record], record: Record) -> str | None:
        """Publish one record, or say for which reason it was dropped instead."""

    async def delete(self, topic: Topic[Record], key: str, by: str | int) -> None:
        """Publish the end of a key in the partition that `by` decides or is the number of."""


class Tables(Protocol):
    """Tells of subscriptions and states: `SharedTables`."""

    async def run(self, stop: asyncio.Event) -> None:
        """Tell until `stop` is set."""


@dataclass
class Slots:
    """One host's places for polls, and how many have or want one."""

    free: asyncio.Semaphore
    users: int = 0


class Puller:
    """The puller's share of the subscriptions, polled when due.

    What a poll has found is published before anything else is done with it, and again until the
    broker takes it; its place stays taken meanwhile, so that nobody is asked for what cannot be
    passed on.
    """

    def __init__(
        self,
        settings: Settings,
        poll: PollFeed,
        writer: Writer,
        now: Callable[[], datetime],
        *,
        can_publish: Callable[[], bool] = lambda: True,
        topic_prefix: str = "",
        stop_timeout: timedelta = timedelta(seconds=8),
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._settings = settings
        self._poll = poll
        self._writer = writer
        self._now = now
        self._sleep = sleep
        self._can_publish = can_publish
        self._topic_prefix = topic_prefix
        self._stop_timeout = stop_timeout
        self._stop = asyncio.Event()
        self._subscriptions = Subscriptions(
            max(MAX_COURTESY, MAX_BACKOFF, settings.min_interval, settings.max_interval)
        )
        self._free = asyncio.Semaphore(settings.concurrency)
        self._slots_by_host: dict[str, Slots] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._broken: BaseException | None = None
        self._unpublished: dict[str, datetime] = {}
        self._counts: Counter[str] = Counter()
        self._dropped: Counter[str] = Counter()
        self.tables: Tables | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set, then finish within the stop timeout what is being published.

        Raises:
            Exception: the tables ended, or a fault of our own; what was not published is
                found again by the next puller.
        """
        assert self.tables is not None, "the puller was given no tables"
        self._stop = stop
        reading = asyncio.create_task(self.tables.run(stop))
        try:
            while not stop.is_set() and not reading.done() and self._broken is None:
                # Nobody is asked for what cannot be passed on.
                if self._can_publish():
                    for turn in self._subscriptions.take_due(self._now()):
                        self._begin(self._pull(turn))
                    await self._pause(self._until_next())
                else:
                    await self._pause(IDLE)
            if stop.is_set():
                await asyncio.wait(
                    {reading, *self._tasks}, timeout=self._stop_timeout.total_seconds()
                )
        finally:
            unfinished = {task for task in (reading, *self._tasks) if not task.done()}
            for task in unfinished:
                task.cancel()
            if unfinished:
                await asyncio.wait(unfinished, timeout=TIME_TO_CANCEL.total_seconds())
        if self._broken is not None:
            raise self._broken
        if reading.done() and not reading.cancelled():
            reading.result()

    def is_ready(self) -> bool:
        """Whether our share is known, and what was found can be passed on."""
        waiting = self._now() - min(self._unpublished.values(), default=self._now())
        return self._subscriptions.complete and waiting <= UNPUBLISHED_TOO_LONG

    def status(self) -> dict[str, PullerStatus]:
        """What was done since the start."""
        return {
            PULLER: PullerStatus(
                feeds=len(self._subscriptions),
                polls=self._counts["polls"],
                failed=self._counts["failed"],
                offered=self._counts["offered"],
                dropped=dict(self._dropped),
                skipped=self._counts["skipped"],
                left_out=self._counts["left_out"],
                unreadable_rows=self._counts["unreadable_rows"],
                in_flight=len(self._tasks),
            )
        }

    def on_assigned(self, partitions: set[int]) -> None:
        """Told by the tables."""
        self._subscriptions.assign(partitions)

    def on_revoked(self, partitions: set[int]) -> None:
        """Told by the tables."""
        self._subscriptions.revoke(partitions)

    def on_caught_up(self, partition: int) -> None:
        """Told by the tables."""
        for url in self._subscriptions.caught_up(partition, self._now()):
            # Where it was found: under an older rule for partitions it may not lie at its host's.
            self._begin(self._forget(url, partition))

    def on_row(self, topic: str, partition: int, key: str, value: bytes | None) -> None:
        """Told by the tables: a subscription, or what a puller knew of one."""
        try:
            if topic != self._topic_prefix + FEEDS.name:
                state = FeedState.model_validate_json(value) if value is not None else None
                if state is None or self._belongs(state.url, topic, key):
                    self._subscriptions.put_state(partition, key, state, self._now())
            elif value is None:
                if self._subscriptions.end_feed(partition, key):
                    self._begin(self._forget(key, host_of(key)))
            else:
                feed = Feed.model_validate_json(value)
                if self._belongs(feed.url, topic, key):
                    self._subscriptions.put_feed(partition, feed, self._now())
        except ValidationError as error:
            self._counts["unreadable_rows"] += 1
            log.error("unreadable row", topic=topic, key=key, error=_first_line(error))

    def _belongs(self, url: str, topic: str, key: str) -> bool:
        """Whether a row stands under its own URL; under another it could not be ended."""
        if url != key:
            self._counts["unreadable_rows"] += 1
            log.error("row under another key", topic=topic, key=key, url=url)
        return url == key

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self._broken = self._broken or task.exception()

    def _until_next(self) -> timedelta:
        due = self._subscriptions.next_due()
        return IDLE if due is None else min(IDLE, max(due - self._now(), timedelta()))

    async def _pull(self, turn: Turn) -> None:
        state, again_at = None, None
        async with self._place(host_of(turn.feed.url)):
            polled = await self._ask(turn)
            if polled is not None and not turn.overtaken and await self._publish(polled, turn):
                self._note(polled.event)
                state = polled.state
                again_at = None if self._settings.poll_once else polled.state.next_poll_at
            if turn.overtaken == "removed":
                await self._forget(turn.feed.url, host_of(turn.feed.url))
        self._subscriptions.finish(turn, state, again_at, self._now())

    @asynccontextmanager
    async def _place(self, host: str) -> AsyncIterator[None]:
        slots = self._slots_by_host.setdefault(
            host, Slots(asyncio.Semaphore(self._settings.host_concurrency))
        )
        slots.users += 1
        try:
            # In this order: who waits for a slow host takes no place from the others.
            async with slots.free, self._free:
                yield
        finally:
            slots.users -= 1
            if not slots.users:
                del self._slots_by_host[host]

    async def _ask(self, turn: Turn) -> Poll | None:
        """What came of the poll; None when nobody waits for it any more."""
        while not self._can_publish() and not (self._stop.is_set() or turn.overtaken):
            await self._pause(IDLE)
        if self._stop.is_set() or turn.overtaken:
            return None
        try:
            return await self._unless_stopped(self._poll(turn.feed, turn.state))
        # Whatever one feed brings about must not delay the others, nor be tried all the time.
        except Exception as error:
            log.exception("poll broke", feed=turn.feed.url)
            return _failed(turn, error, self._now(), self._settings)

    async def _publish(self, polled: Poll, turn: Turn) -> bool:
        """Articles first, state last: whatever is cut off is offered again."""
        in_order: list[list[tuple[Topic[Any], Record]]] = [
            [(ENTRANCE, article) for article in polled.articles],
            [(FEED_EVENTS, polled.event)],
            [(FEED_STATES, polled.state)],
        ]
        for records in in_order:
            writes = [_writing(self._writer, topic, record) for topic, record in records]
            if not await self._insist(writes, turn.feed.url, lambda: turn.overtaken is not None):
                return False
        return True

    async def _forget(self, url: str, by: str | int) -> None:
        """End a feed's state; the next start does it when this one cannot."""

        async def delete() -> None:
            await self._writer.delete(FEED_STATES, url, by)

        await self._insist([delete], url, lambda: False)

    async def _insist(self, writes: Sequence[Write], url: str, is_over: Callable[[], bool]) -> bool:
        """Write until the broker has taken everything; False when stopped or over before."""
        self._unpublished.setdefault(url, self._now())
        try:
            return await self._until_written(writes, url, is_over)
        finally:
            self._unpublished.pop(url, None)

    async def _until_written(
        self, writes: Sequence[Write], url: str, is_over: Callable[[], bool]
    ) -> bool:
        pause = FIRST_PAUSE
        while True:
            results = await asyncio.gather(*(write() for write in writes), return_exceptions=True)
            errors = [result for result in results if isinstance(result, Exception)]
            self._dropped.update(result for result in results if isinstance(result, str))
            if not errors:
                return True
            writes = [
                write
                for write, result in zip(writes, results, strict=True)
                if isinstance(result, Exception)
            ]
            log.error(
                "could not publish", feed=url, records=len(writes), error=_first_line(errors[0])
            )
            if not is_over():
                await self._pause(pause)
            if self._stop.is_set() or is_over():
                return False
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _pause(self, length: timedelta) -> None:
        await self._unless_stopped(self._sleep(length.total_seconds()))

    async def _unless_stopped(self, work: Coroutine[Any, Any, T]) -> T | None:
        """The result of `work`, or None when the stop came first."""
        working = asyncio.create_task(work)
        stopped = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
            return working.result() if working.done() else None
        finally:
            stopped.cancel()
            working.cancel()

    def _note(self, event: FeedEvent) -> None:
        self._counts["polls"] += 1
        self._counts["offered"] += event.offered
        self._counts["skipped"] += event.skipped
        self._counts["left_out"] += event.left_out
        if event.left_out and event.offered:
            most = self._settings.max_entries
            log.warning("too many entries", feed=event.feed_url, left_out=event.left_out, most=most)
        if event.kind in ("failed", "gone"):
            self._counts["failed"] += 1
            log.warning("feed failed", feed=event.feed_url, error=event.error)
        elif event.offered:
            log.info("polled", feed=event.feed_url, entries=event.entries, offered=event.offered)


def _writing(writer: Writer, topic: Topic[Any], record: Record) -> Write:
    return lambda: writer.write(topic, record)


def _failed(turn: Turn, error: Exception, now: datetime, settings: Settings) -> Poll:
    """What is published of a poll that broke by a fault of our own."""
    failures = turn.state.failures + 1
    again_at = next_poll(now, turn.state, PollResult(failures=failures), settings)
    told = f"{type(error).__name__}: {_first_line(error)}"[:MAX_ERROR_CHARACTERS]
    event = FeedEvent(
        feed_url=turn.feed.url, kind="failed", at=now, error=told, next_poll_at=again_at
    )
    noted = {"failures": failures, "last_polled_at": now, "next_poll_at": again_at}
    return Poll((), event, turn.state.model_copy(update=noted))


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
