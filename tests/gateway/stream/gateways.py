"""A gateway's index, ring and stream behind a real server, and readers on real sockets."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, ClientTimeout, web

from newsmill import filters
from newsmill.contracts.topics import ENRICHED_ARTICLES
from newsmill.gateway.following import take
from newsmill.gateway.index.entries import Entry
from newsmill.gateway.index.index import Index
from newsmill.gateway.stream.ring import Ring
from newsmill.gateway.stream.serving import Streams
from newsmill.positions import BadPosition, Position
from tests.gateway.index.entries import Settings, noon

EPOCH = 7
PATIENCE_SECONDS = 60.0


@dataclass
class Gateway:
    """One of them."""

    index: Index
    ring: Ring
    streams: Streams
    url: str
    port: int

    async def arrive(self, *entries: Entry) -> None:
        """These have come from the topic."""
        await take(self.index, self.ring, entries, {})


@asynccontextmanager
async def open_gateway(
    *,
    ring_bytes: int = 1024 * 1024,
    write_seconds: float = 30.0,
    keep_alive_seconds: float = 15.0,
    epoch: int = EPOCH,
    settings: Any = None,
    log_end: Position | None = None,
) -> AsyncIterator[Gateway]:
    """A gateway with an empty index."""
    index = await Index.open(None, settings or Settings(), now=noon)
    await index.begin(ENRICHED_ARTICLES.name, epoch)
    clock = asyncio.get_running_loop().time
    ring = Ring(index.position(), clock, ring_bytes)
    streams = Streams(
        ring,
        index,
        write_seconds=write_seconds,
        keep_alive_seconds=keep_alive_seconds,
        log_end=lambda: log_end,
    )

    async def stream(request: web.Request) -> web.StreamResponse:
        wanted = filters.parse(request.query.get("q", ""))
        try:
            return await streams.serve(request, wanted, request.query.get("from"), "somebody")
        except BadPosition as error:
            raise web.HTTPBadRequest from error

    app = web.Application()
    app.router.add_get("/v1/stream", stream)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=5)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        yield Gateway(index, ring, streams, f"http://127.0.0.1:{port}/v1/stream", port)
    finally:
        streams.close()
        await runner.cleanup()
        await index.close()


@dataclass
class Event:
    """One event as a browser gets it."""

    name: str
    data: Any
    last_id: str | None
    """What the browser sends when it comes back now."""


@dataclass
class Browser:
    """A reader that parses events as browsers do, and remembers the last id."""

    url: str
    last_id: str | None = None
    events: list[Event] = field(default_factory=list)
    checkpoints: int = 0
    comments: int = 0

    @property
    def titles(self) -> list[str]:
        """Of all articles so far."""
        return [event.data["title"] for event in self.events if event.name == "article"]

    def named(self, name: str) -> list[Any]:
        """The data of the events of that name."""
        return [event.data for event in self.events if event.name == name]

    async def read(self, query: str = "") -> None:
        """Read until the connection ends."""
        parameters = {"q": query} | ({"from": self.last_id} if self.last_id else {})
        async with (
            ClientSession(timeout=ClientTimeout(total=None)) as session,
            session.get(self.url, params=parameters) as answer,
        ):
            answer.raise_for_status()
            async for line in _lines(answer.content):
                self._take(line)

    _name = "message"
    _data = ""
    _id: str | None = None

    def _take(self, line: str) -> None:
        if line.startswith(":"):
            self.comments += 1
        elif line:
            name, _, value = line.partition(": ")
            if name == "event":
                self._name = value
            elif name == "data":
                self._data += value
            elif name == "id":
                self._id = value
        else:
            if self._id is not None:
                self.last_id = self._id
            if self._data:
                self.events.append(Event(self._name, json.loads(self._data), self.last_id))
            elif self._id is not None:
                self.checkpoints += 1
            self._name, self._data, self._id = "message", "", None


@asynccontextmanager
async def reading(browser: Browser, query: str = "") -> AsyncIterator[Browser]:
    """`browser` is connected, and has been greeted."""
    greeted = len(browser.events)
    task = asyncio.create_task(browser.read(query))
    try:
        await until(lambda: len(browser.events) > greeted or task.done())
        yield browser
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(condition: Any) -> None:
    """Wait until `condition()` holds."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not condition():  # noqa: ASYNC110 # what is waited for has no event
            await asyncio.sleep(0.01)


def stalled(port: int, query: str = "") -> socket.socket:
    """A connection that asks for the stream and never reads."""
    connection = socket.create_connection(("127.0.0.1", port))
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.sendall(f"GET /v1/stream?q={query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    return connection


async def _lines(content: Any) -> AsyncIterator[str]:
    rest = b""
    async for chunk, _ in content.iter_chunks():
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield line.decode()
