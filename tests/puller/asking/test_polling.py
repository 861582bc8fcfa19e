from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest
from aiohttp import web

from newsmill.contracts.base import Timings
from newsmill.contracts.feeds import Feed, FeedState
from newsmill.puller.asking.following import FeedAsker
from newsmill.puller.asking.polling import Poll, RunInChild, poll
from newsmill.puller.identity.remembering import Memory
from newsmill.puller.reading.documents import FeedDocument
from newsmill.puller.reading.entries import ParsedFeed
from newsmill.puller.settings import Settings
from newsmill.subprocesses.pool import DeadlineExceeded, ProcessDied, open_process_pool
from newsmill.web.fetching import Fetcher, FetchSettings, open_fetcher
from tests.puller.documents import NOW, item, rss

SETTINGS = Settings(
    min_interval=timedelta(minutes=5),
    max_interval=timedelta(hours=1),
    max_bytes=100_000,
    max_entries=50,
    robots=False,
)
FETCHING = FetchSettings(allow_private_networks=True)
TICK = timedelta(seconds=1)


class Publisher:
    """A publisher's server: answers as it is told, and remembers what it was asked."""

    def __init__(self) -> None:
        self.url = ""
        self.requests: list[dict[str, str]] = []
        self.answer: Callable[[], web.Response] = lambda: web.Response(status=500)

    def says(self, body: str = "", status: int = 200, **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answer = lambda: web.Response(body=body.encode(), status=status, headers=named)

    async def handle(self, request: web.Request) -> web.Response:
        self.requests.append({name.lower(): value for name, value in request.headers.items()})
        if request.path == "/old":
            return web.Response(status=308, headers={"Location": "/moved/feed"})
        return self.answer()


@asynccontextmanager
async def _serving(publisher: Publisher) -> AsyncIterator[None]:
    application = web.Application()
    application.router.add_get("/{path:.*}", publisher.handle)
    runner = web.AppRunner(application)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        publisher.url = f"http://127.0.0.1:{runner.addresses[0][1]}/feed"
        yield
    finally:
        await runner.cleanup()


@pytest.fixture
async def publisher() -> AsyncIterator[Publisher]:
    publisher = Publisher()
    async with _serving(publisher):
        yield publisher


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with open_fetcher(FETCHING) as loopback_fetcher:
        yield loopback_fetcher


async def here(
    function: Callable[[FeedDocument], ParsedFeed], document: FeedDocument
) -> ParsedFeed:
    """In this process, which is enough for feeds that kill nothing."""
    return function(document)


def ticking(start: datetime) -> Callable[[], datetime]:
    """A clock that is a second later each time it is looked at."""
    ticks: Iterator[datetime] = (start + n * TICK for n in range(99))
    return lambda: next(ticks)


class Subscriber:
    """Asks for one feed again and again and remembers its state."""

    def __init__(self, fetcher: Fetcher, url: str, run: RunInChild = here) -> None:
        self.feed = Feed(url=url, title="Mine", language="en", added_at=NOW)
        self.state = FeedState(url=url)
        self._asker = FeedAsker(fetcher, SETTINGS, FETCHING)
        self.memory = b""
        self._run = run

    async def poll(self, now: datetime = NOW) -> Poll:
        result = await poll(
            self.feed,
            self.state,
            self.memory,
            self._asker,
            self._run,
            ticking(now),
            SETTINGS,
            random=lambda: 1.0,
        )
        assert isinstance(result, Poll)
        self.state = result.state
        self.memory = self.memory if result.memory is None else result.memory
        return result


@pytest.fixture
def subscriber(fetcher: Fetcher, publisher: Publisher) -> Subscriber:
    return Subscriber(fetcher, publisher.url)


async def test_a_first_poll_gives_all_entries(subscriber: Subscriber, publisher: Publisher) -> None:
    publisher.says(rss(item(1), item(2), "<author/>"), ETag='"one"')
    result = await subscriber.poll()
    assert [article.title for article in result.articles] == ["Title 1", "Title 2"]
    article = result.articles[0]
    assert (article.feed_url, article.feed_title) == (publisher.url, "Feed")
    assert article.feed_language == "en"
    assert article.timings == Timings(puller=NOW + 2 * TICK)
    assert article.seen_at == NOW + TICK
    event = result.event
    assert (event.kind, event.status, event.error) == ("polled", 200, None)
    assert (event.entries, event.offered, event.skipped) == (3, 2, 1)
    assert event.feed_title == "Feed"
    assert (event.at, event.duration_seconds) == (NOW + 2 * TICK, 2.0)
    state = result.state
    assert (state.etag, state.failures, state.last_polled_at) == ('"one"', 0, event.at)
    assert state.next_poll_at == event.next_poll_at
    assert len(Memory(result.memory or b"")) == 2
    assert FeedState.model_validate_json(state.model_dump_json()) == state


async def test_what_is_left_out_of_a_long_feed_is_counted(
    subscriber: Subscriber, publisher: Publisher
) -> None:
    publisher.says(rss(*(item(number) for number in range(SETTINGS.max_entries + 2))))
    event = (await subscriber.poll()).event
    assert (event.entries, event.offered, event.left_out) == (52, 50, 2)


async def test_the_server_is_asked_for_changes_only(
    subscriber: Subscriber, publisher: Publisher
) -> None:
    publisher.says(rss(item(1)), ETag='W/"a"', Last_Modified="Tue, 03 Mar 2026 10:00:00 GMT")
    await subscriber.poll()
    assert "if-none-match" not in publisher.requests[0]
    assert "rss" in publisher.requests[0]["accept"]
    publisher.says(status=304, ETag='W/"b"')
    for _ in range(3):
        result = await subscriber.poll()
        assert (result.event.kind, result.event.status) == ("not_modified", 304)
        assert (result.articles, result.event.error) == ((), None)
        publisher.says(status=304)
    assert publisher.requests[1]["if-none-match"] == 'W/"a"'
    assert publisher.requests[3]["if-none-match"] == 'W/"b"'
    assert publisher.requests[3]["if-modified-since"] == "Tue, 03 Mar 2026 10:00:00 GMT"


async def test_a_304_writes_a_few_hundred_bytes_whatever_is_remembered(
    subscriber: Subscriber, publisher: Publisher
) -> None:
    publisher.says(rss(*(item(number) for number in range(50))), ETag='"one"')
    first = await subscriber.poll()
    assert first.memory is not None
    publisher.says(status=304)
    second = await subscriber.poll()
    assert second.memory is None
    assert len(second.state.model_dump_json()) < 1_200


async def test_the_same_body_is_not_parsed_again(fetcher: Fetcher, publisher: Publisher) -> None:
    documents: list[FeedDocument] = []

    async def counting(
        function: Callable[[FeedDocument], ParsedFeed], document: FeedDocument
    ) -> ParsedFeed:
        documents.append(document)
        return function(document)

    subscriber = Subscriber(fetcher, publisher.url, counting)
    publisher.says(rss(item(1)))
    kinds = [(await subscriber.poll()).event.kind for _ in range(3)]
    assert kinds == ["polled", "not_modified", "not_modified"]
    assert len(documents) == 1


async def test_the_parser_is_told_what_is_known(fetcher: Fetcher, publisher: Publisher) -> None:
    documents: list[FeedDocument] = []

    async def listening(
        function: Callable[[FeedDocument], ParsedFeed], document: FeedDocument
    ) -> ParsedFeed:
        documents.append(document)
        return function(document)

    subscriber = Subscriber(fetcher, publisher.url, listening)
    publisher.says(rss(item(1)))
    memory = (await subscriber.poll()).memory
    publisher.says(rss(item(2), item(1)))
    await subscriber.poll()
    assert [document.memory for document in documents] == [b"", memory]


async def test_only_new_and_changed_entries_are_offered(
    subscriber: Subscriber, publisher: Publisher
) -> None:
    publisher.says(rss(item(1), item(2)))
    await subscriber.poll()
    publisher.says(rss(item(3), item(2, "Corrected words."), item(1, pubDate="now")))
    result = await subscriber.poll()
    assert [article.guid for article in result.articles] == ["guid-3", "guid-2"]
    assert (result.event.entries, result.event.offered) == (3, 2)


PAGE = "<html><body>Moved to our new site!</body></html>"


@pytest.mark.parametrize(
    ("says", "error"),
    [
        pytest.param({"status": 500}, "500", id="broken"),
        pytest.param({"status": 404}, "404", id="missing"),
        pytest.param({"status": 304}, "304", id="unchanged since never"),
        pytest.param({"status": 302}, "302", id="a redirect to nowhere"),
        pytest.param({"body": PAGE}, "HTML", id="a page"),
        pytest.param({"body": ""}, "empty", id="nothing"),
        pytest.param({"body": rss(item(1, "x" * 100_000))}, "exceeds", id="too much"),
        pytest.param({"body": "x", "Content_Encoding": "gzip"}, "decompress", id="no gzip"),
    ],
)
async def test_a_failure_is_an_outcome_and_the_feed_recovers(
    subscriber: Subscriber, publisher: Publisher, says: dict[str, str], error: str
) -> None:
    for failures in (1, 2):
        publisher.says(**says)  # type: ignore[arg-type]
        result = await subscriber.poll()
        assert (result.event.kind, result.articles) == ("failed", ())
        assert error in (result.event.error or "")
        assert "\n" not in (result.event.error or "")
        assert result.state.failures == failures
        assert result.state.next_poll_at is not None
        waited = result.state.next_poll_at - result.event.at
        assert waited >= failures * SETTINGS.min_interval
    publisher.says(rss(item(1)))
    result = await subscriber.poll()
    assert (result.event.kind, result.event.offered, result.state.failures) == ("polled", 1, 0)


async def test_a_failure_forgets_nothing(subscriber: Subscriber, publisher: Publisher) -> None:
    publisher.says(rss(item(1)), ETag='"one"')
    before = (await subscriber.poll()).state
    publisher.says(PAGE, ETag='"page"')
    after = (await subscriber.poll()).state
    assert (after.etag, after.body_hash) == (before.etag, before.body_hash)
    publisher.says(rss(item(1)), ETag='"one"')
    assert (await subscriber.poll()).event.kind == "not_modified"


@pytest.mark.parametrize("end", [DeadlineExceeded("parse_feed ran too long"), ProcessDied("-11")])
async def test_a_feed_that_kills_its_parser_is_a_failure(
    fetcher: Fetcher, publisher: Publisher, end: Exception
) -> None:
    async def deadly(_: Callable[[FeedDocument], ParsedFeed], __: FeedDocument) -> ParsedFeed:
        raise end

    publisher.says(rss(item(1)))
    result = await Subscriber(fetcher, publisher.url, deadly).poll()
    assert (result.event.kind, result.event.error) == ("failed", str(end))
    assert result.event.status == 200


async def test_an_unreachable_server_is_a_failure(fetcher: Fetcher) -> None:
    result = await Subscriber(fetcher, "http://127.0.0.1:65535/feed").poll()
    assert (result.event.kind, result.event.status) == ("failed", None)
    assert "no connection" in (result.event.error or "")


async def test_a_server_that_wants_to_be_left_alone_is(
    subscriber: Subscriber, publisher: Publisher
) -> None:
    publisher.says(status=503, Retry_After="7200")
    result = await subscriber.poll()
    assert result.state.next_poll_at is not None
    assert result.state.next_poll_at - result.event.at >= timedelta(hours=2)


async def test_the_wishes_of_a_document_are_remembered_and_heeded_after_a_304(
    subscriber: Subscriber, publisher: Publisher
) -> None:
    channel = "<link>https://site.example/</link><ttl>180</ttl>"
    for status in (200, 304):
        publisher.says(rss(item(1), channel=channel), status, ETag='"one"')
        result = await subscriber.poll()
        assert result.state.wishes.ttl == timedelta(hours=3)
        assert result.state.next_poll_at is not None
        assert result.state.next_poll_at - result.event.at >= timedelta(hours=3)
        assert result.state.next_poll_why == "its ttl of 3 h"


@pytest.mark.parametrize(("etag", "is_asked_sooner"), [({}, False), ({"ETag": '"one"'}, True)])
async def test_a_feed_without_validators_is_asked_once_an_hour_when_it_is_quiet(
    subscriber: Subscriber, publisher: Publisher, etag: dict[str, str], is_asked_sooner: bool
) -> None:
    publisher.says(rss(item(1)), 200, **etag)
    await subscriber.poll(NOW - timedelta(hours=2))
    again_at = (await subscriber.poll()).state.next_poll_at
    assert again_at is not None
    assert (again_at - NOW < timedelta(hours=1)) == is_asked_sooner


async def test_a_feed_that_has_fallen_silent_is_told_once_and_recovers(
    subscriber: Subscriber, publisher: Publisher
) -> None:
    dates = [NOW - timedelta(hours=12 * n) for n in range(1, 61)]
    entries = [item(n, pubDate=format_datetime(date)) for n, date in enumerate(dates)]
    publisher.says(rss(*entries[:50]), ETag='"one"')
    assert (await subscriber.poll()).state.silent_since is None

    publisher.says(status=304)
    events = [(await subscriber.poll(NOW + timedelta(days=days))).event for days in (1, 9, 10)]
    told = [(event.silent_since, event.is_frozen) for event in events]
    assert told == [(None, False), (dates[0], True), (None, False)]
    assert (subscriber.state.silent_since, subscriber.state.is_frozen) == (dates[0], True)

    publisher.says(rss(item(99)), ETag='"two"')
    await subscriber.poll(NOW + timedelta(days=11))
    assert (subscriber.state.silent_since, subscriber.state.is_frozen) == (None, False)


async def test_a_feed_is_parsed_in_a_child_process(fetcher: Fetcher, publisher: Publisher) -> None:
    publisher.says(rss(item(1)))
    async with open_process_pool("puller", processes=1, deadline=timedelta(seconds=20)) as pool:
        subscriber = Subscriber(fetcher, publisher.url, pool.run)
        assert (await subscriber.poll()).event.offered == 1
        publisher.says(PAGE)
        assert "HTML" in ((await subscriber.poll()).event.error or "")
