"""Choose the link of an entry among those that stand in it."""

from typing import Any
from urllib.parse import urljoin

from newsmill.puller.reading.bounding import keep_line
from newsmill.puller.reading.media import Gallery
from newsmill.puller.reading.namespaces import ATOM, XML, names_of

Element = Any

REGISTERED = "http://www.iana.org/assignments/relation/"
"""Before a relation that is written as an IRI: RFC 4287 §4.2.7.2."""


def other_links(
    links: list[Element], own_namespace: str, language: str, gallery: Gallery
) -> list[Element]:
    """The links of an entry that are not its own; those to files go to the gallery."""
    plain: list[Element] = []
    alternates: list[Element] = []
    for one in links:
        relation = (one.get("rel") or "alternate").strip().lower()
        written = one.get("href") or one.get("uri") or one.get("url") or ""
        if relation == "enclosure":
            gallery.add_enclosure(
                based(one, written),
                one.get("type") or "",
                one.get("length") or "",
                one.get("title") or "",
            )
        elif not written:
            if "".join(one.itertext()).strip():
                plain.append(one)
        elif relation.removeprefix(REGISTERED) == "alternate" and _is_web(written):
            alternates.append(one)
    own: Any = next((one for one in plain if names_of(one.tag)[0] == own_namespace), None)
    if own is None and own_namespace.lower() != ATOM.lower():
        own = next(iter(plain), None)
    if own is None and alternates:
        own = _best(alternates, own_namespace, language)
        own.set("rel", "alternate")
    for one in plain:
        if one is own:
            keep_line(one)
            for name in list(one.attrib):
                if name != f"{{{XML}}}base":
                    del one.attrib[name]
    return [one for one in links if one is not own]


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
            names_of(link.tag)[0] == own_namespace,
        )

    best = max(map(rank, links))
    # Of equal ones the last, as feedparser does.
    return [one for one in links if rank(one) == best][-1]


def based(element: Element, url: str) -> str:
    """`url`, absolute if the document says what it is relative to (xml:base)."""
    base: str | None = element.base
    if not base or not url:
        return url
    try:
        return urljoin(base, url.strip())
    except ValueError:
        return url
