"""Open the gateway's port."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from newsmill.errors import UserError
from newsmill.gateway.serving.connections import Connections
from newsmill.gateway.serving.guarding import Guard
from newsmill.hosting.listening import why_not_listening

KEEPALIVE = timedelta(seconds=30)
SHUTDOWN_SECONDS = 2.0
MAX_LINE_BYTES = 16 * 1024
"""Of the request line: a filter of the longest kind, escaped."""
MAX_HEADER_BYTES = 8 * 1024
BACKLOG = 512
BESIDE_STREAMS = 200
"""Connections beside those of the stream's readers."""


class _OwnFailures(logging.Filter):
    """Without what strangers send that is no HTTP: as often as they like, it would fill the log."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        return not isinstance(error, HttpProcessingError)


_log = logging.getLogger("newsmill.gateway.serving")
_log.addFilter(_OwnFailures())


class NotListening(UserError):
    """The gateway's port is in use, or there is no such address here."""

    def __init__(self, host: str, port: int, error: OSError) -> None:
        super().__init__(why_not_listening(host, port, "NEWSMILL_GATEWAY", error))


@asynccontextmanager
async def listen(
    app: web.Application, guard: Guard, host: str, port: int, most_streams: int
) -> AsyncIterator[int]:
    """Serve `app`; yields the port.

    Raises:
        NotListening: another process has the port, or there is no such address here.
    """
    runner = web.AppRunner(
        app,
        access_log=None,
        logger=_log,
        keepalive_timeout=KEEPALIVE.total_seconds(),
        max_line_size=MAX_LINE_BYTES,
        max_field_size=MAX_HEADER_BYTES,
        shutdown_timeout=SHUTDOWN_SECONDS,
        handler_cancellation=True,
    )
    await runner.setup()
    assert runner.server is not None
    connections = Connections(runner.server, most_streams + BESIDE_STREAMS)
    guard.connections = connections
    watching = asyncio.create_task(connections.watch())
    try:
        loop = asyncio.get_running_loop()
        bare = host.strip("[]")
        try:
            server = await loop.create_server(connections, bare, port, backlog=BACKLOG)
        except OSError as error:
            raise NotListening(host, port, error) from error
        try:
            yield int(server.sockets[0].getsockname()[1])
        finally:
            server.close()
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await runner.cleanup()
