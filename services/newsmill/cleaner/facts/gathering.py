"""Gather a page's metadata: head, JSON-LD, dates."""

import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from newsmill.cleaner.dates import parse_instant
from newsmill.cleaner.expectation import Expectation
from newsmill.cleaner.facts.keywords import keywords_of
from newsmill.cleaner.facts.meta import MAX_VALUE_CHARS, head_of
from newsmill.cleaner.facts.visible_bylines import visible_bylines
from newsmill.cleaner.parsing import UNREADABLE, Tree
from newsmill.contracts.articles import Reservations

MAX_SCRIPTS = 20
MAX_SCRIPT_CHARS = 400_000
MAX_NODES = 5_000
MAX_BODY_CHARS = 200_000

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
    head = head_of(tree)
    found = _Collected()
    for element in tree.iter("script", "time"):
        _READERS[element.tag](element, found)
    node = found.node
    headline = next(_names(node.get("headline")), "")
    h1 = next(tree.iter("h1"), None)
    h1_text = "" if h1 is None else " ".join("".join(h1.itertext()).split())[:MAX_VALUE_CHARS]
    titles = [headline, h1_text, *head.all(_TITLE_NAMES), head.title]
    return Facts(
        title=head.first(_TITLE_NAMES) or headline or head.title,
        site_name=head.first(("og:site_name", "application-name"))
        or next(_names(node.get("publisher")), ""),
        description=head.first(_DESCRIPTION_NAMES),
        language=head.language or head.first(("content-language", "og:locale")) or None,
        canonical_url=next(iter([*head.canonical_urls, *head.meta.get("og:url", ())]), None),
        image_url=head.first(_IMAGE_NAMES) or None,
        bylines=tuple(_names(node.get("author")))
        or tuple(head.all(_AUTHOR_NAMES)[:1])
        or visible_bylines(tree),
        keywords=keywords_of(tree, head.meta, node),
        headlines=tuple(dict.fromkeys(title for title in titles if title)),
        article_bodies=tuple(_names(node.get("articleBody"), MAX_BODY_CHARS)),
        types=frozenset(_names(node.get("@type"))),
        published=_instants(
            *_names(node.get("datePublished")), *head.all(_PUBLISHED_NAMES), *found.times
        ),
        modified=_instants(*_names(node.get("dateModified")), *head.all(_MODIFIED_NAMES)),
    )


@dataclass
class _Collected:
    node: dict[str, Any] = field(default_factory=dict)
    scripts: int = 0
    times: list[str] = field(default_factory=list)


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
        if not found.node and _is_article(node.get("@type")):
            found.node = node


_READERS = {"time": _read_time, "script": _read_script}


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


def _names(agents: Any, limit: int = MAX_VALUE_CHARS) -> Iterator[str]:
    """The texts or names in JSON-LD: given as text, object, or list of these."""
    for agent in agents[:50] if isinstance(agents, list) else [agents]:
        name = agent.get("name") if isinstance(agent, dict) else agent
        for one in name if isinstance(name, list) else [name]:
            if isinstance(one, str) and one.strip():
                yield one.strip()[:limit]


def _instants(*texts: str | None) -> tuple[datetime, ...]:
    parsed = [parse_instant(text) for text in texts if text]
    return tuple(instant for instant in parsed if instant)
