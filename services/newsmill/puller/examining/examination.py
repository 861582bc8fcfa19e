"""What was seen of a feed in one visit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from newsmill.puller.reading.entries import ParsedFeed


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer."""

    url: str
    asked_with: Mapping[str, str]
    """The headers that belong to feeds, such as If-None-Match."""
    status: int | None
    """None where there was no answer."""
    headers: Mapping[str, str]
    """Of the answer, by lower-case name."""
    leads_to: str | None = None
    """Where a redirect leads."""
    body_bytes: int = 0
    """After decompression."""
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Examination:
    """All of a visit: the poll as the puller would make it, and one more to try the validators."""

    url: str
    exchanges: tuple[Exchange, ...]
    """Of the first poll, robots.txt included."""
    error: str | None
    """Why the poll failed."""
    parsed: ParsedFeed | None
    """What was read; of a sitemap index, with what is in its sitemaps."""
    answer: Exchange | None = None
    """The answer with the document, or the last one if there is none."""
    again: Exchange | None = None
    """The answer to the same request with the validators that the first answer had."""
    next_poll_at: datetime | None = None
    next_poll_why: str | None = None

    @property
    def redirects(self) -> tuple[Exchange, ...]:
        """The hops on the way to it."""
        return tuple(one for one in self.exchanges if one.leads_to is not None)
