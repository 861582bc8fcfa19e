"""Check a filter: what it means, how much matches, and what excludes most."""

from aiohttp import web

from newsmill.gateway.answers.filtering import filter_of
from newsmill.gateway.api.models import FilterCheck
from newsmill.gateway.context import Context
from newsmill.gateway.serving.asked import Asked

MOST_COUNTED = 1000


class Checks:
    """Handler of /v1/filter."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def check_filter(self, asked: Asked) -> web.StreamResponse:
        """What is known of the filter."""
        wanted = filter_of(asked, self._context.parse)
        counted = await self._context.library.count(wanted, MOST_COUNTED)
        return asked.answer(
            FilterCheck(filter=wanted.text, matches=counted.count, partial=counted.partial)
        )
