"""The watchdog: a thread that ends the process when its event loop is blocked."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

TICK_SECONDS = 1.0


@asynccontextmanager
async def ended_when_blocked(
    patience: timedelta, end: Callable[[str], None], tick_seconds: float = TICK_SECONDS
) -> AsyncIterator[None]:
    """Call `end` from a thread when the event loop is blocked for `patience`.

    The thread counts its own ticks instead of reading a clock: a process that was paused as a whole
    (SIGSTOP, a suspended machine) was not blocked.
    """
    most = max(2, round(patience.total_seconds() / tick_seconds))
    missed = 0
    over = threading.Event()

    def watch() -> None:
        nonlocal missed
        while not over.is_set():
            time.sleep(tick_seconds)
            missed += 1
            if missed > most:
                end(f"the event loop was blocked for {patience.total_seconds():g} s")
                return

    async def tick() -> None:
        nonlocal missed
        while True:
            missed = 0
            await asyncio.sleep(tick_seconds / 2)

    ticking = asyncio.create_task(tick())
    threading.Thread(target=watch, name="loop-watch", daemon=True).start()
    try:
        yield
    finally:
        over.set()
        ticking.cancel()
        with suppress(asyncio.CancelledError):
            await ticking
