"""Keep subscriptions at hubs alive: send what is due to hubs, and hand on what they tell."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Protocol

from newsmill.logs import logger
from newsmill.puller.websub.authenticity import Keys
from newsmill.puller.websub.discovering import Offer
from newsmill.puller.websub.serving import OnPush, serve_callbacks
from newsmill.puller.websub.settings import WebSubSettings
from newsmill.puller.websub.subscribing import HubRequest, Subscriber
from newsmill.web.fetching import FetchError, Reply

LOOK = timedelta(seconds=1)
"""How often it is looked whether something is to be sent."""

AT_ONCE = 8
"""Requests to hubs at the same time."""
HUB_TIMEOUT = timedelta(seconds=15)

log = logger("newsmill.puller.websub")


class Poster(Protocol):
    """What is needed of a `Fetcher`."""

    async def post(
        self, url: str, form: Mapping[str, str], *, timeout: timedelta | None = None
    ) -> Reply:
        """The answer to a POST of a form."""


class Hubs:
    """The puller's hubs. Made by `open_hubs`."""

    def __init__(
        self,
        subscriber: Subscriber,
        poster: Poster,
        now: Callable[[], datetime],
        look: timedelta = LOOK,
    ) -> None:
        self._look = look
        self._subscriber = subscriber
        self._poster = poster
        self._now = now

    def offered(self, feed_url: str, offer: Offer | None) -> None:
        """Note what a feed says of its hub: a subscription follows."""
        self._subscriber.offered(feed_url, offer)

    def removed(self, feed_url: str) -> None:
        """Note that a feed is not wanted any more."""
        self._subscriber.removed(feed_url)

    def left(self, feed_url: str) -> None:
        """Note that a feed is another puller's now."""
        self._subscriber.left(feed_url)

    def pushed_until(self, feed_url: str) -> datetime | None:
        """Until when its hub tells us of a feed's news; None if it does not."""
        return self._subscriber.pushed_until(feed_url, self._now())

    def missed(self, feed_url: str) -> None:
        """Note that a poll found news that the hub had kept from us."""
        log.warning("the hub does not tell of all news; the feed is polled", feed=feed_url)
        self._subscriber.missed(feed_url, self._now())

    async def tend(self) -> None:
        """Send what is due to hubs, until cancelled."""
        free = asyncio.Semaphore(AT_ONCE)

        async def send(request: HubRequest) -> None:
            async with free:
                await self._send(request)

        while True:
            due = self._subscriber.requests(self._now())
            await asyncio.gather(*(send(request) for request in due))
            await asyncio.sleep(self._look.total_seconds())

    async def _send(self, request: HubRequest) -> None:
        try:
            reply = await self._poster.post(request.hub, request.form, timeout=HUB_TIMEOUT)
        except FetchError as error:
            why = error.detail
        else:
            if 200 <= reply.status < 300:
                return
            why = f"the hub answered {reply.status}"
        log.warning("hub refuses", feed=request.feed_url, mode=request.mode, error=why)
        self._subscriber.failed(request, self._now())


@asynccontextmanager
async def open_hubs(
    settings: WebSubSettings,
    poster: Poster,
    on_push: OnPush,
    now: Callable[[], datetime],
    max_bytes: int,
    look: timedelta = LOOK,
) -> AsyncIterator[Hubs | None]:
    """Subscriptions at hubs until the end of the block; None without a callback address.

    They are left in place: the next process, with the same key, answers for them.

    Raises:
        CallbackNotListening: another process has the port, or there is no such address.
    """
    if settings.callback_url is None or settings.key is None:
        yield None
        return
    keys = Keys(settings.key.get_secret_value())
    subscriber = Subscriber(keys, settings.callback_url, settings.lease)
    hubs = Hubs(subscriber, poster, now, look)
    async with serve_callbacks(settings, subscriber, on_push, now, max_bytes):
        tending = asyncio.create_task(hubs.tend())
        try:
            yield hubs
        finally:
            tending.cancel()
            await asyncio.wait({tending})
