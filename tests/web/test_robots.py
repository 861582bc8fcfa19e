import asyncio
import gc
import time
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from itertools import pairwise

import pytest
from aiohttp import web

from newsmill.hosts import parse
from newsmill.web.budget import Budget, Hold, Room
from newsmill.web.fetching import Fetcher, FetchSettings, open_fetcher
from newsmill.web.pacing import Pace, Pacer
from newsmill.web.resting import Resting
from newsmill.web.robots import HEEDED_BYTES, Permission, Robots, Rules, product_token
from newsmill.web.visiting import Visitor
from tests.builders import NOON
from tests.retriever.newsstand import FakeClock, Newsstand, open_newsstand

HOUR = 3600.0
DAY = 24 * HOUR
MINUTE = 60.0


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def stand() -> AsyncIterator[Newsstand]:
    async with open_newsstand() as newsstand:
        yield newsstand


@pytest.fixture
async def robots(clock: FakeClock) -> AsyncIterator[Robots]:
    async with open_fetcher(FetchSettings(allow_private_networks=True)) as fetcher:
        yield robots_of(fetcher, clock)


def robots_of(
    fetcher: Fetcher,
    clock: FakeClock,
    *,
    allow_private_networks: bool = True,
    room: Callable[[], Hold] | None = None,
) -> Robots:
    visitor = Visitor(
        fetcher,
        Pacer(clock, clock.sleep),
        Resting(clock, lambda: NOON),
        Pace(timedelta(seconds=1), 1),
        clock,
        allow_private_networks=allow_private_networks,
    )
    return Robots(
        visitor,
        "newsmill/1.0",
        age=timedelta(hours=24),
        max_bytes=2**23,
        patience=timedelta(seconds=60),
        clock=clock,
        room=room or Budget(2**25).for_body,
    )


async def refusal(robots: Robots, url: str) -> str | None:
    return (await robots.permission(url)).refusal


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        pytest.param("", True, id="nothing"),
        pytest.param("User-agent: *\nDisallow: /", False, id="all crawlers"),
        pytest.param("User-agent: *\nDisallow:", True, id="an empty rule"),
        pytest.param("User-agent: other\nDisallow: /", True, id="another crawler"),
        pytest.param("USER-AGENT: NewsMill\nDisallow: /news", False, id="us in other letters"),
        pytest.param("User-agent: newsmill/2.0\nDisallow: /news", False, id="us with a version"),
        pytest.param("User-agent: news\nDisallow: /", True, id="a shorter name than ours"),
        pytest.param("User-agent: newsmillbot\nDisallow: /", True, id="a longer name than ours"),
        pytest.param(
            "User-agent: *\nDisallow: /\nUser-agent: newsmill\nAllow: /", True,
            id="our own group before the one of all",
        ),
        pytest.param(
            "User-agent: other\nUser-agent: newsmill\nDisallow: /news", False, id="a shared group"
        ),
        pytest.param(
            "User-agent: *\nDisallow: /news\nAllow: /news/2026", True, id="the longest rule"
        ),
        pytest.param("User-agent: *\nDisallow: /*/ferry$", False, id="wildcards"),
        pytest.param("User-agent: *\nDisallow: /news/2026/ferr%79", False, id="percent signs"),
        pytest.param("User-agent: * # all\nDisallow: /news # no", False, id="comments"),
        pytest.param("User-agent *\nDisallow /news", False, id="no colons"),
        pytest.param("\ufeffUser-agent: *\r\nDisallow: /\r\n", True, id="a mark is cut elsewhere"),
        pytest.param("<!doctype html><p>Not found", True, id="a page"),
    ],
)  # fmt: skip
def test_rules_are_read_as_rfc_9309_says(text: str, allowed: bool) -> None:
    rules = Rules(text, "newsmill")
    assert rules.allow("https://paper.example/news/2026/ferry") is allowed


