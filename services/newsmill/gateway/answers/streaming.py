"""Hand a reader to the stream."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web

from newsmill.gateway.answers.filtering import filter_of
from newsmill.gateway.api.problems import (
    BAD_PARAMETER,
    NOT_READY,
    TOO_MANY_READERS,
    TOO_MANY_REQUESTS,
    Kind,
    Refused,
)
from newsmill.gateway.context import Context
from newsmill.gateway.serving.asked import Asked
from newsmill.positions import BadPosition

NOW = "now"
RETRY_SECONDS = 10
START_RETRY_SECONDS = 1


class Streaming:
    """Handler of /v1/stream."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._open: Counter[str] = Counter()

    async def stream(self, asked: Asked) -> web.StreamResponse:
        """Events, until one of both ends it."""
        wanted = filter_of(asked)
        if not self._context.has_begun():
            # Nobody knows yet which life of the topic this is: a token would be worth nothing.
            raise _busy(NOT_READY, "the topics have not been read yet", START_RETRY_SECONDS)
        # A browser that connects again sends where it was; its URL still says where it began.
        position = asked.request.headers.get("Last-Event-ID") or asked.text("from")
        with self._place_of(asked.asker.key):
            try:
                return await self._context.streams.serve(
                    asked.request,
                    wanted,
                    None if position in ("", NOW) else position,
                    asked.asker.key,
                )
            except BadPosition as error:
                raise Refused(BAD_PARAMETER, f"from: {error}", parameter="from") from error

    @contextmanager
    def _place_of(self, reader: str) -> Iterator[None]:
        settings = self._context.settings
        if self._open.total() >= settings.max_clients:
            raise _busy(TOO_MANY_READERS, "all places are taken")
        if self._open[reader] >= settings.max_clients_per_reader:
            raise _busy(TOO_MANY_REQUESTS, "too many streams of one reader")
        self._open[reader] += 1
        try:
            yield
        finally:
            self._open[reader] -= 1
            if not self._open[reader]:
                del self._open[reader]


def _busy(kind: Kind, why: str, seconds: int = RETRY_SECONDS) -> Refused:
    return Refused(kind, why, retry_after=seconds, headers={"Retry-After": str(seconds)})
