"""A newspaper for the demo: invented articles, at any moment of its run.

Pure: the articles come from `seeds/newspaper/`, the time is an argument, the same moment gives the
same bytes. `newspaper_feeds` and `newspaper_pages` render it, `newspaper_server` puts it on a port.
"""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from hashlib import blake2b
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
    places = (here.parents[3] / "seeds", here.parent / "seeds")
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


def rfc3339(site: Site, instant: datetime) -> str:
    """`instant` in the site's own time zone, as Atom and HTML write it."""
    return instant.astimezone(site.zone).isoformat(timespec="seconds")


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
        paragraphs=_paragraphs(_edited(place, body, entry.get("edits", [])))[
            : entry.get("first_paragraphs")
        ],
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
