"""Find the page's own article in its structured data, among teasers and lists."""

import re
import unicodedata
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from newsmill.cleaner.addresses.canonical import absolute, canonical_url
from newsmill.cleaner.facts.schema_org import (
    Node,
    addresses_of,
    telling,
    text_of,
    texts_of,
    types_of,
)

MAX_NODES = 3_000
MAX_WEIGHED = 60
MAX_URL_CHARS = 2_000

# Below these, a node is about the page itself; below all others it is about something else.
_OF_THE_PAGE = frozenset({"@graph", "mainEntity", "mainEntityOfPage", "subjectOf"})
# What a description of the page says about its article too.
_OF_A_PAGE = (
    "datePublished", "dateModified", "inLanguage", "isPartOf", "publisher", "description",
    "isAccessibleForFree",
)  # fmt: skip
_RESOLVED = (
    "author", "creator", "publisher", "isPartOf", "image", "mainEntityOfPage", "liveBlogUpdate",
    "articleSection", "about",
)  # fmt: skip
MIN_HEADLINE_CHARS = 12
# A headline of a teaser shares hardly a word with the page's.
MIN_SHARED_WORDS = 0.3
_WIDE = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
# Without spaces between words, each character counts.
_WORD = re.compile(f"[{_WIDE}]|[^\\W{_WIDE}]+")


@dataclass(frozen=True)
class Identity:
    """By what a page's own nodes are recognised."""

    urls: frozenset[str]
    """Canonical forms of all addresses that the page is known by."""
    headlines: tuple[str, ...]
    base: str | None = None


@dataclass(frozen=True)
class Structured:
    """The page's own article, references resolved, and the types that the page gives itself."""

    node: Node
    types: frozenset[str] = frozenset()


def identity(urls: Iterable[str | None], headlines: Iterable[str], base: str | None) -> Identity:
    """What the nodes of a page are compared with; `urls` may be relative to `base`."""
    canonical = (_canonical(url, base) for url in urls if url)
    plain = dict.fromkeys(_plain(headline) for headline in headlines if headline)
    return Identity(frozenset(url for url in canonical if url), tuple(plain), base)


def structured_of(documents: Iterable[Any], page: Identity) -> Structured:
    """The node of the page's article: by address or headline, else the only article there is."""
    placed = list(_placed_nodes(documents))
    by_id = _by_id(node for node, _ in placed)
    weighed = [(node, own) for node, own in placed if telling(node)][:MAX_WEIGHED]
    fitting = [node for node, own in weighed if _fits(node, own, page)]
    articles = [node for node in fitting if telling(node) > 1]
    if not articles:
        alone = [node for node, own in weighed if own and telling(node) > 1]
        articles = alone if len(alone) == 1 and not _is_of_another(alone[0], page) else []
    # Stable: of equally telling nodes the first leads, and the others fill its gaps.
    articles.sort(key=telling, reverse=True)
    merged: dict[str, Any] = {}
    for node in articles:
        for key, value in node.items():
            merged.setdefault(key, value)
    pages = [node for node in fitting if telling(node) == 1] or _nameless_page(weighed)
    for node in pages:
        for key in _OF_A_PAGE:
            if key in node:
                merged.setdefault(key, node[key])
    for key in _RESOLVED:
        if key in merged:
            merged[key] = _resolved(merged[key], by_id)
    own_types = [kind for node in (*articles[:1], *pages) for kind in types_of(node)]
    own_types += [
        kind
        for node, own in placed[:MAX_WEIGHED]
        if own
        for kind in types_of(node)
        if kind.endswith("Page") or kind in ("VideoObject", "ItemList", "LiveBlogPosting")
    ]
    return Structured(merged, frozenset(own_types))


def _nameless_page(weighed: list[tuple[Node, bool]]) -> list[Node]:
    """The only description of a page, if it has no address: it can be no other page's."""
    pages = [node for node, own in weighed if own and telling(node) == 1]
    return pages if len(pages) == 1 and not _addresses(pages[0], "https://x.invalid/") else []


def _placed_nodes(documents: Iterable[Any]) -> Iterator[tuple[Node, bool]]:
    """All nodes, outer ones first, and whether each is about the page itself by its place."""
    waiting: deque[tuple[Any, bool]] = deque((document, True) for document in documents)
    for _ in range(MAX_NODES):
        if not waiting:
            return
        value, own = waiting.popleft()
        if isinstance(value, dict):
            yield value, own
            for key, inner in value.items():
                if isinstance(inner, dict | list):
                    waiting.append((inner, own and key in _OF_THE_PAGE))
        elif isinstance(value, list):
            waiting.extend((inner, own) for inner in value[:MAX_NODES])


def _by_id(nodes: Iterable[Node]) -> dict[str, Node]:
    """The fullest node of each `@id`."""
    found: dict[str, Node] = {}
    for node in nodes:
        name = node.get("@id")
        if isinstance(name, str) and len(node) > len(found.get(name, ())):
            found[name] = node
    return found


def _resolved(value: Any, by_id: dict[str, Node]) -> Any:
    """`value` with references to other nodes replaced by these."""
    if isinstance(value, list):
        return [_resolved(one, by_id) for one in value[:500]]
    if isinstance(value, dict) and isinstance(value.get("@id"), str):
        fuller = by_id.get(value["@id"])
        return {**fuller, **value} if fuller else value
    return value


def _fits(node: Node, own: bool, page: Identity) -> bool:
    """Whether the node is the page's: by address, or by headline where no address speaks."""
    addresses = _addresses(node, page.base)
    if addresses & page.urls:
        return True
    # An editor may give a teaser the words of this page's headline, but not as its own.
    return own and telling(node) > 1 and _has_headline(node, page)


def _addresses(node: Node, base: str | None) -> set[str]:
    raw = [*addresses_of(node.get("url")), *addresses_of(node.get("mainEntityOfPage"))]
    if isinstance(name := node.get("@id"), str):
        raw.append(name)
    canonical = (_canonical(url, base) for url in raw[:8])
    return {url for url in canonical if url}


# The same addresses stand in many places of a page.
@lru_cache(maxsize=500)
def _canonical(url: str, base: str | None) -> str | None:
    if len(url) > MAX_URL_CHARS:
        return None
    found = canonical_url(absolute(url, base))
    if not found:
        return None
    rest = found.partition("://")[2].removeprefix("www.").removeprefix("m.").removeprefix("amp.")
    return rest.rstrip("/")


def _has_headline(node: Node, page: Identity) -> bool:
    for text in (*texts_of(node.get("headline")), *texts_of(node.get("name"))):
        mine = _plain(text)
        if mine in page.headlines:
            return True
        # Headlines are cut at 110 characters, and a site's name follows in titles.
        for other in page.headlines:
            short, long = sorted((mine, other), key=len)
            if len(short) >= MIN_HEADLINE_CHARS and long.startswith(short):
                return True
    return False


def _is_of_another(node: Node, page: Identity) -> bool:
    """Whether address and headline both say that the only article is not this page's."""
    addresses = {url for url in _addresses(node, page.base) if "/" in url}
    words = set(_WORD.findall(_plain(text_of(node.get("headline")))))
    if not addresses or not page.urls or not words or not page.headlines:
        return False
    known = {word for headline in page.headlines for word in _WORD.findall(headline)}
    return len(words & known) < MIN_SHARED_WORDS * len(words)


def _plain(text: str) -> str:
    words = _WORD.findall(unicodedata.normalize("NFKC", text[:400]).casefold())
    return " ".join(words)