# Each line: rules of a group for all, a path, and whether it may be fetched. The first ones are the
# examples of https://www.rfc-editor.org/rfc/rfc9309#section-2.2.2 and section 5.
@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("Disallow: /foo/bar?baz=quz", "/foo/bar?baz=quz", False),
        ("Disallow: /foo/bar?baz=https://foo.bar", "/foo/bar?baz=https%3A%2F%2Ffoo.bar", True),
        ("Disallow: /foo/bar/\u30c4", "/foo/bar/%E3%83%84", False),
        ("Disallow: /foo/bar/%E3%83%84", "/foo/bar/\u30c4", False),
        ("Disallow: /foo/bar/%62%61%7A", "/foo/bar/baz", False),
        ("Disallow: /foo/bar/baz", "/foo/bar/%62%61%7a", False),
        ("Disallow: /a%2fb", "/a%2Fb", False),
        ("Disallow: /a%2Fb", "/a/b", True),
        ("Disallow: *.gif$", "/images/a.gif", False),
        ("Disallow: *.gif$", "/images/a.gif?size=2", True),
        ("Allow: /example/page/\nDisallow: /example/page/disallowed.gif",
         "/example/page/disallowed.gif", False),
        ("Disallow: /example/page/disallowed.gif\nAllow: /example/page/",
         "/example/page/other.gif", True),
        ("Disallow: /publications/\nAllow: /publications/a*.html", "/publications/abc.html", True),
        ("Disallow: /news\nAllow: /news", "/news", True),
        ("Allow: /news\nDisallow: /news", "/news", True),
        ("Allow: /\nDisallow: /news", "/news", False),
        ("Disallow: /", "/", False),
        ("Disallow: /$", "/news", True),
        ("Disallow: /$", "/", False),
        ("Disallow: /news/$", "/news/", False),
        ("Disallow: /news/$", "/news/ferry", True),
        ("Disallow: /*/ferry", "/2026/11/ferry/back", False),
        ("Disallow: /a*b*c$", "/axxbyyc", False),
        ("Disallow: /a*b*c$", "/axxbyycd", True),
        ("Disallow: /price%24", "/price$", False),
        ("Disallow: /a%2Ab", "/axb", True),
        ("Disallow: /News", "/news", True),
        ("disallow : /news", "/news", False),
        ("Disallow:/news", "/news", False),
        ("Disallow: /news#latest", "/news", False),
        ("Disallow: /\nAllow: /index.html", "/index.html", True),
        ("Disallow: /\nAllow: /index.html", "/", False),
        ("Disallow: /\nAllow: /index.html # home", "/", False),
        ("Disallow: /\nallow : /en/index.html", "/en/", False),
        ("Disallow: /\nAllow: /en/index.html", "/en/index.html", True),
        ("Disallow: /\nAllow: /en/index.html", "/en/index.html/old/", True),
        ("Allow: /index.html\nDisallow: /index.html?", "/index.html?a=1", False),
        ("Disallow: /\nAllow: /$", "/", True),
        ("Disallow: /a\u2028b", "/a%E2%80%A8b", False),
        ("Disallow: /a\u2028b", "/ac", True),
        ("Disallow: /", "/robots.txt", True),
    ],
)  # fmt: skip
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_paths_are_matched_as_rfc_9309_says(
    rules: str, path: str, allowed: bool, line_end: str
) -> None:
    text = f"User-agent: *\n{rules}\n".replace("\n", line_end)
    page = parse(f"https://paper.example{path}")
    assert page
    assert Rules(text, "newsmill").allow(page.request_url) is allowed


def test_all_groups_for_us_are_one() -> None:
    text = (
        "User-agent: newsmill\nDisallow: /a\n\n"
        "User-agent: *\nDisallow: /\n\n"
        "User-agent: NewsMill\nUser-agent: other\nDisallow: /b\nCrawl-delay: 7\n"
    )
    rules = Rules(text, "newsmill")
    allowed = [rules.allow(f"https://paper.example/{path}") for path in "abc"]
    assert allowed == [False, False, True]
    assert rules.crawl_delay == timedelta(seconds=7)


@pytest.mark.parametrize(
    ("line", "seconds"),
    [("2", 2), ("0.5", 0.5), ("-3", 0), ("nan", 0), ("inf", 0), ("soon", 0), ("1e300", 1e6)],
)
def test_a_crawl_delay_is_a_sensible_number(line: str, seconds: float) -> None:
    rules = Rules(f"User-agent: *\nCrawl-delay: {line}", "newsmill")
    assert rules.crawl_delay == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("user_agent", "token"),
    [
        ("newsmill/0.1.0", "newsmill"),
        ("Gazette-Reader/2 (+https://reader.example)", "gazette-reader"),
        ("Mozilla/5.0 (compatible; HarbourBot/1.0)", "harbourbot"),
        ("2026", "newsmill"),
    ],
)
def test_our_name_is_taken_from_the_user_agent(user_agent: str, token: str) -> None:
    assert product_token(user_agent) == token


