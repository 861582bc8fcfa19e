"""Raw articles in, retrieved articles out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.pipeline import RETRIEVE
from services.retriever.retrieving import Retriever
from services.retriever.settings import Settings
from services.runtime.fetching import FetchSettings, open_fetcher
from services.runtime.process import Host
from services.runtime.settings import load
from services.runtime.stage import Stage


@asynccontextmanager
async def open_room(host: Host) -> AsyncIterator[None]:
    """Attach the retriever to the host's worker."""
    settings = load(Settings)
    fetching = load(FetchSettings)
    async with open_fetcher(fetching) as fetcher:
        retriever = Retriever(settings, fetching, fetcher)
        host.worker.attach(Stage(RETRIEVE, retriever.retrieve, width=settings.concurrency))
        yield
