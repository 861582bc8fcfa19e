"""The feed that belongs to an address, found on real servers."""

import gzip
from collections.abc import Mapping
from datetime import timedelta

import pytest

from newsmill.local.discovering import MAX_REQUESTS, Discovery, Found, NotFound, Unsure, discover
from newsmill.local.feed_kinds import Kind
from newsmill.local.platforms import COMMON_PATHS
from newsmill.web.fetching import FetchError, FetchSettings, Reply, open_fetcher
from tests.local.sites import Answer, Site, feed_answer, site

PRIVATE = FetchSettings(allow_private_networks=True)
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title type="text">Quay &amp; Co</title></feed>'
JSON_FEED = '{"version": "https://jsonfeed.org/version/1.1", "title": "Q", "items": []}'
SITEMAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>'


async def found_at(there: Site, path: str = "/", settings: FetchSettings = PRIVATE) -> Discovery:
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    async with open_fetcher(settings) as fetcher:
        result = await discover(there.url + path, fetcher, sleep=sleep)
    # Each further request waits: they go to one host.
    assert len(pauses) == max(0, len(there.asked) - 1)
    assert all(seconds >= 1 for seconds in pauses)
    return result


def head(*links: str, body: str = "") -> Answer:
    return Answer(f"<!doctype html><html><head>{''.join(links)}</head><body>{body}</body></html>")


def declared(href: str, kind: str = "application/rss+xml", title: str = "") -> str:
    return f'<link rel="alternate" type="{kind}" href="{href}" title="{title}">'


@pytest.mark.parametrize(
    ("answer", "kind", "title"),
    [
        (feed_answer(), "rss", "Quay News"),
        (Answer(ATOM, "text/html"), "atom", "Quay & Co"),
        (Answer("\ufeff" + JSON_FEED, "application/json"), "json", ""),
        (Answer(SITEMAP, "application/xml"), "sitemap", ""),
        (Answer(gzip.compress(SITEMAP.encode()), "application/gzip"), "sitemap", ""),
        (Answer(ATOM.encode("utf-16"), "application/xml"), "atom", "Quay & Co"),
        (Answer("<!-- x --><rdf:RDF xmlns:rdf='y'><channel/>"), "rss", ""),
    ],
    ids=["rss", "atom", "json", "sitemap", "gz", "utf-16", "rdf"],
)
async def test_an_address_of_a_feed_is_that_feed(answer: Answer, kind: Kind, title: str) -> None:
    with site({"/x": answer}) as there:
        assert await found_at(there, "/x") == Found(f"{there.url}/x", kind, title, f"{there.url}/x")
        assert there.asked == ["/x"]


async def test_a_page_names_its_feed_and_that_of_its_comments_is_not_meant() -> None:
    page = head(
        declared("/comments/feed/", title="Quay » Comments"),
        declared("/feed/?a=1&amp;b=2", title="Quay"),
        declared("/atom", "application/atom+xml"),
    )
    with site({"/": page, "/feed/?a=1&b=2": feed_answer(), "/atom": Answer(ATOM)}) as there:
        result = await found_at(there)
    assert result == Found(
        f"{there.url}/feed/?a=1&b=2",
        "rss",
        "Quay News",
        f"{there.url}/feed/?a=1&b=2",
        page=f"{there.url}/",
        others=(f"{there.url}/atom", f"{there.url}/comments/feed/"),
    )
    assert there.asked == ["/", "/feed/?a=1&b=2"]


async def test_links_are_relative_to_where_the_page_lies_after_redirects() -> None:
    pages = {
        "/": Answer(status=302, headers={"Location": "/en/home"}),
        "/en/home": head('<base href="/en/sub/">', declared("feed")),
        "/en/sub/feed": feed_answer(),
    }
    with site(pages) as there:
        async with open_fetcher(PRIVATE) as fetcher:
            result = await discover(f"{there.url}/", fetcher, sleep=_no_pause)
    assert isinstance(result, Found)
    assert result.url == f"{there.url}/en/sub/feed"


async def test_a_feed_says_where_it_led() -> None:
    pages = {"/old": Answer(status=301, headers={"Location": "/new"}), "/new": feed_answer()}
    with site(pages) as there:
        async with open_fetcher(PRIVATE) as fetcher:
            result = await discover(f"{there.url}/old", fetcher, sleep=_no_pause)
    assert isinstance(result, Found)
    assert (result.url, result.led_to) == (f"{there.url}/old", f"{there.url}/new")


@pytest.mark.parametrize(
    "link",
    [
        '</feed>; rel="alternate"; type="application/rss+xml"; title="a, b"',
        "</a>; rel=preload, </fr>; rel=alternate; hreflang=fr, <feed> ;type=text/xml;rel=alternate",
    ],
)
async def test_a_header_may_name_the_feed(link: str) -> None:
    page = Answer("<html><p>Hello", headers={"Link": link})
    with site({"/": page, "/feed": feed_answer()}) as there:
        result = await found_at(there)
    assert isinstance(result, Found)
    assert result.url == f"{there.url}/feed"
    assert there.asked == ["/", "/feed"]


