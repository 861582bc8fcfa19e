"""python -m tests.bench.puller_polls: polls per CPU second, and memory per feed.

2 000 feeds, each on a host of its own, are polled by the production puller: HTTP, decisions,
parsers in their children and records serialised as for a broker, which is all but the broker. In
the same run a bare aiohttp loop asks for the same URLs with the same conditions and reads the
bodies, and does nothing else. Connections are not kept, as in life, where minutes lie between two
polls of a host.
"""

import argparse
import asyncio
import json
import os
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from newsmill.clock import utc_now
from newsmill.contracts.feeds import Feed, FeedEvent, FeedState, FeedWishes
from newsmill.puller.settings import Settings
from newsmill.puller.subscriptions import Subscriptions
from tests.bench.feed_server import Answer, response, serving
from tests.bench.puller_fairness import good_feed
from tests.bench.puller_room import Ledger, open_room

FEEDS = 2_000
FEW_ENTRIES = 3
"""Of feeds that do not change: they are parsed once, before anything is measured."""
INTERVAL = timedelta(seconds=2)
CONCURRENCY = 64
MIXED, QUIET = "mixed", "quiet"
KIBIBYTE = 1024


@dataclass(frozen=True)
class Cost:
    """What polls took of the processor, in seconds."""

    polls: int
    own: float
    children: float = 0.0

    @property
    def per_second(self) -> float:
        """Polls per CPU second of the process and its children."""
        return self.polls / (self.own + self.children)


def make_mixed() -> Answer:
    """Of 20 feeds 16 answer 304, 3 have no validators and never change, 1 has news each time."""
    return _make(lambda number: number % 20)


def make_quiet() -> Answer:
    """All feeds answer 304."""
    return _make(lambda _: 0)


def _make(kind_of: Callable[[int], int]) -> Answer:
    versions: Counter[str] = Counter()
    bodies: dict[str, bytes] = {}

    def answer(path: str, head: bytes) -> bytes | None:
        number = int(path.rpartition("/")[2]) if path[-1].isdigit() else -1
        if number < 0:
            return _closing(response(b"", status="404 Not Found", content_type="text/plain"))
        kind = kind_of(number)
        if kind < 16 and b"if-none-match" in head.lower():
            return _closing(response(b"", "1", "304 Not Modified"))
        if kind == 19:
            versions[path] += 1
            return _closing(response(good_feed(path, versions[path])))
        if path not in bodies:
            bodies[path] = good_feed(path, 0, FEW_ENTRIES)
        return _closing(response(bodies[path], "1" if kind < 16 else ""))

    return answer


def _closing(said: bytes) -> bytes:
    return said.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)


def url_of(number: int, port: int) -> str:
    return f"http://paper-{number}.localhost:{port}/feed/{number}"


async def pulled(port: int, feeds: int, seconds: float) -> Cost:
    """Polls by the puller, after the first of each feed."""
    settings = Settings(min_interval=INTERVAL, max_interval=INTERVAL)
    first = asyncio.Event()
    ledger = Ledger(keeps_events=False)
    polls = 0
    polled: set[str] = set()

    def count(event: FeedEvent) -> None:
        nonlocal polls
        polls += 1
        if len(polled) < feeds:
            polled.add(event.feed_url)
            if len(polled) == feeds:
                first.set()

    ledger.on_event = count
    async with open_room(settings, ledger) as room:
        room.subscribe([url_of(number, port) for number in range(feeds)])
        await asyncio.wait_for(first.wait(), 300)
        begun, own, children = polls, time.process_time(), room.pool.cpu_seconds()
        await asyncio.sleep(seconds)
        return Cost(polls - begun, time.process_time() - own, room.pool.cpu_seconds() - children)


