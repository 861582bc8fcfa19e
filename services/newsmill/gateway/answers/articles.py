"""Articles: a page of them, and one with all that is known of it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from aiohttp import web

from newsmill.gateway.answers.filtering import filter_of
from newsmill.gateway.api.article_json import article_json
from newsmill.gateway.api.models import Revision, Way
from newsmill.gateway.api.problems import BAD_PARAMETER, NOT_FOUND, Refused
from newsmill.gateway.context import Context
from newsmill.gateway.library import BadCursor, Found, Known, Page
from newsmill.gateway.out.entries import instant
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
        position = context.library.position()
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
        known = await self._context.library.article(article_id)
        if known is None:
            raise Refused(NOT_FOUND, f"there is no article {article_id} in the index")
        rest = {
            "revisions": [
                revision.model_dump(mode="json") for revision in map(_revision, known.revisions)
            ],
            "copies": [copy.model_dump(mode="json") for copy in known.copies],
            "ways": [way.model_dump(mode="json") for way in self._ways(known)],
        }
        content = b'{"article":%b,%b' % (_written(known.newest), json.dumps(rest).encode()[1:])
        return asked.answer(content)

    async def _search(self, asked: Asked, limit: int) -> Page:
        context = self._context
        wanted = filter_of(asked)
        try:
            return await context.library.search(
                wanted,
                limit=limit,
                before=asked.text("cursor") or None,
                order="relevance" if asked.text("order") == "relevance" else "newest",
            )
        except BadCursor as error:
            raise Refused(
                BAD_PARAMETER, "cursor: it is none of this gateway's", parameter="cursor"
            ) from error

    def _ways(self, known: Known) -> Iterator[Way]:
        """The oldest first: of each revision, and of states that have become none."""
        told: set[str] = set()
        entries: dict[str, None] = {}
        for record in reversed(known.revisions):
            way = way_of(record)
            if way is not None and way.observation not in told:
                told.add(way.observation)
                entries[way.observation.partition(".")[0]] = None
                yield way
        for entry_id in entries:
            for ending in self._context.endings.of_entry(entry_id):
                if ending.observation not in told:
                    yield ending.way


def _written(found: Found) -> bytes:
    return article_json(found.raw, found.record, found.copies, found.previous)


def _revision(record: Mapping[str, Any]) -> Revision:
    number = int(record.get("revision") or 1)
    return Revision(
        revision=number,
        id=str(record.get("id") or f"{record.get('article_id')}.{number}"),
        change=str(record.get("change") or ("new" if number == 1 else "revised")),
        title=str(record.get("title") or ""),
        text=str(record.get("text") or ""),
        published_at=instant(record.get("published_at")),
        updated_at=instant(record.get("updated_at")),
        seen_at=instant(record.get("seen_at")) or _never(record),
        enriched_at=instant(record.get("enriched_at")),
    )


def _never(record: Mapping[str, Any]) -> Any:
    raise ValueError(f"an indexed article without seen_at: {record.get('article_id')}")
