"""A subscriber whose clock is moved by hand, and feeds for it on a raw socket."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any

from newsmill.contracts.feeds import Feed, FeedEvent, FeedState
from newsmill.puller.asking.credentials import Credentials
from newsmill.puller.asking.following import FeedAsker
from newsmill.puller.asking.polling import Poll, PutOff, poll
from newsmill.puller.reading.documents import FeedDocument
from newsmill.puller.reading.entries import ParsedFeed
from newsmill.puller.settings import Settings
from newsmill.web.fetching import FetchSettings, open_fetcher
from newsmill.web.networks import IPAddress
from tests.puller.documents import NOW, item, rss
from tests.retriever.newsstand import FakeClock
from tests.web.test_fetching import loopback_is_public
from tests.web.wire import Wire, header, open_wire, said

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def feed(*numbers: int) -> bytes:
    """A document with these entries."""
    return rss(*(item(number) for number in numbers)).encode()


def ok(*numbers: int, headers: Sequence[bytes] = ()) -> bytes:
    return said(200, feed(*(numbers or (1,))), *headers)


def redirect(status: int, location: str) -> bytes:
    return said(status, b"", b"Location: " + location.encode())


class Reader:
    """Polls one feed again and again. Every name leads to the wire; nothing waits in real time."""

    def __init__(self, wire: Wire, asker: FeedAsker, settings: Settings, clock: FakeClock) -> None:
        self.wire = wire
        self.asker = asker
        self.clock = clock
        self.at = NOW
        self.feed = Feed(url=self.url("/feed"), added_at=NOW)
        self.state = FeedState(url=self.feed.url)
        self.memory = b""
        self.dice = 1.0
        self.taken: set[str] = set()
        self.documents: list[FeedDocument] = []
        self._settings = settings

    def url(self, path: str, host: str = "paper.example") -> str:
        return f"http://{host}:{self.wire.port}{path}"

    def subscribe(self, url: str) -> None:
        self.feed = Feed(url=url, added_at=NOW)
        self.state = FeedState(url=url)
        self.memory = b""

    async def ask(self, after: timedelta = timedelta(minutes=30)) -> Poll | PutOff:
        """Poll once, so long after the last time."""
        self.at += after
        self.clock.now += after.total_seconds()
        result = await poll(
            self.feed,
            self.state,
            self.memory,
            self.asker,
            self._parse,
            lambda: self.at,
            self._settings,
            random=lambda: self.dice,
            is_subscribed=self._is_subscribed,
        )
        if isinstance(result, Poll):
            # As it comes back from its topic.
            self.state = FeedState.model_validate_json(result.state.model_dump_json())
            self.memory = self.memory if result.memory is None else result.memory
        return result

    async def poll(self, after: timedelta = timedelta(minutes=30)) -> FeedEvent:
        result = await self.ask(after)
        assert isinstance(result, Poll)
        return result.event

    async def _parse(
        self, function: Callable[[FeedDocument], ParsedFeed], document: FeedDocument
    ) -> ParsedFeed:
        self.documents.append(document)
        return function(document)

    async def _is_subscribed(self, url: str) -> bool:
        return url in self.taken


@asynccontextmanager
async def open_reader(
    credentials: Credentials | None = None,
    fetching: Mapping[str, Any] | None = None,
    **settings: Any,
) -> AsyncIterator[Reader]:
    """A reader and its wire; robots.txt is left out unless asked for."""
    clock = FakeClock()
    own = Settings(**({"robots": False, "max_bytes": 400_000} | settings))
    fetch_settings = FetchSettings(**(fetching or {}))

    async def resolve(_host: str) -> Sequence[IPAddress]:
        return [ip_address("127.0.0.1")]

    async with (
        open_wire() as wire,
        open_fetcher(fetch_settings, resolve=resolve, refuse=loopback_is_public) as fetcher,
    ):
        asker = FeedAsker(fetcher, own, fetch_settings, credentials, clock=clock, sleep=clock.sleep)
        reader = Reader(wire, asker, own, clock)
        wire.says(ok())
        yield reader


def host_of_request(request: bytes) -> str:
    return (header(request, "Host") or b"").partition(b":")[0].decode()


def by_host(**answers: bytes) -> Callable[[bytes], bytes]:
    """Answers by the first label of the host, or by its path where one is named so."""

    def answer(request: bytes) -> bytes:
        label = host_of_request(request).partition(".")[0]
        path = request.split(b" ")[1].partition(b"?")[0].strip(b"/").decode("latin-1")
        return answers.get(path.replace(".", "_"), answers.get(label, said(404)))

    return answer


def at(moment: datetime) -> bytes:
    return moment.strftime("%a, %d %b %Y %H:%M:%S GMT").encode()
