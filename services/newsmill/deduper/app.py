"""Open the deduper: attach its stage and its journal to the worker."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from newsmill.contracts.articles import CleanArticle, DuplicateArticle, UniqueArticle
from newsmill.deduper.deciding import decide
from newsmill.deduper.memory import Memory, make_store
from newsmill.deduper.settings import Settings
from newsmill.hosting.host import Host
from newsmill.logs import logger
from newsmill.pipeline import DEDUPE, KNOWN_ARTICLES
from newsmill.settings import load
from newsmill.streaming.stage import Stage

log = logger("newsmill.deduper")


@asynccontextmanager
async def open_room(host: Host) -> AsyncIterator[None]:
    """Attach the deduper and its journal to the host's worker."""
    memory = Memory(read_settings(), tell=log.warning)
    journal = host.worker.journal(KNOWN_ARTICLES.name, DEDUPE.reads, memory)

    async def decide_in_order(article: CleanArticle) -> UniqueArticle | DuplicateArticle:
        of_partition = memory.partition(journal.partition)
        decision = decide(article, of_partition)
        for key, value in of_partition.take_entries():
            journal.append(key, value)
        return decision

    host.worker.attach(Stage(DEDUPE, decide_in_order, in_order=True))
    yield


def read_settings() -> Settings:
    """What the deduper is told.

    Raises:
        SettingsError, NoStore: it cannot work like this.
    """
    settings = load(Settings)
    make_store(settings)
    return settings
