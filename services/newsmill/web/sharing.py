"""Coalesce concurrent requests for the same key (single flight)."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Shared(Generic[K, V]):
    """Work in progress, by key."""

    def __init__(self) -> None:
        self._running: dict[K, _Running[V]] = {}

    async def join(self, key: K, work: Callable[[], Coroutine[Any, Any, V]]) -> V:
        """The result of the work on `key`, which is begun unless it is in progress.

        A caller that is cancelled does not cancel the work, unless it was the last one waiting.
        """
        running = self._running.get(key)
        if running is None:
            running = _Running(asyncio.create_task(work()))
            self._running[key] = running
        running.askers += 1
        try:
            return await asyncio.shield(running.task)
        finally:
            running.askers -= 1
            if running.task.done() or not running.askers:
                running.task.cancel()
                if self._running.get(key) is running:
                    del self._running[key]


@dataclass
class _Running(Generic[V]):
    task: "asyncio.Task[V]"
    askers: int = 0
