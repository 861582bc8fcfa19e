"""Retrieved articles in, clean articles out; pages are read in child processes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.cleaner.apart import clean_apart, load_libraries
from services.cleaner.settings import Settings
from services.contracts.articles import CleanArticle, RetrievedArticle
from services.contracts.outcomes import Dropped
from services.pipeline import CLEAN
from services.runtime.process import Host
from services.runtime.processes import open_process_pool
from services.runtime.settings import load
from services.runtime.stage import Stage, utc_now

WAITING_PER_PROCESS = 8
"""Enough that a process finds its next article waiting."""


@asynccontextmanager
async def open_room(host: Host) -> AsyncIterator[None]:
    """Attach the cleaner to the host's worker."""
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
            return await pool.run(clean_apart, article, utc_now(), settings)

        host.worker.attach(Stage(CLEAN, clean, width=WAITING_PER_PROCESS * settings.processes))
        yield
