"""Play a row: poll its feed with the production code. The only door to what is being tested."""

import asyncio
import json
import ssl
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, ip_address
from pathlib import Path
from random import Random
from typing import Any

import aiohttp.connector

from newsmill.contracts.articles import RawArticle
from newsmill.contracts.feeds import Feed, FeedState
from newsmill.puller.asking.credentials import Credentials, read_credentials
from newsmill.puller.asking.following import FeedAsker
from newsmill.puller.asking.polling import Poll, RunInChild, poll
from newsmill.puller.in_child import load_parser
from newsmill.puller.reading.documents import FeedDocument
from newsmill.puller.reading.entries import ParsedFeed
from newsmill.puller.settings import Settings
from newsmill.subprocesses.pool import open_process_pool
from newsmill.web.fetching import FetchSettings, open_fetcher
from newsmill.web.networks import IPAddress, why_refused
from tests.puller.simulator.behaviours import Behaviour, Check, Seen, Visit
from tests.puller.simulator.behaviours import Credentials as Wanted
from tests.puller.simulator.serving import Simulator, Stage, serving

START = datetime(2026, 3, 4, 12, tzinfo=UTC)
"""A Wednesday; each row's first poll."""

LOOPBACK = IPv4Address("127.0.0.1")
ADDRESSES_BY_HOST = {
    "inside.example": ("10.0.0.1",),
    "half-inside.example": ("127.0.0.1", "192.168.1.1"),
    "public.example": ("127.0.0.1",),
}
# What a feed may take of the parser, and of memory, in these tests.
PARSE_TIMEOUT = timedelta(seconds=3)
MAX_BYTES = 2_000_000
MOST_PUT_OFF = 20


class Unexpected(AssertionError):
    """A poll of a row did not do what the table says."""


async def play(row: Behaviour, tls: ssl.SSLContext | None = None) -> None:
    """Poll the feed of `row` through its script.

    Raises:
        Unexpected: something that must be seen was not.
    """
    async with serving([row], tls=tls) as simulator, _subscriber(row, simulator) as subscriber:
        now = START
        for number, visit in enumerate(row.visits):
            for _ in range(visit.times):
                now = subscriber.time_of(visit, now)
                seen = await subscriber.poll(number, now)
                if visit.until_seen and not _missing(visit.checks, seen):
                    break
            for check in _missing(visit.checks, seen):
                raise Unexpected(_told(row, number, check, seen))


class _Clock:
    """Virtual time, for polls and for the pace of requests: it passes when somebody sleeps."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return (self.now - START).total_seconds()

    async def sleep(self, seconds: float) -> None:
        until = self.now + timedelta(seconds=seconds)
        await asyncio.sleep(0)
        self.now = max(self.now, until)


class _Subscriber:
    """Asks for one feed again and again, and keeps state and memory as the puller does."""

    def __init__(
        self,
        row: Behaviour,
        url: str,
        stage: Stage,
        asker: FeedAsker,
        clock: _Clock,
        run: RunInChild,
    ) -> None:
        self._stage = stage
        self._feed = Feed(
            url=url, title="Ours", section="Science", tags=("harbour",), added_at=START
        )
        self._state = FeedState(url=url)
        self._memory = b""
        self._settings = _settings(row)
        self._asker = asker
        self._clock = clock
        self._run = run
        # The same each time: which polls are unconditional is left to chance.
        self._random = Random(0).random
        self._offered: list[RawArticle] = []

    def time_of(self, visit: Visit, now: datetime) -> datetime:
        """When a poll is to be."""
        if self._state.last_polled_at is None:
            return now
        if visit.after is not None:
            return now + visit.after
        if self._state.next_poll_at is None:
            raise Unexpected("the feed is not asked any more, and the script goes on")
        return max(now, self._state.next_poll_at)

    async def poll(self, number: int, now: datetime) -> Seen:
        """What the row's poll `number` brings at `now`."""
        self._stage.begin(number)
        self._clock.now = max(self._clock.now, now)
        before, began, start = self._state, time.monotonic(), self._clock.now
        polled = await self._asked()
        took = timedelta(seconds=time.monotonic() - began)
        # As the puller keeps it: on a topic, as JSON.
        self._state = FeedState.model_validate_json(polled.state.model_dump_json())
        self._memory = self._memory if polled.memory is None else polled.memory
        earlier = tuple(self._offered)
        self._offered.extend(polled.articles)
        is_robots = [request.path.endswith("robots.txt") for request in self._stage.requests]
        both = list(zip(self._stage.requests, is_robots, strict=True))
        return Seen(
            at=now,
            event=polled.event,
            before=before,
            state=self._state,
            articles=polled.articles,
            requests=tuple(request for request, robots in both if not robots),
            robots_requests=tuple(request for request, robots in both if robots),
            offered_before=earlier,
            took=took,
            slept=self._clock.now - start,
            state_bytes=len(self._state.model_dump_json()),
        )

    async def _asked(self) -> Poll:
        for _ in range(MOST_PUT_OFF):
            polled = await poll(
                self._feed,
                self._state,
                self._memory,
                self._asker,
                self._run,
                self._clock,
                self._settings,
                random=self._random,
            )
            if isinstance(polled, Poll):
                return polled
            self._clock.now = polled.again_at
        raise Unexpected(f"the poll was put off {MOST_PUT_OFF} times")


