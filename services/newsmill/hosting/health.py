"""The HTTP server for health checks, status and metrics of a process of rooms."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import web

from newsmill.errors import UserError
from newsmill.hosting.listening import why_not_listening
from newsmill.hosting.metrics import CONTENT_TYPE, Exposition
from newsmill.hosting.status import ProcessStatus
from newsmill.settings import RuntimeSettings


class NotListening(UserError):
    """The health port is in use, or there is no such address here."""

    def __init__(self, host: str, port: int, error: OSError) -> None:
        super().__init__(why_not_listening(host, port, "NEWSMILL_HEALTH", error))


@asynccontextmanager
async def serve_health(
    settings: RuntimeSettings, status: Callable[[], ProcessStatus]
) -> AsyncIterator[int | None]:
    """Serve /live, /ready (200 or 503), /status (JSON) and /metrics; yields the port, if any.

    Raises:
        NotListening: another process has the port, or there is no such address here.
    """
    if settings.health_port is None:
        yield None
        return

    async def live(_: web.Request) -> web.Response:
        return web.Response(text="live\n")

    async def ready(_: web.Request) -> web.Response:
        if status().ready:
            return web.Response(text="ready\n")
        return web.Response(text="not ready\n", status=503)

    async def report(_: web.Request) -> web.Response:
        return web.Response(text=status().as_json(), content_type="application/json")

    exposition = Exposition(status)

    async def expose(_: web.Request) -> web.Response:
        return web.Response(body=exposition.render(), headers={"Content-Type": CONTENT_TYPE})

    app = web.Application()
    app.add_routes([web.get("/live", live), web.get("/ready", ready)])
    app.add_routes([web.get("/status", report), web.get("/metrics", expose)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.health_host, settings.health_port)
        try:
            await site.start()
        except OSError as error:
            raise NotListening(settings.health_host, settings.health_port, error) from error
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()
