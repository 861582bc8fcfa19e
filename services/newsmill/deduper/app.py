"""Open the deduper: attach its stage and its journal to the worker."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from newsmill.contracts.articles import CleanArticle, DuplicateArticle, UniqueArticle
from newsmill.deduper.deciding import decide
from newsmill.deduper.memory import Memory, Rows
from newsmill.deduper.settings import Settings
from newsmill.hosting.host import Host
from newsmill.pipeline import DEDUPE, KNOWN_ARTICLES
from newsmill.settings import load
from newsmill.streaming.stage import Stage


@asynccontextmanager
async def open_room(host: Host) -> AsyncIterator[None]:
    """Attach the deduper and its journal to the host's worker."""
    rows = Rows()
    memory = Memory(rows, load(Settings))
    rows.on_change = memory.rebuild
    journal = host.worker.journal(KNOWN_ARTICLES.name, DEDUPE.reads, rows)
    rows.journal = journal

    async def decide_in_order(article: CleanArticle) -> UniqueArticle | DuplicateArticle:
        return decide(article, memory)

    host.worker.attach(Stage(DEDUPE, decide_in_order, in_order=True))
    yield
