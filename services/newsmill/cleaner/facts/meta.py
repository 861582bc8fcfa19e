"""Read a page's head: meta elements, title, canonical links, language, base."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from newsmill.cleaner.parsing import Tree

MAX_VALUE_CHARS = 5_000
MAX_NAMES = 500
MAX_VALUES_OF_NAME = 50
MAX_SCOPE_DEPTH = 30
_ARTICLE_ENDS = ("Article", "BlogPosting", "Report", "Page", "CreativeWork")


@dataclass
class Head:
    """What a page's head declares, as written; nothing is resolved."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    """Contents by name, property, itemprop or http-equiv in lower case."""
    title: str = ""
    language: str | None = None
    canonical_urls: list[str] = field(default_factory=list)
    base: str | None = None

    def first(self, names: Iterable[str]) -> str:
        """The first content of the first of `names` that the page has; empty without any."""
        return next(iter(self.all(names)), "")

    def all(self, names: Iterable[str]) -> list[str]:
        """All contents of `names`, in their order."""
        return [value for name in names for value in self.meta.get(name, ())]


def head_of(tree: Tree) -> Head:
    """Read what stands in meta, link, title, base and html elements, wherever they are."""
    head = Head()
    for element in tree.iter("meta", "link", "title", "base", "html"):
        _READERS[element.tag](element, head)
    return head


def _read_meta(element: Tree, head: Head) -> None:
    content = (element.get("content") or "").strip()
    if not content:
        return
    for attribute in ("property", "name", "itemprop", "http-equiv"):
        # Some write name and property on one element, one of them for another reader.
        name = (element.get(attribute) or "").strip().lower()[:100]
        if attribute == "itemprop" and name and _is_of_something_else(element):
            continue
        if not name or (name not in head.meta and len(head.meta) >= MAX_NAMES):
            continue
        values = head.meta.setdefault(name, [])
        if content not in values and len(values) < MAX_VALUES_OF_NAME:
            values.append(content[:MAX_VALUE_CHARS])


def _is_of_something_else(element: Tree) -> bool:
    """Whether a property belongs to a comment, a picture or the like, not to an article or page."""
    for _, above in zip(range(MAX_SCOPE_DEPTH), element.iterancestors(), strict=False):
        if kind := above.get("itemtype"):
            return not str(kind).endswith(_ARTICLE_ENDS)
    return False


def _read_link(element: Tree, head: Head) -> None:
    href = (element.get("href") or "").strip()
    if href and "canonical" in (element.get("rel") or "").lower().split():
        head.canonical_urls.append(href[:MAX_VALUE_CHARS])


def _read_title(element: Tree, head: Head) -> None:
    # An SVG picture has titles too, but later.
    if not head.title:
        head.title = "".join(element.itertext())[:MAX_VALUE_CHARS].strip()


def _read_base(element: Tree, head: Head) -> None:
    head.base = head.base or element.get("href")


def _read_html(element: Tree, head: Head) -> None:
    head.language = head.language or element.get("lang") or element.get("xml:lang")


_READERS = {
    "meta": _read_meta,
    "link": _read_link,
    "title": _read_title,
    "base": _read_base,
    "html": _read_html,
}
