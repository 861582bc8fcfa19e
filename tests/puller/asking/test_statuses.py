"""What each answer of a server means for its feed."""

from collections.abc import AsyncIterator
from datetime import timedelta

import cramjam
import pytest

from newsmill.puller.asking.moving import address_of
from newsmill.puller.asking.polling import Poll, PutOff
from tests.puller.asking.reader import DAY, HOUR, Reader, at, feed, ok, open_reader, redirect
from tests.web.wire import said


@pytest.fixture
async def reader() -> AsyncIterator[Reader]:
    async with open_reader() as one:
        yield one


@pytest.mark.parametrize("status", [200, 201, 202, 203])
async def test_a_document_is_read(reader: Reader, status: int) -> None:
    reader.wire.says(said(status, feed(1, 2)))
    event = await reader.poll()
    assert (event.kind, event.status, event.offered) == ("polled", status, 2)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        pytest.param(said(204), "empty", id="204"),
        pytest.param(said(205), "empty", id="205"),
        pytest.param(said(200, b""), "empty", id="200 without a body"),
        pytest.param(said(200, b" \n\t "), "empty", id="200 with white space"),
        pytest.param(said(206, feed(1), b"Content-Range: bytes 0-9/99"), "206", id="206"),
        pytest.param(said(226, feed(1), b"IM: feed"), "226", id="226 unasked"),
        pytest.param(said(300, feed(1), b"Location: /other"), "300", id="300"),
        pytest.param(said(301), "301", id="301 to nowhere"),
        pytest.param(said(304), "without conditions", id="304 unasked"),
        pytest.param(said(305, b"", b"Location: /other"), "305", id="305"),
        pytest.param(said(400), "400", id="400"),
        pytest.param(said(401), "NEWSMILL_CREDENTIALS", id="401"),
        pytest.param(said(403), "403", id="403"),
        pytest.param(said(404, feed(1)), "404", id="404 with a feed"),
        pytest.param(said(418), "418", id="418"),
        pytest.param(said(451), "451", id="451"),
        pytest.param(said(500), "500", id="500"),
        pytest.param(said(599), "599", id="599"),
        pytest.param(said(999), "999", id="999"),
        pytest.param(said(200, b"<html><body>Home</body></html>"), "HTML", id="a page"),
        pytest.param(b"", "without an answer", id="nothing"),
        pytest.param(b"nonsense\r\n\r\n", "no valid HTTP", id="no HTTP"),
        pytest.param(redirect(302, "mailto:ann@paper.example"), "URL", id="to no page"),
        pytest.param(redirect(302, "http://10.0.0.1/"), "private", id="to a private network"),
        pytest.param(redirect(302, "http://paper.example:25/"), "port 25", id="to a mail port"),
        pytest.param(redirect(302, "http://a:pa55@paper.example/"), "user name", id="to a user"),
        pytest.param(redirect(302, "/feed"), "go round", id="to itself"),
    ],
)
async def test_everything_else_is_a_failure_that_recovers(
    reader: Reader, answer: bytes, says: str
) -> None:
    reader.wire.says(answer)
    for failures in (1, 2, 3):
        event = await reader.poll(DAY)
        assert (event.kind, reader.state.failures) == ("failed", failures)
        assert says in (event.error or "")
        assert "pa55" not in reader.state.model_dump_json()
        assert event.next_poll_at is not None
        assert event.next_poll_at - event.at <= DAY
    reader.wire.says(ok(1))
    event = await reader.poll(DAY)
    assert (event.kind, event.offered, reader.state.failures) == ("polled", 1, 0)


async def test_a_feed_that_is_missing_for_weeks_is_still_asked_for_daily(reader: Reader) -> None:
    reader.wire.says(said(404))
    for _ in range(40):
        event = await reader.poll(DAY)
        assert event.next_poll_at is not None
        assert event.next_poll_at <= event.at + DAY + HOUR
    assert reader.state.retired is None


async def test_a_feed_that_says_gone_for_a_day_retires(reader: Reader) -> None:
    await reader.poll()
    reader.wire.says(said(410))
    first = await reader.poll()
    assert (first.kind, first.status, first.retired) == ("failed", 410, None)
    assert first.next_poll_at == first.at + DAY
    assert reader.state.gone_since == first.at
    soon = await reader.poll(HOUR)
    assert (soon.kind, soon.next_poll_at) == ("failed", first.at + DAY)
    last = await reader.poll(DAY - HOUR)
    assert (last.kind, last.next_poll_at) == ("gone", None)
    assert "410" in (last.retired or "")
    assert (reader.state.gone, reader.state.retired) == (True, last.retired)


@pytest.mark.parametrize("other", [said(404), said(503), ok(1), said(200, b"<html>")])
async def test_gone_is_only_what_says_nothing_else(reader: Reader, other: bytes) -> None:
    for answer in (said(410), other, said(410)):
        reader.wire.says(answer)
        event = await reader.poll(DAY)
    assert (event.kind, reader.state.gone) == ("failed", False)
    assert reader.state.gone_since == event.at


async def test_silence_does_not_make_a_gone_feed_come_back(reader: Reader) -> None:
    for answer in (said(410), b"", said(410)):
        reader.wire.says(answer)
        event = await reader.poll(DAY)
    assert event.kind == "gone"


async def test_a_redirect_for_now_does_not_lead_to_gone(reader: Reader) -> None:
    reader.wire.routes(feed=redirect(302, "/other"), other=said(410))
    for _ in range(3):
        assert (await reader.poll(DAY)).kind == "failed"


