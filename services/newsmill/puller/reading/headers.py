"""Read what stands outside of a feed's entries: title, language, site, and namespaces."""

import base64
import contextlib
import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any
from urllib.parse import urljoin
from xml.sax.saxutils import quoteattr

from lxml import etree

from newsmill.puller.reading.bounding import cut_attributes
from newsmill.puller.reading.cutting import Cut
from newsmill.puller.reading.mending import MAX_ATTRIBUTES, mend
from newsmill.puller.reading.namespaces import (
    DUBLIN_CORE,
    XML,
    is_feed_namespace,
    local_name,
    names_of,
    undeclared_prefixes,
)

PLACE = "newsmill-entries"
ROOTS = frozenset({"rss", "rdf", "feed", "channel"})
TEXT_TYPES = ("text", "plain", "html", "xhtml", "application/xhtml", "application/xml")
MAX_AUTHORS = 50
MAX_SAME = 200
"""Elements of one name that are looked at."""
MAX_GENERATOR_CHARACTERS = 200

Element = Any


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the header and what it says of itself."""

    value: str = ""
    type: str = "text"
    """text, html or xhtml: RFC 4287 §3.1. RSS does not say."""


@dataclass(frozen=True)
class Header:
    """A feed without its entries."""

    root: Element
    """The document's root, without entries. A mark stands where the first one stood."""
    place: Element
    """The element in which the entries stand."""

    @cached_property
    def parents(self) -> tuple[Element, ...]:
        """The elements around the entries, the root first."""
        return (*reversed(list(self.place.iterancestors())), self.place)

    @cached_property
    def feed(self) -> Element | None:
        """The root of the feed, which may stand in another document, as in SOAP; None: no feed."""
        found = [one for one in self.parents if local_name(one) in ROOTS]
        return found[0] if found else None

    @property
    def is_rss(self) -> bool:
        """Whether it is no Atom."""
        return self.feed is None or local_name(self.feed) != "feed"

    @cached_property
    def channel(self) -> Element:
        """The element whose children tell about the feed."""
        if self.feed is None or local_name(self.feed) in ("feed", "channel"):
            return self.feed if self.feed is not None else self.root
        return next((one for one in self.feed if local_name(one) == "channel"), self.feed)

    @cached_property
    def context(self) -> tuple[object, ...]:
        """All of the header that bears on how an entry is read."""
        return (
            *((one.tag, *one.items(), *sorted(_declared(one).items())) for one in self.parents),
            self.site,
            self.language,
            self.authors,
        )

    def wrapper(self, prefixes: Mapping[str, str]) -> tuple[str, str]:
        """The start and end tags around the entries; `prefixes` are declared too."""
        opening, closing = [], []
        for one in self.parents:
            declared = _declared(one)
            if one is self.place:
                declared = {**prefixes, **declared}
            name = one.tag.rpartition("}")[2].replace(":", "-")
            tag = f"{one.prefix}:{name}" if one.prefix else name
            opening.append(f"<{tag}{_written(declared)}{_attributes(one)}>")
            closing.append(f"</{tag}>")
        return "".join(opening), "".join(reversed(closing))

    @cached_property
    def children(self) -> Mapping[str, Sequence[Element]]:
        """The elements that tell about the feed, by their names: its own, and Dublin Core's."""
        found: dict[str, list[Element]] = {}
        for one in self.channel:
            namespace, name = names_of(one.tag)
            if namespace == DUBLIN_CORE:
                name = f"dc:{name}"
            elif not is_feed_namespace(namespace):
                continue
            named = found.setdefault(name, [])
            if len(named) < MAX_SAME:
                named.append(one)
        return found

    def _first(self, *names: str) -> Element | None:
        return next((self.children[name][0] for name in names if name in self.children), None)

    @cached_property
    def title(self) -> Text:
        """The feed's title."""
        title = self._first("title", "dc:title")
        return Text() if title is None else _text(title)

    @cached_property
    def language(self) -> str:
        """The feed's language, as it is written."""
        named = self._first("language", "dc:language")
        written = (named.text or "").strip() if named is not None else ""
        if not written and self.feed is not None:
            written = self.feed.get(f"{{{XML}}}lang") or self.feed.get("lang") or ""
        return written.replace("_", "-")

    @cached_property
    def site(self) -> str:
        """The feed's link to its site, as it is written."""
        if self.is_rss and (href := self.channel.get("href")):
            return _based(self.channel, href)
        plain, alternate = "", ""
        for one in self.children.get("link", ()):
            href = one.get("href")
            if not href:
                plain = plain or _based(one, one.text or "")
            elif (one.get("rel") or "alternate").lower() == "alternate" and "html" in (
                one.get("type") or "text/html"
            ):
                alternate = _based(one, href)
        return plain or alternate

    @cached_property
    def generator(self) -> str:
        """The program that wrote the feed: its address or name."""
        named = self._first("generator")
        if named is None:
            return ""
        written = named.get("uri") or named.get("url") or "".join(named.itertext())
        return str(written).strip()[:MAX_GENERATOR_CHARACTERS]

    @cached_property
    def authors(self) -> tuple[str, ...]:
        """The names of the authors of an Atom feed: they are those of entries without any."""
        if self.is_rss:
            return ()
        authors = self.children.get("author", ())
        return tuple(islice((name for one in authors if (name := _name(one))), MAX_AUTHORS))


