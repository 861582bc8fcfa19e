"""Rate limit per host: a delay between requests, and a limit of requests at the same time."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]

# From so many hosts on, those whose delay is over are forgotten.
MANY_HOSTS = 1000


class WaitTooLong(Exception):
    """So many requests wait for this host that a turn would come too late."""


@dataclass(frozen=True)
class Pace:
    """The rate limit of a host."""

    delay: timedelta
    """From the start of one request to the start of the next."""
    width: int
    """Requests at the same time."""


class Pacer:
    """The rate limiter: each host's turns are given in the order of asking. Hosts are independent.

    `clock` counts seconds from any start.
    """

    def __init__(self, clock: Clock, sleep: Sleep) -> None:
        self._clock = clock
        self._sleep = sleep
        self._lines: dict[str, _Line] = {}

    @asynccontextmanager
    async def turn(self, host: str, pace: Pace, patience: timedelta) -> AsyncIterator[None]:
        """Wait for a turn at `host` and hold it.

        Raises:
            WaitTooLong: at once, if so many wait that the turn would come after `patience`.
        """
        line = self._line(host, pace.width)
        delay = pace.delay.total_seconds()
        wait = line.last_start + delay - self._clock() + line.waiting * delay
        if wait > patience.total_seconds():
            raise WaitTooLong(host)
        line.askers += 1
        line.waiting += 1
        try:
            async with line.slots:
                try:
                    while (wait := line.last_start + delay - self._clock()) > 0:
                        await self._sleep(wait)
                    line.last_start = self._clock()
                    line.free_at = line.last_start + delay
                finally:
                    line.waiting -= 1
                yield
        finally:
            line.askers -= 1

    def _line(self, host: str, width: int) -> "_Line":
        if host not in self._lines:
            if len(self._lines) >= MANY_HOSTS:
                self._forget()
            self._lines[host] = _Line(asyncio.Semaphore(width))
        return self._lines[host]

    def _forget(self) -> None:
        now = self._clock()
        over = [h for h, line in self._lines.items() if not line.askers and line.free_at <= now]
        for host in over:
            del self._lines[host]


@dataclass
class _Line:
    slots: asyncio.Semaphore
    askers: int = 0
    """Waiting or having their turn."""
    waiting: int = 0
    last_start: float = float("-inf")
    free_at: float = float("-inf")
