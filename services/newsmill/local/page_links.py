"""Find the feeds that a web page names: declared in its head, or among its links."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from newsmill.hosts import parse
from newsmill.local.feed_names import FEED_TYPES, is_feed_name, is_feed_type, is_of_comments
from newsmill.local.tags import Tag, plain, tags

MAX_LINKS = 20_000
MAX_TEXT_CHARACTERS = 200
MAX_HEADER_CHARACTERS = 16 * 1024

_LINK_VALUE = re.compile(r"<([^<>]{1,4096})>((?:[^,\"<>]|\"[^\"]{0,4096}\")*)")
_PARAMETER = re.compile(r";\s*([\w-]{1,40})\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))")


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link that seems to lead to a feed."""

    url: str
    """Absolute, not yet in canonical spelling."""
    title: str
    is_declared: bool
    """Whether the page says that it is a feed: https://www.rssboard.org/rss-autodiscovery"""
    is_of_comments: bool


@dataclass(frozen=True, slots=True)
class PageLinks:
    """What was found in a page."""

    feeds: tuple[PageLink, ...]
    """Each address once: declared ones first, feeds of comments last, else as in the page."""
    others: int
    """Links that seem to lead to no feed."""


def feeds_of_page(text: str, url: str | None) -> PageLinks:
    """The feeds that the page names. Without its own `url`, its relative links have no target."""
    found = list(tags(text))
    base = _base(found, url)
    feeds: dict[str, PageLink] = {}
    others = 0
    for tag, following in pairwise((*found, Tag("", {}, False, False, len(text), len(text)))):
        href = tag.attributes.get("href", "").strip()
        if tag.is_end or not href or tag.name not in ("a", "area", "link"):
            continue
        link = _link(tag, _absolute(href, base), text[tag.end : following.start])
        if link is None:
            others += tag.name != "link"
        elif len(feeds) < MAX_LINKS:
            known = feeds.get(link.url)
            if known is None or (link.is_declared and not known.is_declared):
                feeds[link.url] = link
    return PageLinks(_sorted(feeds.values()), others)


def feeds_of_header(link_header: str, url: str) -> tuple[PageLink, ...]:
    """The feeds that an HTTP Link header names: https://www.rfc-editor.org/rfc/rfc8288#section-3."""
    found = []
    for value in _LINK_VALUE.finditer(link_header[:MAX_HEADER_CHARACTERS]):
        parameters = {
            name.lower(): (quoted or token).strip()
            for name, quoted, token in reversed(_PARAMETER.findall(value[2]))
        }
        target = _absolute(value[1].strip(), url)
        is_alternate = "alternate" in parameters.get("rel", "").lower().split()
        if target and is_alternate and is_feed_type(parameters.get("type", ""), target):
            title = parameters.get("title", "")[:MAX_TEXT_CHARACTERS]
            found.append(PageLink(target, title, True, is_of_comments(target, title)))
    return _sorted(found)


def _link(tag: Tag, url: str | None, inside: str) -> PageLink | None:
    if url is None:
        return None
    media_type = tag.attributes.get("type", "")
    relations = tag.attributes.get("rel", "").lower().split()
    is_declared = False
    if tag.name == "link":
        is_alternate = "alternate" in relations and "stylesheet" not in relations
        if not (is_alternate and is_feed_type(media_type, url)) and "feed" not in relations:
            return None
        is_declared = True
    elif not (is_feed_name(url) or media_type.partition(";")[0].strip().lower() in FEED_TYPES):
        return None
    title = plain(tag.attributes.get("title", "") or inside[: 4 * MAX_TEXT_CHARACTERS])
    title = title[:MAX_TEXT_CHARACTERS]
    return PageLink(url, title, is_declared, is_of_comments(url, title))


def _sorted(links: Iterable[PageLink]) -> tuple[PageLink, ...]:
    return tuple(sorted(links, key=lambda link: (link.is_of_comments, not link.is_declared)))


def _base(found: list[Tag], url: str | None) -> str | None:
    """What relative links are relative to: https://html.spec.whatwg.org/#document-base-url"""
    for tag in found:
        if tag.name == "base" and not tag.is_end and tag.attributes.get("href", "").strip():
            return _absolute(tag.attributes["href"].strip(), url) or url
    return url


def _absolute(href: str, base: str | None) -> str | None:
    # Readers were meant to take this scheme for themselves.
    if href[:5].lower() == "feed:":
        href = href[5:] if href[5:].lower().startswith("http") else f"http:{href[5:]}"
    parsed = parse(href, base) if base else parse(href)
    return parsed.request_url if parsed else None