def read_header(cut: Cut, entities: Mapping[str, str]) -> Header | None:
    """The header of a document that was cut; None if it has no element.

    `entities` are those that the document type declares.
    """
    text = f'{cut.head}<{PLACE} xmlns="urn:{PLACE}"/>{cut.tail}'
    root = parsed(text)
    if root is None:
        mended = mend(text, entities)
        declarations = _written(undeclared_prefixes(mended))
        mended = _ROOT_NAME.sub(lambda name: name[0] + declarations, mended, count=1)
        root = parsed(mended)
        root = parsed(mended, recover=True) if root is None else root
    if root is None:
        return None
    place = next(root.iter(f"{{urn:{PLACE}}}{PLACE}"), None)
    around = list(place.iterancestors()) if place is not None else []
    for one in around or [root]:
        # Before any of them is looked at: reading many attributes takes quadratic time.
        cut_attributes(one)
    # In a damaged header, another element may seem to be open.
    feeds = (one for one in around if local_name(one) in ROOTS)
    return Header(root, next(feeds, around[0] if around else root))


_ROOT_NAME = re.compile(r"<[\w.:-]+")
_STRICT = etree.XMLParser(
    resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
)
_RECOVERING = etree.XMLParser(
    resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True, recover=True
)


def parsed(text: str, *, recover: bool = False) -> Element | None:
    """The root of a document; None if it is not well-formed, or has no element."""
    try:
        return etree.fromstring(
            text.encode("utf-8", "replace"), _RECOVERING if recover else _STRICT
        )
    except etree.XMLSyntaxError:
        return None


def _declared(element: Element) -> dict[str, str]:
    """The namespaces that an element declares: those that its parent has not."""
    parent = element.getparent()
    above = parent.nsmap if parent is not None else {}
    return {prefix or "": uri for prefix, uri in element.nsmap.items() if above.get(prefix) != uri}


def _written(namespaces: Mapping[str, str]) -> str:
    return "".join(
        f" xmlns{':' if prefix else ''}{prefix}={quoteattr(uri)}"
        for prefix, uri in namespaces.items()
    )


def _attributes(element: Element) -> str:
    written = []
    prefix_by_uri = {uri: prefix for prefix, uri in element.nsmap.items() if prefix}
    prefix_by_uri[XML] = "xml"
    for name, value in islice(element.items(), MAX_ATTRIBUTES):
        uri, _, local = name.rpartition("}")
        prefix = prefix_by_uri.get(uri[1:]) if uri else ""
        if prefix is not None:
            written.append(f" {prefix}{':' if prefix else ''}{local}={quoteattr(value)}")
    return "".join(written)


def _text(element: Element) -> Text:
    kind = (element.get("type") or "text").lower()
    value = "".join(element.itertext()).strip()
    if element.get("mode") == "base64" or not kind.startswith(TEXT_TYPES):
        with contextlib.suppress(ValueError):
            # Atom 0.3 had a mode; in Atom 1.0 all other types are Base64.
            value = base64.b64decode(value, validate=True).decode()
            kind = kind if kind.startswith(TEXT_TYPES) else "html"
    if len(element) or "xhtml" in kind:
        return Text(html.escape(value, quote=False), "html")
    return Text(value, kind)


def _based(element: Element, url: str) -> str:
    base = element.base
    try:
        return urljoin(base, url.strip()) if base and url.strip() else url.strip()
    except ValueError:
        return url.strip()


def _name(author: Element) -> str:
    for one in author:
        if local_name(one) == "name":
            return "".join(one.itertext()).strip()
    return "" if len(author) else (author.text or "").strip()
