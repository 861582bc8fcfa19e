"""A feed and its entries as they were read, before anything is checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


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


@dataclass(frozen=True, slots=True)
class Contents:
    """A feed as it was read, before anything is checked."""

    title: str
    language: str
    site: str
    entries: Sequence[Entry]
    is_rss: bool
    ttl: timedelta | None = None
    update_period: timedelta | None = None
