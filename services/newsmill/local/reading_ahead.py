"""Read from something that blocks, such as a pipe, beside asynchronous work."""

import asyncio
import threading
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import suppress
from typing import Generic, TypeVar

T = TypeVar("T")

MOST_AHEAD = 64
"""Documents may be large."""


async def read_ahead(found: Iterator[T]) -> AsyncGenerator[T, None]:
    """Everything in `found`, as soon as it is there, and a few ahead.

    `found` runs in a thread of its own. One that blocks for ever keeps no process from ending.
    """
    ahead = _Ahead(found, asyncio.get_running_loop())
    threading.Thread(target=ahead.run, daemon=True, name="read-ahead").start()
    try:
        async for one in ahead.taken():
            yield one
    finally:
        ahead.stop()


class _Ahead(Generic[T]):
    def __init__(self, found: Iterator[T], loop: asyncio.AbstractEventLoop) -> None:
        self._found = found
        self._loop = loop
        self._read: deque[T] = deque()
        self._room = threading.Semaphore(MOST_AHEAD)
        self._news = asyncio.Event()
        self._is_stopped = False
        self._has_ended = False
        self._failure: BaseException | None = None

    def run(self) -> None:
        """Fill up until the end; in the thread."""
        try:
            for one in self._found:
                self._room.acquire()
                if self._is_stopped:
                    return
                self._read.append(one)
                self._tell()
        except BaseException as error:  # of whatever kind: it belongs to whoever reads
            self._failure = error
        self._has_ended = True
        self._tell()

    def stop(self) -> None:
        """Let the thread end, if it can."""
        self._is_stopped = True
        self._room.release()

    async def taken(self) -> AsyncIterator[T]:
        """What was read; raises what `found` raised."""
        while True:
            self._news.clear()
            # Asked before the rest is taken: nothing comes after the end.
            has_ended = self._has_ended
            while self._read:
                self._room.release()
                yield self._read.popleft()
            if has_ended:
                break
            await self._news.wait()
        if self._failure is not None:
            raise self._failure

    def _tell(self) -> None:
        # A loop that is closed has nobody left who wants to know.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._news.set)
