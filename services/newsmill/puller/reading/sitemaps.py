"""Parse sitemaps: Google News sitemaps, plain ones, and indexes of either.

https://www.sitemaps.org/protocol.html
https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
"""

import html
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from newsmill.puller.reading.contents import Contents, Entry
from newsmill.puller.reading.dates import parse_date
from newsmill.puller.reading.decoding import disarm
from newsmill.puller.reading.sitemap_cutting import MAX_PAGES, read_tree
from newsmill.puller.reading.sitemap_media import media_of

MAX_CHILDREN = 3
"""Sitemaps of an index to look into at one poll: what is new is in the newest."""

RECENT = timedelta(days=3)
"""A plain sitemap lists all pages of a site. Older ones are no news; a news sitemap may
hold those of two days."""

MIN_STAMPED = 10
"""So many pages that were all changed in the same second carry the date of the sitemap itself."""

MAX_PROLOGUE_CHARACTERS = 16 * 1024

NEWS_NAMESPACES = re.compile(r"https?://www\.google\.com/schemas/sitemap-news/")

_ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?(urlset|sitemapindex)(?=[\s>/])")
_PROLOGUE = re.compile(r"\s|<\?|<!")
_SEPARATOR = re.compile(r"[,;]")
_DIGITS = re.compile(r"[0-9]{1,18}")


class NotASitemap(Exception):
    """It begins as a sitemap, but cannot be read."""


def is_sitemap(text: str) -> bool:
    """Whether the root element is that of a sitemap or of a sitemap index."""
    head = text[:MAX_PROLOGUE_CHARACTERS]
    # Nearly always, and sooner than a regular expression could tell.
    if "urlset" not in head and "sitemapindex" not in head:
        return False
    return _root_name(text) is not None


def read_sitemap(text: str, now: datetime) -> Contents:
    """The entries of a sitemap: each page of a news sitemap, the recent pages of a plain one.

    An index has no entries; `Contents.children` are the sitemaps to look into. Damage is mended; of
    a document that breaks off, the pages before that are read.

    Raises:
        NotASitemap: nothing can be read.
    """
    disarmed = disarm(text)
    if disarmed is None:
        raise NotASitemap("the document is no XML")
    root, is_whole = read_tree(disarmed)
    if root is None:
        raise NotASitemap("the sitemap is too damaged to be read")
    if _local(root) == "sitemapindex":
        children = _children(root)
        return Contents("", "", "", (), is_rss=False, children=children, is_cut_off=not is_whole)
    pages = [page for element in _elements(root, "url") if (page := _Page(element)).url]
    news = [page for page in pages if page.news is not None]
    chosen = news or _recent(pages, now)
    return Contents(
        title=_most_common(page.publication for page in news),
        language=_most_common(page.language for page in news),
        site="",
        is_rss=False,
        entries=[page.entry() for page in chosen],
        is_cut_off=not is_whole,
    )


class _Page:
    """One `<url>` of a sitemap."""

    def __init__(self, element: Any) -> None:
        self._element = element
        children = _by_name(element)
        self.url = _line(children.get("loc"))
        self.changed_at = _date(_line(children.get("lastmod")))
        news = children.get("news")
        is_news = news is not None and NEWS_NAMESPACES.match(_namespace(news))
        self.news = _by_name(news) if is_news else None
        publication = _by_name((self.news or {}).get("publication"))
        self.publication = html.escape(_line(publication.get("name")), quote=False)
        self.language = _line(publication.get("language"))

    def entry(self) -> Entry:
        media = tuple(media_of(self._element))
        pictures = (medium.url for medium in media if medium.medium == "image")
        news = self.news or {}
        keywords = (_line(news.get(name)) for name in ("keywords", "stock_tickers"))
        return Entry(
            link=self.url,
            title=html.escape(_line(news.get("title")), quote=False),
            categories=tuple(
                keyword for words in keywords for word in _SEPARATOR.split(words)
                if (keyword := word.strip())
            ),
            image=next(pictures, ""),
            published=_date(_line(news.get("publication_date"))),
            updated=self.changed_at,
            media=media,
        )  # fmt: skip


def _recent(pages: list[_Page], now: datetime) -> list[_Page]:
    """The pages of a plain sitemap that changed lately; none where the dates say nothing."""
    dates = {page.changed_at for page in pages}
    if len(pages) >= MIN_STAMPED and len(dates) == 1:
        return []
    return [page for page in pages if page.changed_at and page.changed_at >= now - RECENT]


def _children(index: Any) -> tuple[str, ...]:
    """The sitemaps of an index that are most likely to have news, the most likely first."""
    rows = []
    for element in _elements(index, "sitemap"):
        children = _by_name(element)
        if url := _line(children.get("loc")):
            changed_at = _date(_line(children.get("lastmod"))) or datetime.min.replace(tzinfo=UTC)
            # Without dates: sitemaps of a month or a number, of which the last is the newest.
            numbers = [int(digits) for digits in _DIGITS.findall(url)[-6:]]
            rows.append((changed_at, "news" in url.lower(), numbers, url))
    rows.sort(reverse=True)
    return tuple(dict.fromkeys(url for *_, url in rows))[:MAX_CHILDREN]


def _root_name(text: str) -> str | None:
    """The local name of the root element, behind declarations and comments; None for others."""
    place = 0
    while (start := text.find("<", place)) >= 0:
        if text.startswith("<!--", start):
            end = text.find("-->", start)
        elif _PROLOGUE.match(text, start):
            end = text.find(">", start)
        else:
            root = _ROOT.match(text, start)
            return root[1] if root else None
        if end < 0:
            return None
        place = end + 1
    return None


def _most_common(texts: Iterator[str]) -> str:
    counted = Counter(text for text in texts if text).most_common(1)
    return counted[0][0] if counted else ""


def _elements(parent: Any, name: str) -> Iterator[Any]:
    """Children by local name: the namespace is often missing, or that of an older version."""
    for count, element in enumerate(parent.iterchildren("*")):
        if count > MAX_PAGES:
            return
        if _local(element) == name:
            yield element


def _by_name(parent: Any) -> dict[str, Any]:
    """The first child of each local name."""
    found: dict[str, Any] = {}
    if parent is not None:
        for element in parent.iterchildren("*"):
            found.setdefault(_local(element), element)
    return found


def _line(element: Any) -> str:
    """The text of an element, on one line; empty where there is none."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


# A sitemap has tens of thousands of dates, and most of them stand there many times.
_date = lru_cache(maxsize=4_096)(parse_date)


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2].lower()


def _namespace(element: Any) -> str:
    return str(element.tag).rpartition("}")[0].removeprefix("{")
