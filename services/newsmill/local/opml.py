"""Read and write OPML lists of subscriptions: http://opml.org/spec2.opml."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from newsmill.contracts.feeds import Feed
from newsmill.local.tags import Tag, tags

ADDRESSES = ("xmlurl", "xml_url", "feedurl", "rssurl", "atomurl", "url")
"""Names of the attribute in lower case, the standard's first."""

NO_FEEDS = frozenset({"link", "include"})
"""Types of an outline whose `url` is that of a page or of another list."""

MAX_NAME_CHARACTERS = 500
MAX_TAGS = 50

_ENTITIES = re.compile(r"<!ENTITY", re.IGNORECASE)


class NotOPML(Exception):
    """A document is no OPML list; the message says why."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A subscription as its list has it: the address is not checked."""

    url: str
    title: str | None
    section: str | None
    language: str | None
    tags: tuple[str, ...]


def read_outlines(text: str) -> list[Outline]:
    """The subscriptions of an OPML document; the outermost outline's text is the section.

    It need not be well-formed: `&` stands for itself, HTML's entities are known, attributes may be
    in capitals.

    Raises:
        NotOPML: it is something else, has no subscriptions, or declares entities.
    """
    if _ENTITIES.search(text):
        raise NotOPML("an OPML file with a document type that declares entities is not read")
    names: set[str] = set()
    outlines = list(_outlines(tags(text), names))
    if "outline" not in names and not {"opml", "body"} <= names:
        raise NotOPML("not an OPML file: no <opml><body>")
    if not outlines:
        raise NotOPML("no subscriptions in it (no outline has an xmlUrl)")
    return outlines


def write_opml(feeds: list[Feed]) -> str:
    """An OPML 2.0 list of `feeds`, grouped by section; tags are the attribute `category`."""
    root = ElementTree.Element("opml", version="2.0")
    head = ElementTree.SubElement(root, "head")
    ElementTree.SubElement(head, "title").text = "newsmill subscriptions"
    body = ElementTree.SubElement(root, "body")
    sections: dict[str, ElementTree.Element] = {}
    for feed in sorted(feeds, key=lambda feed: (feed.section or "", feed.title or feed.url)):
        parent = body
        if feed.section:
            if feed.section not in sections:
                sections[feed.section] = ElementTree.SubElement(body, "outline", text=feed.section)
            parent = sections[feed.section]
        attributes = {"type": "rss", "text": feed.title or feed.url, "xmlUrl": feed.url}
        if feed.language:
            attributes["language"] = feed.language
        if feed.tags:
            attributes["category"] = ",".join(feed.tags)
        ElementTree.SubElement(parent, "outline", attributes)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def split_tags(written: str) -> tuple[str, ...]:
    """Tags that are separated by commas, each once; a category's path loses its first slash."""
    named = (" ".join(tag.split()).lstrip("/")[:MAX_NAME_CHARACTERS] for tag in written.split(","))
    return tuple(dict.fromkeys(tag for tag in named if tag))[:MAX_TAGS]


def _outlines(found: Iterable[Tag], names: set[str]) -> Iterator[Outline]:
    """The subscriptions; the names of all tags are added to `names`."""
    # Of each open outline. It has that of the one around it, which need not be looked for.
    sections: list[str | None] = []
    for tag in found:
        names.add(tag.name)
        if tag.name != "outline":
            continue
        if tag.is_end:
            if sections:
                sections.pop()
            continue
        name = _name(tag.attributes)
        url = _address(tag.attributes)
        section = sections[-1] if sections else None
        if url:
            yield Outline(
                url=url,
                title=None if name == url else name,
                section=section,
                language=tag.attributes.get("language", "").strip() or None,
                tags=split_tags(tag.attributes.get("category", "")),
            )
        if not tag.is_empty:
            sections.append(section or (None if url else name))


def _name(attributes: Mapping[str, str]) -> str | None:
    written = attributes.get("title", "").strip() or attributes.get("text", "")
    return " ".join(written.split())[:MAX_NAME_CHARACTERS] or None


def _address(attributes: Mapping[str, str]) -> str:
    for name in ADDRESSES:
        url = "".join(attributes.get(name, "").split("\n")).strip()
        if url and not (name == "url" and attributes.get("type", "").lower() in NO_FEEDS):
            return url
    return ""
