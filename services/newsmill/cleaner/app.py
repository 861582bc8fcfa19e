"""Open the cleaner: attach its stage to the worker and start its child processes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from newsmill.cleaner.in_child import clean_in_child, load_libraries
from newsmill.cleaner.settings import Settings
from newsmill.contracts.articles import CleanArticle, RetrievedArticle
from newsmill.contracts.outcomes import Dropped
from newsmill.hosting.host import Host
from newsmill.pipeline import CLEAN
from newsmill.settings import load
from newsmill.streaming.stage import Stage
from newsmill.subprocesses.pool import open_process_pool

WAITING_PER_PROCESS = 8
"""Enough that a process finds its next article waiting."""


@asynccontextmanager
async def open_room(host: Host) -> AsyncIterator[None]:
    """Attach the cleaner to the host's worker; its child processes end with the block."""
    settings = load(Settings)
    async with open_process_pool(
        CLEAN.room,
        processes=settings.processes,
        deadline=settings.deadline,
        initializer=load_libraries,
    ) as pool:
        host.meter(CLEAN.room, pool.cpu_seconds)
        host.prepare(pool.warm_up())

        async def clean(article: RetrievedArticle) -> CleanArticle | Dropped:
            return await pool.run(clean_in_child, article, settings)

        host.worker.attach(Stage(CLEAN, clean, width=WAITING_PER_PROCESS * settings.processes))
        yield
