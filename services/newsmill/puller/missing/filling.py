"""Fill a gap: read older pages of the feed until one has an entry that is known.

In this order: the archive before this document and the next page of a paged feed (RFC 5005 §4 and
§3), the pages of a WordPress feed, and the site's news sitemap.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from newsmill.contracts.articles import RawArticle
from newsmill.hosts import origin_of, parse
from newsmill.puller.reading.contents import FeedLinks
from newsmill.puller.reading.entries import ParsedFeed

T = TypeVar("T")

MAX_PAGES = 5
"""A gap that reaches further back is not filled: its news are old, and the server is not ours."""

MARGIN = timedelta(hours=1)
"""Clocks differ, and an entry may appear some time after its date."""

NEWS_SITEMAPS = ("/news-sitemap.xml",)
"""Where Yoast SEO has it: https://yoast.com/help/xml-sitemaps-in-the-wordpress-seo-plugin/."""


class Pages(Protocol[T]):
    """What asks for older pages and parses them: `asking.pages.Pages`."""

    async def ask(self, url: str) -> T | None:
        """The page; None if there is none."""

    async def parse(self, page: T, memory: bytes) -> ParsedFeed | None:
        """What is in it that `memory` does not know; None if it is no feed."""

    async def sitemaps(self, url: str) -> Sequence[str]:
        """The sitemaps that the site's robots.txt names."""


_WORDPRESS = re.compile(r"wordpress", re.IGNORECASE)
_PAGED = re.compile(r"[?&]paged=\d+")
_NEWS = re.compile(r"news", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Gap:
    """What lies between two documents of a feed."""

    since: datetime | None
    """The poll before."""
    until: datetime | None
    """The date of the oldest entry of the new document."""

    def holds(self, article: RawArticle) -> bool:
        """Whether an entry of an older page may have been missed; one without a date may."""
        at = article.published_at or article.updated_at
        return at is None or self.since is None or at >= self.since - MARGIN

    def surely_holds(self, article: RawArticle) -> bool:
        """Whether it was published within the gap: what a sitemap has may be known by the feed."""
        at = article.published_at
        if at is None or self.since is None or self.until is None:
            return False
        return self.since < at < self.until


@dataclass(frozen=True, slots=True)
class Filled:
    """What was found in older pages."""

    articles: tuple[RawArticle, ...]
    memory: bytes
    is_closed: bool
    """Whether a page had an entry that was known before the gap: nothing is missing any more."""


async def fill(
    url: str,
    parsed: ParsedFeed,
    gap: Gap,
    before: bytes,
    pages: Pages[T],
) -> Filled:
    """The entries that older pages have for `gap`; `url` is the document's, after redirects.

    `before` is what was remembered before the document: what it knows ends the gap. What is new in
    a page is judged by what has been read since, as pages overlap when news come in between.
    """
    articles: list[RawArticle] = []
    memory, links = parsed.memory, parsed.links
    asked = {url}
    for number in range(2, MAX_PAGES + 2):
        older = older_page(url, links, number)
        if older is None or older in asked:
            break
        asked.add(older)
        page = await pages.ask(older)
        found = await pages.parse(page, memory) if page is not None else None
        if page is None or found is None:
            break
        articles += filter(gap.holds, found.entries)
        memory, links = found.memory, found.links
        earlier = await pages.parse(page, before)
        if earlier is not None and earlier.known_count:
            return Filled(tuple(articles), memory, True)
        if not found.entries:
            break
    if articles:
        return Filled(tuple(articles), memory, False)
    for sitemap in _news_sitemaps(url, await pages.sitemaps(url)):
        page = await pages.ask(sitemap)
        found = await pages.parse(page, memory) if page is not None else None
        if found is not None and (held := tuple(filter(gap.surely_holds, found.entries))):
            return Filled(held, found.memory, False)
    return Filled((), memory, False)


def older_page(url: str, links: FeedLinks, number: int) -> str | None:
    """Where the feed's entries before those of a page are; None if it does not say.

    `links` are those of that page, and `number` is that of the page wanted.
    """
    for link in (links.prev_archive, links.next_page):
        if link and (target := parse(link, url)) is not None:
            return target.request_url
    if links.generator and _WORDPRESS.search(links.generator):
        # https://developer.wordpress.org/reference/classes/wp_query/#pagination-parameters
        base = _PAGED.sub("", url)
        return f"{base}{'&' if '?' in base else '?'}paged={number}"
    return None


def _news_sitemaps(url: str, named: Iterable[str]) -> list[str]:
    """The site's likely news sitemaps: two of those it names, else one of the usual places."""
    news = [one for one in named if _NEWS.search(one)]
    return news[:2] or [f"{origin_of(url)}{path}" for path in NEWS_SITEMAPS]
