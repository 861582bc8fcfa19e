"""Any filter as an Atom feed or a JSON Feed."""

from datetime import UTC, datetime
from functools import partial

from aiohttp import web

from newsmill.gateway.answers.filtering import filter_of
from newsmill.gateway.api.routes import ATOM, JSON_FEED
from newsmill.gateway.context import Context
from newsmill.gateway.out.atom import atom
from newsmill.gateway.out.channel import Channel
from newsmill.gateway.out.entries import Entry, entry_of
from newsmill.gateway.out.jsonfeed import json_feed
from newsmill.gateway.serving.asked import Asked
from newsmill.gateway.serving.conditions import conditional

# Of a feed without articles: always the same, so that it can be asked for conditionally.
NO_ARTICLES = datetime(2000, 1, 1, tzinfo=UTC)


class FeedsOut:
    """Handlers of /v1/feed.atom and /v1/feed.json."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def feed_atom(self, asked: Asked) -> web.StreamResponse:
        """As Atom."""
        channel, entries, updated_at = await self._read(asked)
        content = atom(channel, entries, updated_at)
        return self._answer(asked, content, ATOM, updated_at, channel.feed("feed.atom"))

    async def feed_json(self, asked: Asked) -> web.StreamResponse:
        """As a JSON Feed."""
        channel, entries, updated_at = await self._read(asked)
        content = json_feed(channel, entries)
        return self._answer(asked, content, JSON_FEED, updated_at, channel.feed("feed.json"))

    async def _read(self, asked: Asked) -> tuple[Channel, list[Entry], datetime]:
        context = self._context
        limit = asked.number("limit")
        page = await context.index.search(filter_of(asked), limit=limit)
        entries = [entry_of(found.record) for found in page.articles]
        is_usual = "limit" not in asked.request.query
        channel = Channel(asked.text("q"), self._base(asked), None if is_usual else limit)
        return channel, entries, max((it.updated_at for it in entries), default=NO_ARTICLES)

    def _base(self, asked: Asked) -> str:
        """The gateway's address, as its reader knows it."""
        if self._context.settings.public_url is not None:
            return self._context.settings.public_url.rstrip("/")
        return f"{asked.request.scheme}://{asked.request.host}"

    @staticmethod
    def _answer(
        asked: Asked, content: bytes, media_type: str, updated_at: datetime, self_url: str
    ) -> web.Response:
        answer = partial(conditional, last_modified=updated_at)
        response = answer(asked.request, content, media_type, charset="utf-8")
        response.headers["Link"] = f'<{self_url}>; rel="self"'
        return response