async def bare(port: int, feeds: int, seconds: float) -> Cost:
    """GETs of the same URLs, after the first of each."""
    etags: dict[str, str] = {}
    urls = [url_of(number, port) for number in range(feeds)]
    connector = aiohttp.TCPConnector(resolver=_Loopback(), limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def get(url: str) -> None:
            headers = {"Accept": "application/rss+xml, */*;q=0.1"}
            if url in etags:
                headers["If-None-Match"] = etags[url]
            async with session.get(url, headers=headers) as answer:
                await answer.read()
                if etag := answer.headers.get("ETag"):
                    etags[url] = etag

        async def get_all(deadline: float) -> int:
            done = 0
            waiting = iter(urls)

            async def work() -> None:
                nonlocal done
                for url in waiting:
                    if time.monotonic() > deadline:
                        return
                    await get(url)
                    done += 1

            await asyncio.gather(*(work() for _ in range(CONCURRENCY)))
            return done

        await get_all(time.monotonic() + 300)
        polls, own, deadline = 0, time.process_time(), time.monotonic() + seconds
        while time.monotonic() < deadline:
            polls += await get_all(deadline)
        return Cost(polls, time.process_time() - own)


class _Loopback(AbstractResolver):
    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host, host="127.0.0.1", port=port, family=family or 2, proto=0, flags=4
            )
        ]

    async def close(self) -> None:
        """Nothing to close."""


def memory_of(feeds: int) -> float:
    """Bytes of an idle feed in the puller's queue, beside the entries that it remembers."""
    now = utc_now()
    before = _resident()
    queue = Subscriptions(timedelta(days=1))
    queue.assign({0})
    for number in range(feeds):
        url = f"https://www.paper-{number}.example/sections/world/feed.xml"
        feed = Feed(url=url, title=f"Paper {number}", section="World", tags=("a",), added_at=now)
        state = FeedState(
            url=url,
            etag=f'W/"{number:032x}"',
            last_modified="Mon, 01 Jun 2026 12:00:00 GMT",
            body_hash=f"{number:016x}",
            last_polled_at=now,
            next_poll_at=now + timedelta(seconds=number % 3600),
            changed_at=now,
            validators_url=url,
            title=f"The Paper of Town {number}",
            wishes=FeedWishes(ttl=timedelta(hours=1), skip_hours=(1, 2, 3)),
            arrivals="A" * 224,
        )
        # As they come from the broker: records of their own, of which nothing is shared.
        queue.put_feed(0, Feed.model_validate_json(feed.model_dump_json()), now)
        queue.put_state(0, url, FeedState.model_validate_json(state.model_dump_json()), now)
    queue.caught_up(0, now)
    assert len(queue) == feeds
    return (_resident() - before) / feeds


def _resident() -> int:
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * resource.getpagesize()


def _in_a_process(*arguments: str) -> list[float]:
    """What this module says when it is run with `arguments`."""
    command = [sys.executable, "-m", "tests.bench.puller_polls", *arguments]
    environment = {**os.environ, "NEWSMILL_LOG_LEVEL": "error"}
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    numbers: list[float] = json.loads(said.stdout.splitlines()[-1])
    return numbers


def run(kind: str, feeds: int, seconds: float) -> float:
    """Print what both cost; returns our polls per CPU second for each of the bare loop's."""
    make = make_mixed if kind == MIXED else make_quiet
    costs = []
    for who in ("bare", "pulled"):
        with serving(make, ["127.0.0.1"]) as port:
            polls, own, children = _in_a_process(who, str(port), str(feeds), str(seconds))
            costs.append(Cost(int(polls), own, children))
    loop, ours = costs
    share = ours.per_second / loop.per_second
    sys.stdout.write(
        f"{kind}: bare aiohttp {loop.per_second:6.0f} polls per CPU second\n"
        f"{kind}: the puller   {ours.per_second:6.0f} ({ours.polls} polls; CPU {ours.own:.1f} s,"
        f" children {ours.children:.1f} s): {share:.2f} of it\n"
    )
    return share


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.puller_polls")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--feeds", type=int, default=FEEDS)
    arguments, rest = parser.parse_known_args()
    if rest:
        sys.stdout.write(json.dumps(_as_child(rest)))
        return
    run(MIXED, arguments.feeds, arguments.seconds)
    share = run(QUIET, arguments.feeds, arguments.seconds)
    for feeds in (20_000, 100_000):
        (size,) = _in_a_process("memory", str(feeds))
        sys.stdout.write(f"{feeds} idle feeds: {size / KIBIBYTE:.2f} KiB each\n")
    sys.exit(share < 0.5)


def _as_child(arguments: list[str]) -> list[float]:
    what, *numbers = arguments
    if what == "memory":
        return [memory_of(int(numbers[0]))]
    port, feeds, seconds = int(numbers[0]), int(numbers[1]), float(numbers[2])
    cost = asyncio.run((pulled if what == "pulled" else bare)(port, feeds, seconds))
    return [cost.polls, cost.own, cost.children]


if __name__ == "__main__":
    main()
