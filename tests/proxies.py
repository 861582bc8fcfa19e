"""A proxy on loopback that forwards nothing and notes what it is asked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

WAYS_TO_NAME_ONE = (
    ("HTTP_PROXY",),
    ("http_proxy",),
    ("ALL_PROXY", "all_proxy"),
    ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"),
)
"""Variables that programs take a proxy from."""


@dataclass
class Proxy:
    """What it was asked."""

    port: int = 0
    asked: list[str] = field(default_factory=list)
    """Method and target, as on the wire."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def named_by(self, *variables: str) -> dict[str, str]:
        """An environment whose `variables` name it, and in which only paper.example needs none."""
        told = dict.fromkeys(variables, self.url)
        return told | ({"NO_PROXY": "paper.example"} if len(variables) > 2 else {})


@asynccontextmanager
async def a_proxy(status: int = 502) -> AsyncIterator[Proxy]:
    """It answers everything with `status`."""
    proxy = Proxy()

    async def answer(request: web.BaseRequest) -> web.Response:
        proxy.asked.append(f"{request.method} {request.raw_path}")
        return web.Response(status=status, text="from the proxy")

    runner = web.ServerRunner(web.Server(answer))
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        proxy.port = runner.addresses[0][1]
        yield proxy
    finally:
        await runner.cleanup()
