"""Take an entry's elements apart: its own, which are read, and those of other vocabularies.

Media RSS, iTunes, podcast and other vocabularies have titles, descriptions and links too, which say
something about a picture, an episode or a programme. They are never the entry's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from newsmill.puller.reading.bounding import bound, cut_attributes, keep_line, own_text, write_out
from newsmill.puller.reading.links import based, other_links
from newsmill.puller.reading.media import Gallery
from newsmill.puller.reading.namespaces import (
    CONTENT,
    DUBLIN_CORE,
    DUBLIN_CORE_TERMS,
    FEEDBURNER,
    ITUNES,
    MEDIA,
    RDF,
    XHTML,
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
    cut_attributes(entry)
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
                based(child, child.get("url") or child.get("href") or ""),
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
                keep_line(child)
            else:
                bound(child)
                if namespace == "" and any(_is_field(one) for one in child.iterdescendants()):
                    # feedparser would take them for the entry's.
                    write_out(child)
    for child in cousins:
        name = UNIQUE[local_name(child)]
        if name in has:
            removed.append(child)
        elif name != "text":
            has.add(name)
    authors = _names(people)
    if authors is not None:
        removed += people
    removed.extend(other_links(links, own_namespace, language, gallery))
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


_FIELDS = OWN.keys() | {"source"}


def _is_field(element: Element) -> bool:
    return isinstance(element.tag, str) and local_name(element) in _FIELDS


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
    text = own_text(element)
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
            bound(one)
        return None
    return tuple((one.text or "").strip() for one in people[:MAX_AUTHORS])


def _picture(element: Element) -> str:
    """The address of an image: an attribute, a child `url` (RSS), or the text."""
    for name in ("href", "url", f"{{{RDF}}}resource"):
        if written := element.get(name):
            return str(written)
    for child in element:
        if isinstance(child.tag, str) and local_name(child) == "url":
            return (child.text or "").strip()
    return "" if len(element) else (element.text or "").strip()
