"""The HTTP server that hubs call: their questions (GET) and their notifications (POST)."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from aiohttp import web

from newsmill.errors import UserError
from newsmill.hosting.listening import why_not_listening
from newsmill.logs import logger
from newsmill.puller.websub.settings import WebSubSettings
from newsmill.puller.websub.subscribing import Subscriber

BUSY_RETRY_SECONDS = 60

log = logger("newsmill.puller.websub")

OnPush = Callable[[str, bytes, str], bool]
"""Takes a notification: feed_url, body and content type. False if there is no room for it now."""


class CallbackNotListening(UserError):
    """The port for hubs is in use, or there is no such address here."""

    def __init__(self, host: str, port: int, error: OSError) -> None:
        super().__init__(why_not_listening(host, port, "NEWSMILL_WEBSUB", error))


@asynccontextmanager
async def serve_callbacks(
    settings: WebSubSettings,
    subscriber: Subscriber,
    on_push: OnPush,
    now: Callable[[], datetime],
    max_bytes: int,
) -> AsyncIterator[int]:
    """Serve /TOKEN, whatever path precedes it; yields the port.

    Raises:
        CallbackNotListening: another process has the port, or there is no such address here.
    """

    async def answer(request: web.Request) -> web.Response:
        challenge = subscriber.verify(request.match_info["token"], request.query, now())
        if challenge is None:
            return web.Response(status=404, text="no such subscription is intended here\n")
        # As text, so that no browser runs what a stranger lets us say.
        return web.Response(text=challenge, headers={"X-Content-Type-Options": "nosniff"})

    async def take(request: web.Request) -> web.Response:
        token = request.match_info["token"]
        if not subscriber.knows(token):
            return web.Response(status=410, text="nobody is subscribed here\n")
        # Raises 413 for a larger body.
        body = await request.read()
        delivery = subscriber.deliver(token, request.headers.get("X-Hub-Signature"), body)
        if delivery.feed_url is None:
            return web.Response(status=410, text="nobody is subscribed here\n")
        if not delivery.is_authentic:
            # It is ignored and acknowledged (WebSub §7.1.1): the sender learns nothing from it.
            log.warning("notification without a valid signature ignored", feed=delivery.feed_url)
            return web.Response(status=202)
        if not on_push(delivery.feed_url, body, request.headers.get("Content-Type", "")):
            return web.Response(status=503, headers={"Retry-After": str(BUSY_RETRY_SECONDS)})
        return web.Response(status=202)

    app = web.Application(client_max_size=max_bytes)
    app.add_routes(
        [
            web.get("/{prefix:(?:.*/)?}{token:[0-9a-f]+}", answer),
            web.post("/{prefix:(?:.*/)?}{token:[0-9a-f]+}", take),
        ]
    )
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.host, settings.port)
        try:
            await site.start()
        except OSError as error:
            raise CallbackNotListening(settings.host, settings.port, error) from error
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()
