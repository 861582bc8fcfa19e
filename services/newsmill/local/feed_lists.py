"""Read a list of feeds: OPML, a page of links, a sitemap, or an address a line."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from newsmill.contracts.feeds import Feed
from newsmill.local.feed_addresses import NoFeedAddress, feed_address
from newsmill.local.feed_kinds import FEEDS, NAME_BY_KIND, kind_of
from newsmill.local.feed_names import is_feed_name
from newsmill.local.opml import NotOPML, Outline, read_outlines
from newsmill.local.page_links import feeds_of_page
from newsmill.local.source_files import SourceError
from newsmill.local.tags import plain, tags, text_of

MAX_LIST_BYTES = 64 * 1024 * 1024
"""A hundred thousand subscriptions with all that some programs say of each."""

_COMMENT = re.compile(r"(?:^|\s)#")
_ADDRESS = re.compile(r"(?:feed:|https?://)[^\s<>\"']+", re.IGNORECASE)
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class FeedList:
    """What a list has."""

    feeds: tuple[Feed, ...]
    """Each subscription once, in canonical spelling."""
    refused: tuple[str, ...] = ()
    """What can be no subscription, a line each with the reason."""
    others: int = 0
    """Links that seem to lead to no feed."""


def read_feed_list(
    content: bytes, name: str, now: datetime, *, url: str | None = None, content_type: str = ""
) -> FeedList:
    """The subscriptions that are listed in a document, whatever kind of list it is.

    `name` is for messages; `url` is where the document came from, if from the web. A bad entry
    spoils none of the others.

    Raises:
        SourceError: there is no subscription in it, not even a bad one.
    """
    text = text_of(content, content_type)
    kind = kind_of(text)
    if kind == "html":
        page = feeds_of_page(text, url)
        outlines = [_outline(link.url) for link in page.feeds if not link.is_of_comments]
        if not outlines:
            raise SourceError(f"{name}: none of the {page.others} links in it leads to a feed")
        return _checked(name, enumerate(outlines, 1), now, page.others)
    if kind == "sitemap":
        return _of_sitemap(text, name, now, url)
    if kind in FEEDS:
        if url is not None:
            return _checked(name, [(1, _outline(url))], now)
        raise SourceError(
            f"{name}: it is a feed itself ({NAME_BY_KIND[kind]}); subscribe to its address with"
            " newsmill feeds add"
        )
    if kind == "text":
        return _of_lines(text, name, now)
    return read_opml_text(text, name, now)


def read_opml_text(text: str, name: str, now: datetime) -> FeedList:
    """The subscriptions of an OPML document.

    Raises:
        SourceError: it is none, or there is no subscription in it.
    """
    try:
        return _checked(name, enumerate(read_outlines(text), 1), now)
    except NotOPML as error:
        raise SourceError(f"{name}: {error}") from error


def _of_lines(text: str, name: str, now: datetime) -> FeedList:
    """An address a line, with comments behind “#”; what else stands beside it is left out."""
    numbered = [
        (number, _address(line))
        for number, whole in enumerate(_LINE_END.split(text.lstrip("\ufeff")), 1)
        if (line := _COMMENT.split(whole, maxsplit=1)[0].strip())
    ]
    if not any("://" in address for _, address in numbered):
        raise SourceError(f"{name}: no list of feeds: no line has an address")
    return _checked(name, ((number, _outline(word)) for number, word in numbered), now)


def _address(line: str) -> str:
    """The address in a line, also of Markdown or a table; the first word where there is none."""
    found = _ADDRESS.search(line)
    if found is None:
        return line.split()[0]
    address = found[0].rstrip(",;|")
    return address if "(" in address else address.rstrip(")")


def _of_sitemap(text: str, name: str, now: datetime, url: str | None) -> FeedList:
    """The feeds that a sitemap names; if none, the sitemap itself, which can be subscribed to."""
    urls = list(_locations(text))
    feeds = [one for one in urls if is_feed_name(one)]
    others = len(urls) - len(feeds)
    if not feeds and url is not None:
        return _checked(name, [(1, _outline(url))], now, others)
    if not feeds:
        raise SourceError(
            f"{name}: none of the {others} addresses in this sitemap looks like a feed; a news"
            " sitemap itself can be subscribed to: newsmill feeds add ADDRESS"
        )
    return _checked(name, enumerate(map(_outline, feeds), 1), now, others)


def _locations(text: str) -> Iterator[str]:
    opened: int | None = None
    for tag in tags(text):
        if tag.name == "loc" and not tag.is_end:
            opened = tag.end
        elif opened is not None:
            yield plain(text[opened : tag.start])
            opened = None


def _outline(url: str) -> Outline:
    return Outline(url, None, None, None, ())


def _checked(
    name: str, numbered: Iterable[tuple[int, Outline]], now: datetime, others: int = 0
) -> FeedList:
    feeds: dict[str, Feed] = {}
    refused = []
    for number, outline in numbered:
        try:
            url = feed_address(outline.url)
        except NoFeedAddress as error:
            refused.append(f"{name}:{number}: {error}")
            continue
        feeds.setdefault(
            url,
            Feed(
                url=url,
                title=outline.title,
                section=outline.section,
                language=outline.language,
                tags=outline.tags,
                added_at=now,
            ),
        )
    return FeedList(tuple(feeds.values()), tuple(refused), others)
