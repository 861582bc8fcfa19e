"""Gather a page's metadata: head, JSON-LD, dates."""

import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from newsmill.cleaner.dates import parse_instant
from newsmill.cleaner.expectation import Expectation
from newsmill.cleaner.parsing import UNREADABLE, Tree
from newsmill.contracts.articles import Reservations

MAX_SCRIPTS = 20
MAX_SCRIPT_CHARS = 400_000
MAX_NODES = 5_000
MAX_VALUE_CHARS = 5_000

# schema.org types of news, all subtypes of Article: https://schema.org/Article
_ARTICLE_TYPES = ("Article", "BlogPosting", "Report", "Review", "SocialMediaPosting")

# Who defines them: https://ogp.me, https://www.dublincore.org/specifications/dublin-core/dcmi-terms,
# https://docs.parse.ly/metatags, https://developer.x.com/en/docs/x-for-websites/cards.
_PUBLISHED_NAMES = (
    "article:published_time", "datepublished", "parsely-pub-date", "sailthru.date",
    "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.created", "pubdate", "publishdate",
    "date",
)  # fmt: skip
_MODIFIED_NAMES = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified")
_TITLE_NAMES = ("og:title", "twitter:title", "parsely-title", "dc.title")
_DESCRIPTION_NAMES = ("og:description", "description", "twitter:description")
_IMAGE_NAMES = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image")
_AUTHOR_NAMES = ("author", "article:author", "parsely-author", "dc.creator")


@dataclass(frozen=True)
class Facts:
    """A page's metadata as written there: URLs may be relative; only dates are parsed."""

    title: str = ""
    site_name: str = ""
    description: str = ""
    language: str | None = None
    canonical_url: str | None = None
    image_url: str | None = None
    bylines: tuple[str, ...] = ()
    """Whoever the page names as an author, as written: persons, agencies, “Staff”."""
    keywords: tuple[str, ...] = ()
    """Sections, tags and keywords, as written."""
    headlines: tuple[str, ...] = ()
    """Every form of the headline, the most trusted first: JSON-LD, h1, og:title, title."""
    article_bodies: tuple[str, ...] = ()
    """`articleBody` (or the posts of a live blog) of this page's own article in JSON-LD."""
    types: frozenset[str] = frozenset()
    """The schema.org types that the page gives itself: NewsArticle, VideoObject, CollectionPage."""
    reservations: Reservations = field(default_factory=Reservations)
    """As declared in meta elements."""
    published: tuple[datetime, ...] = ()
    modified: tuple[datetime, ...] = ()


def facts_of(tree: Tree, expectation: Expectation) -> Facts:  # noqa: ARG001
    """The metadata of a parsed page. Raises nothing."""
    try:
        return _facts_of(tree)
    except UNREADABLE:
        return Facts()


def _facts_of(tree: Tree) -> Facts:
    found = _Collected()
    for element in tree.iter("meta", "link", "title", "script", "time", "html"):
        _READERS[element.tag](element, found)
    meta = found.meta
    return Facts(
        title=_first(meta, _TITLE_NAMES) or found.ld.get("headline", "") or found.title,
        site_name=_first(meta, ("og:site_name", "application-name"))
        or found.ld.get("publisher", ""),
        description=_first(meta, _DESCRIPTION_NAMES),
        language=found.language or _first(meta, ("content-language", "og:locale")) or None,
        canonical_url=found.canonical_url or _first(meta, ("og:url",)) or None,
        image_url=_first(meta, _IMAGE_NAMES) or None,
        bylines=tuple(found.ld_authors) or tuple(_texts(meta, _AUTHOR_NAMES)[:1]),
        published=_instants(
            found.ld.get("datePublished"), *_texts(meta, _PUBLISHED_NAMES), *found.times
        ),
        modified=_instants(found.ld.get("dateModified"), *_texts(meta, _MODIFIED_NAMES)),
    )


@dataclass
class _Collected:
    meta: dict[str, str] = field(default_factory=dict)
    title: str = ""
    language: str | None = None
    canonical_url: str | None = None
    ld: dict[str, str] = field(default_factory=dict)
    ld_authors: list[str] = field(default_factory=list)
    scripts: int = 0
    times: list[str] = field(default_factory=list)