async def test_a_page_that_leads_on_at_once_is_followed_once() -> None:
    refresh = '<html><head><meta http-equiv="refresh" content="0; url=/{}"></head></html>'
    pages = {
        "/": Answer(refresh.format("en/")),
        "/en/": head(declared("news")),
        "/en/news": feed_answer(),
        "/loop": Answer(refresh.format("loop")),
    }
    with site(pages) as there:
        result = await found_at(there)
    assert isinstance(result, Found)
    assert result.url == f"{there.url}/en/news"
    with site(pages) as there:
        assert isinstance(await found_at(there, "/loop"), NotFound)


async def test_a_declared_feed_that_is_none_is_passed_over() -> None:
    page = head(declared("/old"), body='<p><a href="/news.rss">RSS</a> <a href="/x">X</a>')
    with site({"/": page, "/old": Answer("<p>moved"), "/news.rss": feed_answer()}) as there:
        result = await found_at(there)
    assert isinstance(result, Found)
    assert (result.url, result.others) == (f"{there.url}/news.rss", (f"{there.url}/old",))


@pytest.mark.parametrize("path", COMMON_PATHS)
async def test_the_usual_places_are_tried_at_the_root_of_the_site(path: str) -> None:
    with site({"/a/b": head(), path: feed_answer()}) as there:
        result = await found_at(there, "/a/b")
    assert isinstance(result, Found)
    assert result.url == f"{there.url}{path}"


async def test_a_page_without_a_feed_has_none_after_a_few_requests() -> None:
    links = "".join(f'<a href="/{number}.rss">x</a>' for number in range(50))
    with site({"/": head(body=links)}) as there:
        result = await found_at(there)
    assert isinstance(result, NotFound)
    assert "a web page that names no feed" in result.why
    assert len(there.asked) == MAX_REQUESTS


async def test_a_feed_of_comments_is_the_last_resort() -> None:
    with site({"/": head(declared("/comments/feed")), "/comments/feed": feed_answer()}) as there:
        result = await found_at(there)
    assert isinstance(result, Found)
    assert result.url.endswith("/comments/feed")


async def test_a_declared_feed_that_does_not_answer_now_is_believed() -> None:
    with site({"/": head(declared("/feed.rss"))}) as there:
        result = await found_at(there)
    assert isinstance(result, Unsure)
    assert result.url == f"{there.url}/feed.rss"


@pytest.mark.parametrize("status", [403, 404, 410, 429, 500, 503])
async def test_a_server_that_refuses_says_nothing_about_the_feed(status: int) -> None:
    with site({"/x": Answer("no", status=status)}) as there:
        result = await found_at(there, "/x")
    assert result == Unsure(f"{there.url}/x", f"the server answers {status}")
    assert there.asked == ["/x"]


async def test_where_a_password_goes_is_said() -> None:
    with site({"/x": Answer("no", status=401)}) as there:
        result = await found_at(there, "/x")
    assert isinstance(result, Unsure)
    assert "NEWSMILL_CREDENTIALS" in result.why


async def test_a_server_that_is_not_there_says_nothing_either() -> None:
    with site({}) as there:
        pass
    result = await found_at(there)
    assert isinstance(result, Unsure)
    assert result.url == f"{there.url}/"


async def test_a_private_network_is_not_asked() -> None:
    with site({"/": feed_answer()}) as there:
        result = await found_at(there, settings=FetchSettings(allow_private_networks=False))
    assert isinstance(result, NotFound)
    assert "NEWSMILL_ALLOW_PRIVATE_NETWORKS" in result.why
    assert there.asked == []


async def test_links_that_are_no_addresses_are_passed_over() -> None:
    page = head(declared("javascript:rss"), declared("https://["), '<link rel="alternate">')
    with site({"/": page}) as there:
        result = await found_at(there)
    assert isinstance(result, NotFound)


@pytest.mark.parametrize(
    "body",
    [b"", b"\x1f\x8b" + bytes(99), b"%PDF-1.7", bytes(range(256)) * 20, b"<" * 50_000, b"{" * 999],
)
async def test_any_document_has_an_answer(body: bytes) -> None:
    with site({"/x": Answer(body)}) as there:
        assert isinstance(await found_at(there, "/x"), NotFound)


class Unreachable:
    """A network that is not there; remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        timeout: timedelta | None = None,
    ) -> Reply:
        self.asked.append(url)
        raise FetchError(url, "unreachable", "no address")


async def test_a_rule_for_the_platform_holds_without_a_network() -> None:
    network = Unreachable()
    result = await discover("https://harbour.substack.com/", network, sleep=_no_pause)
    assert result == Unsure("https://harbour.substack.com/feed", "no address")
    assert network.asked == ["https://harbour.substack.com/"]


class PublicPage:
    """A page that names a feed on a private network, which the guard refuses."""

    async def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        timeout: timedelta | None = None,
    ) -> Reply:
        if url == "https://a.example/":
            body = '<html><link rel="alternate" type="application/rss+xml" href="http://10.0.0.1/">'
            return Reply(url, 200, {}, body.encode(), None)
        raise FetchError(url, "refused", "private")


async def test_a_feed_on_a_private_network_is_not_subscribed_to_because_a_page_names_it() -> None:
    result = await discover("https://a.example/", PublicPage(), sleep=_no_pause)
    assert isinstance(result, NotFound)


async def _no_pause(_: float) -> None:
    """Do not wait."""
