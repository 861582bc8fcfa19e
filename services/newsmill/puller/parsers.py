"""Which document is parsed next, and in which lane: slow ones never occupy all children."""

import heapq
import time
from asyncio import Future, get_running_loop
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from newsmill.contracts.feeds import FeedState
from newsmill.puller.asking.polling import RunInChild
from newsmill.puller.reading.documents import FeedDocument
from newsmill.puller.reading.entries import ParsedFeed
from newsmill.puller.settings import Settings
from newsmill.subprocesses.pool import (
    CpuLimitExceeded,
    DeadlineExceeded,
    Limits,
    OutOfMemory,
    ProcessPool,
)

QUICK_BYTES = 256 * 1024
"""Larger documents take the slow lane at once: feedparser reads about 1 MB a second."""

QUICK_SHARE = 5
"""A quick document may use a fifth of the CPU limit; if that is too little, it begins again in the
slow lane."""

BYTES_PER_SECOND = 1_000_000
"""A document waits behind smaller ones that come later, but only for the time it will take."""

SUSPECT_WAITS_SECONDS = 5.0
"""So much later may documents come that go before one of a feed that has killed a parser."""

SLOW_REMEMBERED = 1_000
"""Feeds whose last document was too slow for the quick lane."""

Parse = Callable[[FeedDocument], ParsedFeed]


@dataclass
class Lane:
    """Documents that wait, the most urgent first, and how many are in a child."""

    most: int
    """Of them at the same time."""
    running: int = 0
    waiting: list[tuple[float, int, "Future[None]"]] = field(default_factory=list)


class Parsers:
    """Calls parsers in the children of `pool`, within the settings' limits.

    Documents wait in two lanes. The slow lane has half of the children (at least one): large
    documents, those of feeds that have killed a parser, and those that turned out to be slow. The
    quick lane may use all. Within a lane small documents go first, and none waits for ever.
    """

    def __init__(
        self,
        pool: ProcessPool,
        settings: Settings,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pool = pool
        self._monotonic = monotonic
        self._children = settings.parsers
        self._limits = Limits(settings.parse_timeout, settings.parse_cpu)
        self._quick_limits = Limits(settings.parse_timeout, settings.parse_cpu / QUICK_SHARE)
        self._memory_bytes = settings.parser_memory
        self._quick = Lane(self._children)
        self._slow = Lane(max(1, self._children // 2))
        self._slow_feeds: dict[str, None] = {}
        self._number = 0

    def for_feed(self, state: FeedState) -> RunInChild:
        """Calls a parser for a document of the feed with this state."""

        async def run(parse: Parse, document: FeedDocument) -> ParsedFeed:
            return await self.run(parse, document, is_suspect=state.parser_kills > 0)

        return run

    async def run(self, parse: Parse, document: FeedDocument, *, is_suspect: bool) -> ParsedFeed:
        """What `parse` makes of `document`.

        Raises:
            DeadlineExceeded, ProcessDied: the parser had to be killed, or died; why, in one line.
            ForeignError, FeedError: as `ProcessPool.run`.
        """
        is_quick = (
            not is_suspect
            and len(document.body) <= QUICK_BYTES
            and document.feed_url not in self._slow_feeds
        )
        if is_quick:
            try:
                async with self._child(self._quick, len(document.body) / BYTES_PER_SECOND):
                    return await self._call(self._quick_limits, parse, document)
            except CpuLimitExceeded:
                self._remember_slow(document.feed_url)
        wait = len(document.body) / BYTES_PER_SECOND + SUSPECT_WAITS_SECONDS * is_suspect
        async with self._child(self._slow, wait):
            return await self._call(self._limits, parse, document)

    async def _call(self, limits: Limits, parse: Parse, document: FeedDocument) -> ParsedFeed:
        try:
            return await self._pool.run_limited(limits, parse, document)
        except CpuLimitExceeded as error:
            assert limits.cpu is not None, "each call has a CPU limit"
            most = f"{limits.cpu.total_seconds():g} s of CPU"
            raise CpuLimitExceeded(f"the parser used more than {most}") from error
        except DeadlineExceeded as error:
            most = f"{limits.deadline.total_seconds():g} s"
            raise DeadlineExceeded(f"the parser ran longer than {most}") from error
        except OutOfMemory as error:
            most = f"{self._memory_bytes / 2**20:g} MiB of memory"
            raise OutOfMemory(f"the parser needed more than {most}") from error

    def _remember_slow(self, url: str) -> None:
        self._slow_feeds.pop(url, None)
        self._slow_feeds[url] = None
        if len(self._slow_feeds) > SLOW_REMEMBERED:
            del self._slow_feeds[next(iter(self._slow_feeds))]

    @asynccontextmanager
    async def _child(self, lane: Lane, wait_seconds: float) -> AsyncIterator[None]:
        """Hold one of the children; the earlier a document comes, the earlier it gets one."""
        granted = get_running_loop().create_future()
        self._number += 1
        heapq.heappush(lane.waiting, (self._monotonic() + wait_seconds, self._number, granted))
        self._grant()
        try:
            await granted
            yield
        finally:
            # A cancelled one stays in the heap until its turn comes, and is passed over then.
            if not granted.cancelled():
                lane.running -= 1
                self._grant()

    def _grant(self) -> None:
        while self._quick.running + self._slow.running < self._children:
            lanes = [lane for lane in (self._quick, self._slow) if _has_next(lane)]
            if not lanes:
                return
            lane = min(lanes, key=lambda lane: lane.waiting[0][:2])
            _, _, granted = heapq.heappop(lane.waiting)
            lane.running += 1
            granted.set_result(None)


def _has_next(lane: Lane) -> bool:
    while lane.waiting and lane.waiting[0][2].cancelled():
        heapq.heappop(lane.waiting)
    return bool(lane.waiting) and lane.running < lane.most
