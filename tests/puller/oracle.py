"""What a folder of snapshots holds, judged without any of the puller's own reading or identity.

Two observations are of one entry if link and title are the same, or a text of some length is: a
second opinion, on purpose coarser than what the puller does. A text that stands under several
titles in one snapshot is boilerplate and connects nothing.
"""

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, urljoin, urlsplit

from lxml import etree

MIN_TEXT_CHARACTERS = 60
TRACKING = re.compile(
    r"utm_.*|at_.*|fbclid|gclid|xtor|cmp|cmpid|ocid|ref|source|partner|rss", re.IGNORECASE
)

_TAG = re.compile(r"<[a-zA-Z/!?][^<>]*>")
_NOT_SEEN = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Seen:
    """An entry as a snapshot has it, in the oracle's own spelling."""

    guid: str
    link: str
    title: str
    text: str

    @property
    def keys(self) -> tuple[tuple[str, ...], ...]:
        """By which it is known again."""
        keys: list[tuple[str, ...]] = []
        if self.link or self.title:
            keys.append(("link and title", self.link, self.title or self.text))
        if len(self.text) >= MIN_TEXT_CHARACTERS:
            keys.append(("text", self.text))
        return tuple(keys)


def read(document: bytes, url: str) -> Iterator[Seen]:
    """The entries of a snapshot, as far as lxml can mend it."""
    parser = etree.XMLParser(recover=True, huge_tree=True, resolve_entities=False)
    try:
        root = etree.fromstring(document, parser)
    except etree.XMLSyntaxError:  # nothing in it that could be mended
        return
    if root is None:
        return
    site = next((link for node in root.iter("link") if (link := (node.text or "").strip())), url)
    for node in root.iter("{*}item", "{*}entry"):
        yield _seen(node, site if root.tag in ("rss", "{*}RDF") else url)


def seen(guid: str, link: str, title: str, summary: str, content: str) -> Seen:
    """An entry, or an article that was made of it."""
    first, second = visible(summary), visible(content)
    return Seen(guid.strip(), page(link), visible(title), max(first, second, key=len))


@lru_cache(maxsize=100_000)
def visible(markup: str) -> str:
    """Letters and digits only, without case."""
    text = html.unescape(html.unescape(_TAG.sub(" ", markup)))
    return _NOT_SEEN.sub("", _TAG.sub(" ", text)).casefold()


@lru_cache(maxsize=100_000)
def page(link: str) -> str:
    """A link without scheme, www., slash at the end, fragment and what looks like tracking."""
    try:
        parts = urlsplit(link.strip())
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return link
    query = sorted(pair for pair in parse_qsl(parts.query) if not TRACKING.fullmatch(pair[0]))
    return f"{host}{parts.path.rstrip('/')}?{query}"


def boilerplate(entries: Iterable[Seen]) -> set[str]:
    """Texts that stand under several titles with GUIDs or links of their own."""
    titles, names = defaultdict(set), defaultdict(set)
    for entry in entries:
        titles[entry.text].add(entry.title)
        names[entry.text].add((entry.guid, entry.link))
    return {text for text in titles if len(titles[text]) > 1 and len(names[text]) > 1}


class Classes:
    """Groups of keys that are of one entry (union–find)."""

    def __init__(self) -> None:
        self._parent: dict[tuple[str, ...], tuple[str, ...]] = {}

    def join(self, keys: Iterable[tuple[str, ...]]) -> None:
        """Note that all of `keys` are of one entry."""
        found = [self.find(key) for key in keys]
        for root in found[1:]:
            self._parent[root] = found[0]

    def find(self, key: tuple[str, ...]) -> tuple[str, ...]:
        """The key that stands for the whole group."""
        root = key
        while (above := self._parent.setdefault(root, root)) != root:
            root = above
        while self._parent[key] != root:
            self._parent[key], key = root, self._parent[key]
        return root


def _seen(node: etree._Element, base: str) -> Seen:
    texts: dict[str, str] = {}
    link = ""
    for child in node:
        if not isinstance(child.tag, str):
            continue
        name = etree.QName(child)
        value = "".join(child.itertext()).strip()
        if (name.namespace or "").startswith(("http://search.yahoo.com", "http://www.itunes")):
            continue
        if name.localname == "link" and not link:
            href = child.get("href")
            is_own = child.get("rel", "alternate") == "alternate"
            link = (href or value) if is_own else link
        elif name.localname == "origLink":
            link = value
        elif name.localname not in texts:
            texts[name.localname] = value
    guid = texts.get("guid") or texts.get("id") or ""
    if not link and guid.startswith("http"):
        link = guid
    try:
        link = urljoin(base, link) if link else ""
    except ValueError:
        link = ""
    return seen(
        guid,
        link,
        texts.get("title", ""),
        texts.get("description") or texts.get("summary") or "",
        texts.get("encoded") or texts.get("content") or "",
    )
