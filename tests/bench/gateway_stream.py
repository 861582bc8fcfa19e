"""python -m tests.bench.gateway_stream: a gateway's stream under measurement, in its own process.

Commands come on standard input, one a line; each is answered with a line of JSON.
"""

import asyncio
import gc
import json
import os
import sys
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from aiohttp import web

from newsmill import filters
from newsmill.clock import utc_now
from newsmill.contracts.topics import ENRICHED_ARTICLES
from newsmill.gateway.following import entry_of, take
from newsmill.gateway.index.entries import Entry
from newsmill.gateway.index.index import Index
from newsmill.gateway.stream.ring import Ring
from newsmill.gateway.stream.serving import Streams
from newsmill.kafka.records import Message
from tests.bench.gateway_news import News

PARTITIONS = 8
RING_BYTES = 1024 * 1024
"""Some of what readers come back for is in the ring, and the rest in the index."""

WRITE_SECONDS = 20.0


@dataclass(frozen=True)
class _Settings:
    index_days: int = 14


class Served:
    """The stream, and articles that come when they are told to."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.ring = Ring(index.position(), time.monotonic, RING_BYTES)
        self.streams = Streams(self.ring, index, write_seconds=WRITE_SECONDS)
        self._news = News()
        self._pushed = 0

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """The route."""
        wanted = filters.parse(request.query.get("q", ""))
        return await self.streams.serve(request, wanted, request.query.get("from"), "bench")

    async def push(self, count: int) -> None:
        """So many articles of some 5 KB come."""
        entries = [self._entry() for _ in range(count)]
        await take(self.index, self.ring, entries, {})

    def state(self) -> dict[str, object]:
        """What is to be known from outside."""
        gc.collect()
        return {
            "resident": _resident(),
            "cpu": time.process_time(),
            "readers": len(self.streams.readers()),
            "cut": self.streams.cut,
            "position": self.ring.end_token(),
            "pushed": self._pushed,
        }

    def _entry(self) -> Entry:
        number = self._pushed
        self._pushed += 1
        line = self._news.article(number, utc_now() - timedelta(seconds=1), 300)
        partition, offset = number % PARTITIONS, number // PARTITIONS
        entry = entry_of(
            Message(ENRICHED_ARTICLES.name, partition, offset, None, line.encode(), [])
        )
        assert entry is not None
        return entry


async def main() -> None:
    index = await Index.open(None, _Settings())
    served = Served(index)
    app = web.Application()
    app.router.add_get("/v1/stream", served.stream)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=2048).start()
    _say({"port": runner.addresses[0][1]})
    loop = asyncio.get_running_loop()
    while command := (await loop.run_in_executor(None, sys.stdin.readline)).split():
        if command[0] == "push":
            await served.push(int(command[1]))
        _say(served.state())
    served.streams.close()
    await runner.cleanup()
    await index.close()


def _say(what: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    asyncio.run(main())
