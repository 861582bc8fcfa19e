"""Open the cleaner: attach its stage to the worker and start its child processes."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from newsmill.cleaner.in_child import (
    clean_in_child,
    clean_without_page_in_child,
    load_libraries,
)
from newsmill.cleaner.settings import Settings
from newsmill.contracts.articles import CleanArticle, RetrievedArticle
from newsmill.contracts.outcomes import Dropped
from newsmill.hosting.host import Host
from newsmill.pipeline import CLEAN
from newsmill.settings import load
from newsmill.streaming.stage import Stage
from newsmill.subprocesses.pool import (
    DeadlineExceeded,
    ProcessDied,
    ProcessPool,
    open_process_pool,
)

log = logging.getLogger(__name__)

WAITING_PER_PROCESS = 8
"""Enough that a process finds its next article waiting."""


@asynccontextmanager
async def open_room(host: Host) -> AsyncIterator[None]:
    """Attach the cleaner to the host's worker; its child processes end with the block."""
    settings = read_settings()
    async with open_process_pool(
        CLEAN.room,
        processes=settings.processes,
        deadline=settings.deadline,
        initializer=load_libraries,
    ) as pool:
        host.meter(CLEAN.room, pool.cpu_seconds)
        host.require(pool.is_able)
        prepared = asyncio.Event()

        async def prepare() -> None:
            await pool.warm_up()
            prepared.set()

        host.prepare(prepare())

        async def clean(article: RetrievedArticle) -> CleanArticle | Dropped:
            return await clean_within(pool, article, settings)

        host.worker.attach(
            Stage(
                CLEAN,
                clean,
                width=WAITING_PER_PROCESS * settings.processes,
                is_able=pool.is_able,
                prepared=prepared,
            )
        )
        yield


def read_settings() -> Settings:
    """What the cleaner is told.

    Raises:
        SettingsError: it cannot work like this.
    """
    return load(Settings)


async def clean_within(
    pool: ProcessPool, article: RetrievedArticle, settings: Settings
) -> CleanArticle | Dropped:
    """Clean `article` in a child; without its page, if that takes too long or ends the child.

    A child may also have been ended by something else, so a page that ended one has a second try.

    Raises:
        DeadlineExceeded, ProcessDied: it is not the page's fault.
    """
    if article.page is None or article.origin == "document":
        return await pool.run(clean_in_child, article, settings)
    for is_last in (False, True):
        try:
            return await pool.run_within(settings.page_deadline, clean_in_child, article, settings)
        except DeadlineExceeded:
            break
        except ProcessDied:
            if is_last:
                break
    log.warning(
        "the page %s takes too long to read; its article goes on without it", article.page.url
    )
    bare = article.model_copy(update={"page": None})
    return await pool.run(clean_without_page_in_child, bare, settings)
