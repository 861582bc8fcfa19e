"""Positions of groups and topics, taken every second while a run goes on."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from aiokafka.errors import KafkaError

from tests.faults.reading import Snapshot, Watcher

EVERY_SECONDS = 1.0
ANSWER_SECONDS = 5.0


class Monitor:
    """Keeps every snapshot; while no broker answers there is none."""

    def __init__(self, broker: str, prefix: str, *, by_fetching: bool = False) -> None:
        self.snapshots: list[Snapshot] = []
        self._broker = broker
        self._prefix = prefix
        self._by_fetching = by_fetching
        self._end = threading.Event()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._watch()), name="monitor", daemon=True
        )

    @contextmanager
    def watching(self) -> Iterator["Monitor"]:
        """Take snapshots until the end of the block."""
        self._thread.start()
        try:
            yield self
        finally:
            self._end.set()
            self._thread.join(4 * ANSWER_SECONDS)

    async def _watch(self) -> None:
        watcher: Watcher | None = None
        while not self._end.is_set():
            began = time.monotonic()
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    if watcher is None:
                        opening = Watcher(self._broker, self._prefix, by_fetching=self._by_fetching)
                        try:
                            await opening.open()
                        except BaseException:
                            await _close(opening)
                            raise
                        watcher = opening
                    self.snapshots.append(await watcher.snapshot(time.time()))
            except (KafkaError, OSError, TimeoutError):
                if watcher is not None:
                    await _close(watcher)
                watcher = None
            await asyncio.sleep(max(0.05, EVERY_SECONDS - (time.monotonic() - began)))
        if watcher is not None:
            await _close(watcher)


async def _close(watcher: Watcher) -> None:
    with suppress(KafkaError, OSError, TimeoutError):
        async with asyncio.timeout(ANSWER_SECONDS):
            await watcher.close()
