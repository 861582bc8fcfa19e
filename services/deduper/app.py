"""Clean articles in, unique ones and duplicates out; what it remembers lies in a Faust table."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.contracts.articles import CleanArticle, DuplicateArticle, UniqueArticle
from services.deduper.deciding import decide
from services.deduper.memory import Memory
from services.deduper.settings import Settings
from services.pipeline import DEDUPE, KNOWN_ARTICLES
from services.runtime.process import Host
from services.runtime.settings import load
from services.runtime.stage import Stage


@asynccontextmanager
async def open_room(host: Host) -> AsyncIterator[None]:
    """Attach the deduper to the host's worker."""
    settings = load(Settings)
    rows = host.worker.table(
        KNOWN_ARTICLES.name, DEDUPE.reads, on_recovered=lambda: memory.rebuild()
    )
    memory = Memory(rows, settings)

    async def decide_in_order(article: CleanArticle) -> UniqueArticle | DuplicateArticle:
        return decide(article, memory)

    host.worker.attach(Stage(DEDUPE, decide_in_order, in_order=True))
    yield
