"""Deliver a batch of messages one by one: what is delivered is not sent again when others fail."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from itertools import groupby

from newsmill.sinks.errors import ChangesRefused
from newsmill.sinks.posting import Refused
from newsmill.sinks.sink import Change


class Deliverer:
    """Delivers each change of a batch by `send`, and remembers which are delivered.

    A batch that could not be finished is given again, whole.
    """

    def __init__(self, send: Callable[[Change], Awaitable[None]], at_once: int) -> None:
        self._send = send
        self._places = asyncio.Semaphore(at_once)
        self._done: set[tuple[int, int, int]] = set()

    async def deliver(self, batch: Sequence[Change]) -> None:
        """Deliver what is not delivered yet.

        Raises:
            ChangesRefused: the address does not want these; all others are delivered.
            Exception: what `send` raised first. What was under way is finished, no more is begun.
        """
        refused: dict[Change, str] = {}
        failed = asyncio.Event()
        by_key = sorted(batch, key=lambda change: (change.key, change.partition, change.offset))
        in_order = [
            self._in_order(list(changes), refused, failed)
            for _, changes in groupby(by_key, key=lambda change: change.key)
        ]
        results = await asyncio.gather(*in_order, return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result
        if refused:
            raise ChangesRefused(refused)
        self._done.clear()

    async def _in_order(
        self, changes: Sequence[Change], refused: dict[Change, str], failed: asyncio.Event
    ) -> None:
        for change in changes:
            place = change.partition, change.offset, change.milliseconds
            if place in self._done:
                continue
            async with self._places:
                if failed.is_set():
                    return
                try:
                    await self._send(change)
                except Refused as error:
                    refused[change] = str(error)
                    continue
                except BaseException:
                    failed.set()
                    raise
            self._done.add(place)
