"""Give a few places to many, in the order of asking, with some standing back for others."""

import asyncio
import heapq
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import count


class Turns:
    """A semaphore whose waiting line can be joined further behind."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._waiting: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = count()

    @asynccontextmanager
    async def turn(self, behind: timedelta = timedelta(0)) -> AsyncIterator[None]:
        """Hold a place; those who ask within the time `behind` after this call go first."""
        await self._wait(behind)
        try:
            yield
        finally:
            self._give_back()

    async def _wait(self, behind: timedelta) -> None:
        if self._free:
            self._free -= 1
            return
        loop = asyncio.get_running_loop()
        given: asyncio.Future[None] = loop.create_future()
        asked_at = loop.time() + behind.total_seconds()
        heapq.heappush(self._waiting, (asked_at, next(self._numbers), given))
        try:
            await given
        except asyncio.CancelledError:
            if given.done() and not given.cancelled():
                self._give_back()
            raise

    def _give_back(self) -> None:
        while self._waiting:
            given = heapq.heappop(self._waiting)[-1]
            if not given.done():
                given.set_result(None)
                return
        self._free += 1
