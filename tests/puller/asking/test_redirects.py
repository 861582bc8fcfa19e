"""Redirects: what is followed, what is adopted, and what goes along."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from newsmill.contracts.feeds import Feed, FeedState
from newsmill.puller.asking.moving import move
from newsmill.puller.asking.polling import Poll, PutOff
from tests.puller.asking.reader import (
    DAY,
    HOUR,
    Reader,
    by_host,
    feed,
    host_of_request,
    ok,
    open_reader,
    redirect,
)
from tests.puller.documents import NOW
from tests.web.wire import said

PAGE = said(200, b"<html><body>Welcome home</body></html>")


@pytest.fixture
async def reader() -> AsyncIterator[Reader]:
    async with open_reader() as one:
        yield one


def hosts(reader: Reader) -> list[str]:
    return [host_of_request(request) for request in reader.wire.requests]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "location", ["/moved", "moved", "//paper.example:PORT/moved#top", " moved "]
)
async def test_redirects_are_followed(reader: Reader, status: int, location: str) -> None:
    there = location.replace("PORT", str(reader.wire.port))
    reader.wire.routes(feed=redirect(status, there), moved=ok(1))
    event = await reader.poll()
    assert (event.kind, event.offered, event.status) == ("polled", 1, 200)
    assert reader.wire.lines[-1] == b"GET /moved HTTP/1.1"
    assert event.feed_url == reader.state.url == reader.feed.url
    # Links are relative to where the document came from.
    assert reader.documents[-1].url == reader.url("/moved")


@pytest.mark.parametrize(
    ("location", "line"),
    [
        (b"/caf\xe9", b"GET /caf%E9 HTTP/1.1"),
        (b"/caf\xc3\xa9", b"GET /caf%C3%A9 HTTP/1.1"),
        (b"/two words", b"GET /two%20words HTTP/1.1"),
        (b"/s%2Fp%28?X=a%2bB+%7E&e=", b"GET /s%2Fp%28?X=a%2bB+%7E&e= HTTP/1.1"),
    ],
)
async def test_a_location_is_followed_byte_by_byte(
    reader: Reader, location: bytes, line: bytes
) -> None:
    first = said(302, b"", b"Location: " + location)
    reader.wire.answer = lambda request: first if b"/feed" in request[:20] else ok(1)
    assert (await reader.poll()).kind == "polled"
    assert reader.wire.lines[-1] == line


@pytest.mark.parametrize(("hops", "kind"), [(5, "polled"), (6, "failed")])
async def test_five_redirects_are_followed(reader: Reader, hops: int, kind: str) -> None:
    steps = {f"r{n}": redirect(302, f"/r{n + 1}") for n in range(1, hops)}
    reader.wire.routes(feed=redirect(302, "/r1"), **steps, **{f"r{hops}": ok(1)})
    event = await reader.poll()
    assert event.kind == kind
    assert len(reader.wire.requests) == 6


async def test_a_loop_ends_at_its_first_repetition(reader: Reader) -> None:
    reader.wire.routes(feed=redirect(302, "/a"), a=redirect(302, "/b"), b=redirect(302, "/a"))
    event = await reader.poll()
    assert (event.kind, len(reader.wire.requests)) == ("failed", 3)
    assert "go round" in (event.error or "")


async def test_a_server_that_wants_its_cookie_back_has_it(reader: Reader) -> None:
    first = said(302, b"", b"Location: /feed", b"Set-Cookie: seen=1")
    reader.wire.answer = lambda request: ok(1) if b"Cookie: seen=1" in request else first
    assert (await reader.poll()).kind == "polled"
    # It is forgotten with the poll.
    reader.wire.answer = lambda _: ok(2)
    await reader.poll()
    assert reader.wire.sent("Cookie") is None


async def test_each_hop_to_a_site_waits_its_turn(reader: Reader) -> None:
    reader.wire.routes(feed=redirect(302, "/a"), a=redirect(302, "/b"), b=ok(1))
    began = reader.clock.now
    await reader.poll(HOUR)
    assert reader.clock.now == began + 3600 + 2


async def test_a_redirect_to_a_site_that_rests_is_put_off(reader: Reader) -> None:
    reader.subscribe(reader.url("/", host="busy.example"))
    reader.wire.says(said(503, b"", b"Retry-After: 7200"))
    await reader.poll()
    reader.subscribe(reader.url("/feed"))
    reader.wire.says(redirect(302, reader.url("/", host="busy.example")))
    result = await reader.ask(HOUR)
    assert result == PutOff(reader.at + HOUR)
    assert hosts(reader) == ["busy.example", "paper.example"]


@pytest.mark.parametrize("status", [301, 308])
async def test_a_move_is_adopted_after_three_days_of_the_same_answer(
    reader: Reader, status: int
) -> None:
    new = reader.url("/feed", host="new.example")
    reader.wire.answer = by_host(paper=redirect(status, new), new=ok(1))
    first = await reader.poll()
    since = first.at
    assert (reader.state.moving_to, reader.state.moving_since) == (new, since)
    for _ in range(2):
        assert (await reader.poll(DAY)).moved_to is None
    event = await reader.poll(DAY)
    assert (event.moved_to, reader.state.asked_url) == (new, new)
    assert (reader.state.moving_to, reader.state.moving_since) == (None, None)
    assert reader.state.url == reader.feed.url
    asked = len(hosts(reader))
    assert (await reader.poll()).moved_to is None
    assert hosts(reader)[asked:] == ["new.example"]


@pytest.mark.parametrize("status", [302, 303, 307])
async def test_a_redirect_for_now_is_never_adopted(reader: Reader, status: int) -> None:
    reader.wire.answer = by_host(
        paper=redirect(status, reader.url("/feed", host="new.example")), new=ok(1)
    )
    for _ in range(5):
        await reader.poll(DAY)
    assert (reader.state.moving_to, reader.state.asked_url) == (None, None)


async def test_one_redirect_for_now_among_permanent_ones_is_for_now(reader: Reader) -> None:
    reader.wire.routes(feed=redirect(301, "/a"), a=redirect(302, "/b"), b=ok(1))
    for _ in range(5):
        await reader.poll(DAY)
    assert (reader.state.moving_to, reader.state.asked_url) == (None, None)


async def test_another_answer_begins_the_three_days_anew(reader: Reader) -> None:
    reader.wire.routes(feed=redirect(301, "/a"), a=ok(1), b=ok(1))
    await reader.poll(DAY)
    await reader.poll(DAY)
    for answer in (redirect(301, "/b"), ok(1), redirect(302, "/a")):
        reader.wire.routes(feed=answer, a=ok(1), b=ok(1))
        await reader.poll(DAY)
        reader.wire.routes(feed=redirect(301, "/a"), a=ok(1), b=ok(1))
        for _ in range(3):
            await reader.poll(DAY)
            assert reader.state.asked_url is None
    await reader.poll(DAY)
    assert reader.state.asked_url == reader.url("/a")


async def test_an_unreachable_day_changes_nothing(reader: Reader) -> None:
    reader.wire.routes(feed=redirect(301, "/a"), a=ok(1))
    await reader.poll(DAY)
    reader.wire.says(b"")
    await reader.poll(DAY)
    reader.wire.routes(feed=redirect(301, "/a"), a=ok(1))
    await reader.poll(2 * DAY)
    assert reader.state.asked_url == reader.url("/a")


@pytest.mark.parametrize("target", [PAGE, said(404), said(410), said(500), said(200, b"")])
async def test_what_answers_no_feed_is_not_adopted(reader: Reader, target: bytes) -> None:
    reader.wire.routes(feed=redirect(301, "/home"), home=target)
    for _ in range(5):
        event = await reader.poll(HOUR + DAY)
        if target != said(410):
            assert event.kind == "failed"
        assert (event.moved_to, reader.state.asked_url) == (None, None)


async def test_a_move_whose_target_is_unchanged_is_adopted(reader: Reader) -> None:
    reader.wire.routes(feed=redirect(301, "/a"), a=ok(1, headers=[b'ETag: "one"']))
    await reader.poll()
    reader.wire.routes(feed=redirect(301, "/a"), a=said(304))
    event = await reader.poll(3 * DAY)
    assert (event.kind, event.moved_to) == ("not_modified", reader.url("/a"))


def test_https_is_never_given_up() -> None:
    class Chain:
        redirects, is_permanent = 1, True

        def __init__(self, url: str, *, is_secure: bool) -> None:
            self.url, self.is_secure = url, is_secure

    def adopted(asked: str, chain: Chain) -> str | None:
        state = FeedState(url=asked, moving_to=chain.url, moving_since=NOW)
        return move(
            Feed(url=asked, added_at=NOW), state, chain, NOW + 9 * DAY, is_feed=True
        ).adopted

    secure, plain = "https://new.example/feed", "http://new.example/feed"
    assert adopted("https://paper.example/", Chain(secure, is_secure=True)) == secure
    assert adopted("http://paper.example/", Chain(secure, is_secure=True)) == secure
    assert adopted("http://paper.example/", Chain(plain, is_secure=True)) == plain
    assert adopted("https://paper.example/", Chain(plain, is_secure=False)) is None
    # https, then http, then https again: whoever sits in between may lead anywhere.
    assert adopted("https://paper.example/", Chain(secure, is_secure=False)) is None


async def test_a_signed_url_is_followed_and_never_kept(reader: Reader) -> None:
    signed = "/cdn/feed?X-Amz-Signature=0a1b2c&X-Amz-Expires=60"
    answer = redirect(301, signed)
    reader.wire.answer = lambda request: (
        ok(1, headers=[b'ETag: "one"']) if b"/cdn" in request[:10] else answer
    )
    for _ in range(5):
        event = await reader.poll(DAY)
        assert "0a1b2c" not in reader.state.model_dump_json() + event.model_dump_json()
        assert "0a1b2c" not in reader.documents[-1].url
    assert reader.wire.lines[-1] == b"GET " + signed.encode() + b" HTTP/1.1"
    assert reader.state.asked_url is None


async def test_a_feed_that_moves_to_another_subscription_retires(reader: Reader) -> None:
    new = reader.url("/feed", host="new.example")
    reader.taken = {new}
    reader.wire.answer = by_host(paper=redirect(301, new), new=ok(1))
    await reader.poll()
    assert not reader.state.gone
    event = await reader.poll(3 * DAY)
    assert (event.moved_to, event.next_poll_at) == (None, None)
    assert new in (event.retired or "")
    assert (reader.state.gone, reader.state.retired) == (True, event.retired)
    assert (reader.state.next_poll_at, reader.state.asked_url) == (None, None)


async def test_a_move_back_home_is_adopted_too(reader: Reader) -> None:
    new = reader.url("/feed", host="new.example")
    reader.state = FeedState(url=reader.feed.url, asked_url=new)
    reader.wire.answer = by_host(new=redirect(308, reader.feed.url), paper=ok(1))
    await reader.poll()
    event = await reader.poll(3 * DAY)
    assert (event.moved_to, reader.state.asked_url) == (reader.feed.url, None)


async def test_a_feed_that_fails_where_it_went_is_asked_for_at_home(reader: Reader) -> None:
    new = reader.url("/feed", host="new.example")
    reader.state = FeedState(url=reader.feed.url, asked_url=new)
    reader.wire.answer = by_host(new=said(404), paper=ok(1))
    for _ in range(3):
        assert (await reader.poll(DAY)).kind == "failed"
    event = await reader.poll(DAY)
    assert (event.kind, event.moved_to) == ("polled", reader.feed.url)
    assert reader.state.asked_url is None


async def test_a_feed_that_is_gone_where_it_went_is_asked_for_at_home(reader: Reader) -> None:
    new = reader.url("/feed", host="new.example")
    reader.state = FeedState(url=reader.feed.url, asked_url=new)
    reader.wire.answer = by_host(new=said(410), paper=ok(1))
    await reader.poll(DAY)
    event = await reader.poll(DAY)
    assert (event.kind, reader.state.asked_url) == ("polled", None)


ROBOTS_CASES = [
    pytest.param("User-agent: *\nDisallow: /", "", "polled", id="all crawlers, at home"),
    pytest.param("User-agent: newsmill\nDisallow: /", "", "failed", id="us, at home"),
    pytest.param("", "User-agent: *\nDisallow: /", "failed", id="all crawlers, on the way"),
    pytest.param("", "User-agent: newsmill\nDisallow: /feed", "failed", id="us, on the way"),
    pytest.param("", "User-agent: other\nDisallow: /", "polled", id="another crawler"),
]


@pytest.mark.parametrize(("home", "there", "kind"), ROBOTS_CASES)
@pytest.mark.parametrize("heeded", [True, False])
async def test_robots_txt_holds_at_every_hop(
    home: str, there: str, kind: str, heeded: bool
) -> None:
    async with open_reader(robots=heeded) as reader:
        new = redirect(302, reader.url("/feed", host="new.example"))

        def answer(request: bytes) -> bytes:
            is_new = host_of_request(request) == "new.example"
            if b"/robots.txt" in request[:20]:
                return said(200, (there if is_new else home).encode())
            return ok(1) if is_new else new

        reader.wire.answer = answer
        event = await reader.poll()
        assert event.kind == (kind if heeded else "polled")
        if event.kind == "failed":
            assert "robots.txt" in (event.error or "")
        assert (b"GET /robots.txt HTTP/1.1" in reader.wire.lines) == heeded


async def test_a_missing_robots_txt_forbids_nothing_that_was_subscribed_to() -> None:
    async with open_reader(robots=True) as reader:
        reader.wire.answer = lambda request: said(500) if b"/robots.txt" in request[:20] else ok(1)
        assert (await reader.poll()).kind == "polled"
        assert (await reader.poll()).kind == "not_modified"
        assert reader.wire.lines.count(b"GET /robots.txt HTTP/1.1") == 1
        assert feed(1) == reader.documents[0].body


async def test_a_crawl_delay_is_kept_between_polls() -> None:
    async with open_reader(robots=True) as reader:
        reader.wire.routes(robots_txt=said(200, b"User-agent: *\nCrawl-delay: 60"), feed=ok(1))
        # The delay is known when robots.txt was read, and holds for the next request.
        result = await reader.ask()
        assert result == PutOff(reader.at + HOUR / 60)
        assert (await reader.poll(HOUR / 60)).kind == "polled"
        assert isinstance(await reader.ask(HOUR / 120), PutOff)


@pytest.mark.parametrize("seconds", [3_600, 80_000, 86_400, 10**9])
async def test_a_feed_is_polled_daily_whatever_its_crawl_delay(seconds: int) -> None:
    """Were robots.txt forgotten before it is the feed's turn, it would be asked for each time."""
    async with open_reader(robots=True) as reader:
        rules = said(200, f"User-agent: *\nCrawl-delay: {seconds}".encode())
        reader.wire.answer = lambda request: rules if b"/robots.txt" in request[:20] else ok(1)
        polls, end, after = 0, reader.at + timedelta(days=7), timedelta()
        while reader.at + after < end:
            result = await reader.ask(after)
            polls += isinstance(result, Poll)
            next_at = result.again_at if isinstance(result, PutOff) else result.state.next_poll_at
            assert next_at is not None
            after = max(next_at - reader.at, timedelta(seconds=1))
        assert polls >= 6
