"""Poll due feeds concurrently, and publish what is new before its state is kept."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

from pydantic import ValidationError

from newsmill.contracts.base import Record
from newsmill.contracts.feeds import Feed, FeedEvent, FeedMemory, FeedState
from newsmill.contracts.topics import FEED_EVENTS, FEED_MEMORIES, FEED_STATES, FEEDS, Topic
from newsmill.hosting.status import PullerStatus
from newsmill.hosts import host_of
from newsmill.logs import logger
from newsmill.pipeline import ENTRANCE, PULLER
from newsmill.puller.asking.polling import MAX_ERROR_CHARACTERS, Poll, PutOff
from newsmill.puller.asking.pushing import Push
from newsmill.puller.identity.remembering import unwrapped, wrapped
from newsmill.puller.places import Places
from newsmill.puller.pushes import Pushes
from newsmill.puller.settings import Settings
from newsmill.puller.subscriptions import Subscriptions, Turn
from newsmill.puller.timing.freshness import SAMPLE, Budget
from newsmill.puller.timing.scheduling import LONGEST_WAIT, PollResult, next_poll
from newsmill.redaction import redacted

IDLE = timedelta(milliseconds=250)
"""How long a new subscription, or that the broker answers again, may go unnoticed."""

MOMENT = timedelta(milliseconds=20)
"""Feeds that fall due within it are begun together: to wake for each costs as much as a poll."""

FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(seconds=60)
"""Between two tries to publish: doubled from the first to the longest."""

UNPUBLISHED_TOO_LONG = timedelta(seconds=10)
"""The puller is not ready while results have waited for the broker for longer than this."""

TIME_TO_CANCEL = timedelta(seconds=1)

log = logger("newsmill.puller")

PollFeed = Callable[[Feed, FeedState, bytes], Coroutine[Any, Any, Poll | PutOff]]
TakePush = Callable[[Push, Feed, FeedState, bytes], Coroutine[Any, Any, Poll]]
Sleep = Callable[[float], Coroutine[Any, Any, None]]
Write = Callable[[], Awaitable[str | None]]
Results = Sequence[str | BaseException | None]


class Writer(Protocol):
    """Publishes records; returns when the broker has acknowledged."""

    async def write(self, topic: Topic[Record], record: Record) -> str | None:
        """Publish one record. If it was dropped instead, return the reason."""

    async def delete(self, topic: Topic[Record], key: str, by: str | int) -> None:
        """Publish a tombstone for `key`: `by` is a partition's number, or what decides it."""


class Tables(Protocol):
    """Reads subscriptions and states and calls the puller's `on_…` methods: `SharedTables`."""

    async def run(self, stop: asyncio.Event) -> None:
        """Read until `stop` is set."""