@pytest.mark.parametrize(
    "line", ["User-agent: a{}", "User-agent a{}", "user  agent a{}", "Useragent\t: a{}"]
)
def test_a_file_of_a_thousand_names_is_read_in_time(line: str) -> None:
    names = "\n".join(line.format(number) for number in range(20_000))
    began = time.process_time()
    Rules(names + "\n" + "Disallow: /x\n" * 20_000, "newsmill")
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    ("status", "expected"),
    [(200, "robots"), (404, None), (403, None), (410, None), (304, None), (429, "robots"),
     (500, "robots"), (503, "robots")],
)  # fmt: skip
async def test_what_a_status_means(
    stand: Newsstand, robots: Robots, status: int, expected: str | None
) -> None:
    stand.put("/robots.txt", "User-agent: *\nDisallow: /", status=status)
    assert await refusal(robots, stand.url("/news")) == expected


async def test_a_site_without_an_answer_is_unreachable(robots: Robots) -> None:
    async with open_newsstand() as gone:
        pass
    assert await refusal(robots, gone.url("/news")) == "unreachable"


async def test_a_private_site_is_refused() -> None:
    async with open_fetcher(FetchSettings()) as fetcher:
        robots = robots_of(fetcher, FakeClock(), allow_private_networks=False)
        assert await refusal(robots, "http://127.0.0.1/news") == "refused"
        assert await refusal(robots, "http://a b/news") == "refused"


async def test_endless_redirects_allow_everything(stand: Newsstand, robots: Robots) -> None:
    stand.put("/robots.txt", status=302, headers={"Location": "/robots.txt"})
    assert await refusal(robots, stand.url("/news")) is None


@pytest.mark.parametrize(("redirects", "expected"), [(5, "robots"), (6, None)])
async def test_a_file_may_lie_behind_five_redirects(
    stand: Newsstand, robots: Robots, redirects: int, expected: str | None
) -> None:
    paths = ["/robots.txt", *(f"/{number}" for number in range(1, redirects)), "/rules"]
    for path, target in pairwise(paths):
        stand.put(path, status=301, headers={"Location": target})
    stand.put("/rules", "User-agent: *\nDisallow: /a")
    assert await refusal(robots, stand.url("/a")) == expected


async def test_rules_hold_for_a_day(stand: Newsstand, robots: Robots, clock: FakeClock) -> None:
    stand.put("/robots.txt", "User-agent: *\nDisallow: /a")
    assert await refusal(robots, stand.url("/a")) == "robots"
    stand.put("/robots.txt", "User-agent: *\nDisallow: /b")
    clock.now += DAY - 1
    assert await refusal(robots, stand.url("/a")) == "robots"
    assert await refusal(robots, stand.url("/b")) is None
    clock.now += 1
    assert await refusal(robots, stand.url("/a")) is None
    assert await refusal(robots, stand.url("/b")) == "robots"
    assert stand.times_asked("/robots.txt") == 2


async def test_a_site_in_trouble_is_asked_again_after_ten_minutes(
    stand: Newsstand, robots: Robots, clock: FakeClock
) -> None:
    stand.put("/robots.txt", status=500)
    assert await refusal(robots, stand.url("/a")) == "robots"
    clock.now += 10 * MINUTE - 1
    assert await refusal(robots, stand.url("/a")) == "robots"
    assert stand.times_asked("/robots.txt") == 1
    stand.put("/robots.txt", "")
    clock.now += 1
    assert await refusal(robots, stand.url("/a")) is None


async def test_old_rules_hold_while_a_site_is_in_trouble(
    stand: Newsstand, robots: Robots, clock: FakeClock
) -> None:
    stand.put("/robots.txt", "User-agent: *\nDisallow: /a")
    await robots.permission(stand.url("/a"))
    stand.put("/robots.txt", status=500)
    clock.now += DAY
    assert await refusal(robots, stand.url("/a")) == "robots"
    assert await refusal(robots, stand.url("/b")) is None
    clock.now += 10 * MINUTE
    stand.put("/robots.txt", "")
    assert await refusal(robots, stand.url("/a")) is None


async def test_askers_of_one_site_share_one_request(stand: Newsstand, robots: Robots) -> None:
    stand.put("/robots.txt", "User-agent: *\nDisallow: /1\nCrawl-delay: 3")
    urls = [stand.url(f"/{number}") for number in range(20)]
    answers = await asyncio.gather(*(robots.permission(url) for url in urls))
    assert answers[0] == Permission(None, timedelta(seconds=3))
    assert answers[1] == Permission("robots", timedelta(seconds=3))
    assert stand.asked == ["/robots.txt"]


async def test_ports_are_sites_of_their_own(stand: Newsstand, robots: Robots) -> None:
    stand.put("/robots.txt", "User-agent: *\nDisallow: /")
    async with open_newsstand() as other:
        assert await refusal(robots, stand.url("/a")) == "robots"
        assert await refusal(robots, other.url("/a")) is None


