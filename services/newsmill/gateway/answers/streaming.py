"""Hand a reader to the stream."""

from aiohttp import web

from newsmill.gateway.answers.filtering import filter_of
from newsmill.gateway.api.problems import BAD_PARAMETER, Refused
from newsmill.gateway.context import Context
from newsmill.gateway.library import BadPosition
from newsmill.gateway.serving.asked import Asked

NOW = "now"


class Streaming:
    """Handler of /v1/stream."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def stream(self, asked: Asked) -> web.StreamResponse:
        """Events, until one of both ends it."""
        wanted = filter_of(asked)
        # A browser that connects again sends where it was; its URL still says where it began.
        position = asked.request.headers.get("Last-Event-ID") or asked.text("from")
        try:
            response: web.StreamResponse = await self._context.streams.serve(
                asked.request, wanted, None if position in ("", NOW) else position, asked.asker.key
            )
        except BadPosition as error:
            raise Refused(
                BAD_PARAMETER, "from: it is no position of this gateway's", parameter="from"
            ) from error
        return response
