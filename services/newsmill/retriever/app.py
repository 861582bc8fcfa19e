"""Open the retriever: attach its stage to the worker and open its HTTP client."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from newsmill.hosting.host import Host
from newsmill.logs import logger
from newsmill.pipeline import RETRIEVE
from newsmill.retriever.retrieving import Retriever
from newsmill.retriever.settings import Settings
from newsmill.settings import load
from newsmill.streaming.stage import Stage
from newsmill.web.fetching import FetchSettings, open_fetcher

# Pages have a deadline of their own. Records wait for room while the broker is away, which may take
# a day (144 times ten minutes), and must not become dead letters by that.
LONG_TIME_LIMITS = 144

log = logger("newsmill.retriever")


@asynccontextmanager
async def open_room(host: Host) -> AsyncIterator[None]:
    """Attach the retriever to the host's worker; its connections end with the block."""
    settings, fetching = read_settings()
    if other := fetching.unheeded_proxy(os.environ):
        log.warning(f"{other} is not heeded for pages: set NEWSMILL_PROXY")
    async with open_fetcher(fetching) as fetcher:
        retriever = Retriever(settings, fetching, fetcher)
        host.worker.attach(
            Stage(
                RETRIEVE,
                retriever.retrieve,
                width=settings.concurrency,
                time_limits=LONG_TIME_LIMITS,
            )
        )
        yield


def read_settings() -> tuple[Settings, FetchSettings]:
    """What the retriever is told.

    Raises:
        SettingsError: it cannot work like this.
    """
    return load(Settings), load(FetchSettings)
