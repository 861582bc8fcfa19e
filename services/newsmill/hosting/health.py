"""The HTTP server for health checks, status and metrics of a process of rooms."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import web

from newsmill.errors import UserError
from newsmill.hosting.metrics import CONTENT_TYPE, Exposition
from newsmill.hosting.status import ProcessStatus
from newsmill.settings import RuntimeSettings


class PortTaken(UserError):
    """The health port is in use."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"port {port} on {host} is already taken; set NEWSMILL_HEALTH_PORT")


@asynccontextmanager
async def serve_health(
    settings: RuntimeSettings, status: Callable[[], ProcessStatus]
) -> AsyncIterator[int | None]:
    """Serve /live, /ready (200 or 503), /status (JSON) and /metrics; yields the port, if any.

    Raises:
        PortTaken: another process has the port.
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
            raise PortTaken(settings.health_host, settings.health_port) from error
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()