async def test_spellings_of_one_host_and_its_port_are_one_site(
    stand: Newsstand, robots: Robots
) -> None:
    stand.put("/robots.txt", "User-agent: *\nDisallow: /caf%C3%A9")
    for url in stand.urls_by_spelling("/café"):
        assert await refusal(robots, url) == "robots"
    assert stand.asked == ["/robots.txt"]


async def test_only_the_first_500_kib_are_heeded(stand: Newsstand, robots: Robots) -> None:
    comments = "# nothing to see here\n" * (HEEDED_BYTES // 22 - 4)
    rules = "User-agent: *\nDisallow: /a\n"
    stand.put("/robots.txt", rules + comments + "\n" * 100 + "Disallow: /b\n")
    assert await refusal(robots, stand.url("/a")) == "robots"
    assert await refusal(robots, stand.url("/b")) is None


async def test_a_file_without_end_is_not_read_and_forbids(stand: Newsstand, robots: Robots) -> None:
    stand.put("/robots.txt", b"#" * (3 * 2**20))
    assert await refusal(robots, stand.url("/a")) == "robots"


async def test_an_asker_who_leaves_does_not_take_the_answer_along(
    stand: Newsstand, robots: Robots
) -> None:
    is_asked, may_answer = asyncio.Event(), asyncio.Event()

    async def answer(_: web.Request) -> web.Response:
        is_asked.set()
        await may_answer.wait()
        return web.Response(text="User-agent: *\nDisallow: /a")

    stand.answers["/robots.txt"] = answer
    first = asyncio.create_task(refusal(robots, stand.url("/a")))
    second = asyncio.create_task(refusal(robots, stand.url("/a")))
    await is_asked.wait()
    first.cancel()
    await asyncio.wait({first})
    may_answer.set()
    assert await second == "robots"
    assert stand.asked == ["/robots.txt"]


async def test_a_file_that_breaks_off_gives_its_memory_back(
    stand: Newsstand, clock: FakeClock
) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "600000"})
        await response.prepare(request)
        await response.write(b"User-agent: *\n" * 20_000)
        assert request.transport
        request.transport.close()
        return response

    stand.answers["/robots.txt"] = answer
    small, large = Room(2**20), Room(2**20)
    gc.disable()  # the error and the frames that it holds refer to each other
    try:
        async with open_fetcher(FetchSettings(allow_private_networks=True)) as fetcher:
            robots = robots_of(fetcher, clock, room=lambda: Hold(small, large))
            assert await refusal(robots, stand.url("/a")) == "unreachable"
        assert (small.free_bytes, large.free_bytes) == (2**20, 2**20)
    finally:
        gc.enable()


@pytest.mark.parametrize(
    ("text", "crawler", "wanted"),
    [
        pytest.param("User-agent: *\nDisallow: /", "robots", None, id="for all"),
        pytest.param("User-agent: newsmill\nDisallow: /", "robots", "robots", id="for us"),
        pytest.param(
            "User-agent: NewsMill/2\nDisallow: /", "robots", "robots", id="with a version"
        ),
        pytest.param("User-agent: newsmill\nDisallow: /x", None, None, id="for us, of others"),
        pytest.param(
            "User-agent: a\nUser-agent: newsmill\nDisallow: /", "robots", "robots", id="shared"
        ),
    ],
)
async def test_what_a_person_wants_is_forbidden_only_by_name(
    robots: Robots, stand: Newsstand, text: str, crawler: str | None, wanted: str | None
) -> None:
    stand.put("/robots.txt", text)
    for _ in range(2):
        assert (await robots.permission(stand.url("/feed"))).refusal == crawler
        assert (await robots.permission(stand.url("/feed"), is_wanted=True)).refusal == wanted
    assert stand.times_asked("/robots.txt") == 1


async def test_a_crawl_delay_holds_for_what_a_person_wants(
    robots: Robots, stand: Newsstand
) -> None:
    stand.put("/robots.txt", "User-agent: *\nDisallow: /\nCrawl-delay: 7")
    for _ in range(2):
        permission = await robots.permission(stand.url("/feed"), is_wanted=True)
        assert permission == Permission(None, timedelta(seconds=7))


async def test_what_a_person_wants_needs_no_robots_txt(
    robots: Robots, stand: Newsstand, clock: FakeClock
) -> None:
    stand.put("/robots.txt", "", status=503)
    for _ in range(2):
        assert (await robots.permission(stand.url("/feed"), is_wanted=True)).refusal is None
        clock.now += 2 * HOUR
    assert stand.times_asked("/robots.txt") == 1
    clock.now += 3 * HOUR
    await robots.permission(stand.url("/feed"), is_wanted=True)
    assert stand.times_asked("/robots.txt") == 2
