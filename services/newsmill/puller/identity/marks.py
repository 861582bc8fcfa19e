"""The hashes of an entry by which it is known again."""

import re
from hashlib import sha256
from typing import NamedTuple

from newsmill.puller.identity.links import NO_LINK, Link, looks_like_url, looks_made_up, read_link
from newsmill.puller.identity.words import visible
from newsmill.puller.reading.contents import Entry

ID, GUID, LINK, LOOSE, TITLE, TEXT = 6, 4, 4, 2, 3, 5
"""Bytes of each. Among 5 000 entries, one in 25 million new ids is taken by chance; a shorter hash
decides only together with others."""
CONTENT = TITLE + TEXT

MIN_TEXT_CHARACTERS = 40
"""A shorter text (“Comments”, “Read more”) may be that of every entry, so it identifies none.
Spaces do not count."""
MAX_POSITION_DIGITS = 3

_EDITION = re.compile(r"#\d{1,3}")
# BBC News numbers the editions of an article so: “https://www.bbc.co.uk/news/articles/c1#3”.


class Marks(NamedTuple):
    """What an entry is known by."""

    first_id: bytes
    """Its id if it is not known: of its GUID, link and title."""
    guid: bytes
    """Of its GUID; of its link where it has none; of its content where it has neither."""
    link: bytes
    """Of its link's page; empty where it has no link."""
    loose: bytes
    """Of its link without words."""
    title: bytes
    text: bytes
    has_guid: bool
    has_title: bool
    has_text: bool
    """Whether its text is long enough to tell it from others."""
    is_weak: bool
    """Whether its GUID is one that feeds give to one entry after the other: a position in the
    document, or the site's address; or its link, which has to do for one, is the site's."""
    is_link_to_root: bool
    may_move: bool
    """Whether its GUID changes when its link does."""
    has_number: bool
    """Whether its link has a number that may be the article's."""

    @property
    def content(self) -> bytes:
        """What changes when it is edited: its title and text as they are seen."""
        return self.title + self.text


def marks_of(entry: Entry, feed_url: str) -> Marks:
    """The marks of an entry. Dates, authors, categories and markup have no part in them: many
    feeds generate them anew for each request."""
    link = read_link(entry.link)
    guid, is_weak, may_move = _read_guid(entry.guid, link, feed_url)
    title, text = visible(entry.title), visible(entry.summary_html)
    content = visible(entry.content_html)
    # A feed that gives a text as a teaser and again as a whole article, or in one place only.
    words = text if content in ("", text) else f"{text}\0{content}" if text else content
    title_hash, text_hash = digest(title)[:TITLE], digest(words)[:TEXT]
    page = f"{link.page}#{link.fragment}" if link.fragment else link.page
    names: tuple[str, ...]
    name: tuple[str, ...]
    if guid:
        names = ("guid", guid, page, title or words)
        name = ("guid", _EDITION.sub("", guid) if _is_edition(guid, link) else guid)
    elif page:
        names = ("link", page, title, words)
        name = ("link", page)
    else:
        names = name = ("content", title, words)
    return Marks(
        first_id=digest(feed_url, *names)[:ID],
        guid=digest(*name)[:GUID],
        link=digest(link.page)[:LINK] if link.page else bytes(LINK),
        loose=digest(link.numbers)[:LOOSE],
        title=title_hash,
        text=text_hash,
        has_guid=bool(guid),
        has_title=bool(title),
        has_text=max(len(text), len(content)) >= MIN_TEXT_CHARACTERS,
        is_weak=is_weak or (not guid and link.is_root),
        is_link_to_root=link.is_root,
        may_move=may_move,
        has_number=link.has_number,
    )


def guid_mark(guid: str, feed_url: str) -> bytes:
    """The mark of a GUID without an entry."""
    return digest("guid", _read_guid(guid, NO_LINK, feed_url)[0])[:GUID]


def entry_id_of(feed_url: str, id_: bytes) -> str:
    """The entry_id that is published for an id within a feed."""
    return digest(feed_url, id_.hex())[:16].hex()


def digest(*parts: str) -> bytes:
    """A SHA-256 of all parts; their lengths are hashed too, as boundaries."""
    encoded = [part.encode("utf-8", "surrogatepass") for part in parts]
    lengths = b",".join(b"%d" % len(part) for part in encoded)
    return sha256(b"".join((lengths, b":", *encoded))).digest()


def _read_guid(guid: str, link: Link, feed_url: str) -> tuple[str, bool, bool]:
    """A GUID in one spelling, whether it is weak, and whether it changes when the link does."""
    guid = " ".join(guid.split())
    if not guid:
        return "", False, True
    if not looks_like_url(guid):
        is_position = len(guid) <= MAX_POSITION_DIGITS and guid.isdecimal()
        # In any case: what a spelling says more, the entry's link and words say as well.
        return guid.casefold(), is_position, looks_made_up(guid)
    page = read_link(guid)
    spelt = f"{page.page}#{page.fragment}" if page.fragment else page.page
    is_site = page.is_root and not page.fragment
    is_weak = is_site or spelt == read_link(feed_url).page
    return spelt.casefold(), is_weak, is_weak or page.numbers == link.numbers


def _is_edition(guid: str, link: Link) -> bool:
    page, mark, number = guid.rpartition("#")
    return (
        bool(mark)
        and _EDITION.fullmatch(mark + number) is not None
        and page == link.page.casefold()
    )
