"""The model of the brokers: logs, the group, outputs, latencies, and all that can go wrong."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from faust.types import TP

from tests.streaming.simulation.group import Group
from tests.streaming.simulation.logs import PartitionLog
from tests.streaming.simulation.loop import SimulatedLoop

T = TypeVar("T")
Headers = list[tuple[str, bytes]]


@dataclass
class Trouble:
    """Something that goes wrong with each request of its kind until a time, or so many times."""

    until: float
    times: int
    how: str


class Broker:
    """What all workers talk to. Each request takes a drawn time, there and back."""

    def __init__(
        self, loop: SimulatedLoop, rng: random.Random, tps: list[TP], session: float
    ) -> None:
        self.loop = loop
        self.rng = rng
        self.logs = {tp: PartitionLog(tp) for tp in tps}
        self.group = Group(loop, rng, tps, session)
        self.away_until = 0.0
        self.latency = 0.003
        self.happened: Counter[str] = Counter()
        self.on_output: Callable[[str, str, bytes | None, bytes | None, Headers], None] = (
            lambda *_: None
        )
        self._troubles: dict[str, list[Trouble]] = {}
        self._fetchers: list[asyncio.Future[None]] = []

    def trouble(self, kind: str, how: str, seconds: float, times: int) -> None:
        """Let requests of this kind go wrong for a while."""
        trouble = Trouble(self.loop.now + seconds, times, how)
        self._troubles.setdefault(kind, []).append(trouble)

    def what_goes_wrong(self, kind: str) -> str | None:
        """How this request goes wrong; None where it does not."""
        troubles = self._troubles.get(kind)
        while troubles:
            trouble = troubles[0]
            if trouble.times > 0 and self.loop.now < trouble.until:
                trouble.times -= 1
                self.happened[f"{kind}: {trouble.how}"] += 1
                return trouble.how
            troubles.pop(0)
        return None

    def calm(self) -> None:
        """From now on nothing goes wrong."""
        self._troubles.clear()
        self.away_until = 0.0

    async def ask(self, question: Callable[[], T]) -> T:
        """The answer to a request. It reaches the broker also when who asks does not wait."""
        loop = self.loop
        answer: asyncio.Future[T] = loop.create_future()

        def arrive() -> None:
            if loop.now < self.away_until:
                loop.call_at(self.away_until + self._time(), arrive)
                return
            loop.call_later(self._time(), give, question())

        def give(outcome: T) -> None:
            if not answer.done():
                answer.set_result(outcome)

        loop.call_in_the_world(self._time(), arrive)
        return await answer

    def _time(self) -> float:
        return self.rng.random() * self.latency * 2

    async def news(self, seconds: float) -> None:
        """Wait until something is written, at most so long."""
        waiter = self.loop.create_future()
        self._fetchers.append(waiter)
        timer = self.loop.call_later(seconds, _wake, waiter)
        try:
            await waiter
        finally:
            timer.cancel()

    def tell(self) -> None:
        """Something was written."""
        waiting, self._fetchers = self._fetchers, []
        for waiter in waiting:
            _wake(waiter)


def _wake(waiter: "asyncio.Future[None]") -> None:
    if not waiter.done():
        waiter.set_result(None)


Answering = Callable[[], Awaitable[None]]
