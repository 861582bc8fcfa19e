"""Articles: a page of them, and one with all that is known of it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from aiohttp import web

from newsmill.gateway.answers.filtering import filter_of
from newsmill.gateway.api.article_json import article_json
from newsmill.gateway.api.models import Copy, Revision, Way
from newsmill.gateway.api.problems import BAD_PARAMETER, NOT_FOUND, Refused
from newsmill.gateway.context import Context
from newsmill.gateway.index.cursors import CursorInvalid
from newsmill.gateway.index.rows import Detail, Page, Row
from newsmill.gateway.out.entries import NEVER, instant
from newsmill.gateway.serving.asked import Asked
from newsmill.gateway.watching.ways import way_of

MAX_PAGE_BYTES = 2 * 1024 * 1024
"""Of one page; at least one article is on it."""


class Articles:
    """Handlers of /v1/articles."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def articles(self, asked: Asked) -> web.StreamResponse:
        """A page of what matches."""
        context = self._context
        wanted = filter_of(asked)
        limit = asked.number("limit")
        position = context.index.position().encode()
        page = await self._search(asked, limit)
        written = [_written(found) for found in page.articles]
        while sum(map(len, written)) > MAX_PAGE_BYTES and limit > 1:
            # Texts may be long: fewer of them, so that the cursor is right.
            limit = max(1, limit // 2)
            page = await self._search(asked, limit)
            written = [_written(found) for found in page.articles]
        rest = {
            "next": page.next,
            "partial": page.partial,
            "why": page.why,
            "filter": wanted.text,
            "position": position,
        }
        content = b'{"articles":[%b],%b' % (b",".join(written), json.dumps(rest).encode()[1:])
        return asked.answer(content)

    async def article(self, asked: Asked) -> web.StreamResponse:
        """One article with revisions, copies and its way."""
        article_id = asked.text("article_id")
        known = await self._context.index.article(article_id)
        if known is None:
            raise Refused(NOT_FOUND, f"there is no article {article_id} in the index")
        rest = {
            "revisions": [
                revision.model_dump(mode="json") for revision in map(_revision, known.revisions)
            ],
            "copies": [_copy(copy).model_dump(mode="json") for copy in known.copies],
            "ways": [way.model_dump(mode="json") for way in self._ways(known)],
        }
        content = b'{"article":%b,%b' % (_written(known.row), json.dumps(rest).encode()[1:])
        return asked.answer(content)

    async def _search(self, asked: Asked, limit: int) -> Page:
        context = self._context
        wanted = filter_of(asked)
        try:
            return await context.index.search(
                wanted,
                limit=limit,
                before=asked.text("cursor") or None,
                order="relevance" if asked.text("order") == "relevance" else "newest",
            )
        except CursorInvalid as error:
            raise Refused(
                BAD_PARAMETER, "cursor: it is none of this gateway's", parameter="cursor"
            ) from error

    def _ways(self, known: Detail) -> Iterator[Way]:
        """The oldest first: of each revision, and of states that have become none."""
        told: set[str] = set()
        entries: dict[str, None] = {}
        for row in reversed(known.revisions):
            way = way_of(row)
            if way is not None and way.observation not in told:
                told.add(way.observation)
                entries[way.observation.partition(".")[0]] = None
                yield way
        for entry_id in entries:
            for ending in self._context.endings.of_entry(entry_id):
                if ending.observation not in told:
                    yield ending.way


def _written(row: Row) -> bytes:
    return article_json(row.raw, row.record, row.copies, row.previous)


def _revision(row: Row) -> Revision:
    record = row.record
    number = int(record.get("revision") or 1)
    return Revision(
        revision=number,
        id=str(record.get("id") or f"{record.get('article_id')}.{number}"),
        change=str(record.get("change") or ("new" if number == 1 else "revised")),
        title=str(record.get("title") or ""),
        text=str(record.get("text") or ""),
        published_at=instant(record.get("published_at")),
        updated_at=instant(record.get("updated_at")),
        seen_at=instant(record.get("seen_at")) or NEVER,
        enriched_at=instant(record.get("enriched_at")),
    )


def _copy(record: Mapping[str, Any]) -> Copy:
    source = record.get("source")
    host = source.get("host") if isinstance(source, Mapping) else None
    similarity = record.get("similarity")
    is_measured = isinstance(similarity, int | float) and 0 <= similarity <= 1
    return Copy(
        host=str(host or ""),
        url=record.get("url") if isinstance(record.get("url"), str) else None,
        title=str(record.get("title") or ""),
        kind=str(record.get("kind") or ""),
        similarity=similarity if is_measured else None,
        seen_at=instant(record.get("seen_at")) or NEVER,
    )