class Puller:
    """Polls this process's share of the subscriptions, each when it is due.

    A poll's result is published before its state is kept, and publishing is tried again until the
    broker takes it. Meanwhile the poll keeps its slot: no more is polled than can be published
    (backpressure). See `Places` for who is polled when many are due.
    """

    def __init__(
        self,
        settings: Settings,
        poll: PollFeed,
        writer: Writer,
        now: Callable[[], datetime],
        *,
        places: Places | None = None,
        can_publish: Callable[[], bool] = lambda: True,
        feeds_topic: str = FEEDS.name,
        memories_topic: str = FEED_MEMORIES.name,
        stop_timeout: timedelta = timedelta(seconds=8),
        sleep: Sleep = asyncio.sleep,
        budget: Budget | None = None,
        partitions: int = 1,
        most_pending: int = 200,
    ) -> None:
        self._settings = settings
        self._poll = poll
        self._writer = writer
        self._now = now
        self._sleep = sleep
        self._budget = budget
        self._partitions = partitions
        self._can_publish = can_publish
        self._feeds_topic = feeds_topic
        self._memories_topic = memories_topic
        self._stop_timeout = stop_timeout
        self._stop = asyncio.Event()
        self._subscriptions = Subscriptions(
            max(LONGEST_WAIT, 2 * settings.min_interval, 2 * settings.max_interval)
        )
        self._places = places or Places(settings)
        self._tasks: set[asyncio.Task[None]] = set()
        self._asking: set[asyncio.Task[None]] = set()
        self._broken: BaseException | None = None
        self._unpublished: dict[str, datetime] = {}
        self._counts: Counter[str] = Counter()
        self._dropped: Counter[str] = Counter()
        self.tables: Tables | None = None
        self.take_push: TakePush | None = None
        self.pushes = Pushes(most_pending)

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set, then finish within the stop timeout what is being published.

        Raises:
            Exception: the tables failed, or a poll's task did (a bug). What was not published is
                found again by the next puller.
        """
        assert self.tables is not None, "the puller was given no tables"
        self._stop = stop
        reading = asyncio.create_task(self.tables.run(stop))
        try:
            while not stop.is_set() and not reading.done() and self._broken is None:
                self._begin_due()
                await self._pause(self._until_next())
            if stop.is_set():
                for task in self._asking:
                    task.cancel()
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
        """Whether our share of the subscriptions is known and results can be published."""
        waiting = self._now() - min(self._unpublished.values(), default=self._now())
        return self._subscriptions.complete and waiting <= UNPUBLISHED_TOO_LONG

    def status(self) -> dict[str, PullerStatus]:
        """The counts since the start."""
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

    def push(self, url: str, body: bytes, content_type: str) -> bool:
        """Take a document that a feed's hub has sent; False if it must be sent again later."""
        if not self._may_begin() or not self._subscriptions.has(url):
            return False
        is_taken = self.pushes.add(url, Push(body, content_type))
        self._begin_push(url)
        return is_taken

    def on_assigned(self, partitions: set[int]) -> None:
        """Called by the tables when partitions are assigned."""
        self._subscriptions.assign(partitions)
        self._share_budget()

    def on_revoked(self, partitions: set[int]) -> None:
        """Called by the tables when partitions are revoked."""
        self.pushes.left(self._subscriptions.feeds_in(partitions))
        self._subscriptions.revoke(partitions)
        self._share_budget()

    def on_caught_up(self, partition: int) -> None:
        """Called by the tables when all of a partition has been read."""
        for url in self._subscriptions.caught_up(partition, self._now()):
            # In the partition where it was found: an older rule may have put it into another than
            # its host's.
            self._begin(self._forget(url, partition))

    def on_row(self, topic: str, partition: int, key: str, value: bytes | None) -> None:
        """Called by the tables for each row: a subscription, a feed's state, or its entries."""
        try:
            if topic == self._memories_topic:
                memory = FeedMemory.model_validate_json(value) if value is not None else None
                if memory is None or self._belongs(memory.url, topic, key):
                    entries = unwrapped(memory) if memory is not None else None
                    self._subscriptions.put_memory(partition, key, entries)
            elif topic != self._feeds_topic:
                state = FeedState.model_validate_json(value) if value is not None else None
                if state is None or self._belongs(state.url, topic, key):
                    self._subscriptions.put_state(partition, key, state, self._now())
                    if state is not None:
                        self.pushes.note_state(state)
            elif value is None:
                self.pushes.removed(key)
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
        """Whether a row's key is its own URL; with another key it could not be deleted."""
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

    def _begin_due(self) -> None:
        """Begin the polls that are due and have a place."""
        if self._may_begin():
            for turn in self._take_due(self._now()):
                self._places.add(turn)
            self._begin_waiting()

    def _begin_waiting(self) -> None:
        """Begin the polls that wait for a place and have got one."""
        now = self._now()
        while self._may_begin() and (next_turn := self._places.next(now)) is not None:
            self._begin(self._pull(next_turn))

    def _begin_push(self, url: str) -> None:
        """Begin to read what a feed's hub has sent, unless the feed is being polled."""
        now = self._now()
        if self.pushes.has(url) and (turn := self._subscriptions.take(url, now)) is not None:
            self._places.enter(turn, now)
            self._begin(self._pull(turn, self.pushes.next(url)))

    def _may_begin(self) -> bool:
        """Backpressure: no poll begins while nothing can be published."""
        return not self._stop.is_set() and self._broken is None and self._can_publish()

    def _take_due(self, now: datetime) -> list[Turn]:
        if self._budget is None:
            return self._subscriptions.take_due(now)
        if self._budget.wants_survey(now) and self._subscriptions.complete:
            ours = self._subscriptions
            self._budget.survey(now, ours.sample(SAMPLE), len(ours), ours.overdue(now))
        turns = self._subscriptions.take_due(now, self._budget.allowance(now))
        self._budget.spend(len(turns))
        return turns

    def _share_budget(self) -> None:
        if self._budget is not None:
            self._budget.share(self._subscriptions.partitions / self._partitions)

    def _until_next(self) -> timedelta:
        if not self._can_publish():
            return IDLE
        now, due, wake = self._now(), self._subscriptions.next_due(), self._places.next_wake()
        wait = IDLE
        if due is not None:
            saving = timedelta() if self._budget is None else self._budget.until_next()
            wait = min(wait, max(due - now, saving))
        if wake is not None:
            wait = min(wait, wake - now)
        return max(wait, MOMENT)

    async def _pull(self, turn: Turn, push: Push | None = None) -> None:
        state, memory, again_at = None, None, None
        try:
            polled = None if turn.overtaken else await self._ask(turn, push)
            if isinstance(polled, PutOff):
                again_at = polled.again_at
                if self._budget is not None:
                    self._budget.give_back()
            elif polled is not None and not turn.overtaken:
                await self._places.to_publish(turn)
                if await self._publish(polled, turn):
                    self._note(polled.event)
                    if push is None:
                        self.pushes.note_poll(turn.url, _published(polled), self._now())
                    self.pushes.note_state(polled.state)
                    state, memory = polled.state, polled.memory
                    again_at = None if self._settings.poll_once else self._next_poll(polled)
            if turn.overtaken == "removed":
                await self._forget(turn.url, host_of(turn.url))
        finally:
            self._places.release(turn)
        self._subscriptions.finish(turn, state, again_at, self._now(), memory)
        self._begin_push(turn.url)
        self._begin_waiting()

    def _next_poll(self, polled: Poll) -> datetime | None:
        """When to poll again; after no longer a wait than was meant, if the clock was set back.

        While it is ahead, the brokers take nothing: what was polled then is published afterwards.
        """
        at = polled.state.next_poll_at
        return None if at is None else min(at, self._now() + (at - polled.event.at))

    async def _ask(self, turn: Turn, push: Push | None) -> Poll | PutOff | None:
        """The poll's result; None when the stop came first."""
        task = asyncio.current_task()
        assert task is not None, "a poll is a task"
        feed, state, memory = turn.feed, turn.state, turn.memory
        state = self.pushes.with_lease(state)
        self._asking.add(task)
        try:
            if push is not None and self.take_push is not None:
                return await self.take_push(push, feed, state, memory)
            return await self._poll(feed, state, memory)
        except asyncio.CancelledError:
            if self._stop.is_set() and task.uncancel() == 0:
                return None
            raise
        # A bug that one feed brings out must not end the puller, nor be tried again at once.
        except Exception as error:
            log.exception("poll broke", feed=turn.url)
            return _failed(feed, state, error, self._now(), self._settings)
        finally:
            self._asking.discard(task)

    async def _publish(self, polled: Poll, turn: Turn) -> bool:
        """Publish articles first and the state last: what is interrupted is published again."""
        in_order: list[list[tuple[Topic[Any], Record]]] = [
            [(ENTRANCE, article) for article in polled.articles],
            [(FEED_EVENTS, polled.event)],
            [(FEED_MEMORIES, wrapped(turn.url, polled.memory))] if polled.memory else [],
            [(FEED_STATES, polled.state)],
        ]

        def is_over() -> bool:
            return turn.overtaken is not None

        for records in filter(None, in_order):
            writes = [partial(self._writer.write, topic, record) for topic, record in records]
            if not await self._insist(writes, turn.url, is_over):
                return False
        return True

    async def _forget(self, url: str, by: str | int) -> None:
        """Delete what was learnt of a feed; what cannot be published now, the next start does."""

        async def delete(topic: Topic[Any]) -> None:
            await self._writer.delete(topic, url, by)

        # One after the other: the next start looks for both by either of them.
        for topic in (FEED_MEMORIES, FEED_STATES):
            await self._insist([partial(delete, topic)], url, lambda: False)

    async def _insist(self, writes: Sequence[Write], url: str, is_over: Callable[[], bool]) -> bool:
        """Write until the broker has taken everything; False if stopped or over before that."""
        self._unpublished.setdefault(url, self._now())
        try:
            results = await _all(writes)
            if results.count(None) == len(results):
                return True  # as nearly always
            return await self._until_written(writes, results, url, is_over)
        finally:
            self._unpublished.pop(url, None)

    async def _until_written(
        self,
        writes: Sequence[Write],
        results: Results,
        url: str,
        is_over: Callable[[], bool],
    ) -> bool:
        """Write again what was not written, as `results` say."""
        pause = FIRST_PAUSE
        while True:
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
            results = await _all(writes)

    async def _pause(self, length: timedelta) -> None:
        """Sleep, but not beyond the stop."""
        sleeping = asyncio.create_task(self._sleep(length.total_seconds()))
        stopped = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait({sleeping, stopped}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopped.cancel()
            sleeping.cancel()

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


def _published(polled: Poll) -> Iterator[datetime | None]:
    return (article.published_at for article in polled.articles)


async def _all(writes: Sequence[Write]) -> Results:
    """What each of `writes` returns or raises."""
    if len(writes) != 1:
        return await asyncio.gather(*(write() for write in writes), return_exceptions=True)
    # Most polls bring no articles: a single write needs no task of its own.
    try:
        return [await writes[0]()]
    # As those that `gather` returns: the caller tries again.
    except Exception as error:
        return [error]


def _failed(
    feed: Feed, state: FeedState, error: Exception, now: datetime, settings: Settings
) -> Poll:
    """The result of a poll that raised an unexpected exception."""
    failures = state.failures + 1
    again_at = next_poll(now, state, PollResult(failures=failures), settings)
    error_text = redacted(f"{type(error).__name__}: {_first_line(error)}")[:MAX_ERROR_CHARACTERS]
    event = FeedEvent(
        feed_url=feed.url, kind="failed", at=now, error=error_text, next_poll_at=again_at
    )
    noted = {
        "failures": failures,
        "error": error_text,
        "last_polled_at": now,
        "next_poll_at": again_at,
    }
    return Poll((), event, state.model_copy(update=noted))


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
