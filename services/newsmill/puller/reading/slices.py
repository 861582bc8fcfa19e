"""Read the entries of a document from their slices: well-formed, taken apart, by feedparser."""

from collections.abc import Mapping, Sequence
from typing import Any

from newsmill.puller.reading.contents import Entry
from newsmill.puller.reading.dates import parse_date
from newsmill.puller.reading.headers import Header, parsed
from newsmill.puller.reading.mending import mend
from newsmill.puller.reading.namespaces import is_feed_namespace, names_of, undeclared_prefixes
from newsmill.puller.reading.references import strip_escaped_cdata
from newsmill.puller.reading.strict import (
    ParserFault,
    authors_of,
    content_of,
    guid_of,
    link_of,
    markup_in,
    read_entries,
    repaired,
)
from newsmill.puller.reading.vocabularies import Apart, take_apart

Keyed = tuple[str, tuple[bytes, ...]]
Element = Any
ENTRIES = frozenset({"item", "entry"})


def read_slices(
    slices: Sequence[Keyed], header: Header, entities: Mapping[str, str]
) -> tuple[list[Entry], int, int]:
    """The entries in `slices`; how many of them could not be read, and how many were mended.

    `entities` are those that the document type declares.
    """
    if not slices:
        return [], 0, 0
    slices = [(_without_escaped_cdata(text), keys) for text, keys in slices]
    wrapper = header.wrapper({})
    places = _together([text for text, _ in slices], wrapper, header)
    if places is not None:
        entries = _read(places, [keys for _, keys in slices], header)
        if entries is not None:
            return entries, 0, 0
    # One of them is damaged, or more than feedparser can handle: each for itself.
    read: list[Entry] = []
    unreadable = mended = 0
    for text, keys in slices:
        alone = _together([text], wrapper, header)
        if alone is None:
            mended += 1
            alone = _mended(text, header, entities)
        found = _read(alone, [keys], header) if alone is not None else None
        if found is None:
            unreadable += 1
        else:
            read += found
    return read, unreadable, mended


def _without_escaped_cdata(text: str) -> str:
    return strip_escaped_cdata(text) if ";![CDATA[" in text else text


def _together(
    texts: Sequence[str], wrapper: tuple[str, str], header: Header, *, recover: bool = False
) -> list[Element] | None:
    """The elements of the slices; None if the document of all of them is not well-formed."""
    root = parsed(f"{wrapper[0]}{''.join(texts)}{wrapper[1]}", recover=recover)
    if root is None:
        return None
    for _ in header.parents[1:]:
        root = root[0] if len(root) else root
    entries = [
        one
        for one in root
        if is_feed_namespace(names_of(one.tag)[0]) and names_of(one.tag)[1] in ENTRIES
    ]
    # If there are others, an end tag of one entry has closed what another one has opened.
    return entries if len(entries) == len(root) == len(texts) or recover else None


def _mended(text: str, header: Header, entities: Mapping[str, str]) -> list[Element] | None:
    mended = mend(text, entities)
    prefixes = undeclared_prefixes(mended, header.place.nsmap)
    wrapper = header.wrapper(prefixes)
    found = _together([mended], wrapper, header)
    if found is None:
        found = (_together([mended], wrapper, header, recover=True) or [])[:1] or None
    return found


def _read(
    elements: Sequence[Element],
    keys: Sequence[tuple[bytes, ...]],
    header: Header,
) -> list[Entry] | None:
    apart = [take_apart(one, header.language) for one in elements]
    root = elements[0].getroottree().getroot()
    try:
        found = read_entries(root)
    except ParserFault:
        return None
    if len(found) != len(elements):
        return None
    return [
        entry_of(one, rest, own, header) for one, rest, own in zip(found, apart, keys, strict=True)
    ]


def entry_of(found: Any, apart: Apart, keys: tuple[bytes, ...], header: Header) -> Entry:
    """The entry that feedparser has found, with what was taken out before."""
    published = parse_date(apart.dates.get("published") or apart.dates.get("created") or "")
    updated = parse_date(apart.dates.get("updated") or "")
    if header.is_rss and published is None:
        # dc:date, which RSS 1.0 feeds have instead of pubDate.
        published, updated = updated, None
    authors = authors_of(found) if apart.authors is None else tuple(map(repaired, apart.authors))
    gallery = apart.gallery
    return Entry(
        guid=guid_of(found),
        link=link_of(found),
        title=markup_in(found, "title"),
        summary_html=markup_in(found, "summary"),
        content_html=content_of(found),
        # An entry without authors has the feed's (RFC 4287 §4.2.1); RSS knows only an editor.
        authors=authors or header.authors,
        categories=tuple(map(repaired, apart.categories)),
        published=published,
        updated=updated,
        image=gallery.picture() if gallery else "",
        media=gallery.media() if gallery else (),
        keys=keys,
    )
