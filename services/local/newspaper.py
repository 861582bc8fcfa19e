"""A newspaper for the demo: invented articles as feeds and pages, at any moment of its run.

Pure: the articles come from `seeds/newspaper/`, the time is an argument, the same moment gives the
same bytes. `newspaper_server` puts it on a port.
"""

import colorsys
import json
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from hashlib import blake2b
from html import escape
from itertools import chain
from pathlib import Path
from string import Template
from typing import Any, Literal

FeedKind = Literal["rss", "rss-full", "atom", "rdf"]

FEED_TYPES: dict[FeedKind, str] = {
    "rss": "application/rss+xml",
    "rss-full": "application/rss+xml",
    "atom": "application/atom+xml",
    "rdf": "application/rdf+xml",
}

RELATED_STORIES = 3
# The layouts put an advert after the second paragraph, where real pages have it.
OPENING_PARAGRAPHS = 2


class SeedError(ValueError):
    """An article under `seeds/newspaper/` contradicts itself."""


@dataclass(frozen=True)
class Feed:
    """One feed of a site; one with `nonsense` serves nothing but that, a slow one dribbles."""

    host: str
    path: str
    title: str
    language: str
    section: str
    kind: FeedKind
    tracking: str = ""
    encoding: str = "utf-8"
    nonsense: bytes = b""
    is_slow: bool = False

    @property
    def is_broken(self) -> bool:
        return bool(self.nonsense)

    def url(self, port: int) -> str:
        return address(self.host, port, self.path)


@dataclass(frozen=True)
class Article:
    """One article as written; `after` is in seconds from the opening, negative if it was there.

    `corrected`, if there is one, replaces it at its own `after`.
    """

    host: str
    path: str
    feeds: tuple[str, ...]
    language: str
    section: str
    title: str
    feed_title: str
    teaser: str
    paragraphs: tuple[str, ...]
    author: str
    topics: tuple[str, ...]
    after: float
    is_dated: bool
    has_guid: bool
    corrected: "Article | None" = None

    @property
    def guid(self) -> str:
        """The same on every port and in every run (RFC 4151)."""
        return f"tag:{self.host},2019:{self.path}"


@dataclass(frozen=True)
class Site:
    host: str
    name: str
    tagline: str
    language: str
    zone: timezone
    date_format: str
    layout: Template
    home_layout: Template
    paragraph: Template
    disallowed: tuple[str, ...]
    feeds: tuple[Feed, ...]
    articles: tuple[Article, ...]


@dataclass(frozen=True)
class Newspaper:
    """All sites, and what a reader of every feed must have seen in the end."""

    sites: tuple[Site, ...]

    @property
    def feeds(self) -> tuple[Feed, ...]:
        return tuple(feed for site in self.sites for feed in site.feeds)

    @property
    def articles(self) -> tuple[Article, ...]:
        return tuple(article for site in self.sites for article in site.articles)

    @property
    def out_after(self) -> float:
        """Seconds at speed 1 until nothing changes any more."""
        return max(version.after for version in _versions(self.articles))

    def observations(self, *, at_once: bool = False) -> int:
        """How many pairs of a feed and an entry's version are served until everything is out."""
        shown = self.articles if at_once else _versions(self.articles)
        return sum(len(version.feeds) for version in shown)

    def site(self, host: str) -> Site | None:
        return next((site for site in self.sites if site.host == host), None)


@dataclass(frozen=True)
class Edition:
    """One run of the newspaper; `speed` shortens what follows the opening, not what was before."""

    opened: datetime
    speed: float = 1.0

    def elapsed(self, now: datetime) -> float:
        """Seconds of the newspaper's own time."""
        return (now - self.opened).total_seconds() * self.speed

    def instant(self, after: float) -> datetime:
        return self.opened + timedelta(seconds=after if after < 0 else after / self.speed)


@dataclass(frozen=True)
class Story:
    """An article as it stands at one moment; `article` is the version that is out."""

    article: Article
    published: datetime
    updated: datetime


@dataclass(frozen=True)
class Document:
    """What a URL gives."""

    body: bytes
    content_type: str
    updated: datetime

    @property
    def etag(self) -> str:
        return blake2b(self.body, digest_size=12).hexdigest()


