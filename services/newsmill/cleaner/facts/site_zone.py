"""Tell in which zone a site writes its dates: by others, by declarations, by its language."""

from collections.abc import Iterable
from datetime import timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from newsmill.cleaner.facts.meta import Head
from newsmill.cleaner.facts.moments import UTC_OFFSET, WrittenDate, in_zone_of
from newsmill.cleaner.facts.zones import zone_where_spoken

# A zone's offset may change between two dates that are further apart.
SAME_SEASON = timedelta(days=45)
MAX_NAME_CHARS = 40
_NAMES = ("timezone", "article:timezone", "time-zone")


def in_zone_of_site(
    exact: WrittenDate, shown: Iterable[WrittenDate], others: Iterable[WrittenDate], head: Head
) -> WrittenDate:
    """A moment that is written in UTC in the zone of what readers see, or of the other dates.

    At last that of the country where the page's language is spoken.
    """
    if exact.offset != UTC_OFFSET:
        return exact
    for date in shown:
        if date.offset:
            return WrittenDate(exact.instant, "instant", date.offset)
        if local := in_zone_of(exact, date):
            return local
    offset = _offset_of(exact, (other for other in others if other.offset))
    for name in (head.first(_NAMES), zone_where_spoken(head.language)):
        offset = _offset_in(name, exact) if offset is None else offset
    return WrittenDate(exact.instant, "instant", offset) if offset else exact


def with_zone(local: WrittenDate, others: Iterable[WrittenDate], head: Head) -> WrittenDate:
    """A local time in the zone of the page's other dates of its season, if they are in one."""
    offset = _offset_of(local, others)
    offset = _offset_in(head.first(_NAMES), local) if offset is None else offset
    if offset is None:
        return local
    return WrittenDate(local.instant - offset, "instant", offset)


def _offset_of(date: WrittenDate, others: Iterable[WrittenDate]) -> timedelta | None:
    offsets = {
        other.offset
        for other in others
        if other.offset is not None and abs(other.local - date.local) <= SAME_SEASON
    }
    return offsets.pop() if len(offsets) == 1 else None


def _offset_in(name: str, date: WrittenDate) -> timedelta | None:
    try:
        is_name = name and len(name) < MAX_NAME_CHARS
        return ZoneInfo(name).utcoffset(date.local) if is_name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