def _read_meta(element: Tree, found: _Collected) -> None:
    name = element.get("property") or element.get("name") or element.get("itemprop")
    content = element.get("content")
    if not name:
        name = element.get("http-equiv")
    if name and content and content.strip():
        found.meta.setdefault(name.strip().lower()[:100], content.strip()[:MAX_VALUE_CHARS])


def _read_link(element: Tree, found: _Collected) -> None:
    relations = (element.get("rel") or "").lower().split()
    if "canonical" in relations and not found.canonical_url:
        found.canonical_url = element.get("href")


def _read_title(element: Tree, found: _Collected) -> None:
    # An SVG picture has titles too, but later.
    if not found.title:
        found.title = "".join(element.itertext())[:MAX_VALUE_CHARS].strip()


def _read_html(element: Tree, found: _Collected) -> None:
    found.language = found.language or element.get("lang") or element.get("xml:lang")


def _read_time(element: Tree, found: _Collected) -> None:
    """Keep the time that is marked as the publication's, or the first inside an article."""
    date = element.get("datetime")
    if not date or len(found.times) > 1:
        return
    marked = "datepublished" in (element.get("itemprop") or "").lower()
    if marked or element.get("pubdate") is not None:
        found.times.insert(0, date)
    elif not found.times and next(element.iterancestors("article"), None) is not None:
        found.times.append(date)


def _read_script(element: Tree, found: _Collected) -> None:
    if "ld+json" not in (element.get("type") or "") or found.scripts == MAX_SCRIPTS:
        return
    found.scripts += 1
    source = (element.text or "").strip()
    if len(source) > MAX_SCRIPT_CHARS:
        return
    try:
        document = json.loads(source, strict=False)
    except (ValueError, RecursionError):
        return
    for node in _nodes(document):
        if not found.ld.get("headline") and _is_article(node.get("@type")):
            _read_article(node, found)


def _read_article(node: dict[str, Any], found: _Collected) -> None:
    for name in ("headline", "datePublished", "dateModified"):
        value = node.get(name)
        if isinstance(value, str) and value.strip():
            found.ld.setdefault(name, value.strip()[:MAX_VALUE_CHARS])
    for publisher in _names(node.get("publisher")):
        found.ld.setdefault("publisher", publisher)
    found.ld_authors = found.ld_authors or list(_names(node.get("author")))


_READERS = {
    "meta": _read_meta,
    "link": _read_link,
    "title": _read_title,
    "html": _read_html,
    "time": _read_time,
    "script": _read_script,
}


def _nodes(document: Any) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-LD document, outer ones first."""
    waiting = deque([document])
    for _ in range(MAX_NODES):
        if not waiting:
            return
        node = waiting.popleft()
        if isinstance(node, dict):
            yield node
            waiting += [value for value in node.values() if isinstance(value, dict | list)]
        elif isinstance(node, list):
            waiting += node[:MAX_NODES]


def _is_article(kinds: Any) -> bool:
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and kind.endswith(_ARTICLE_TYPES) for kind in kinds)


def _names(agents: Any) -> Iterator[str]:
    """The names of persons or organisations in JSON-LD: given as text, object, or list of these."""
    for agent in agents[:50] if isinstance(agents, list) else [agents]:
        name = agent.get("name") if isinstance(agent, dict) else agent
        for one in name if isinstance(name, list) else [name]:
            if isinstance(one, str) and one.strip():
                yield one.strip()[:MAX_VALUE_CHARS]


def _first(meta: dict[str, str], names: tuple[str, ...]) -> str:
    return next(iter(_texts(meta, names)), "")


def _texts(meta: dict[str, str], names: tuple[str, ...]) -> list[str]:
    return [meta[name] for name in names if name in meta]


def _instants(*texts: str | None) -> tuple[datetime, ...]:
    parsed = [parse_instant(text) for text in texts if text]
    return tuple(instant for instant in parsed if instant)
