"""A real HTTP server on loopback that receives messages and answers as it is told."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from newsmill.local.ports import free_port


@dataclass(frozen=True)
class Received:
    """One request."""

    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """What came; `answers` are given first, then 200 to all."""

    url: str = ""
    received: list[Received] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str], str]] = field(default_factory=list)
    refused_ids: set[str] = field(default_factory=set)

    @property
    def ids(self) -> list[str]:
        """Of the messages that came, those that were not taken too."""
        return [request.headers["webhook-id"] for request in self.received]

    async def take(self, request: web.Request) -> web.Response:
        """Take one message."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.received.append(Received(headers, await request.read()))
        if self.answers:
            status, more, text = self.answers.pop(0)
            return web.Response(status=status, headers=more, text=text)
        refused = headers.get("webhook-id") in self.refused_ids
        return web.Response(status=422 if refused else 200, text="too blue" if refused else "")


@asynccontextmanager
async def receiving(
    answers: Iterable[tuple[int, dict[str, str], str]] = (),
) -> AsyncIterator[Receiver]:
    """A server until the end of the block."""
    port = free_port()
    receiver = Receiver(f"http://127.0.0.1:{port}/hooks/s3cret?token=x", answers=list(answers))
    app = web.Application()
    app.router.add_post("/hooks/s3cret", receiver.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield receiver
    finally:
        await runner.cleanup()