@pytest.mark.parametrize("status", [429, 503, 403, 500])
@pytest.mark.parametrize("is_date", [False, True])
async def test_who_asks_for_a_pause_has_it(reader: Reader, status: int, is_date: bool) -> None:
    # The server's clock is years behind.
    clock = reader.at - 1000 * DAY
    value = at(clock + 3 * DAY) if is_date else b"259200"
    reader.wire.says(said(status, b"", b"Retry-After: " + value, b"Date: " + at(clock)))
    assert (await reader.poll()).kind == "failed"
    asked = len(reader.wire.requests)
    result = await reader.ask(DAY)
    assert isinstance(result, PutOff)
    assert result.again_at == reader.at + 2 * DAY
    assert reader.asker.ready_in(address_of(reader.feed, reader.state)) == 2 * DAY
    # Another feed of the same site, on another host.
    reader.subscribe(reader.url("/other", host="www.paper.example"))
    assert isinstance(await reader.ask(HOUR), PutOff)
    assert len(reader.wire.requests) == asked
    reader.subscribe(reader.url("/feed", host="magazine.example"))
    assert isinstance(await reader.ask(HOUR), Poll)
    reader.subscribe(reader.url("/feed"))
    reader.wire.says(ok(1))
    assert isinstance(await reader.ask(2 * DAY), Poll)


async def test_a_pause_is_a_week_at_most(reader: Reader) -> None:
    reader.wire.says(said(503, b"", b"Retry-After: 99999999"))
    await reader.poll()
    assert reader.asker.ready_in(address_of(reader.feed, reader.state)) == 7 * DAY


async def test_two_requests_to_a_site_are_a_second_apart(reader: Reader) -> None:
    await reader.poll()
    began = reader.clock.now
    reader.subscribe(reader.url("/other", host="www.paper.example"))
    assert reader.asker.ready_in(address_of(reader.feed, reader.state)) == timedelta(seconds=1)
    assert reader.asker.scope(address_of(reader.feed, reader.state)) == "paper.example"
    await reader.poll(timedelta(0))
    assert reader.clock.now == began + 1


async def test_blogs_of_one_platform_do_not_wait_for_each_other(reader: Reader) -> None:
    for name in ("ann", "bob"):
        reader.subscribe(reader.url("/feed", host=f"{name}.blogspot.com"))
        await reader.poll(timedelta(0))
    assert reader.clock.slept == []


async def test_a_site_that_wants_a_long_delay_is_not_waited_for() -> None:
    async with open_reader(host_delay=timedelta(minutes=1)) as reader:
        await reader.poll()
        result = await reader.ask(timedelta(seconds=20))
        assert result == PutOff(reader.at + timedelta(seconds=40))
        assert reader.clock.slept == []


async def test_a_cut_off_answer_keeps_no_validators(reader: Reader) -> None:
    whole = feed(1, 2)
    await reader.poll()
    reader.wire.says(said(200, whole, b'ETag: "cut"', length=len(whole) + 900))
    event = await reader.poll()
    assert (event.kind, event.cut_off, event.offered) == ("polled", True, 1)
    assert (reader.state.etag, reader.state.body_hash) == (None, None)


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        (b"br", bytes(cramjam.brotli.compress(feed(1)))),
        (b"zstd", bytes(cramjam.zstd.compress(feed(1)))),
        (b"gzip", bytes(cramjam.gzip.compress(feed(1)))),
    ],
)
async def test_every_encoding_that_is_asked_for_is_read(
    reader: Reader, encoding: bytes, packed: bytes
) -> None:
    reader.wire.says(said(200, packed, b"Content-Encoding: " + encoding))
    assert (await reader.poll()).offered == 1
    assert encoding in (reader.wire.sent("Accept-Encoding") or b"")


MAP = b"http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap_index(*urls: str) -> bytes:
    rows = b"".join(b"<sitemap><loc>%b</loc></sitemap>" % url.encode() for url in urls)
    return b'<sitemapindex xmlns="%b">%b</sitemapindex>' % (MAP, rows)


def sitemap(day: bytes, *names: bytes) -> bytes:
    news = b"http://www.google.com/schemas/sitemap-news/0.9"
    rows = b"".join(
        b"<url><loc>http://paper.example/%b</loc><n:news><n:title>About %b</n:title>"
        b"<n:publication_date>%b</n:publication_date></n:news></url>" % (name, name, day)
        for name in names
    )
    return b'<urlset xmlns="%b" xmlns:n="%b">%b</urlset>' % (MAP, news, rows)


async def test_an_index_of_sitemaps_is_read_with_them(reader: Reader) -> None:
    day = reader.at.date().isoformat().encode()
    index = said(200, sitemap_index(reader.url("/a"), reader.url("/b")), b'ETag: "one"')
    reader.wire.routes(feed=index, a=said(200, sitemap(day, b"ferry", b"bridge")), b=said(404))
    event = await reader.poll()
    assert (event.kind, event.entries, event.offered) == ("polled", 2, 2)
    # The index stays the same, its sitemaps do not.
    reader.wire.routes(feed=index, a=said(200, sitemap(day, b"ferry")), b=ok(1))
    event = await reader.poll(HOUR)
    assert (event.kind, event.offered) == ("polled", 1)
    assert reader.wire.sent("If-None-Match", -3) is None
