"""The messages that a stage has taken from its stream, and has not begun yet."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from itertools import islice
from typing import Any

LEAST_AT_ONCE = 8
MOST_AT_ONCE = 64
"""How many messages may be noted as in hand before there is a place for them. More costs fewer
commits when messages are quick; fewer, and fewer are suspected after an end."""

QUICK_SECONDS = 0.25
SLOW_SECONDS = 1.0
"""More are noted at once where they last less than the one, fewer where longer than the other."""


class Taken:
    """The queue between a stream and the places of a stage, of which so many are `free`."""

    def __init__(self, free: Callable[[], int]) -> None:
        self._free = free
        self._events: deque[Any] = deque()
        self._most = LEAST_AT_ONCE
        self._shown_at = 0.0
        self._came = asyncio.Event()
        self._is_full = asyncio.Event()
        self._has_room = asyncio.Event()
        self._has_room.set()

    async def put(self, event: Any) -> None:
        """Enter `event` as the last, as soon as there is room."""
        await self._has_room.wait()
        self._events.append(event)
        self._look()

    async def next(self) -> Any:
        """The first, which is taken out."""
        while not self._events:
            await self._came.wait()
        event = self._events.popleft()
        self._look()
        return event

    async def fill(self, until: float) -> None:
        """Return when more cannot be noted at once, or at the time `until` on a monotonic clock."""
        seconds = until - time.monotonic()
        if seconds > 0 and not self._is_full.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._is_full.wait(), seconds)

    def to_be_noted(self) -> tuple[list[Any], int]:
        """The messages that may be noted as in hand, and for how many of them there is a place."""
        now = time.monotonic()
        if now - self._shown_at > SLOW_SECONDS:
            self._most = max(LEAST_AT_ONCE, self._most // 2)
        elif self._is_full.is_set() and now - self._shown_at < QUICK_SECONDS:
            self._most = min(MOST_AT_ONCE, 2 * self._most)
        self._shown_at = now
        return [event.message for event in islice(self._events, self._size)], self._free()

    @property
    def _size(self) -> int:
        return min(MOST_AT_ONCE, max(self._most, self._free()))

    def _look(self) -> None:
        """Say how full it is."""
        count = len(self._events)
        _say(self._came, count > 0)
        _say(self._is_full, count >= self._size)
        _say(self._has_room, count < MOST_AT_ONCE)


def _say(event: asyncio.Event, is_so: bool) -> None:
    if is_so:
        event.set()
    else:
        event.clear()
