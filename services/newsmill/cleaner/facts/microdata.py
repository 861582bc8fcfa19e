"""Read microdata and RDFa Lite of articles as nodes of the same form as JSON-LD."""

from typing import Any

from lxml import etree

from newsmill.cleaner.facts.schema_org import telling
from newsmill.cleaner.parsing import Tree

MAX_ARTICLES = 30
MAX_PROPERTIES = 300
MAX_TEXT_CHARS = 5_000
MAX_DEPTH = 60

# What is read; `articleBody` is the text that the extraction finds anyway.
_READ = frozenset(
    {"headline", "name", "datePublished", "dateModified", "dateCreated", "author", "creator",
     "publisher", "url", "mainEntityOfPage", "description", "inLanguage", "image",
     "articleSection", "keywords", "isAccessibleForFree"}
)  # fmt: skip
_ARTICLES = etree.XPath("descendant-or-self::*[@itemtype or @typeof]")
_PROPERTIES = etree.XPath("descendant::*[@itemprop or @property]")
# Most pages have none, which is told quicker so.
_HAS_ARTICLES = etree.XPath(
    "boolean(descendant-or-self::*/@itemtype) or boolean(descendant-or-self::*/@typeof)"
)


def microdata_of(tree: Tree) -> list[dict[str, Any]]:
    """The articles that are marked up on the page, as nodes."""
    found: list[dict[str, Any]] = []
    for scope in _ARTICLES(tree) if _HAS_ARTICLES(tree) else ():
        kind = _type(scope)
        if telling({"@type": kind}) > 1:
            found.append(_node(scope, kind))
            if len(found) == MAX_ARTICLES:
                break
    return found


def _type(scope: Tree) -> list[str]:
    return str(scope.get("itemtype") or scope.get("typeof") or "").split()[:5]


def _node(scope: Tree, kind: list[str]) -> dict[str, Any]:
    node: dict[str, Any] = {"@type": kind}
    if scope.get("itemid"):
        node["@id"] = scope.get("itemid")
    for element in _PROPERTIES(scope)[:MAX_PROPERTIES]:
        names = str(element.get("itemprop") or element.get("property") or "").split()
        wanted = [name.removeprefix("schema:") for name in names[:5]]
        wanted = [name for name in wanted if name in _READ]
        if not wanted or _scope_of(element) is not scope:
            continue
        if "author" in wanted and _is_of_picture(element):
            continue
        value = _value(element)
        for name in wanted:
            node.setdefault(name, []).append(value)
    return node


def _scope_of(element: Tree) -> Tree:
    for _, above in zip(range(MAX_DEPTH), element.iterancestors(), strict=False):
        if above.get("itemtype") or above.get("typeof") or above.get("itemscope") is not None:
            return above
    return None


def _is_of_picture(element: Tree) -> bool:
    return element.tag == "figcaption" or next(element.iterancestors("figure"), None) is not None


def _value(element: Tree) -> Any:
    if element.get("itemscope") is not None or element.get("typeof"):
        names = element.xpath("descendant::*[@itemprop='name' or @property='name']")
        return {
            "@type": _type(element),
            "name": [_text(name) for name in names[:10]] or [_text(element)],
            "url": element.get("href") or element.get("itemid") or element.get("content"),
        }
    return _text(element)


def _text(element: Tree) -> str:
    for attribute in ("content", "datetime"):
        if element.get(attribute):
            return str(element.get(attribute))[:MAX_TEXT_CHARS]
    if element.tag in ("a", "link"):
        text = " ".join("".join(element.itertext()).split())
        return (text or str(element.get("href") or ""))[:MAX_TEXT_CHARS]
    if element.tag in ("img", "source"):
        return str(element.get("src") or "")[:MAX_TEXT_CHARS]
    return " ".join("".join(element.itertext()).split())[:MAX_TEXT_CHARS]
