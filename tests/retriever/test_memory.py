"""After pages have ended in every way, at any point, all of the memory is free again."""

import asyncio
import gc
import gzip
import random
from collections.abc import AsyncIterator, Iterator

import pytest
from aiohttp import web

from newsmill.retriever.retrieving import Retriever
from tests.retriever.newsstand import PAGE, Newsstand, open_newsstand, open_retriever, teaser

MEBIBYTE = 2**20
LARGE = PAGE + "<p>" * 200_000
HOSTS = 12
STORMS = 3
ARTICLES = 80
LONGEST_PATIENCE = 0.4


@pytest.fixture
async def stand() -> AsyncIterator[Newsstand]:
    async with open_newsstand() as newsstand:
        yield newsstand


@pytest.fixture
def without_collector() -> Iterator[None]:
    """What only the collector of cycles would give back counts as lost."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


async def drip(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/html"})
    await response.prepare(request)
    await response.write(b"<p>" * random.randrange(1, 150_000))
    while True:
        await response.write(b"<p>")
        await asyncio.sleep(0.02)


async def break_off(request: web.Request) -> web.StreamResponse:
    headers = {"Content-Type": "text/html", "Content-Length": str(MEBIBYTE)}
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    await response.write(b"<p>" * random.randrange(1, 150_000))
    assert request.transport
    request.transport.close()
    return response


async def endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/html"})
    await response.prepare(request)
    while True:
        await response.write(b"<p>" * 20_000)


async def robots_txt(request: web.Request) -> web.StreamResponse:
    if request.host.startswith("broken"):
        return await break_off(request)
    if request.host.startswith("endless"):
        return await endless(request)
    return web.Response(text="User-agent: *\nAllow: /\n" + "#" * 400_000)


def put_everything(stand: Newsstand) -> list[str]:
    """Pages that end in every way; their paths."""
    for path, body in (("/page", PAGE), ("/large", LARGE), ("/film", b"\x00" * MEBIBYTE)):
        stand.put(path, body)
    bomb = gzip.compress(b"<p>" * 3_000_000, 1)
    for path, zipped in (("/bomb", bomb), ("/zip", gzip.compress(LARGE.encode())),
                         ("/half", gzip.compress(LARGE.encode(), 1)[:-900])):  # fmt: skip
        stand.put(path, zipped, headers={"Content-Encoding": "gzip"})
    for path, target in (("/wait", "/large"), ("/gone", "/nowhere"), ("/round", "/round?again"),
                         ("/refused", "http://user@127.0.0.1/")):  # fmt: skip
        refresh = f'<meta http-equiv="refresh" content="0;url={target}">'
        stand.put(path, refresh + " " * 600_000)
    stand.answers |= {"/drip": drip, "/breaks": break_off, "/endless": endless}
    paths = sorted(stand.answers)
    stand.answers["/robots.txt"] = robots_txt
    return paths


async def handle(retriever: Retriever, url: str, patience: float, held: float) -> None:
    """Retrieve an article, publish its record for a while, or give up at any point."""
    try:
        async with asyncio.timeout(patience):
            await retriever.retrieve(teaser(url, entry=url, version=patience))
            await asyncio.sleep(held)
    except TimeoutError:
        pass


@pytest.mark.parametrize("seed", range(STORMS))
async def test_whatever_became_of_the_pages_their_memory_is_free_again(
    stand: Newsstand, without_collector: None, seed: int
) -> None:
    chance = random.Random(seed)
    random.seed(seed)
    paths = put_everything(stand)
    names = ("paper", "broken", "endless")
    async with open_retriever(
        memory_bytes=MEBIBYTE, fetch_timeout=0.3, max_page_bytes=2 * MEBIBYTE
    ) as retriever:
        urls = [
            stand.url(chance.choice(paths), f"{chance.choice(names)}-{number % HOSTS}.localhost")
            for number in range(ARTICLES)
        ]
        async with asyncio.timeout(60):
            await asyncio.gather(
                *(
                    asyncio.create_task(
                        handle(retriever, url, chance.uniform(0, LONGEST_PATIENCE),
                               chance.uniform(0, 0.1))
                    )
                    for url in urls
                )
            )  # fmt: skip
        # It takes all of the memory: of beginnings, of large pages and of records.
        whole = stand.put("/whole", PAGE + "<p>" * (2 * MEBIBYTE // 3 - 1000))
        async with asyncio.timeout(60):
            article = await retriever.retrieve(teaser(whole))
    assert article.retrieval == "fetched"