@asynccontextmanager
async def _subscriber(row: Behaviour, simulator: Simulator) -> AsyncIterator[_Subscriber]:
    async with AsyncExitStack() as stack:
        fetching = FetchSettings(fetch_timeout=row.timeout)
        # Guarded as in production, but for this machine's own address.
        fetcher = await stack.enter_async_context(
            open_fetcher(fetching, resolve=_resolve, refuse=_refuse)
        )
        run: RunInChild = _here
        if row.in_child:
            pool = await stack.enter_async_context(
                open_process_pool(
                    "parser", processes=1, deadline=PARSE_TIMEOUT, initializer=load_parser
                )
            )
            await pool.warm_up()
            run = pool.run
        url, clock = simulator.filled_in(row.url, row.name), _Clock()
        asker = FeedAsker(
            fetcher,
            _settings(row),
            fetching,
            _stored(row.credentials, url),
            clock=clock.seconds,
            sleep=clock.sleep,
            now=clock,
        )
        yield _Subscriber(row, url, simulator.stages[row.name], asker, clock, run)


def _settings(row: Behaviour) -> Settings:
    usual: dict[str, Any] = {
        "min_interval": timedelta(minutes=5),
        "max_interval": timedelta(hours=1),
        "max_bytes": MAX_BYTES,
    }
    return Settings(**{**usual, **row.settings})


def _stored(credentials: Wanted | None, url: str) -> Credentials:
    """What a subscriber writes into the file of credentials, as it is read from there."""
    if credentials is None:
        return Credentials()
    lines = [f"[{json.dumps(url)}]"]
    if credentials.basic:
        lines.append(f"basic = {json.dumps(':'.join(credentials.basic))}")
    for name, table in (("headers", credentials.headers), ("query", credentials.query)):
        pairs = ", ".join(f"{json.dumps(key)} = {json.dumps(text)}" for key, text in table.items())
        lines += [f"{name} = {{ {pairs} }}"] if pairs else []
    with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
        file.write("\n".join(lines))
        file.flush()
        return read_credentials(Path(file.name))


def trust(authority: Path) -> None:
    """Let the production client take certificates of `authority` for valid, in this process."""
    context = aiohttp.connector._SSL_CONTEXT_VERIFIED
    assert isinstance(context, ssl.SSLContext)
    context.load_verify_locations(authority)


def _here(
    function: Callable[[FeedDocument], ParsedFeed], document: FeedDocument
) -> Coroutine[Any, Any, ParsedFeed]:
    """In this process, which is enough for feeds that kill nothing."""

    async def work() -> ParsedFeed:
        return await asyncio.to_thread(function, document)

    return work()


async def _resolve(host: str) -> Sequence[IPAddress]:
    if host not in ADDRESSES_BY_HOST:
        raise OSError(f"no such host: {host}")
    return [ip_address(address) for address in ADDRESSES_BY_HOST[host]]


def _refuse(address: IPAddress) -> str | None:
    return None if address == LOOPBACK else why_refused(address)


def _missing(checks: Sequence[Check], seen: Seen) -> list[Check]:
    return [check for check in checks if not check.holds(seen)]


def _told(row: Behaviour, number: int, check: Check, seen: Seen) -> str:
    asked = [(request.path, dict(request.headers)) for request in seen.requests]
    articles = [(one.title, one.url, one.published_at) for one in seen.articles[:5]]
    return (
        f"{row.name}, poll {number + 1}: not seen that {check.what}\n"
        f"event {seen.event!r}\nwait {seen.wait}\nrequests {asked}\narticles {articles}"
    )
