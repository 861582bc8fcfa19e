"""The newest articles, encoded once, for all readers of the stream: each has only its place in it.

Bounded in bytes and in age. A reader whose place has been given up goes on from the index.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from newsmill.filters import Article, Filter, Many, many
from newsmill.gateway.stream.frames import Frame
from newsmill.positions import Position

DEFAULT_BYTES = 64 * 1024 * 1024
DEFAULT_SECONDS = 3600.0

ANSWERED = 256
"""So many of the newest articles keep what all readers' filters said; who is behind asks again."""


@dataclass(slots=True)
class _Kept:
    frame: Frame
    token: str
    """The position behind it, for readers that have everything before it."""
    at: float


@dataclass(slots=True)
class Step:
    """What a reader finds at its place."""

    frame: Frame
    token: str


class Ring:
    """Articles in the order in which they came. For one event loop."""

    def __init__(
        self,
        start: Position,
        clock: Callable[[], float],
        most_bytes: int = DEFAULT_BYTES,
        most_seconds: float = DEFAULT_SECONDS,
    ) -> None:
        self._clock = clock
        self._most_bytes = most_bytes
        self._most_seconds = most_seconds
        self.generation = 0
        self._waiting: dict[str, set[asyncio.Future[None]]] = {}
        self._filters: dict[str, tuple[Filter, int]] = {}
        self._many: Many | None = None
        self._kept: deque[_Kept] = deque()
        self._first = 0
        self._bytes = 0
        self._start = self._end = start
        self._end_token: str | None = None

    @property
    def start(self) -> Position:
        """Everything behind it is in the ring."""
        return self._start

    @property
    def end(self) -> Position:
        """Behind the newest article, and what else was read."""
        return self._end

    @property
    def first(self) -> int:
        """The place of the oldest article."""
        return self._first

    @property
    def next(self) -> int:
        """The place of the article that comes next."""
        return self._first + len(self._kept)

    @property
    def bytes(self) -> int:
        """Of all articles, about."""
        return self._bytes

    def restart(self, start: Position) -> None:
        """Another topic, or another life of it: nothing of before counts."""
        self.generation += 1
        self._first = self.next
        self._kept.clear()
        self._bytes = 0
        self._start = self._end = start
        self._end_token = None
        self.wake()

    def append(self, frames: Sequence[tuple[Frame, Article]], end: Position) -> None:
        """Take articles that are in the index already; `end` is how far the topic was read."""
        wanted: set[str] = set()
        for frame, article in frames:
            wanted |= self._answer(frame, article)
            self._end = self._end.with_next(
                frame.partition, max(self._end.at(frame.partition), frame.offset + 1)
            )
            self._kept.append(_Kept(frame, self._end.encode(), self._clock()))
            self._bytes += frame.size
            if len(self._kept) > ANSWERED:
                self._kept[-ANSWERED - 1].frame.answers.clear()
        self._end = self._end.furthest(end)
        self._end_token = None
        self._let_go()
        for text in wanted:
            self._wake(text)

    def withdraw(self, article_id: str) -> None:
        """An article was taken back: who comes back later is told only that, as by the index."""
        for kept in self._kept:
            if kept.frame.is_of(article_id):
                self._bytes -= kept.frame.size
                kept.frame.withdraw()
                self._bytes += kept.frame.size

    def at(self, place: int) -> Step:
        """The article at `place`, which is not before `first`."""
        kept = self._kept[place - self._first]
        return Step(kept.frame, kept.token)

    def end_token(self) -> str:
        """`end` as a token."""
        if self._end_token is None:
            self._end_token = self._end.encode()
        return self._end_token

    def register(self, wanted: Filter) -> None:
        """Somebody wants these: articles are asked about it as they come."""
        _, readers = self._filters.get(wanted.text, (wanted, 0))
        self._filters[wanted.text] = wanted, readers + 1
        if not readers:
            self._many = None

    def unregister(self, wanted: Filter) -> None:
        """One of those who want these is gone."""
        _, readers = self._filters.pop(wanted.text)
        if readers > 1:
            self._filters[wanted.text] = wanted, readers - 1
        else:
            self._many = None

    async def wait(self, wanted: Filter, seconds: float) -> None:
        """Return when something that is wanted has come, when all are woken, or after so long."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        waiting = self._waiting.setdefault(wanted.text, set())
        waiting.add(future)
        try:
            async with asyncio.timeout(seconds):
                await future
        except TimeoutError:
            return
        finally:
            waiting.discard(future)
            if not waiting and self._waiting.get(wanted.text) is waiting:
                del self._waiting[wanted.text]

    def wake(self) -> None:
        """All who wait look again."""
        for text in list(self._waiting):
            self._wake(text)

    def _answer(self, frame: Frame, article: Article) -> set[str]:
        """Ask all filters that readers have, once each; those that match."""
        if self._many is None:
            self._many = many(wanted for wanted, _ in self._filters.values())
        filters = self._many.filters
        matching = {filters[number].text for number in self._many.matching(article)}
        frame.answers.update({one.text: one.text in matching for one in filters})
        return matching

    def _let_go(self) -> None:
        oldest = self._clock() - self._most_seconds
        while self._kept and (self._bytes > self._most_bytes or self._kept[0].at < oldest):
            frame = self._kept.popleft().frame
            self._first += 1
            self._bytes -= frame.size
            self._start = self._start.with_next(
                frame.partition, max(self._start.at(frame.partition), frame.offset + 1)
            )

    def _wake(self, text: str) -> None:
        for future in self._waiting.get(text, ()):
            if not future.done():
                future.set_result(None)