def load_newspaper() -> Newspaper:
    """The newspaper of the repository's `seeds/`, or of the installed wheel."""
    here = Path(__file__).resolve()
    places = (here.parents[2] / "seeds", here.parent / "seeds")
    folder = next(place for place in places if (place / "newspaper").is_dir()) / "newspaper"
    agency = _read(folder / "agency.toml")
    sites = _read(folder / "sites.toml")["site"]
    return Newspaper(tuple(_site(folder, site, agency) for site in sites))


def open_edition(
    newspaper: Newspaper, now: datetime, speed: float = 1.0, *, at_once: bool = False
) -> Edition:
    """A run that begins at `now`; with `at_once` it has just ended, so that all is out for good."""
    if not at_once:
        return Edition(now, speed)
    # A second more, so that rounding cannot hold the last article back.
    return Edition(now - timedelta(seconds=newspaper.out_after / speed + 1), speed)


def stories(site: Site, edition: Edition, elapsed: float) -> tuple[Story, ...]:
    """What stands on `site` after `elapsed` seconds, the newest first."""
    out = [
        Story(version, edition.instant(article.after), edition.instant(version.after))
        for article in site.articles
        if article.after <= elapsed
        for version in [_version_at(article, elapsed)]
    ]
    return tuple(sorted(out, key=lambda story: story.published, reverse=True))


def address(host: str, port: int, path: str) -> str:
    return f"http://{host}{'' if port == 80 else f':{port}'}{path}"


def render_feed(site: Site, feed: Feed, edition: Edition, elapsed: float, port: int) -> Document:
    """The feed's XML: RSS 2.0, Atom (RFC 4287) or RSS 1.0, as its kind says."""
    if feed.nonsense:
        return Document(feed.nonsense, FEED_TYPES[feed.kind], edition.opened)
    listed = [s for s in stories(site, edition, elapsed) if feed.path in s.article.feeds]
    updated = max((story.updated for story in listed), default=edition.opened)
    match feed.kind:
        case "rss" | "rss-full":
            root = _rss(site, feed, listed, updated, port)
        case "atom":
            root = _atom(site, feed, listed, updated, port)
        case "rdf":
            root = _rdf(site, feed, listed, port)
    ET.indent(root)
    body: bytes = ET.tostring(root, encoding=feed.encoding, xml_declaration=True)
    return Document(body, f"{FEED_TYPES[feed.kind]}; charset={feed.encoding}", updated)


def render_page(
    site: Site, path: str, edition: Edition, elapsed: float, port: int
) -> Document | None:
    """The article's HTML page with everything a real site puts around it; None if there is none."""
    out = stories(site, edition, elapsed)
    story = next((story for story in out if story.article.path == path), None)
    if story is None:
        return None
    article = story.article
    paragraphs = [site.paragraph.substitute(text=escape(text)) for text in article.paragraphs]
    related = [other for other in out if other is not story][:RELATED_STORIES]
    date = story.published.astimezone(site.zone)
    page = site.layout.substitute(
        language=article.language,
        head=_head(site, story, port),
        site_name=escape(site.name),
        tagline=escape(site.tagline),
        section=escape(article.section),
        title=escape(article.title),
        teaser=escape(article.teaser),
        byline=escape(article.author),
        date=date.strftime(site.date_format) if article.is_dated else "",
        datetime=date.isoformat(timespec="seconds") if article.is_dated else "",
        picture=escape(_picture_path(article)),
        opening="\n".join(paragraphs[:OPENING_PARAGRAPHS]),
        rest="\n".join(paragraphs[OPENING_PARAGRAPHS:]),
        related=_links(related),
    )
    return Document(page.encode(), "text/html; charset=utf-8", story.updated)


def render_home(site: Site, edition: Edition, elapsed: float, port: int) -> Document:
    out = stories(site, edition, elapsed)
    page = site.home_layout.substitute(
        language=site.language,
        site_name=escape(site.name),
        tagline=escape(site.tagline),
        feeds="\n".join(_feed_link(feed, port) for feed in site.feeds),
        stories=_links(out),
    )
    updated = max((story.updated for story in out), default=edition.opened)
    return Document(page.encode(), "text/html; charset=utf-8", updated)


