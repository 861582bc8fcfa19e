"""Find the feed that belongs to an address: the address itself, or what a web page there names."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol

from newsmill.hosts import origin_of, parse
from newsmill.local.feed_addresses import NoFeedAddress, feed_address, shown
from newsmill.local.feed_kinds import FEEDS, NAME_BY_KIND, Kind, kind_of
from newsmill.local.page_links import PageLink, feeds_of_header, feeds_of_page
from newsmill.local.platforms import COMMON_PATHS, feed_of_platform
from newsmill.local.tags import plain, tags, text_of
from newsmill.web.content_encoding import DecompressionError, TooLarge
from newsmill.web.fetching import FetchError, Reply
from newsmill.web.gzip_files import gunzipped
from newsmill.web.refreshing import onward

ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9,"
    " text/xml;q=0.9, text/html;q=0.8, application/xhtml+xml;q=0.8, */*;q=0.1"
)
MAX_REQUESTS = 9
"""For one address: the page, and at most eight places where its feed may be."""

MAX_LINKS_ASKED = 4
"""Of those that a page names: the first is nearly always right."""

MAX_OTHERS_TOLD = 5
UNAUTHORIZED = 401
WHERE_CREDENTIALS_GO = "user name and password go into the credentials file (NEWSMILL_CREDENTIALS)"
PAUSE = timedelta(seconds=1)
"""Between two requests: they go to one host."""

TIMEOUT = timedelta(seconds=15)
NEVER = frozenset({"refused", "invalid_url"})
"""Reasons of a `FetchError` that stay as they are until a setting changes."""

MAX_DECOMPRESSED_BYTES = 10 * 1024 * 1024
MAX_TITLE_CHARACTERS = 200


class Getter(Protocol):
    """What discovery needs of a `Fetcher`."""

    async def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        timeout: timedelta | None = None,
    ) -> Reply:
        """The answer to a GET."""


@dataclass(frozen=True, slots=True)
class Found:
    """A feed that was read."""

    url: str
    kind: Kind
    title: str = ""
    led_to: str = ""
    """The address after redirects."""
    page: str | None = None
    """The address that was given, if it is that of a web page."""
    others: tuple[str, ...] = ()
    """Other feeds that the page names."""


@dataclass(frozen=True, slots=True)
class Unsure:
    """What may well be a feed, but could not be read now."""

    url: str
    why: str


@dataclass(frozen=True, slots=True)
class NotFound:
    """There is no feed, or none that newsmill may fetch."""

    why: str


Discovery = Found | Unsure | NotFound
Sleep = Callable[[float], Awaitable[object]]


async def discover(url: str, fetcher: Getter, *, sleep: Sleep = asyncio.sleep) -> Discovery:
    """The feed at a canonical address, or of the web page there.

    A page's own declarations come first, then the rules for its platform, then links with names of
    feeds, then the usual places. One after the other is asked for.
    """
    return await _Search(url, fetcher, sleep).run()


class _Search:
    """The requests for one address."""

    def __init__(self, url: str, fetcher: Getter, sleep: Sleep) -> None:
        self._url = url
        self._fetcher = fetcher
        self._sleep = sleep
        self._requests = 0
        self._refused: set[str] = set()

    async def run(self) -> Discovery:
        platform = feed_of_platform(self._url)
        try:
            reply = await self._ask(self._url)
        except FetchError as error:
            if error.reason in NEVER:
                return NotFound(error.detail)
            return Unsure(platform or self._url, error.detail)
        if reply.status >= 400 and platform is None:
            hint = f"; {WHERE_CREDENTIALS_GO}" if reply.status == UNAUTHORIZED else ""
            return Unsure(self._url, f"the server answers {reply.status}{hint}")
        text = _text(reply)
        kind = kind_of(text)
        if kind in FEEDS and reply.status < 400:
            return Found(self._url, kind, _title(text), _canonical(reply.url))
        links = _links(reply, text, kind)
        if not links and kind == "html" and (target := _refresh(reply, text)):
            # A page that leads on at once: to the language of its reader, to the site's new home.
            reply, text, kind = await self._followed(target) or (reply, text, kind)
            links = _links(reply, text, kind)
        return await self._try(links, platform, reply.url, kind)

    async def _try(
        self, links: tuple[PageLink, ...], platform: str | None, page: str, kind: Kind
    ) -> Discovery:
        told = tuple(dict.fromkeys(_canonical(link.url) for link in links))
        declared = [_canonical(link.url) for link in links if link.is_declared]
        for candidate in _candidates(links, platform, page):
            if self._requests >= MAX_REQUESTS:
                break
            found = await self._look_at(candidate)
            if found is not None:
                others = tuple(one for one in told if one not in ("", found.url))
                return replace(found, page=self._url, others=others)
        for likely in (*declared, platform):
            if likely and likely not in self._refused:
                return Unsure(likely, f"it is named by {shown(self._url)}, but is no feed now")
        what = NAME_BY_KIND[kind]
        return NotFound(f"{what} that names no feed, and none is in the usual places")

    async def _look_at(self, url: str) -> Found | None:
        await self._sleep(PAUSE.total_seconds())
        try:
            reply = await self._ask(url)
        except FetchError as error:
            if error.reason in NEVER:
                self._refused.add(url)
            return None
        text = _text(reply)
        kind = kind_of(text)
        is_feed = reply.status < 400 and kind in FEEDS
        return Found(url, kind, _title(text), _canonical(reply.url)) if is_feed else None

    async def _followed(self, url: str) -> tuple[Reply, str, Kind] | None:
        await self._sleep(PAUSE.total_seconds())
        try:
            reply = await self._ask(url)
        except FetchError:
            return None
        text = _text(reply)
        return reply, text, kind_of(text)

    async def _ask(self, url: str) -> Reply:
        self._requests += 1
        return await self._fetcher.get(url, headers={"Accept": ACCEPT}, timeout=TIMEOUT)


def _links(reply: Reply, text: str, kind: Kind) -> tuple[PageLink, ...]:
    """The feeds that an answer names, those in its headers first."""
    in_header = feeds_of_header(reply.headers.get("link", ""), reply.url)
    in_page = feeds_of_page(text, reply.url).feeds if kind == "html" else ()
    return (*in_header, *in_page)


def _refresh(reply: Reply, text: str) -> str | None:
    """Where a page leads by itself."""
    further = onward(reply.url, text, reply.headers.get("refresh", ""))
    target = parse(further.href, further.base.href) if further and further.href else None
    return target.request_url if target and target.request_url != reply.url else None


def _candidates(links: tuple[PageLink, ...], platform: str | None, page: str) -> Iterator[str]:
    """Where the feed may be, the likeliest first, each once."""
    articles = [link for link in links if not link.is_of_comments]
    declared = [link.url for link in articles if link.is_declared]
    linked = [link.url for link in articles if not link.is_declared]
    comments = [link.url for link in links if link.is_of_comments]
    named = [*declared, *([platform] if platform else []), *linked]
    usual = [f"{origin_of(page)}{path}" for path in COMMON_PATHS]
    yielded = set()
    for url in (*named[:MAX_LINKS_ASKED], *usual, *comments[:1]):
        canonical = _canonical(url)
        if canonical and canonical not in yielded:
            yielded.add(canonical)
            yield canonical


def _canonical(url: str) -> str:
    """The spelling of a subscription; empty if it can be none."""
    try:
        return feed_address(url) if url else ""
    except NoFeedAddress:
        return ""


def _text(reply: Reply) -> str:
    try:
        body = gunzipped(reply.body, MAX_DECOMPRESSED_BYTES)  # sitemap.xml.gz
    except (DecompressionError, TooLarge):
        return ""
    return text_of(body, reply.headers.get("content-type", ""))


def _title(text: str) -> str:
    """What the feed is called, for a message."""
    opened: int | None = None
    for tag in tags(text):
        if opened is not None:
            return plain(text[opened : tag.start])[:MAX_TITLE_CHARACTERS]
        if tag.name in ("item", "entry", "url"):
            break
        if tag.name == "title" and not tag.is_end:
            opened = tag.end
    return ""
