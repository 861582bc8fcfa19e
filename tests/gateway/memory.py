"""An index and a stream in memory, for tests of what stands before them."""

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from newsmill.clock import utc_now
from newsmill.contracts.articles import EnrichedArticle
from newsmill.filters import Filter, article_of
from newsmill.gateway.api.article_json import article_json
from newsmill.gateway.api.models import Copies, Copy, Previous, Reader
from newsmill.gateway.library import (
    BadCursor,
    BadPosition,
    Counted,
    Found,
    Known,
    Order,
    Page,
    Rising,
    State,
)


class MemoryLibrary:
    """Articles in a list, the newest last."""

    def __init__(self) -> None:
        self.articles: list[Found] = []
        self.revisions: dict[str, list[dict[str, Any]]] = {}
        self.copies: dict[str, list[Copy]] = {}
        self.arrived = asyncio.Condition()

    def add(self, article: EnrichedArticle) -> Found:
        raw = article.model_dump_json(by_alias=True).encode()
        record = json.loads(raw)
        before = self.revisions.setdefault(article.article_id, [])
        previous = (
            Previous(
                revision=before[0]["revision"], title=before[0]["title"], text=before[0]["text"]
            )
            if before
            else None
        )
        before.insert(0, record)
        copies = self.copies.get(article.article_id, [])
        hosts = tuple(copy.host for copy in copies)
        found = Found(raw, record, Copies(count=len(copies), hosts=hosts), previous)
        self.articles.append(found)
        return found

    async def search(self, wanted: Filter, *, limit: int, before: str | None, order: Order) -> Page:
        try:
            end = len(self.articles) if before is None else int(before)
        except ValueError as error:
            raise BadCursor from error
        rows = [
            (n, it)
            for n, it in enumerate(self.articles[:end])
            if wanted.matches(article_of(it.record))
        ]
        shown = rows[::-1][:limit]
        is_last = order == "relevance" or len(rows) <= limit
        return Page([it for _, it in shown], None if is_last else str(shown[-1][0]))

    async def article(self, article_id: str) -> Known | None:
        revisions = self.revisions.get(article_id)
        if not revisions:
            return None
        newest = next(it for it in reversed(self.articles) if it.record["article_id"] == article_id)
        return Known(newest, revisions, self.copies.get(article_id, []))

    async def rising(
        self, wanted: Filter, *, hours: int, kind: str | None, limit: int
    ) -> Sequence[Rising]:
        counts = Counter(
            (entity["name"], entity["kind"])
            for it in self.articles
            for entity in it.record["entities"]
            if kind in (None, entity["kind"])
        )
        return [
            Rising(name, its_kind, count, count / 4, [count % 5, count % 3, count % 7, count])
            for (name, its_kind), count in counts.most_common(limit)
        ]

    async def over_time(
        self, name: str, *, kind: str | None, hours: int
    ) -> tuple[datetime, int, Sequence[int]]:
        return utc_now() - timedelta(hours=hours), 3600, [len(name) % 7] * hours

    async def count(self, wanted: Filter, limit: int) -> Counted:
        page = await self.search(wanted, limit=limit, before=None, order="newest")
        return Counted(len(page.articles), page.next is not None)

    def state(self) -> State:
        return State(len(self.articles), True, 0, 0.0, utc_now())

    def position(self) -> str:
        return f"p{len(self.articles)}"


class MemoryStreams:
    """Sends each article that is added."""

    def __init__(self, library: MemoryLibrary) -> None:
        self._library = library
        self._readers: list[Reader] = []

    async def serve(
        self, request: web.Request, wanted: Filter, position: str | None, name: str
    ) -> Any:
        library = self._library
        if position is None:
            place = len(library.articles)
        elif position.startswith("p") and position[1:].isdigit():
            place = int(position[1:])
        else:
            raise BadPosition
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        hello = {"resumed": position is not None, "missed": 0}
        await response.write(f"event: hello\ndata: {json.dumps(hello)}\n\n".encode())
        reader = Reader(name=name, filter=wanted.text, since=utc_now(), behind_messages=0)
        self._readers.append(reader)
        try:
            while True:
                for it in library.articles[place:]:
                    place += 1
                    if wanted.matches(article_of(it.record)):
                        data = article_json(it.raw, it.record, it.copies, it.previous)
                        await response.write(
                            b"event: article\nid: p%d\ndata: %b\n\n" % (place, data)
                        )
                await response.write(f"id: p{place}\n\n".encode())
                try:
                    async with asyncio.timeout(10), library.arrived:
                        await library.arrived.wait()
                except TimeoutError:
                    await response.write(b": still here\n\n")
        finally:
            self._readers.remove(reader)

    def readers(self) -> Sequence[Reader]:
        return self._readers
