import asyncio
import random
from collections.abc import AsyncIterator
from typing import get_args

import pytest
from aiohttp import web

from newsmill.contracts.articles import Retrieval, RetrievedArticle
from newsmill.retriever.retrieving import MAX_RECORD_BYTES
from tests.builders import NOON, SPELLINGS_OF_A_HOST, TEXT, page, raw_article
from tests.retriever.newsstand import (
    PAGE,
    Answer,
    FakeClock,
    Newsstand,
    open_newsstand,
    open_retriever,
    teaser,
)

MEBIBYTE = 1024 * 1024
LOOPBACK = "127.0.0.1"


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


def never() -> Answer:
    async def answer(_: web.Request) -> web.Response:
        await asyncio.Event().wait()
        return web.Response()

    return answer


def dripping() -> Answer:
    """A byte every twentieth of a second, for ever."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html"})
        await response.prepare(request)
        while True:
            await response.write(b"x")
            await asyncio.sleep(0.05)

    return answer


async def test_an_article_gets_its_page(stand: Newsstand) -> None:
    article = teaser(stand.put("/ferry"))
    async with open_retriever() as retriever:
        retrieved = await retriever.retrieve(article)
    assert retrieved == RetrievedArticle.model_validate(
        dict(article)
        | {
            "retrieval": "fetched",
            "page": {"url": stand.url("/ferry"), "html": PAGE, "fetched_at": NOON},
        }
    )


async def test_every_article_goes_on_with_the_reason_for_what_it_has(stand: Newsstand) -> None:
    stand.put("/robots.txt", "User-agent: *\nDisallow: /members")
    stand.answers["/slow"] = never()
    async with open_newsstand() as gone:
        pass
    url_by_retrieval: dict[Retrieval, str | None] = {
        "fetched": stand.put("/ferry"),
        "not_needed": None,
        "no_url": "mailto:desk@paper.example",
        "robots": stand.put("/members/ferry"),
        "refused": f"http://user:word@{LOOPBACK}:{stand.port}/ferry",
        "http_error": stand.url("/gone"),
        "unreachable": gone.url("/ferry"),
        "timeout": stand.url("/slow"),
        "too_large": stand.put("/large", b"<p>" + b"x" * 2000),
        "not_html": stand.put("/ferry.pdf", headers={"Content-Type": "application/pdf"}),
    }
    articles = [
        raw_article(origin="document", url=None)
        if expected == "not_needed"
        else teaser(url, entry=expected)
        for expected, url in url_by_retrieval.items()
    ]
    async with open_retriever(page_deadline=0.5, max_page_bytes=1000) as retriever:
        retrieved = await asyncio.gather(*(retriever.retrieve(article) for article in articles))
    assert [article.retrieval for article in retrieved] == list(url_by_retrieval)
    assert set(url_by_retrieval) == set(get_args(Retrieval))
    assert [bool(article.page) for article in retrieved] == [True] + [False] * 9


async def test_a_documents_page_stays() -> None:
    document = raw_article(origin="document", page=page())
    async with open_retriever() as retriever:
        retrieved = await retriever.retrieve(document)
    assert (retrieved.retrieval, retrieved.page) == ("not_needed", page())


async def test_redirects_are_followed_and_the_page_says_where_it_was(stand: Newsstand) -> None:
    stand.put("/ferry")
    stand.put("/old", status=301, headers={"Location": "/ferry"})
    async with open_retriever() as retriever:
        retrieved = await retriever.retrieve(teaser(stand.url("/old")))
    assert retrieved.url == stand.url("/old")
    assert retrieved.page
    assert retrieved.page.url == stand.url("/ferry")


async def test_the_rules_of_the_site_it_leads_to_hold_too(stand: Newsstand) -> None:
    stand.put("/robots.txt", "User-agent: *\nDisallow: /members")
    stand.put("/members/ferry")
    async with open_newsstand() as shortener, open_retriever() as retriever:
        location = {"Location": stand.url("/members/ferry")}
        short = shortener.put("/s", status=302, headers=location)
        retrieved = await retriever.retrieve(teaser(short))
    assert (retrieved.retrieval, retrieved.page) == ("robots", None)


async def test_endless_redirects_end_as_unreachable(stand: Newsstand) -> None:
    url = stand.put("/round", status=302, headers={"Location": "/round"})
    async with open_retriever() as retriever:
        assert (await retriever.retrieve(teaser(url))).retrieval == "unreachable"


@pytest.mark.parametrize(
    "url", ["http://localhost/a", "http://127.1/a", "http://[::1]/a", "http://169.254.169.254/a"]
)
async def test_private_addresses_are_refused(url: str) -> None:
    async with open_retriever(allow_private=False) as retriever:
        assert (await retriever.retrieve(teaser(url))).retrieval == "refused"


@pytest.mark.parametrize(
    "url", ["http://x y/", "http://\u2028/", "http://a:99999/", "http://a:b/", "http://%00/",
            "http://" + "a" * 300 + "/b", "https://" + "a/" * 5000, "http://a..b/", "HTTP://?"]
)  # fmt: skip
async def test_a_broken_address_is_an_outcome(url: str) -> None:
    async with open_retriever(allow_private=False) as retriever:
        retrieved = await retriever.retrieve(teaser(url))
    assert retrieved.retrieval in ("refused", "no_url", "unreachable")


async def test_of_fifty_megabytes_no_more_than_the_limit_is_read(stand: Newsstand) -> None:
    sent = 0

    async def answer(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse(headers={"Content-Type": "text/html"})
        await response.prepare(request)
        for _ in range(50 * 16):
            await response.write(b"x" * (MEBIBYTE // 16))
            sent += MEBIBYTE // 16
        return response

    stand.answers["/large"] = answer
    async with open_retriever() as retriever:
        retrieved = await retriever.retrieve(teaser(stand.url("/large")))
    assert retrieved.retrieval == "too_large"
    # What the sockets' buffers hold comes on top.
    assert sent < 3 * MEBIBYTE + 12 * MEBIBYTE


async def test_a_page_that_would_not_fit_into_the_topic_is_left_out(stand: Newsstand) -> None:
    url = stand.put("/large", b"<p>" + b"\x01" * (MAX_RECORD_BYTES // 5))
    async with open_retriever() as retriever:
        retrieved = await retriever.retrieve(teaser(url))
    assert (retrieved.retrieval, retrieved.page) == ("too_large", None)


async def test_a_slow_page_delays_neither_other_hosts_nor_others_on_a_local_one(
    stand: Newsstand,
) -> None:
    stand.answers["/slow"] = never()
    async with open_newsstand() as other, open_retriever() as retriever:
        slow = asyncio.create_task(retriever.retrieve(teaser(stand.url("/slow"), entry="slow")))
        await stand.until_asked("/slow")
        for number, url in enumerate((other.put("/a"), stand.put("/b"))):
            assert (await retriever.retrieve(teaser(url, entry=number))).retrieval == "fetched"
        assert not slow.done()
        slow.cancel()
        await asyncio.wait({slow})


async def test_a_hosts_pages_are_fetched_one_by_one_at_its_pace(
    stand: Newsstand, clock: FakeClock, paced: None
) -> None:
    stand.put("/robots.txt", "User-agent: *\nCrawl-delay: 4")
    articles = [teaser(stand.put(f"/{number}"), entry=number) for number in range(4)]
    async with open_retriever(clock) as retriever:
        retrieved = await asyncio.gather(*map(retriever.retrieve, articles))
    assert [article.retrieval for article in retrieved] == ["fetched"] * 4
    assert stand.asked == ["/robots.txt", "/0", "/1", "/2", "/3"]
    assert clock.slept == [4, 4, 4, 4]
    assert stand.most_at_once == 1


async def test_a_host_is_one_in_whatever_spelling(
    stand: Newsstand, clock: FakeClock, paced: None
) -> None:
    articles = []
    for number, _ in enumerate(SPELLINGS_OF_A_HOST):
        stand.put(f"/{number}")
        articles.append(teaser(stand.urls_by_spelling(f"/{number}")[number], entry=number))
    async with open_retriever(clock, host_delay=1) as retriever:
        retrieved = await asyncio.gather(*map(retriever.retrieve, articles))
    assert [article.retrieval for article in retrieved] == ["fetched"] * 4
    assert stand.asked == ["/robots.txt", "/0", "/1", "/2", "/3"]
    assert clock.slept == [1, 1, 1, 1]
    assert stand.most_at_once == 1


async def test_a_host_in_trouble_is_left_alone_in_whatever_spelling(
    stand: Newsstand, clock: FakeClock
) -> None:
    stand.put("/busy", status=503, headers={"Retry-After": "120"})
    async with open_retriever(clock) as retriever:
        for url in stand.urls_by_spelling("/busy"):
            assert (await retriever.retrieve(teaser(url, entry=url))).retrieval == "http_error"
    assert stand.times_asked("/busy") == 1


async def test_spellings_of_one_page_cost_one_request(stand: Newsstand) -> None:
    stand.put("/ferry")
    async with open_retriever() as retriever:
        retrieved = [
            await retriever.retrieve(teaser(url, entry=url))
            for url in stand.urls_by_spelling("/ferry")
        ]
    assert {article.page.url for article in retrieved if article.page} == {
        f"http://xn--bcher-kva.localhost:{stand.port}/ferry"
    }
    assert len([article for article in retrieved if article.page]) == 4
    assert stand.times_asked("/ferry") == 1


async def test_a_refused_spelling_does_not_keep_a_page_from_others(stand: Newsstand) -> None:
    """Their URLs have the same canonical form, but not the same answer."""
    stand.put("/ferry")
    url = stand.url("/ferry")
    async with open_retriever() as retriever:
        refused, fetched, refused_again = [
            await retriever.retrieve(teaser(spelling, entry=spelling))
            for spelling in (url.replace("//", "//@"), url, url.replace(LOOPBACK, "127.1"))
        ]
    assert refused.retrieval == refused_again.retrieval == "refused"
    assert fetched.retrieval == "fetched"


async def test_a_redirect_to_another_spelling_stays_on_the_site(stand: Newsstand) -> None:
    stand.put("/ferry")
    elsewhere = stand.urls_by_spelling("/ferry")[3]
    stand.put("/old", status=301, headers={"Location": elsewhere})
    async with open_retriever() as retriever:
        retrieved = await retriever.retrieve(teaser(stand.urls_by_spelling("/old")[1]))
    assert retrieved.retrieval == "fetched"
    assert stand.asked == ["/robots.txt", "/old", "/ferry"]


async def test_a_page_that_never_ends_is_left_at_its_deadline(stand: Newsstand) -> None:
    """Each byte comes in time; all together, they do not."""
    loop = asyncio.get_running_loop()
    deadline = 0.5
    stand.answers["/drip"] = dripping()
    async with open_retriever(page_deadline=deadline) as retriever:
        began = loop.time()
        retrieved = await retriever.retrieve(teaser(stand.url("/drip")))
        took = loop.time() - began
    assert retrieved.retrieval == "timeout"
    assert deadline <= took < 10


async def test_a_long_crawl_delay_is_kept_or_the_page_left(
    stand: Newsstand, clock: FakeClock, paced: None
) -> None:
    stand.put("/robots.txt", "User-agent: *\nCrawl-delay: 150")
    articles = [teaser(stand.put(f"/{number}"), entry=number) for number in range(3)]
    async with open_retriever(clock) as retriever:
        first, second = await asyncio.gather(*map(retriever.retrieve, articles[:2]))
        clock.now += 150
        third = await retriever.retrieve(articles[2])
    assert [first.retrieval, second.retrieval, third.retrieval] == ["fetched", "timeout", "fetched"]
    assert clock.slept == [150]


async def test_a_page_is_left_at_once_if_the_deadline_does_not_allow_its_crawl_delay(
    stand: Newsstand, clock: FakeClock, paced: None
) -> None:
    stand.put("/robots.txt", "User-agent: *\nCrawl-delay: 3600")
    url = stand.put("/ferry")
    async with open_retriever(clock) as retriever:
        assert (await retriever.retrieve(teaser(url))).retrieval == "timeout"
        clock.now += 3600
        assert (await retriever.retrieve(teaser(url))).retrieval == "fetched"
        assert (await retriever.retrieve(teaser(url, version=2))).retrieval == "timeout"
    assert clock.slept == []
    assert stand.asked == ["/robots.txt", "/ferry"]


async def test_a_robots_txt_is_read_again_at_the_pace_that_it_asked_for(
    stand: Newsstand, clock: FakeClock, paced: None
) -> None:
    stand.put("/robots.txt", "User-agent: *\nCrawl-delay: 30")
    urls = [stand.put(f"/{number}") for number in range(2)]
    async with open_retriever(clock, robots_age=31) as retriever:
        await retriever.retrieve(teaser(urls[0]))
        clock.now += 1
        await retriever.retrieve(teaser(urls[1], entry=2))
    assert stand.asked == ["/robots.txt", "/0", "/robots.txt", "/1"]
    assert clock.slept == [30, 29, 30]


async def test_who_stands_too_far_back_goes_on_without_waiting(
    stand: Newsstand, clock: FakeClock, paced: None
) -> None:
    articles = [teaser(stand.put(f"/{number}"), entry=number) for number in range(5)]
    async with open_retriever(clock, host_delay=25, page_deadline=60) as retriever:
        retrieved = await asyncio.gather(*map(retriever.retrieve, articles))
    assert [article.retrieval for article in retrieved] == ["fetched"] * 2 + ["timeout"] * 3


async def test_a_local_server_needs_no_pause(stand: Newsstand, clock: FakeClock) -> None:
    async with open_retriever(clock) as retriever:
        for number in range(3):
            url = stand.put(f"/{number}").replace(LOOPBACK, "paper.localhost")
            assert (await retriever.retrieve(teaser(url, entry=number))).retrieval == "fetched"
    assert clock.slept == []


@pytest.mark.parametrize("status", [429, 503])
async def test_a_host_that_is_asked_too_much_is_left_alone(
    stand: Newsstand, clock: FakeClock, status: int
) -> None:
    stand.put("/busy", status=status, headers={"Retry-After": "120"})
    stand.put("/ferry")
    async with open_retriever(clock) as retriever:
        for path in ("/busy", "/ferry"):
            retrieved = await retriever.retrieve(teaser(stand.url(path), entry=path))
            assert retrieved.retrieval == "http_error"
        assert stand.times_asked("/ferry") == 0
        clock.now += 119
        assert (await retriever.retrieve(teaser(stand.url("/ferry")))).retrieval == "http_error"
        clock.now += 1
        assert (await retriever.retrieve(teaser(stand.url("/ferry")))).retrieval == "fetched"


async def test_a_host_that_fails_twice_in_a_row_is_left_alone(
    stand: Newsstand, clock: FakeClock
) -> None:
    stand.put("/ferry")

    async def hang_up(request: web.Request) -> web.Response:
        assert request.transport
        request.transport.close()
        return web.Response()

    stand.answers["/broken"] = hang_up
    async with open_retriever(clock) as retriever:

        async def outcomes(*paths: str) -> list[str]:
            clock.now += 3600  # past what is remembered of pages
            articles = [teaser(stand.url(path), entry=path) for path in paths]
            return [(await retriever.retrieve(article)).retrieval for article in articles]

        assert await outcomes("/broken", "/ferry") == ["unreachable", "fetched"]
        assert await outcomes("/broken", "/ferry") == ["unreachable", "fetched"]
        assert await outcomes("/broken", "/broken", "/ferry") == ["unreachable"] * 3
        assert await outcomes("/ferry") == ["fetched"]


async def test_two_feeds_that_link_to_one_page_cost_one_request(stand: Newsstand) -> None:
    url = stand.put("/ferry")
    async with open_retriever() as retriever:
        one, two = await asyncio.gather(
            retriever.retrieve(teaser(url, entry=1)), retriever.retrieve(teaser(url, entry=2))
        )
        three = await retriever.retrieve(teaser(url + "#comments", entry=3))
    assert one.page == two.page == three.page
    assert stand.times_asked("/ferry") == 1


async def test_a_changed_entry_gets_its_page_anew(stand: Newsstand) -> None:
    async with open_retriever() as retriever:
        url = stand.put("/ferry", "<p>First")
        await retriever.retrieve(teaser(url, entry=1))
        await retriever.retrieve(teaser(url, entry=2))
        stand.put("/ferry", "<p>Second")
        changed = await retriever.retrieve(teaser(url, entry=1, version=2))
        assert changed.page
        assert changed.page.html == "<p>Second"
        stand.put("/ferry", "<p>Third")
        also_changed = await retriever.retrieve(teaser(url, entry=2, version=2))
        assert also_changed.page
        assert also_changed.page.html == "<p>Third"


async def test_both_states_of_an_entry_at_once_are_fetched_both(stand: Newsstand) -> None:
    url = stand.put("/ferry")
    async with open_retriever() as retriever:
        await asyncio.gather(
            retriever.retrieve(teaser(url, version=1)), retriever.retrieve(teaser(url, version=2))
        )
    assert stand.times_asked("/ferry") == 2


async def test_a_page_is_remembered_for_ten_minutes(stand: Newsstand, clock: FakeClock) -> None:
    url = stand.put("/ferry")
    async with open_retriever(clock) as retriever:
        for entry, seconds in enumerate((0, 599, 1)):
            clock.now += seconds
            await retriever.retrieve(teaser(url, entry=entry))
    assert stand.times_asked("/ferry") == 2


async def test_pages_are_remembered_only_as_far_as_memory_allows(stand: Newsstand) -> None:
    noise = [random.Random(number).randbytes(5_000).hex() for number in range(5)]
    urls = [stand.put(f"/{number}", f"<p>{noise[number]}") for number in range(5)]
    async with open_retriever(recent_pages_bytes=20_000) as retriever:
        for entry, url in enumerate([*urls, urls[-1], urls[0]]):
            await retriever.retrieve(teaser(url, entry=entry))
    assert stand.times_asked("/4") == 1
    assert stand.times_asked("/0") == 2


async def test_a_failure_is_not_remembered(stand: Newsstand) -> None:
    async with open_retriever() as retriever:
        url = stand.put("/ferry", status=404)
        assert (await retriever.retrieve(teaser(url, entry=1))).retrieval == "http_error"
        stand.put("/ferry")
        assert (await retriever.retrieve(teaser(url, entry=2))).retrieval == "fetched"


async def test_an_asker_who_leaves_does_not_take_the_page_along(stand: Newsstand) -> None:
    may_answer = asyncio.Event()

    async def answer(_: web.Request) -> web.Response:
        await may_answer.wait()
        return web.Response(text=f"<p>{TEXT}", content_type="text/html")

    stand.answers["/ferry"] = answer
    async with open_retriever() as retriever:
        url = stand.url("/ferry")
        first = asyncio.create_task(retriever.retrieve(teaser(url, entry=1)))
        second = asyncio.create_task(retriever.retrieve(teaser(url, entry=2)))
        await stand.until_asked("/ferry")
        first.cancel()
        await asyncio.wait({first})
        may_answer.set()
        assert (await second).retrieval == "fetched"
    assert stand.times_asked("/ferry") == 1


async def test_what_nobody_waits_for_any_more_is_given_up(stand: Newsstand) -> None:
    is_given_up = asyncio.Event()

    async def answer(_: web.Request) -> web.Response:
        try:
            await asyncio.Event().wait()
        finally:
            is_given_up.set()
        return web.Response()

    stand.answers["/ferry"] = answer
    async with open_retriever(page_deadline=0.1) as retriever:
        assert (await retriever.retrieve(teaser(stand.url("/ferry")))).retrieval == "timeout"
        async with asyncio.timeout(60):
            await is_given_up.wait()
