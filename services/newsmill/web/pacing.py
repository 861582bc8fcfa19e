"""Rate limit per host: a delay between requests, and a limit of requests at the same time."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from types import TracebackType

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
        self._many = MANY_HOSTS

    def turn(
        self, host: str, pace: Pace, patience: timedelta
    ) -> AbstractAsyncContextManager[None, None]:
        """Wait for a turn at `host` and hold it.

        Raises:
            WaitTooLong: the turn would come after `patience`. At once, if that is known, else
                when so much time has passed.
        """
        return _Turn(self, host, pace, patience)

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
        line = self._lines.get(host)
        if line is None:
            if len(self._lines) >= self._many:
                self._forget()
            line = self._lines[host] = _Line(asyncio.Semaphore(width))
        return line

    def _forget(self) -> None:
        now = self._clock()
        self._lines = {
            host: line for host, line in self._lines.items() if line.askers or line.free_at > now
        }
        # Not again with the next host, where the delays of many are long.
        self._many = max(MANY_HOSTS, 2 * len(self._lines))


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

    async def take_slot(self, host: str, patience: timedelta) -> None:
        """Wait for a slot, which is to be released."""
        if not self.slots.locked():
            await self.slots.acquire()
            return
        try:
            async with asyncio.timeout(patience.total_seconds()):
                await self.slots.acquire()
        except TimeoutError as error:
            raise WaitTooLong(host, timedelta(seconds=LEAST_WAIT)) from error


class _Turn(AbstractAsyncContextManager[None, None]):
    """One turn of one host. No generator, since there is one at each request."""

    __slots__ = ("_host", "_line", "_pace", "_pacer", "_patience")

    def __init__(self, pacer: Pacer, host: str, pace: Pace, patience: timedelta) -> None:
        self._pacer = pacer
        self._host = host
        self._pace = pace
        self._patience = patience

    async def __aenter__(self) -> None:
        clock, delay = self._pacer._clock, self._pace.delay.total_seconds()
        line = self._line = self._pacer._line(self._host, self._pace.width)
        wait = line.last_start + delay - clock() + line.waiting * delay
        if wait > self._patience.total_seconds():
            raise WaitTooLong(self._host, timedelta(seconds=wait))
        line.askers += 1
        line.waiting += 1
        try:
            await line.take_slot(self._host, self._patience)
            try:
                while (wait := line.last_start + delay - clock()) > 0:
                    await self._pacer._sleep(wait)
                line.last_start = clock()
                line.delay = delay
            except BaseException:
                line.slots.release()
                raise
        except BaseException:
            line.askers -= 1
            raise
        finally:
            line.waiting -= 1

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._line.slots.release()
        self._line.askers -= 1
