"""Tell what a document is by its beginning: a feed, a list of feeds, a web page."""

import re
from typing import Literal

from newsmill.local.tags import tags

Kind = Literal["rss", "atom", "json", "sitemap", "opml", "html", "xml", "text"]

NAME_BY_KIND: dict[Kind, str] = {
    "rss": "RSS",
    "atom": "Atom",
    "json": "JSON Feed",
    "sitemap": "a sitemap",
    "opml": "OPML",
    "html": "a web page",
    "xml": "XML",
    "text": "text",
}
FEEDS: frozenset[Kind] = frozenset({"rss", "atom", "json", "sitemap"})

KIND_BY_ROOT: dict[str, Kind] = {
    "rss": "rss",
    "rdf": "rss",
    "channel": "rss",  # CDF, and RSS 2.0 whose author forgot the root
    "feed": "atom",
    "urlset": "sitemap",
    "sitemapindex": "sitemap",
    "opml": "opml",
    "outline": "opml",
}
# What HTML documents begin with whose <html> is left out, as it may be.
OF_HTML = frozenset(
    {"a", "base", "body", "br", "center", "dd", "div", "dl", "dt", "font", "h1", "h2", "head", "hr",
     "html", "img", "li", "link", "meta", "ol", "p", "script", "span", "style", "table", "title",
     "tr", "ul"}
)  # fmt: skip

START_CHARACTERS = 64 * 1024

_OUTLINE = re.compile(r"<outline\s", re.IGNORECASE)
_JSON_FEED = re.compile(
    r"jsonfeed\.org/version/1(?![0-9])|\"version\"\s{0,9}:\s{0,9}\"?1(?:\.[01])?\"?\s{0,9}[,}]",
    re.IGNORECASE,
)


def kind_of(text: str) -> Kind:
    """What `text` is, by its first element. No feed is read here."""
    start = text[:START_CHARACTERS].lstrip("\ufeff \t\r\n\0")
    if start.startswith("{"):
        return "json" if _JSON_FEED.search(text) else "text"
    if not start.startswith("<"):
        return "text"
    first = next(tags(start), None)
    if first is None:
        return "text"
    is_headless_opml = first.name in ("head", "body") and _OUTLINE.search(start)
    if is_headless_opml:
        return "opml"
    if first.name in OF_HTML or start[:15].lower().startswith("<!doctype html"):
        return "html"
    return KIND_BY_ROOT.get(first.name, "xml")
