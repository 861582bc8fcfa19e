"""Decide when an article was published and changed; implausible dates are ignored."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, TypeGuard

from newsmill.cleaner.date_formats import parse_date
from newsmill.cleaner.facts.moments import WrittenDate
from newsmill.contracts.articles import (
    PublishedAtOrigin,
    PublishedAtPrecision,
    RetrievedArticle,
)

__all__ = ["Publication", "WrittenDate", "parse_instant", "published_at", "updated_at"]

# Some publishers write their local time as if it were UTC.
FUTURE_TOLERANCE = timedelta(days=1)
# The date of a clock that was never set, and of a field that was never filled in.
_UNSET_DAY = datetime(1970, 1, 1, tzinfo=UTC).date()
_EARLIEST_YEAR = 1600


class Publication(NamedTuple):
    """When an article was published, who says so, and how exactly."""

    at: datetime
    origin: PublishedAtOrigin
    precision: PublishedAtPrecision
    day: str | None = None
    """As the page writes it."""


def parse_instant(text: str) -> datetime | None:
    """A written date in UTC, at midnight if it has no time; None for all else.

    A date without a time zone is read as UTC. The formats are those of `parse_date`.
    """
    written = parse_date(text)
    return written.instant if written else None


def published_at(article: RetrievedArticle, page: Iterable[WrittenDate]) -> Publication:
    """The first plausible date: the entry's, its page's, the entry's last change, when we saw it.

    Atom does not require `published`, so an entry may have `updated` only.
    """
    own: PublishedAtOrigin = "document" if article.origin == "document" else "feed"
    from_page: PublishedAtOrigin = "document" if article.origin == "document" else "page"
    if is_plausible(article.published_at, article.seen_at):
        return Publication(article.published_at, own, "instant")
    for date in page:
        if is_plausible(date.instant, article.seen_at):
            day = None if date.precision == "month" else date.local.date().isoformat()
            return Publication(date.instant, from_page, date.precision, day)
    if is_plausible(article.updated_at, article.seen_at):
        return Publication(article.updated_at, own, "instant")
    return Publication(article.seen_at, "seen", "instant")


def updated_at(
    article: RetrievedArticle, page: Iterable[WrittenDate], published: datetime
) -> datetime | None:
    """The last change that the entry or its page declares, if it came after publication."""
    for date in (article.updated_at, *(written.instant for written in page)):
        if is_plausible(date, article.seen_at):
            return date if date > published else None
    return None


def is_plausible(date: datetime | None, seen: datetime) -> TypeGuard[datetime]:
    """Whether an article that was seen at `seen` may be dated so."""
    return (
        date is not None
        and date.date() != _UNSET_DAY
        and date.year >= _EARLIEST_YEAR
        and date - seen <= FUTURE_TOLERANCE
    )
