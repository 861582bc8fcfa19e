"""A feed and its entries as they were read, before anything is checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from newsmill.contracts.articles import Media
from newsmill.contracts.feeds import FeedWishes


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as its feed has it: nothing is checked, links may be relative."""

    guid: str = ""
    link: str = ""
    title: str = ""
    summary_html: str = ""
    content_html: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    image: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    media: tuple[Media, ...] = ()
    keys: tuple[bytes, ...] = ()
    """What it is known again by without being read: see `recognising.py`. None in JSON feeds."""


@dataclass(frozen=True, slots=True)
class FeedLinks:
    """Other addresses that a feed's document names, as written there: they may be relative."""

    hub: str | None = None
    self_url: str | None = None
    prev_archive: str | None = None
    next_page: str | None = None
    generator: str | None = None
    """The program that wrote it: its name or address."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """An entry that its feed says it has deleted (RFC 6721), as written there."""

    guid: str
    when: datetime | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """A feed as it was read, before anything is checked."""

    title: str
    language: str
    site: str
    entries: Sequence[Entry]
    """Those that were not known again."""
    is_rss: bool
    wishes: FeedWishes = field(default_factory=FeedWishes)
    links: FeedLinks = FeedLinks()
    deleted: tuple[Deleted, ...] = ()
    children: tuple[str, ...] = ()
    """Child sitemaps, the newest first."""
    is_complete: bool = False
    """It holds all entries that there are (RFC 5005 §2)."""
    known: Mapping[bytes, int] = field(default_factory=dict)
    """The entries that were known again: their rows in the memory by the key of their slice."""
    count: int | None = None
    """Entries in the document; None if all of them are in `entries`."""
    unreadable: int = 0
    """Of them, those that were too damaged or too large to be read."""
    mended: int = 0
    """Of them, those that were not well-formed."""
    left_out: int = 0
    """Of them, the oldest ones beyond the limit, which were not read."""
    is_cut_off: bool = False
    """The document breaks off: its whole entries were taken."""
