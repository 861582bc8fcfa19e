"""Rate limit per host: a delay between requests, and a limit of requests at the same time."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]

# From so many hosts on, those whose delay is over are forgotten.
MANY_HOSTS = 1000
# For a slot that somebody holds.
LEAST_WAIT = 1.0


class WaitTooLong(Exception):
    """So many requests wait for this host, or take so long, that a turn would come too late."""

    def __init__(self, host: str, wait: timedelta) -> None:
        super().__init__(host, wait)
        self.wait = wait
        """How long it would take, as far as that can be known."""


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
            WaitTooLong: the turn would come after `patience`. At once, if that is known, else
                when so much time has passed.
        """
        line = self._line(host, pace.width)
        delay = pace.delay.total_seconds()
        wait = line.last_start + delay - self._clock() + line.waiting * delay
        if wait > patience.total_seconds():
            raise WaitTooLong(host, timedelta(seconds=wait))
        line.askers += 1
        try:
            async with AsyncExitStack() as held:
                line.waiting += 1
                try:
                    await held.enter_async_context(line.slot(host, patience))
                    while (wait := line.last_start + delay - self._clock()) > 0:
                        await self._sleep(wait)
                    line.last_start = self._clock()
                    line.delay = delay
                finally:
                    line.waiting -= 1
                yield
        finally:
            line.askers -= 1

    def ready_in(self, host: str) -> timedelta:
        """How long the next to ask for a turn at `host` would wait; zero if its turn is now.

        Where all slots are taken by requests under way, that is a guess.
        """
        line = self._lines.get(host)
        if line is None:
            return timedelta(0)
        wait = line.free_at - self._clock() + line.waiting * line.delay
        if line.slots.locked():
            wait = max(wait, line.delay, LEAST_WAIT)
        return timedelta(seconds=max(0.0, wait))

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
    delay: float = 0.0
    """Of the last turn."""

    @property
    def free_at(self) -> float:
        """When the last turn's delay is over."""
        return self.last_start + self.delay

    @asynccontextmanager
    async def slot(self, host: str, patience: timedelta) -> AsyncIterator[None]:
        """Wait for a slot and hold it."""
        try:
            if self.slots.locked():
                async with asyncio.timeout(patience.total_seconds()):
                    await self.slots.acquire()
            else:
                await self.slots.acquire()
        except TimeoutError as error:
            raise WaitTooLong(host, timedelta(seconds=LEAST_WAIT)) from error
        try:
            yield
        finally:
            self.slots.release()
