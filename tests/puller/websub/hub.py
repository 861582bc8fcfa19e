"""A WebSub hub on loopback that can misbehave, and a publisher beside it."""

import asyncio
import hmac
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

CHALLENGE = "a-challenge-of-this-hub"


async def until(condition: Callable[[], object]) -> None:
    """Wait until `condition` holds."""
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110 # others make it true, and set no event
            await asyncio.sleep(0.01)


@dataclass
class Hub:
    """What it was asked, and what it does."""

    port: int = 0
    forms: list[Mapping[str, str]] = field(default_factory=list)
    challenges: list[tuple[int, str]] = field(default_factory=list)
    """What the callback answered to each question."""
    redirects: dict[str, int] = field(default_factory=dict)
    """Status by path of hub addresses that lead to the real one."""
    status: int = 202
    lease_seconds: int | None = 3600
    asks_back: bool = True
    topic_asked: str | None = None
    """Another topic than the subscribed one, to ask for."""
    asking: set["asyncio.Task[None]"] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hub"

    async def asked(self, count: int) -> None:
        """Wait until the callback has answered so many questions."""
        await until(lambda: len(self.challenges) >= count)

    async def told(self, count: int) -> None:
        """Wait for so many forms."""
        await until(lambda: len(self.forms) >= count)

    async def ask(self, form: Mapping[str, str]) -> tuple[int, str]:
        """Ask the callback whether it meant `form`."""
        query = {
            "hub.mode": form["hub.mode"],
            "hub.topic": self.topic_asked or form["hub.topic"],
            "hub.challenge": CHALLENGE,
        }
        if self.lease_seconds is not None and form["hub.mode"] == "subscribe":
            query["hub.lease_seconds"] = str(self.lease_seconds)
        async with (
            aiohttp.ClientSession() as session,
            session.get(form["hub.callback"], params=query) as response,
        ):
            return response.status, await response.text()

    async def deny(self, form: Mapping[str, str]) -> int:
        query = {"hub.mode": "denied", "hub.topic": form["hub.topic"], "hub.reason": "no"}
        async with (
            aiohttp.ClientSession() as session,
            session.get(form["hub.callback"], params=query) as response,
        ):
            return response.status

    async def notify(
        self,
        form: Mapping[str, str],
        body: bytes,
        *,
        algorithm: str | None = "sha256",
        secret: str | None = None,
    ) -> int:
        """Send news, signed unless `algorithm` is None."""
        headers = {"Content-Type": "application/rss+xml"}
        if algorithm is not None:
            key = form["hub.secret"] if secret is None else secret
            digest = hmac.new(key.encode(), body, algorithm).hexdigest()
            headers["X-Hub-Signature"] = f"{algorithm}={digest}"
        async with (
            aiohttp.ClientSession() as session,
            session.post(form["hub.callback"], data=body, headers=headers) as response,
        ):
            return response.status


@asynccontextmanager
async def a_hub() -> AsyncIterator[Hub]:
    hub = Hub()

    async def subscribe(request: web.Request) -> web.Response:
        status = hub.redirects.get(request.path)
        if status is not None:
            return web.Response(status=status, headers={"Location": "/hub"})
        form = {name: str(value) for name, value in (await request.post()).items()}
        hub.forms.append(form)
        if hub.status < 300 and hub.asks_back:
            task = asyncio.create_task(asking(form))
            hub.asking.add(task)
            task.add_done_callback(hub.asking.discard)
        return web.Response(status=hub.status)

    async def asking(form: Mapping[str, str]) -> None:
        hub.challenges.append(await hub.ask(form))

    app = web.Application()
    app.add_routes([web.post("/{path:.*}", subscribe)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        hub.port = int(runner.addresses[0][1])
        yield hub
    finally:
        await runner.cleanup()
