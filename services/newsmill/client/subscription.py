"""Articles for `for` and `async for`, in the order of each partition."""

import asyncio
import logging
import warnings
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Literal, Self
from weakref import ref

from confluent_kafka import Message

from newsmill.client.articles import UNREADABLE, Article, Place, read, set_field
from newsmill.client.errors import Gap, GapWarning
from newsmill.client.log import Log
from newsmill.client.reading import Reading
from newsmill.client.versions import Seen, Versions
from newsmill.client.wanting import Wish
from newsmill.errors import UsageError
from newsmill.positions import Position

POLL_SECONDS = 0.2
"""So long it takes until Ctrl-C or a cancellation is noticed."""

TURN_SECONDS = 0.01
"""Articles that lie ready are given for so long before an event loop has its turn."""

logger = logging.getLogger("newsmill.client")


@dataclass(slots=True)
class Counts:
    """What became of the messages that were read."""

    given: int = 0
    filtered: int = 0
    repeated: int = 0
    older: int = 0
    unreadable: int = 0
    """No enriched articles: each is logged with its place."""
    missing: int = 0
    """Gone before they were read, as far as that can be counted."""


class Subscription:
    """Articles, for one `for` or `async for` at a time; leaving the loop ends the connection.

    Another loop over the same subscription goes on where the last one ended.
    """

    def __init__(
        self,
        reading: Reading,
        *,
        wish: Wish,
        revisions: Literal["newest", "all"],
        limit: int | None,
        on_gap: Callable[[Gap], None] | None,
    ) -> None:
        self._reading = reading
        self._wish = wish
        self._wants_all = revisions == "all"
        self._limit = limit
        self._on_gap = on_gap
        self._versions = Versions()
        self._log: Log | None = None
        self._over: asyncio.Event | None = None
        self._position: Position | None = None
        self._given_before = 0
        self._is_closing = False
        self._running: ref[Generator[Article] | AsyncGenerator[Article]] | None = None
        self.counts = Counts()

    @property
    def position(self) -> str:
        """A token: `subscribe(…, start=token)` goes on behind all that is done.

        Unlike `article.position`, it moves on also where the filter lets nothing through. In a
        group it has only the partitions of this member.
        """
        position = self._log.position() if self._log else self._position
        if position is None or not position.offsets:
            raise UsageError("nothing was read yet: there is no position")
        return position.encode()

    def __iter__(self) -> Iterator[Article]:
        """The articles; blocks while there is none."""
        articles = self._blocking()
        self._running = ref(articles)
        return articles

    def __aiter__(self) -> AsyncIterator[Article]:
        """The articles; other tasks run while there is none."""
        articles = self._waiting(self._running)
        self._running = ref(articles)
        return articles

    def close(self) -> None:
        """End in order: what is done is committed. A loop in another thread ends soon."""
        self._is_closing = True
        running = self._running() if self._running else None
        if isinstance(running, Generator):
            with suppress(ValueError):
                # Running in another thread, which looks whether it should end.
                running.close()

    async def aclose(self) -> None:
        """End in order: what is done is committed. A loop in another task ends soon."""
        self._is_closing = True
        running = self._running() if self._running else None
        if isinstance(running, AsyncGenerator):
            with suppress(RuntimeError):
                # Running in another task, which looks whether it should end.
                await running.aclose()
        if self._over is not None:
            await self._over.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    def _blocking(self) -> Generator[Article]:
        log = self._begin()
        try:
            log.open(self._position)
            while not self._is_over(log):
                message = log.take(POLL_SECONDS)
                self._tell_gaps(log)
                if message is None:
                    continue
                article = self._article(log, message)
                if article is not None:
                    yield article
                log.done(message)
        finally:
            self._end(log)
            log.close()

    async def _waiting(
        self, former: "ref[Generator[Article] | AsyncGenerator[Article]] | None"
    ) -> AsyncGenerator[Article]:
        loop = asyncio.get_running_loop()
        if self._over is not None and former is not None and former() is None:
            # That loop was left; the event loop ends it when it has its turn.
            await self._over.wait()
        log = self._begin()
        self._over = asyncio.Event()
        turn_ends = loop.time() + TURN_SECONDS
        # Of its own, so that no other work of the program keeps it waiting.
        with ThreadPoolExecutor(1, "newsmill-client") as thread:
            try:
                await loop.run_in_executor(thread, log.open, self._position)
                while not self._is_over(log):
                    message = log.take(0)
                    if message is None:
                        message = await loop.run_in_executor(thread, log.take, POLL_SECONDS)
                        turn_ends = loop.time() + TURN_SECONDS
                    elif loop.time() > turn_ends:
                        await asyncio.sleep(0)
                        turn_ends = loop.time() + TURN_SECONDS
                    self._tell_gaps(log)
                    if message is None:
                        continue
                    article = self._article(log, message)
                    if article is not None:
                        yield article
                    log.done(message)
            finally:
                self._end(log)
                # Behind a call that was cancelled, which ends within POLL_SECONDS.
                try:
                    await loop.run_in_executor(thread, log.close)
                finally:
                    self._over.set()

    def _begin(self) -> Log:
        if self._log is not None:
            raise RuntimeError("one loop at a time: another one reads this subscription")
        self._is_closing = False
        self._given_before = self.counts.given
        self._log = Log(self._reading)
        return self._log

    def _end(self, log: Log) -> None:
        self._log = None
        position = log.position()
        if position.offsets:
            self._position = position

    def _is_over(self, log: Log) -> bool:
        return (
            self._is_closing
            or (self._limit is not None and self.counts.given - self._given_before >= self._limit)
            or log.is_at_end()
        )

    def _article(self, log: Log, message: Message) -> Article | None:
        """The article, if it is wanted."""
        value = message.value()
        try:
            article = read(value or b"")
        except UNREADABLE as error:
            self.counts.unreadable += 1
            logger.warning(
                "%s, partition %s, offset %s is no enriched article: %s",
                *(message.topic(), message.partition(), message.offset(), error),
            )
            return None
        seen = self._versions.note(article)
        if seen is Seen.REPEATED:
            self.counts.repeated += 1
            return None
        if seen is Seen.OLDER and not self._wants_all:
            self.counts.older += 1
            return None
        if not self._wish.wants(article):
            self.counts.filtered += 1
            return None
        set_field(
            article,
            "_place",
            Place(
                message.partition() or 0,
                message.offset() or 0,
                seen is Seen.OLDER,
                log.position_behind(message),
            ),
        )
        self.counts.given += 1
        return article

    def _tell_gaps(self, log: Log) -> None:
        while log.gaps:
            gap = log.gaps.popleft()
            self.counts.missing += gap.missing or 0
            if self._on_gap is not None:
                self._on_gap(gap)
            else:
                warnings.warn(str(gap), GapWarning, stacklevel=3)
