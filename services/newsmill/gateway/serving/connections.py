"""Connections: how many there are, and none that only takes a place.

aiohttp waits for a first request without a limit, and a connection that is closed while its reader
takes nothing stays until all of its last answer is read.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

LOOK_SECONDS = 2.0
FIRST_REQUEST_SECONDS = 15.0
CLOSING_SECONDS = 20.0


@dataclass(slots=True)
class _Seen:
    opened_at: float
    has_asked: bool = False
    closing_since: float | None = None


class Connections:
    """The protocol factory of a server that admits at most `most` connections."""

    def __init__(
        self,
        server: Callable[[], asyncio.Protocol],
        most: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._server = server
        self._most = most
        self._clock = clock
        self._seen: dict[asyncio.Protocol, _Seen] = {}
        self.refused = 0

    def __call__(self) -> asyncio.BaseProtocol:
        """The protocol of a new connection; one that ends it at once if there are too many."""
        if len(self._seen) >= self._most:
            self.look()
        if len(self._seen) >= self._most:
            self.refused += 1
            return _Refusing()
        protocol = self._server()
        self._seen[protocol] = _Seen(self._clock())
        return protocol

    def __len__(self) -> int:
        return len(self._seen)

    def has_asked(self, request: web.Request) -> None:
        """The connection of `request` is used."""
        if (seen := self._seen.get(request.protocol)) is not None:
            seen.has_asked = True

    async def watch(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            self.look()

    def look(self) -> None:
        """Cut off those that have asked nothing for too long, or cannot be closed."""
        now = self._clock()
        for protocol, seen in list(self._seen.items()):
            transport = getattr(protocol, "transport", None)
            if transport is None:
                # Not there yet, or not any more.
                if now - seen.opened_at > LOOK_SECONDS:
                    del self._seen[protocol]
            elif transport.is_closing():
                seen.closing_since = seen.closing_since or now
                if now - seen.closing_since > CLOSING_SECONDS:
                    transport.abort()
            elif not seen.has_asked and now - seen.opened_at > FIRST_REQUEST_SECONDS:
                transport.abort()


class _Refusing(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            transport.abort()
