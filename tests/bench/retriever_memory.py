"""make bench-retriever: the retriever's memory with 250 large pages at once.

A server in a process of its own has 250 pages of 2.9 MB, each on a host of its own. The real
retriever fetches all of them, and each record stays in memory until a broker would have
acknowledged it. What counts is the largest resident set of the retriever's process.
"""

import argparse
import asyncio
import json
import multiprocessing
import resource
import subprocess
import sys
import time
from datetime import timedelta
from multiprocessing.connection import Connection

from aiohttp import web

from newsmill.retriever.retrieving import Retriever
from newsmill.retriever.settings import Settings
from newsmill.web.fetching import FetchSettings, open_fetcher
from tests.builders import TEXT, hex16, hex32, raw_article

PAGES = 250
PAGE_BYTES = 2_900_000
CONCURRENCY = 256
# A broker that is busy.
ACKNOWLEDGED_AFTER = 3.0
KIBIBYTE = 1024
MEBIBYTE = 1024 * KIBIBYTE


def page(number: int) -> bytes:
    """A page of `PAGE_BYTES` with an emoji, for which Python takes four bytes a character."""
    paragraph = f"<p>{TEXT} 🚢 {number}</p>\n".encode()
    start = f"<!doctype html><title>Page {number}</title>".encode()
    return start + paragraph * ((PAGE_BYTES - len(start)) // len(paragraph))


def serve(said: Connection, has_lengths: bool) -> None:
    """Serve pages until the process is ended; say the port."""

    async def answer(request: web.Request) -> web.StreamResponse:
        body = page(int(request.path.strip("/")))
        if has_lengths:
            return web.Response(body=body, content_type="text/html")
        response = web.StreamResponse(headers={"Content-Type": "text/html"})
        await response.prepare(request)
        await response.write(body)
        return response

    async def run() -> None:
        app = web.Application()
        app.router.add_get(r"/{number:\d+}", answer)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
        said.send(runner.addresses[0][1])
        await asyncio.Event().wait()

    asyncio.run(run())


async def fetch(port: int) -> dict[str, float]:
    """Fetch all pages as the room does; what that took."""
    began = time.monotonic()
    free = asyncio.Semaphore(CONCURRENCY)
    fetching = FetchSettings(allow_private_networks=True)
    async with open_fetcher(fetching) as fetcher:
        retriever = Retriever(Settings(concurrency=CONCURRENCY), fetching, fetcher)

        async def handle(number: int) -> int:
            url = f"http://paper-{number}.localhost:{port}/{number}"
            article = raw_article(url=url, entry_id=hex32(number), entry_version=hex16(1))
            async with free:
                value = (await retriever.retrieve(article)).model_dump_json().encode()
                await asyncio.sleep(ACKNOWLEDGED_AFTER)
                return len(value)

        sizes = await asyncio.gather(
            *(asyncio.create_task(handle(number)) for number in range(PAGES))
        )
    return {
        "pages": sum(size > PAGE_BYTES * 0.9 for size in sizes),
        "seconds": time.monotonic() - began,
        "cpu_seconds": time.process_time(),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIBIBYTE / MEBIBYTE,
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench-retriever", description=__doc__)
    parser.add_argument("--no-lengths", action="store_true", help="bodies without Content-Length")
    parser.add_argument("--child", type=int, metavar="PORT", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        sys.stdout.write(json.dumps(asyncio.run(fetch(arguments.child))))
        return
    hears, said = multiprocessing.Pipe(duplex=False)
    server = multiprocessing.get_context("spawn").Process(
        target=serve, args=(said, not arguments.no_lengths), daemon=True
    )
    server.start()
    try:
        port = hears.recv()
        command = [sys.executable, "-m", "tests.bench.retriever_memory", "--child", str(port)]
        finished = subprocess.run(
            command,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            timeout=timedelta(minutes=10).total_seconds(),
        )
    finally:
        server.terminate()
    took = json.loads(finished.stdout.splitlines()[-1])
    sys.stdout.write(
        f"{took['pages']:.0f} of {PAGES} pages of {PAGE_BYTES / 1e6:g} MB:"
        f" {took['peak_mib']:.0f} MiB at most, {took['seconds']:.1f} s,"
        f" {took['cpu_seconds']:.1f} s CPU\n"
    )


if __name__ == "__main__":
    main()
