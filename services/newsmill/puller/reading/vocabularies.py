"""Take an entry's elements apart: its own, which are read, and those of other vocabularies.

Media RSS, iTunes, podcast and other vocabularies have titles, descriptions and links too, which say
something about a picture, an episode or a programme. They are never the entry's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, Literal
from urllib.parse import urljoin

from newsmill.puller.reading.media import Gallery
from newsmill.puller.reading.mending import MAX_ATTRIBUTES, MAX_DEPTH
from newsmill.puller.reading.namespaces import (
    ATOM,
    CONTENT,
    DUBLIN_CORE,
    DUBLIN_CORE_TERMS,
    FEEDBURNER,
    ITUNES,
    MEDIA,
    RDF,
    XHTML,
    XML,
    is_feed_namespace,
    local_name,
    names_of,
)

MAX_CATEGORIES = 200
MAX_AUTHORS = 100
MAX_CHILDREN = 2_000
"""Elements directly in an entry; those behind are left out."""

Element = Any
Date = Literal["published", "updated", "created"]
Use = Literal[
    "markup",
    "line",
    "person",
    "category",
    "keywords",
    "link",
    "enclosure",
    "media",
    "image",
    "other",
    Date,
]

OWN: dict[str, Use] = {
    **dict.fromkeys(("title", "description", "summary", "content", "abstract"), "markup"),
    **dict.fromkeys(("body", "fullitem"), "markup"),
    **dict.fromkeys(("guid", "id"), "line"),
    **dict.fromkeys(("category", "keywords"), "category"),
    "tags": "keywords",
    **dict.fromkeys(("pubdate", "published", "issued"), "published"),
    **dict.fromkeys(("updated", "modified", "lastbuilddate"), "updated"),
    "created": "created",
    **dict.fromkeys(("author", "managingeditor"), "person"),
    "link": "link",
    "enclosure": "enclosure",
    "image": "image",
}
"""Of RSS, RDF, Atom and CDF."""
OTHERS: dict[tuple[str, str], Use] = {
    (CONTENT, "encoded"): "markup",
    (XHTML, "body"): "markup",
    (FEEDBURNER, "origlink"): "line",
    (DUBLIN_CORE, "creator"): "person",
    (DUBLIN_CORE, "author"): "person",
    (DUBLIN_CORE, "subject"): "category",
    (DUBLIN_CORE, "date"): "updated",
    (DUBLIN_CORE, "title"): "markup",
    (DUBLIN_CORE_TERMS, "created"): "created",
    (DUBLIN_CORE_TERMS, "issued"): "published",
    (DUBLIN_CORE_TERMS, "modified"): "updated",
    (ITUNES, "author"): "person",
    (ITUNES, "keywords"): "keywords",
    (ITUNES, "category"): "category",
    (ITUNES, "image"): "image",
    (ITUNES, "link"): "image",
    (MEDIA, "category"): "category",
    (MEDIA, "keywords"): "keywords",
}
"""What is read of other vocabularies: full texts, authors, dates and keywords, by namespace."""
# feedparser reads an entry's own elements also where they are of another version of the feed's
# vocabulary, as Atom's `updated` in RSS. Of these, only what the entry does not have is read.
DATES = frozenset({"published", "updated", "created"})
UNIQUE = {
    "title": "title",
    "guid": "id",
    "id": "id",
    "description": "text",
    "summary": "text",
    "content": "text",
}


@dataclass(frozen=True, slots=True)
class Apart:
    """What stood in an entry beside its own titles, texts and names."""

    dates: Mapping[str, str]
    """As they are written: published, updated, created. Of several, the last."""
    categories: tuple[str, ...]
    authors: tuple[str, ...] | None
    """Their names; None if they were left in the entry, because they are more than names."""
    gallery: Gallery | None
    """Its media; None if it has none."""


def take_apart(entry: Element, language: str) -> Apart:
    """Leave in `entry` only what is its own for feedparser to read; return the rest.

    `language` is the feed's: of several links, one to a page in another language is not the
    entry's.
    """
    gallery = Gallery()
    dates: dict[str, str] = {}
    categories: list[str] = []
    people: list[Element] = []
    own_namespace = _namespace(entry.tag)
    links: list[Element] = []
    media: list[Element] = []
    cousins: list[Element] = []
    has: set[str] = set()
    removed: list[Element] = []
    for number, child in enumerate(entry):
        if number >= MAX_CHILDREN or not isinstance(child.tag, str):
            removed.append(child)
            continue
        namespace, name, use = _use(child.tag)
        if use == "other":
            removed.append(child)
        elif use in DATES:
            dates[use] = child.text if not len(child) and child.text else "".join(child.itertext())
            removed.append(child)
        elif use == "category":
            categories += _categories(child)
            removed.append(child)
        elif use == "keywords":
            categories += "".join(child.itertext()).split(",", MAX_CATEGORIES)
            removed.append(child)
        elif use == "person":
            people.append(child)
        elif use == "media":
            media.append(child)
            removed.append(child)
        elif use == "link":
            links.append(child)
        elif use == "enclosure":
            gallery.add_enclosure(
                _based(child, child.get("url") or child.get("href") or ""),
                child.get("type") or "",
                child.get("length") or "",
            )
            removed.append(child)
        elif use == "image":
            gallery.add_picture(_picture(child))
            removed.append(child)
        else:
            if namespace == own_namespace:
                has.add(UNIQUE.get(name, name))
            elif name in UNIQUE:
                cousins.append(child)
            if use == "line":
                _keep_line(child)
            else:
                _bound(child)
    for child in cousins:
        name = UNIQUE[local_name(child)]
        if name in has:
            removed.append(child)
        elif name != "text":
            has.add(name)
    authors = _names(people)
    if authors is not None:
        removed += people
    removed.extend(_other_links(links, own_namespace, language, gallery))
    for child in removed:
        entry.remove(child)
    if media:
        gallery.add_media_rss(media)
    for name, value in entry.items() if own_namespace == "" else ():
        if name.lower() == "lastmod":
            # Channel Definition Format: https://www.w3.org/TR/NOTE-CDFsubmit.html
            dates["updated"] = value
            del entry.attrib[name]
    return Apart(
        dates,
        tuple(dict.fromkeys(filter(None, map(str.strip, categories[:MAX_CATEGORIES])))),
        authors,
        None if gallery.is_empty else gallery,
    )


@lru_cache(maxsize=4_096)
def _use(tag: str) -> tuple[str, str, Use]:
    """The namespace and name of an element, and what is done with it."""
    namespace, name = names_of(tag)
    if is_feed_namespace(namespace):
        return namespace, name, OWN.get(name, "other")
    lower = namespace.lower()
    if lower.rstrip("/") == MEDIA.rstrip("/"):
        return namespace, name, OTHERS.get((MEDIA, name), "media")
    return namespace, name, OTHERS.get((_FOLDED.get(lower, namespace), name), "other")


_FOLDED = {namespace.lower(): namespace for namespace, _ in OTHERS} | {
    "http://example.com/dtds/podcast-1.0.dtd": ITUNES
}


def _namespace(tag: str) -> str:
    return names_of(tag)[0]


def _categories(element: Element) -> list[str]:
    """The names of a category: its label, else its term, and its text if it is another one."""
    label, term = element.get("label") or "", element.get("term") or element.get("text") or ""
    text = _own_text(element)
    found = [label or term] if label or term else []
    if text and not (label and not term):
        found.append(text)
    for child in element:
        if isinstance(child.tag, str) and child.get("text"):
            # A subcategory of iTunes.
            found += _categories(child)
    return found


def _names(people: list[Element]) -> tuple[str, ...] | None:
    """The names of authors, if there is nothing but names: no addresses, no elements."""
    if any(len(one) or "@" in (one.text or "") for one in people):
        for one in people:
            _bound(one)
        return None
    return tuple((one.text or "").strip() for one in people[:MAX_AUTHORS])


def _own_text(element: Element) -> str:
    """The text of an element without that of inner elements, unless it has no other."""
    if not len(element):
        return (element.text or "").strip()
    text = "".join(element.xpath("text()")).strip()
    return text or "".join(element.itertext()).strip()


def _keep_line(element: Element) -> None:
    """Of an element that is a date, a name or an id, keep the text without inner elements."""
    if len(element):
        text = _own_text(element)
        for child in list(element):
            element.remove(child)
        element.text = text
    if len(element.attrib) > MAX_ATTRIBUTES:
        _cut_attributes(element)


def _bound(element: Element) -> None:
    """Keep an element of markup within the limits of depth and attributes."""
    if len(element.attrib) > MAX_ATTRIBUTES:
        _cut_attributes(element)
    if not len(element):
        return
    # The element is the second level of its entry.
    level: list[Element] = [element]
    for _ in range(2, MAX_DEPTH):
        level = [child for one in level for child in one]
        if not level:
            return
        for one in level:
            if len(one.attrib) > MAX_ATTRIBUTES:
                _cut_attributes(one)
    for one in level:
        for child in list(one):
            one.remove(child)


def _cut_attributes(element: Element) -> None:
    for name in list(islice(element.attrib, MAX_ATTRIBUTES, None)):
        del element.attrib[name]


def _based(element: Element, url: str) -> str:
    """`url`, absolute if the document says what it is relative to (xml:base)."""
    base: str | None = element.base
    if not base or not url:
        return url
    try:
        return urljoin(base, url.strip())
    except ValueError:
        return url


def _picture(element: Element) -> str:
    """The address of an image: an attribute, a child `url` (RSS), or the text."""
    for name in ("href", "url", f"{{{RDF}}}resource"):
        if written := element.get(name):
            return str(written)
    for child in element:
        if isinstance(child.tag, str) and local_name(child) == "url":
            return (child.text or "").strip()
    return "" if len(element) else (element.text or "").strip()


def _other_links(
    links: list[Element], own_namespace: str, language: str, gallery: Gallery
) -> list[Element]:
    """The links that are not the entry's own; those to files go to the gallery."""
    plain: list[Element] = []
    alternates: list[Element] = []
    for one in links:
        relation = (one.get("rel") or "alternate").strip().lower()
        written = one.get("href") or one.get("uri") or one.get("url") or ""
        if relation == "enclosure":
            gallery.add_enclosure(
                _based(one, written),
                one.get("type") or "",
                one.get("length") or "",
                one.get("title") or "",
            )
        elif not written:
            if "".join(one.itertext()).strip():
                plain.append(one)
        elif relation.removeprefix(REGISTERED) == "alternate" and _is_web(written):
            alternates.append(one)
    own: Any = next((one for one in plain if _namespace(one.tag) == own_namespace), None)
    if own is None and own_namespace.lower() != ATOM.lower():
        own = next(iter(plain), None)
    if own is None and alternates:
        own = _best(alternates, own_namespace, language)
        own.set("rel", "alternate")
    for one in plain:
        if one is own:
            _keep_line(one)
            for name in list(one.attrib):
                if name != f"{{{XML}}}base":
                    del one.attrib[name]
    return [one for one in links if one is not own]


REGISTERED = "http://www.iana.org/assignments/relation/"
"""Before a relation that is written as an IRI: RFC 4287 §4.2.7.2."""


def _is_web(written: str) -> bool:
    """Whether a link is relative or leads to the web, not to another protocol's address."""
    scheme, colon, _ = written.strip().partition(":")
    return not colon or scheme.lower() in ("http", "https") or not scheme.isalnum()


def _best(links: list[Element], own_namespace: str, language: str) -> Element:
    """Of several alternates: an HTML page, in the feed's own language."""

    def rank(link: Element) -> tuple[bool, bool, bool]:
        kind = (link.get("type") or "text/html").lower()
        there = (link.get("hreflang") or "").lower().replace("_", "-").partition("-")[0]
        here = language.lower().replace("_", "-").partition("-")[0]
        return (
            "html" in kind,
            not there or there == here,
            _namespace(link.tag) == own_namespace,
        )

    best = max(map(rank, links))
    # Of equal ones the last, as feedparser does.
    return [one for one in links if rank(one) == best][-1]