def render_picture(site: Site, path: str, edition: Edition) -> Document | None:
    """A plain coloured rectangle in the place of an article's photograph."""
    article = next((a for a in site.articles if _picture_path(a) == path), None)
    if article is None:
        return None
    hue = blake2b(path.encode(), digest_size=1).digest()[0] / 255
    red, green, blue = (round(255 * part) for part in colorsys.hls_to_rgb(hue, 0.7, 0.4))
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 9">'
        f'<rect width="16" height="9" fill="#{red:02x}{green:02x}{blue:02x}"/></svg>'
    )
    return Document(svg.encode(), "image/svg+xml", edition.opened)


def render_robots(site: Site, edition: Edition) -> Document:
    """The site's rules for robots (RFC 9309)."""
    rules = [f"Disallow: {path}" for path in site.disallowed] or ["Disallow:"]
    lines = ["User-agent: *", *rules, ""]
    return Document("\n".join(lines).encode(), "text/plain; charset=utf-8", edition.opened)


def render_index(newspaper: Newspaper, edition: Edition, port: int) -> Document:
    """The page for whoever asks for a host that no site has: which ones there are."""
    items = "\n".join(
        f'<li><a href="{address(site.host, port, "/")}">{escape(site.name)}</a></li>'
        for site in newspaper.sites
    )
    page = (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Newspapers</title>'
        f"</head><body><ul>\n{items}\n</ul></body></html>\n"
    )
    return Document(page.encode(), "text/html; charset=utf-8", edition.opened)


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _site(folder: Path, entry: dict[str, Any], agency: dict[str, Any]) -> Site:
    host: str = entry["host"]
    feeds = tuple(_feed(folder, host, feed) for feed in entry["feed"])
    layouts = folder / "layouts"
    written = _read(folder / f"{host.removesuffix('.localhost')}.toml")["article"]
    return Site(
        host=host,
        name=entry["name"],
        tagline=entry["tagline"],
        language=entry["language"],
        zone=timezone(timedelta(hours=entry["utc_offset"])),
        date_format=entry["date_format"],
        layout=Template((layouts / entry["layout"]).read_text(encoding="utf-8")),
        home_layout=Template((layouts / "home.html").read_text(encoding="utf-8")),
        paragraph=Template(entry.get("paragraph", "<p>$text</p>")),
        disallowed=tuple(entry.get("disallow", ())),
        feeds=feeds,
        articles=tuple(_article(host, article, feeds, agency) for article in written),
    )


def _feed(folder: Path, host: str, entry: dict[str, Any]) -> Feed:
    nonsense = (folder / entry.pop("broken")).read_bytes() if "broken" in entry else b""
    return Feed(host=host, nonsense=nonsense, is_slow=entry.pop("slow", False), **entry)


def _article(
    host: str, entry: dict[str, Any], feeds: Sequence[Feed], agency: dict[str, Any]
) -> Article:
    place = f"{host}{entry['path']}"
    listed = [feed for path in entry["feeds"] for feed in feeds if feed.path == path]
    if len(listed) != len(entry["feeds"]) or any(feed.is_broken for feed in listed):
        raise SeedError(f"{place}: not all of its feeds are good feeds of this site")
    body: str = agency[entry["dispatch"]]["body"] if "dispatch" in entry else entry["body"]
    article = Article(
        host=host,
        path=entry["path"],
        feeds=tuple(entry["feeds"]),
        language=listed[0].language,
        section=listed[0].section,
        title=entry["title"],
        feed_title=entry.get("feed_title", entry["title"]),
        teaser=entry["teaser"],
        paragraphs=_paragraphs(_edited(place, body, entry.get("edits", []))),
        author=entry.get("author", ""),
        topics=tuple(entry["topics"]),
        after=entry["appears_after"] if "appears_after" in entry else -3600 * entry["hours_before"],
        is_dated=entry.get("dated", True),
        has_guid=entry.get("has_guid", True),
    )
    if "correction" not in entry:
        return article
    return replace(article, corrected=_corrected(place, article, entry["correction"]))


