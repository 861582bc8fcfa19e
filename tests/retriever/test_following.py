"""Redirects of every kind: robots.txt, pace, cookies and bounds at every hop."""

import asyncio
import gzip
import tracemalloc
from collections.abc import AsyncIterator
from itertools import pairwise

import pytest
from aiohttp import web

from newsmill.contracts.articles import Reservations, RetrievedArticle
from newsmill.retriever.retrieving import Retriever
from tests.builders import TEXT
from tests.retriever.newsstand import (
    PAGE,
    Answer,
    FakeClock,
    Newsstand,
    open_newsstand,
    open_retriever,
    teaser,
)

FORBIDDEN = "User-agent: *\nDisallow: /secret"
WAIT = "<!doctype html><title>One moment</title><p>One moment, please."


@pytest.fixture
async def stand() -> AsyncIterator[Newsstand]:
    async with open_newsstand() as newsstand:
        yield newsstand


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def paced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Treat loopback like any other host."""
    monkeypatch.setattr("newsmill.web.visiting._is_local", lambda _: False)


async def retrieved(retriever: Retriever, url: str, version: object = 1) -> RetrievedArticle:
    return await retriever.retrieve(teaser(url, entry=url, version=version))


def leading_to(target: str, how: str) -> tuple[str, dict[str, object]]:
    """The body and the rest of an answer that leads to `target`."""
    match how:
        case "redirect":
            return "", {"status": 302, "headers": {"Location": target}}
        case "header":
            return WAIT, {"headers": {"Refresh": f"0; url={target}"}}
        case "meta":
            return f'<meta http-equiv="refresh" content="0;url={target}">{WAIT}', {}
    return f"{WAIT}<script>window.location.href = '{target}';</script>", {}


HOWS = ["redirect", "header", "meta", "script"]


@pytest.mark.parametrize("how", HOWS)
async def test_a_forbidden_page_is_not_requested_wherever_the_link_begins(
    stand: Newsstand, how: str
) -> None:
    stand.put("/robots.txt", FORBIDDEN)
    stand.put("/secret")
    body, reply = leading_to("/secret", how)
    async with open_retriever() as retriever:
        article = await retrieved(retriever, stand.put("/ok", body, **reply))
    assert (article.retrieval, article.page) == ("robots", None)
    assert stand.asked == ["/robots.txt", "/ok"]


@pytest.mark.parametrize("how", HOWS)
async def test_another_sites_rules_are_asked_before_its_page(stand: Newsstand, how: str) -> None:
    stand.put("/robots.txt", FORBIDDEN)
    async with open_newsstand() as shortener, open_retriever() as retriever:
        for path, expected in (("/secret", "robots"), ("/ferry", "fetched")):
            body, reply = leading_to(stand.put(path), how)
            article = await retrieved(retriever, shortener.put(f"/s{path}", body, **reply))
            assert article.retrieval == expected
    assert stand.asked == ["/robots.txt", "/ferry"]


@pytest.mark.parametrize("how", HOWS)
async def test_private_addresses_are_refused_at_every_hop(stand: Newsstand, how: str) -> None:
    body, reply = leading_to("http://user:word@127.0.0.1/", how)
    async with open_retriever() as retriever:
        article = await retrieved(retriever, stand.put("/ok", body, **reply))
    assert article.retrieval == "refused"
    assert stand.asked == ["/robots.txt", "/ok"]


async def test_twelve_short_links_are_paced_where_they_lead(
    stand: Newsstand, clock: FakeClock, paced: None
) -> None:
    asked_at: list[float] = []

    async def answer(_: web.Request) -> web.Response:
        asked_at.append(clock.now)
        return web.Response(text=PAGE, content_type="text/html")

    urls = []
    for number in range(12):
        stand.answers[f"/{number}"] = answer
        target = stand.url(f"/{number}", "paper.localhost")
        body, reply = leading_to(target, "redirect")
        stand.put(f"/s{number}", body, **reply)
        urls.append(stand.url(f"/s{number}", f"short-{number}.localhost"))
    async with open_retriever(clock) as retriever:
        articles = await asyncio.gather(*(retrieved(retriever, url) for url in urls))
    assert [article.retrieval for article in articles] == ["fetched"] * 12
    pauses = [after - before for before, after in pairwise(asked_at)]
    assert min(pauses) >= 1


async def test_redirects_within_a_host_are_paced(
    stand: Newsstand, clock: FakeClock, paced: None
) -> None:
    stand.put("/ferry")
    stand.put("/old", "", status=301, headers={"Location": "/ferry"})
    async with open_retriever(clock, host_delay=5) as retriever:
        await retrieved(retriever, stand.url("/old"))
    assert stand.asked == ["/robots.txt", "/old", "/ferry"]
    assert clock.slept == [5, 5]


async def test_a_resting_host_is_not_asked_as_a_target_either(
    stand: Newsstand, clock: FakeClock
) -> None:
    busy = stand.put("/busy", status=403, headers={"Retry-After": "7200"})
    stand.put("/ferry")
    body, reply = leading_to(stand.url("/ferry"), "redirect")
    async with open_newsstand() as shortener, open_retriever(clock) as retriever:
        short = shortener.put("/s", body, **reply)
        assert (await retrieved(retriever, busy)).retrieval == "http_error"
        clock.now += 7199
        assert (await retrieved(retriever, short)).retrieval == "http_error"
        assert stand.times_asked("/ferry") == 0
        clock.now += 1
        assert (await retrieved(retriever, short)).retrieval == "fetched"


async def test_a_resting_host_is_refused_at_once(
    stand: Newsstand, clock: FakeClock, paced: None
) -> None:
    busy = stand.put("/busy", status=503, headers={"Retry-After": "120"})
    async with open_retriever(clock, host_delay=5) as retriever:
        await retrieved(retriever, busy)
        slept = list(clock.slept)
        assert (await retrieved(retriever, stand.url("/ferry"))).retrieval == "http_error"
    assert clock.slept == slept


async def test_who_waits_while_a_host_begins_to_rest_does_not_ask_it(
    stand: Newsstand, clock: FakeClock, paced: None
) -> None:
    urls = [
        stand.put(f"/{number}", status=503, headers={"Retry-After": "120"}) for number in range(3)
    ]
    async with open_retriever(clock) as retriever:
        articles = await asyncio.gather(*(retrieved(retriever, url) for url in urls))
    assert {article.retrieval for article in articles} == {"http_error"}
    assert stand.asked == ["/robots.txt", "/0"]


async def test_a_pause_that_robots_txt_asks_for_is_kept(stand: Newsstand, clock: FakeClock) -> None:
    stand.put("/robots.txt", status=503, headers={"Retry-After": "7200"})
    url = stand.put("/ferry")
    async with open_retriever(clock) as retriever:
        for version, seconds in enumerate((0, 3600, 3599)):
            clock.now += seconds
            assert (await retrieved(retriever, url, version)).page is None
        assert stand.asked == ["/robots.txt"]
        stand.put("/robots.txt", "")
        clock.now += 1
        assert (await retrieved(retriever, url, 3)).retrieval == "fetched"


async def test_a_date_to_come_back_is_judged_by_the_servers_clock(
    stand: Newsstand, clock: FakeClock
) -> None:
    headers = {
        "Date": "Sat, 03 Jan 2015 10:00:00 GMT",
        "Retry-After": "Sat, 03 Jan 2015 11:00:00 GMT",
    }
    busy = stand.put("/busy", status=503, headers=headers)
    stand.put("/ferry")
    async with open_retriever(clock) as retriever:
        await retrieved(retriever, busy)
        clock.now += 3599
        assert (await retrieved(retriever, stand.url("/ferry"))).retrieval == "http_error"
        clock.now += 1
        assert (await retrieved(retriever, stand.url("/ferry"))).retrieval == "fetched"


def cookie_gate(name: str = "seen") -> Answer:
    """Sets a cookie and redirects to itself until the cookie comes back."""

    async def answer(request: web.Request) -> web.Response:
        if name in request.cookies:
            return web.Response(text=PAGE, content_type="text/html")
        headers = {"Location": str(request.rel_url), "Set-Cookie": f"{name}=yes; Path=/"}
        return web.Response(status=302, headers=headers)

    return answer


async def test_a_site_that_wants_its_cookie_back_gives_the_article(stand: Newsstand) -> None:
    stand.answers["/ferry"] = cookie_gate()
    async with open_retriever() as retriever:
        article = await retrieved(retriever, stand.url("/ferry"))
    assert article.page
    assert article.page.html == PAGE
    assert stand.times_asked("/ferry") == 2


async def test_a_waiting_page_that_sets_a_cookie_and_reloads_gives_the_article(
    stand: Newsstand,
) -> None:
    async def answer(request: web.Request) -> web.Response:
        if "seen" in request.cookies:
            return web.Response(text=PAGE, content_type="text/html")
        wait = f'<meta http-equiv=refresh content="2">{WAIT}'
        return web.Response(text=wait, content_type="text/html", headers={"Set-Cookie": "seen=yes"})

    stand.answers["/ferry"] = answer
    async with open_retriever() as retriever:
        article = await retrieved(retriever, stand.url("/ferry"))
    assert article.page
    assert article.page.html == PAGE


async def test_a_cookie_is_sent_in_its_chain_alone_and_to_its_site_alone(stand: Newsstand) -> None:
    sent: list[tuple[str, str | None]] = []

    async def note(request: web.Request) -> web.Response:
        sent.append((request.path, request.headers.get("Cookie")))
        return web.Response(text=PAGE, content_type="text/html")

    stand.answers["/ferry"] = stand.answers["/harbour"] = note
    elsewhere = stand.url("/ferry", "other.localhost")
    headers = {"Location": elsewhere, "Set-Cookie": "a=1; Path=/; Domain=localhost"}
    stand.put("/away", "", status=302, headers=headers)
    headers = {"Location": "/ferry", "Set-Cookie": "b=2; Path=/"}
    stand.put("/stay", "", status=302, headers=headers)
    async with open_retriever() as retriever:
        for path in ("/away", "/stay"):
            await retrieved(retriever, stand.url(path, "paper.localhost"))
        await retrieved(retriever, stand.url("/harbour", "paper.localhost"))
    assert sent == [("/ferry", None), ("/ferry", "b=2"), ("/harbour", None)]


async def test_cookies_without_end_are_not_carried_along(stand: Newsstand) -> None:
    got: list[int] = []

    async def note(request: web.Request) -> web.Response:
        got.append(len(request.headers.get("Cookie", "")))
        return web.Response(text=PAGE, content_type="text/html")

    async def answer(_: web.Request) -> web.Response:
        response = web.Response(status=302, headers={"Location": "/ferry"})
        for number in range(150):
            response.headers.add("Set-Cookie", f"c{number}={'x' * 4000}; Path=/")
        return response

    stand.answers["/flood"], stand.answers["/ferry"] = answer, note
    async with open_retriever() as retriever:
        assert (await retrieved(retriever, stand.url("/flood"))).retrieval == "fetched"
    assert 4000 < got[0] <= 8192


@pytest.mark.parametrize("how", HOWS)
async def test_a_chain_without_end_ends(stand: Newsstand, how: str) -> None:
    for number in range(30):
        body, reply = leading_to(f"/{number + 1}", how)
        stand.put(f"/{number}", body, **reply)
    async with open_retriever() as retriever:
        assert (await retrieved(retriever, stand.url("/0"))).retrieval == "unreachable"
    assert len(stand.asked) == 1 + 6


async def test_a_site_that_sets_another_cookie_each_time_is_left(stand: Newsstand) -> None:
    async def answer(request: web.Request) -> web.Response:
        cookie = f"n={len(stand.asked)}; Path=/"
        headers = {"Location": request.path, "Set-Cookie": cookie}
        return web.Response(status=302, headers=headers)

    stand.answers["/ferry"] = answer
    async with open_retriever() as retriever:
        assert (await retrieved(retriever, stand.url("/ferry"))).retrieval == "unreachable"
    assert stand.times_asked("/ferry") == 6


async def test_two_pages_that_lead_to_each_other_end(stand: Newsstand) -> None:
    for path, target in (("/a", "/b"), ("/b", "/a")):
        body, reply = leading_to(target, "meta")
        stand.put(path, body, **reply)
    async with open_retriever() as retriever:
        assert (await retrieved(retriever, stand.url("/a"))).retrieval == "unreachable"
    assert stand.asked == ["/robots.txt", "/a", "/b"]


async def test_the_base_of_a_waiting_page_counts(stand: Newsstand) -> None:
    stand.put("/en/ferry")
    base = f'<base href="/en/"><meta http-equiv=Refresh content="1; URL=ferry">{WAIT}'
    async with open_retriever() as retriever:
        article = await retrieved(retriever, stand.put("/wait", base))
    assert article.page
    assert article.page.url == stand.url("/en/ferry")


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param('<meta http-equiv="refresh" content="300">', id="a live page"),
        pytest.param('<meta http-equiv="refresh" content="5">', id="itself without a cookie"),
        pytest.param('<meta http-equiv="refresh" content="60;url=/home">', id="after a minute"),
        pytest.param('<script>if (0) { location.href = "/home"; }</script>', id="a script"),
    ],
)
async def test_an_article_stays_where_it_is(stand: Newsstand, markup: str) -> None:
    stand.put("/home")
    text = f"{markup}{PAGE}{f'<p>{TEXT}' * 5}"
    async with open_retriever() as retriever:
        article = await retrieved(retriever, stand.put("/ferry", text))
    assert article.page
    assert article.page.html == text


async def test_a_live_page_that_sets_a_cookie_is_fetched_once(stand: Newsstand) -> None:
    text = f'<meta http-equiv="refresh" content="10">{PAGE}' + f"<p>{TEXT}" * 5
    url = stand.put("/live", text, headers={"Set-Cookie": "seen=yes"})
    async with open_retriever() as retriever:
        assert (await retrieved(retriever, url)).retrieval == "fetched"
    assert stand.times_asked("/live") == 1


async def test_the_body_of_an_error_is_not_read(stand: Newsstand) -> None:
    url = stand.put("/gone", b"x" * 100_000, status=404)
    async with open_retriever(max_page_bytes=1000) as retriever:
        assert (await retrieved(retriever, url)).retrieval == "http_error"


async def test_what_the_headers_reserve_goes_along(stand: Newsstand) -> None:
    async def answer(_: web.Request) -> web.Response:
        response = web.Response(text=PAGE, content_type="text/html")
        for name, value in (
            ("X-Robots-Tag", "googlebot: noindex"),
            ("X-Robots-Tag", "NoArchive, unavailable_after: Fri, 25 Jun 2027 15:00:00 GMT"),
            ("x-robots-tag", "newsmill: noai"),
            ("TDM-Reservation", "1"),
            ("TDM-Policy", "https://paper.example/policy.json"),
        ):
            response.headers.add(name, value)
        return response

    stand.answers["/ferry"] = answer
    async with open_retriever() as retriever:
        article = await retrieved(retriever, stand.url("/ferry"))
    assert article.page
    assert article.page.reservations == Reservations(
        robots=("noarchive", "unavailable_after:fri, 25 jun 2027 15:00:00 gmt", "noai"),
        tdm_reservation=True,
        tdm_policy="https://paper.example/policy.json",
    )


async def test_headers_that_are_no_text_cost_no_article(stand: Newsstand) -> None:
    values = (b"X-Robots-Tag: \xff\xfe, noai", b"Set-Cookie: \xe9=\xe9", b"TDM-Policy: \xff")

    async def answer(request: web.Request) -> web.StreamResponse:
        assert request.transport
        head = b"\r\n".join((b"HTTP/1.1 200 OK", b"Content-Type: text/html", *values))
        request.transport.write(head + b"\r\n\r\n" + PAGE.encode())
        request.transport.close()
        return web.Response()

    stand.answers["/ferry"] = answer
    async with open_retriever() as retriever:
        article = await retrieved(retriever, stand.url("/ferry"))
    assert article.page
    assert article.page.reservations.robots == ("\ufffd\ufffd", "noai")


async def test_the_body_of_a_page_that_led_on_is_not_kept(stand: Newsstand) -> None:
    large = 3_000_000
    held: list[int] = []

    async def answer(_: web.Request) -> web.Response:
        held.append(tracemalloc.get_traced_memory()[0])
        return web.Response(text=PAGE, content_type="text/html")

    body, reply = leading_to("/ferry", "meta")
    url = stand.put("/wait", body, **reply)
    stand.answers["/ferry"] = answer
    async with open_retriever() as retriever:
        await retrieved(retriever, url)
        stand.put("/wait", body + " " * large, **reply)
        tracemalloc.start()
        try:
            assert (await retrieved(retriever, url, version=2)).retrieval == "fetched"
        finally:
            tracemalloc.stop()
    assert held[1] < large / 2


async def test_links_that_end_at_one_page_are_counted(stand: Newsstand) -> None:
    stand.put("/home")
    counts = []
    async with open_retriever() as retriever:
        for number in range(12):
            body, reply = leading_to("/home", "redirect")
            article = await retrieved(retriever, stand.put(f"/{number}", body, **reply))
            assert article.page
            counts.append(article.page.same_as_others)
        again = await retrieved(retriever, stand.url("/3"), version=2)
        tracked = await retrieved(retriever, stand.url("/3?utm_source=rss"))
    assert counts == list(range(12))
    assert again.page
    assert tracked.page
    assert again.page.same_as_others == tracked.page.same_as_others == 11


@pytest.mark.parametrize(
    ("content_type", "start"),
    [("video/mp4", b""), ("application/pdf", b""), ("", b"%PDF-1.7\n"), ("text/html", b"\x89PNG"),
     ("application/octet-stream", b"\x00\x00\x00\x18ftypmp42")],
)  # fmt: skip
async def test_what_is_no_page_is_left_after_its_headers(
    stand: Newsstand, content_type: str, start: bytes
) -> None:
    sent = 0
    is_left = asyncio.Event()

    async def answer(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse(headers={"Content-Type": content_type})
        await response.prepare(request)
        try:
            await response.write(start)
            while sent < 100 * 2**20:
                await response.write(b"\x00" * 2**16)
                sent += 2**16
        finally:
            is_left.set()
        return response

    stand.answers["/film"] = answer
    async with open_retriever(max_page_bytes=2**30, memory_bytes=2**30) as retriever:
        assert (await retrieved(retriever, stand.url("/film"))).retrieval == "not_html"
        async with asyncio.timeout(60):
            await is_left.wait()
    assert sent < 20 * 2**20


async def test_a_body_that_drips_ends_in_time(stand: Newsstand) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html"})
        await response.prepare(request)
        while True:
            await response.write(b"<p>")
            await asyncio.sleep(0.01)

    stand.answers["/drip"] = answer
    async with open_retriever(fetch_timeout=0.2) as retriever:
        assert (await retrieved(retriever, stand.url("/drip"))).retrieval == "timeout"


async def test_a_length_that_lies_is_no_page(stand: Newsstand) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        headers = {"Content-Type": "text/html", "Content-Length": "100000"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        await response.write(PAGE.encode())
        assert request.transport
        request.transport.close()
        return response

    stand.answers["/short"] = answer
    async with open_retriever() as retriever:
        assert (await retrieved(retriever, stand.url("/short"))).retrieval == "unreachable"


async def test_a_gzip_bomb_is_too_large(stand: Newsstand) -> None:
    bomb = gzip.compress(b"<p>" + b" " * (40 * 2**20), 1)
    url = stand.put("/bomb", bomb, headers={"Content-Encoding": "gzip"})
    async with open_retriever() as retriever:
        assert (await retrieved(retriever, url)).retrieval == "too_large"


@pytest.mark.parametrize("name", ["Refresh", "X-Robots-Tag", "Set-Cookie", "Retry-After"])
async def test_huge_headers_do_no_harm(stand: Newsstand, name: str) -> None:
    url = stand.put("/ferry", headers={name: "0;" + "x," * 15_000})
    async with open_retriever() as retriever:
        assert (await retrieved(retriever, url)).retrieval == "fetched"


async def test_more_large_pages_than_memory_come_one_after_the_other(stand: Newsstand) -> None:
    urls = [stand.put(f"/{number}", PAGE + f"<p>{number}" * 200_000) for number in range(8)]
    compressed = gzip.compress((PAGE + "<p>x" * 300_000).encode())
    urls += [
        stand.put(f"/z{number}", compressed, headers={"Content-Encoding": "gzip"})
        for number in range(8)
    ]
    async with open_retriever(memory_bytes=4 * 2**20) as retriever, asyncio.timeout(60):
        articles = await asyncio.gather(
            *(retrieved(retriever, url, version=version) for url in urls for version in (1, 2))
        )
    assert {article.retrieval for article in articles} == {"fetched"}


async def test_a_page_larger_than_the_memory_fits_alone(stand: Newsstand) -> None:
    url = stand.put("/ferry", PAGE + "<p>" * 500_000)
    async with open_retriever(memory_bytes=1000) as retriever, asyncio.timeout(60):
        assert (await retrieved(retriever, url)).retrieval == "fetched"
        assert (await retrieved(retriever, url, version=2)).retrieval == "fetched"


async def test_who_finds_no_room_for_its_record_waits_until_others_are_sent(
    stand: Newsstand,
) -> None:
    urls = [stand.put(f"/{number}", PAGE + f"<p>{number}" * 1000) for number in range(2)]
    is_fetched, is_acknowledged = asyncio.Event(), asyncio.Event()

    async def handle(url: str) -> None:
        await retrieved(retriever, url)
        is_fetched.set()
        await is_acknowledged.wait()

    async with open_retriever(memory_bytes=1000) as retriever:
        first = asyncio.create_task(handle(urls[0]))
        await is_fetched.wait()
        second = asyncio.create_task(retrieved(retriever, urls[1]))
        await asyncio.wait({second}, timeout=0.5)
        assert not second.done()
        is_acknowledged.set()
        async with asyncio.timeout(60):
            await asyncio.gather(first, second)
