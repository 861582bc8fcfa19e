"""Parse feeds: RSS, Atom, RDF, JSON Feed, also broken ones.

It runs in a child process that can be killed: nothing here may import the web or Kafka.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from newsmill.puller.identity.remembering import Memory
from newsmill.puller.reading import archives, deletions
from newsmill.puller.reading.contents import Contents
from newsmill.puller.reading.cutting import Cut, cut, cut_plainly, is_cut_apart
from newsmill.puller.reading.decoding import decode_as_written, disarm
from newsmill.puller.reading.documents import FeedDocument, FeedError
from newsmill.puller.reading.entries import ParsedFeed, assemble
from newsmill.puller.reading.formats import gunzipped, read_other_format
from newsmill.puller.reading.headers import Header, read_header
from newsmill.puller.reading.limiting import newest
from newsmill.puller.reading.recognising import Slices, recognise
from newsmill.puller.reading.scanning import with_known_namespace
from newsmill.puller.reading.slices import read_slices
from newsmill.puller.reading.strict import markup_of
from newsmill.puller.reading.wishing import read_wishes

MAX_BODY_BYTES = 10 * 1024 * 1024
MAX_PROLOGUE_CHARACTERS = 10_000


def parse_feed(document: FeedDocument) -> ParsedFeed:
    """The entries of RSS 0.9x to 2.0, Atom, RDF, CDF or JSON Feed 1.x.

    Of a damaged feed, the entries that can be read. HTML in titles and texts is left as written: it
    is not sanitised, and its links are not resolved.

    Raises:
        FeedError: the document is no feed, or was cut off before its first entry.
    """
    body = gunzipped(document.body, MAX_BODY_BYTES)
    text = decode_as_written(body, document.content_type)
    if not text:
        raise FeedError("empty", "the document is empty")
    memory = Memory(document.memory)
    contents = read_other_format(text, document.fetched_at)
    if contents is None:
        contents = read_xml(text, document.url, memory, document.max_entries)
    return assemble(
        contents,
        feed_url=document.feed_url,
        document_url=document.url,
        now=document.fetched_at,
        memory=memory,
        max_entries=document.max_entries,
        remembered=document.remembered,
    )


def read_xml(text: str, url: str, memory: Slices, most: int = 1000) -> Contents:
    """The feed in a decoded XML document; entries that `memory` knows are not read again.

    Of more than `most` entries, the newest are read.
    """
    disarmed = disarm(text)
    if disarmed is None:
        raise FeedError("not_a_feed", "the document is neither XML nor JSON Feed")
    entities = declared_entities(disarmed)
    disarmed = with_known_namespace(disarmed)
    plain = cut_plainly(disarmed)
    parts = plain or cut(disarmed)
    header = _header(parts, entities, text)
    context = (url.partition("?")[0], *header.context)
    found = recognise(newest(parts.slices, most), context, memory)
    if plain is not None and any(is_cut_apart(entry) for entry, _ in found.unknown):
        parts = cut(disarmed)
        header = _header(parts, entities, text)
        found = recognise(newest(parts.slices, most), context, memory)
    if not (parts.is_whole or parts.slices):
        raise FeedError("malformed", "the feed is cut off or damaged before its first entry")
    entries, unreadable, mended = read_slices(found.unknown, header, entities)
    generator = header.generator
    history = archives.read(header.root)
    return Contents(
        title=markup_of(header.title.value, header.title.type, header.is_rss),
        language=header.language,
        site=header.site,
        is_rss=header.is_rss,
        wishes=read_wishes(header.channel),
        links=replace(history.links, generator=generator or None),
        deleted=deletions.read(header.root),
        is_complete=history.is_complete,
        entries=entries,
        known=found.known,
        count=len(parts.slices),
        unreadable=unreadable,
        left_out=max(0, len(parts.slices) - most),
        mended=mended,
        is_cut_off=not parts.is_whole,
    )


def declared_entities(text: str) -> Mapping[str, str]:
    """The entities that a disarmed document declares: each is a few characters."""
    if "<!ENTITY" not in text[:MAX_PROLOGUE_CHARACTERS]:
        return {}
    return dict(_ENTITY.findall(text[:MAX_PROLOGUE_CHARACTERS]))


_ENTITY = re.compile(r"<!ENTITY\s+(\w{1,32})\s+\"([^\"<>]{0,12})\"\s*>")
_HTML = re.compile(r"<html[\s>]", re.IGNORECASE)


def _header(parts: Cut, entities: Mapping[str, str], text: str) -> Header:
    header = read_header(parts, entities)
    if header is not None and header.feed is not None:
        return header
    is_html = _HTML.search(text, 0, MAX_PROLOGUE_CHARACTERS) is not None
    if header is None or is_html or not parts.slices:
        what = "an HTML page" if is_html else "XML"
        raise FeedError("not_a_feed", f"the document is {what}, but not a feed")
    return header