def _corrected(place: str, article: Article, correction: dict[str, Any]) -> Article:
    # One text, because a wrong name in the headline is as a rule wrong in the body too.
    whole = "\n\n".join([article.title, article.teaser, *article.paragraphs])
    title, teaser, *paragraphs = _paragraphs(_edited(place, whole, correction["replace"]))
    return replace(
        article,
        title=title,
        feed_title=title,
        teaser=teaser,
        paragraphs=(*paragraphs, correction["note"]),
        after=correction["after"],
    )


def _edited(place: str, text: str, edits: Iterable[Sequence[str]]) -> str:
    for before, afterwards in edits:
        if before not in text:
            raise SeedError(f"{place}: nothing to edit, {before!r} is not there")
        text = text.replace(before, afterwards)
    return text


def _paragraphs(body: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in body.strip().split("\n\n"))


def _versions(articles: Iterable[Article]) -> list[Article]:
    return [version for a in articles for version in (a, a.corrected) if version is not None]


def _version_at(article: Article, elapsed: float) -> Article:
    corrected = article.corrected
    return corrected if corrected is not None and corrected.after <= elapsed else article


# Prefixes are written as they stand and declared by hand: ElementTree's own namespace handling
# keeps its prefixes in a process-wide table and would rename `rdf:RDF`'s default namespace.
def _rss(
    site: Site, feed: Feed, listed: Iterable[Story], updated: datetime, port: int
) -> ET.Element:
    root = ET.Element(
        "rss",
        {
            "version": "2.0",
            "xmlns:atom": "http://www.w3.org/2005/Atom",
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
        },
    )
    channel = ET.SubElement(root, "channel")
    _add(channel, "title", feed.title)
    _add(channel, "link", address(site.host, port, "/"))
    _add(channel, "description", site.tagline)
    _add(channel, "language", feed.language.lower())
    _add(channel, "lastBuildDate", _rfc822(site, updated))
    own = {"href": feed.url(port), "rel": "self", "type": FEED_TYPES[feed.kind]}
    _add(channel, "atom:link", **own)
    for story in listed:
        article = story.article
        item = ET.SubElement(channel, "item")
        _add(item, "title", article.feed_title)
        _add(item, "link", _link(feed, article, port))
        _add(item, "description", article.teaser)
        if article.author:
            _add(item, "dc:creator", article.author)
        for topic in article.topics:
            _add(item, "category", topic)
        if article.has_guid:
            _add(item, "guid", article.guid, isPermaLink="false")
        if article.is_dated:
            _add(item, "pubDate", _rfc822(site, story.published))
        if feed.kind == "rss-full":
            _add(item, "content:encoded", _entry_html(article))
    return root


def _atom(
    site: Site, feed: Feed, listed: Iterable[Story], updated: datetime, port: int
) -> ET.Element:
    root = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": feed.language})
    _add(root, "title", feed.title)
    _add(root, "subtitle", site.tagline)
    _add(root, "link", rel="self", href=feed.url(port))
    _add(root, "link", rel="alternate", type="text/html", href=address(site.host, port, "/"))
    _add(root, "id", f"tag:{site.host},2019:{feed.path}")
    _add(root, "updated", _rfc3339(site, updated))
    _add(ET.SubElement(root, "author"), "name", site.name)
    for story in listed:
        article = story.article
        entry = ET.SubElement(root, "entry")
        _add(entry, "title", article.feed_title)
        link = _link(feed, article, port)
        _add(entry, "link", rel="alternate", type="text/html", href=link)
        _add(entry, "id", article.guid)
        _add(entry, "published", _rfc3339(site, story.published))
        _add(entry, "updated", _rfc3339(site, story.updated))
        if article.author:
            _add(ET.SubElement(entry, "author"), "name", article.author)
        for topic in article.topics:
            _add(entry, "category", term=topic)
        _add(entry, "summary", article.teaser)
        _add(entry, "content", _entry_html(article), type="html")
    return root


