"""A web server on loopback, a clock that is moved by hand, and retrievers that use both."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from aiohttp import web

from newsmill.contracts.articles import RawArticle
from newsmill.retriever.retrieving import Retriever
from newsmill.retriever.settings import Settings
from newsmill.web.fetching import FetchSettings, open_fetcher
from tests.builders import NOON, SPELLINGS_OF_A_HOST, TEXT, hex16, hex32, raw_article

PAGE = f"<!doctype html><title>Ferry returns</title><p>{TEXT}</p>"

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Newsstand:
    """Answers by path, and remembers what it was asked for."""

    def __init__(self) -> None:
        self.port = 0
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.at_once = 0
        self.most_at_once = 0
        self._was_asked = asyncio.Condition()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def urls_by_spelling(self, path: str) -> list[str]:
        """One page under all spellings of one host, which leads here without asking DNS."""
        hosts = (host.replace("example", "localhost") for host in SPELLINGS_OF_A_HOST)
        return [self.url(path, host) for host in hosts]

    def times_asked(self, path: str) -> int:
        return Counter(self.asked)[path]

    async def until_asked(self, path: str) -> None:
        """Wait for the first request for `path`."""
        async with self._was_asked:
            await self._was_asked.wait_for(lambda: path in self.asked)

    def put(self, path: str, body: str | bytes = PAGE, **reply: Any) -> str:
        """Serve `body` at `path`."""
        content = body.encode() if isinstance(body, str) else body
        headers = {"Content-Type": "text/html; charset=utf-8"} | reply.pop("headers", {})

        async def answer(_: web.Request) -> web.StreamResponse:
            return web.Response(body=content, headers=headers, **reply)

        self.answers[path] = answer
        return self.url(path)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        async with self._was_asked:
            self.asked.append(request.path)
            self._was_asked.notify_all()
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            answer = self.answers.get(request.path)
            return await answer(request) if answer else web.Response(status=404)
        finally:
            self.at_once -= 1


@asynccontextmanager
async def open_newsstand() -> AsyncIterator[Newsstand]:
    stand = Newsstand()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", stand.handle)
    runner = web.AppRunner(app, shutdown_timeout=0, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    stand.port = runner.addresses[0][1]
    try:
        yield stand
    finally:
        await runner.cleanup()


class FakeClock:
    """Time passes when somebody sleeps, for all at once."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        until = self.now + seconds
        await asyncio.sleep(0)
        self.now = max(self.now, until)


@asynccontextmanager
async def open_retriever(
    clock: FakeClock | None = None, *, allow_private: bool = True, **settings: Any
) -> AsyncIterator[Retriever]:
    """A retriever that may ask loopback; times are the clock's."""
    clock = clock or FakeClock()
    fetching = FetchSettings(
        allow_private_networks=allow_private,
        fetch_connections_per_host=8,
        fetch_timeout=timedelta(seconds=settings.pop("fetch_timeout", 5)),
    )
    async with open_fetcher(fetching) as fetcher:
        yield Retriever(
            Settings(**settings),
            fetching,
            fetcher,
            clock=clock,
            sleep=clock.sleep,
            now=lambda: NOON,
        )


def teaser(url: str | None, entry: object = "entry", version: object = 1) -> RawArticle:
    """An entry that needs its page."""
    return raw_article(url=url, entry_id=hex32(entry), entry_version=hex16(version))
