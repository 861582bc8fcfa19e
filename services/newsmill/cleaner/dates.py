"""Parse and check dates of publication and change; implausible ones are ignored."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TypeGuard

from newsmill.contracts.articles import PublishedAtOrigin, RetrievedArticle

MAX_DATE_CHARS = 64
# Some publishers write their local time as if it were UTC.
FUTURE_TOLERANCE = timedelta(days=1)
# The date of a clock that was never set, and of a field that was never filled in.
_UNSET_DAY = datetime(1970, 1, 1, tzinfo=UTC).date()
_EARLIEST_YEAR = 1600


def parse_instant(text: str) -> datetime | None:
    """An ISO 8601 or RFC 5322 date in UTC, at midnight if it has no time; None for all else.

    A date without a time zone is read as UTC.
    """
    text = " ".join(text[: MAX_DATE_CHARS + 1].split())
    if not text or len(text) > MAX_DATE_CHARS:
        return None
    # “2026-05-01 10:00:00 +0200” as PHP writes it.
    for spelling in (text, text.replace(" +", "+").replace(" -", "-")):
        try:
            return _in_utc(datetime.fromisoformat(spelling))
        except (ValueError, OverflowError):
            continue
    try:
        return _in_utc(parsedate_to_datetime(text))
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def published_at(
    article: RetrievedArticle, page: Iterable[datetime | None]
) -> tuple[datetime, PublishedAtOrigin]:
    """The first plausible date: the entry's, its page's, the entry's last change, when we saw it.

    Atom does not require `published`, so an entry may have `updated` only.
    """
    own: PublishedAtOrigin = "document" if article.origin == "document" else "feed"
    from_page: PublishedAtOrigin = "document" if article.origin == "document" else "page"
    if _is_plausible(article.published_at, article.seen_at):
        return article.published_at, own
    for date in page:
        if _is_plausible(date, article.seen_at):
            return date, from_page
    if _is_plausible(article.updated_at, article.seen_at):
        return article.updated_at, own
    return article.seen_at, "seen"


def updated_at(
    article: RetrievedArticle, page: Iterable[datetime | None], published: datetime
) -> datetime | None:
    """The last change that the entry or its page declares, if it came after publication."""
    for date in (article.updated_at, *page):
        if _is_plausible(date, article.seen_at):
            return date if date > published else None
    return None


def _is_plausible(date: datetime | None, seen: datetime) -> TypeGuard[datetime]:
    return (
        date is not None
        and date.date() != _UNSET_DAY
        and date.year >= _EARLIEST_YEAR
        and date - seen <= FUTURE_TOLERANCE
    )


def _in_utc(date: datetime) -> datetime:
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