def _rdf(site: Site, feed: Feed, listed: Sequence[Story], port: int) -> ET.Element:
    root = ET.Element(
        "rdf:RDF",
        {
            "xmlns": "http://purl.org/rss/1.0/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
            "xmlns:rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        },
    )
    channel = ET.SubElement(root, "channel", {"rdf:about": feed.url(port)})
    _add(channel, "title", feed.title)
    _add(channel, "link", address(site.host, port, "/"))
    _add(channel, "description", site.tagline)
    _add(channel, "dc:language", feed.language)
    sequence = ET.SubElement(ET.SubElement(channel, "items"), "rdf:Seq")
    for story in listed:
        ET.SubElement(sequence, "rdf:li", {"rdf:resource": _link(feed, story.article, port)})
    for story in listed:
        article = story.article
        link = _link(feed, article, port)
        item = ET.SubElement(root, "item", {"rdf:about": link})
        _add(item, "title", article.feed_title)
        _add(item, "link", link)
        _add(item, "description", article.teaser)
        if article.author:
            _add(item, "dc:creator", article.author)
        for topic in article.topics:
            _add(item, "dc:subject", topic)
        if article.is_dated:
            _add(item, "dc:date", _rfc3339(site, story.published))
    return root


def _add(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> None:
    ET.SubElement(parent, tag, attributes).text = text


def _link(feed: Feed, article: Article, port: int) -> str:
    url = address(article.host, port, article.path)
    return f"{url}?{feed.tracking}" if feed.tracking else url


def _entry_html(article: Article) -> str:
    return "\n".join(f"<p>{escape(text, quote=False)}</p>" for text in article.paragraphs)


def _rfc822(site: Site, instant: datetime) -> str:
    return format_datetime(instant.astimezone(site.zone))


def _rfc3339(site: Site, instant: datetime) -> str:
    return instant.astimezone(site.zone).isoformat(timespec="seconds")


def _head(site: Site, story: Story, port: int) -> str:
    """Canonical link, Open Graph and schema.org metadata; no date for an article without one."""
    article = story.article
    url = address(site.host, port, article.path)
    picture = address(site.host, port, _picture_path(article))
    published, modified = (_rfc3339(site, at) for at in (story.published, story.updated))
    properties = {
        "og:type": "article",
        "og:site_name": site.name,
        "og:title": article.title,
        "og:description": article.teaser,
        "og:url": url,
        "og:image": picture,
    }
    news_article: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": url,
        "headline": article.title,
        "description": article.teaser,
        "image": [picture],
        "inLanguage": article.language,
        "articleSection": article.section,
        "keywords": list(article.topics),
        "publisher": {"@type": "NewsMediaOrganization", "name": site.name},
    }
    if article.author:
        news_article["author"] = [{"@type": "Person", "name": article.author}]
    if article.is_dated:
        properties["article:published_time"] = published
        properties["article:modified_time"] = modified
        news_article |= {"datePublished": published, "dateModified": modified}
    # A brief is shorter than the furniture around it; this is how its site points it out.
    if len(article.paragraphs) == 1:
        news_article["articleBody"] = article.paragraphs[0]
    # A "</script>" inside the JSON would end the element.
    script = json.dumps(news_article, ensure_ascii=False).replace("</", "<\\/")
    feeds = (feed for feed in site.feeds if feed.path in article.feeds)
    return "\n".join(
        chain(
            [
                '<meta charset="utf-8">',
                '<meta name="viewport" content="width=device-width, initial-scale=1">',
                f"<title>{escape(article.title)} | {escape(site.name)}</title>",
                f'<meta name="description" content="{escape(article.teaser)}">',
                f'<link rel="canonical" href="{escape(url)}">',
            ],
            [f'<meta name="author" content="{escape(article.author)}">'] if article.author else [],
            (f'<meta property="{k}" content="{escape(v)}">' for k, v in properties.items()),
            (_feed_link(feed, port) for feed in feeds),
            [f'<script type="application/ld+json">{script}</script>'],
        )
    )


def _feed_link(feed: Feed, port: int) -> str:
    return (
        f'<link rel="alternate" type="{FEED_TYPES[feed.kind]}"'
        f' title="{escape(feed.title)}" href="{escape(feed.url(port))}">'
    )


def _links(listed: Iterable[Story]) -> str:
    articles = (story.article for story in listed)
    return "\n".join(f'<li><a href="{a.path}">{escape(a.title)}</a></li>' for a in articles)


def _picture_path(article: Article) -> str:
    return f"/pictures/{Path(article.path).stem}.svg"
