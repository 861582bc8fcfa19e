"""A date as exactly as it is written, made from its parts."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from newsmill.cleaner.facts.zones import MINUTES_BY_ZONE
from newsmill.contracts.articles import PublishedAtPrecision

YEARS = range(1600, 2101)
NOON = 12
_OFFSET = re.compile(r"(?:utc|gmt)?\s?([+-])(\d{1,2}):?(\d{2})?")
MAX_OFFSET = timedelta(hours=14)
UTC_OFFSET = timedelta()
HOUR = timedelta(hours=1)
# Zones differ by these: https://data.iana.org/time-zones/tzdb/
QUARTER = timedelta(minutes=15)
# Between a time with seconds and one without.
SAME_TIME = timedelta(minutes=1)


@dataclass(frozen=True)
class WrittenDate:
    """A date as exactly as it is written."""

    instant: datetime
    """In UTC: a day's and a month's first moment, a time without zone read as UTC."""
    precision: PublishedAtPrecision
    offset: timedelta | None = field(default=None, compare=False)
    """Of the zone in which it is written, where it is."""

    @property
    def local(self) -> datetime:
        """Day and time as written, without a zone."""
        return (self.instant + (self.offset or timedelta())).replace(tzinfo=None)


def in_zone_of(moment: WrittenDate, shown: WrittenDate) -> WrittenDate | None:
    """A moment in UTC in the zone of the day or the time that its page shows for it.

    Of a day without a time, the zone is the nearest one that has this day then. None if there is
    no such zone.
    """
    if moment.precision != "instant" or shown.precision not in ("day", "local_time"):
        return None
    if shown.precision == "local_time":
        quarters = round((shown.instant - moment.instant) / QUARTER)
        offset = quarters * QUARTER
        is_same_time = abs(moment.instant + offset - shown.instant) <= SAME_TIME
        if is_same_time and abs(offset) <= MAX_OFFSET:
            return WrittenDate(moment.instant, "instant", offset)
    day = shown.instant.replace(hour=0, minute=0, second=0)
    apart = timedelta()
    if moment.instant < day:
        apart = day - moment.instant
    elif moment.instant >= day + timedelta(days=1):
        apart = day + timedelta(days=1, seconds=-1) - moment.instant
    # Away from UTC, to the next whole hour.
    hours = -(-abs(apart) // HOUR)
    offset = hours * HOUR if apart > timedelta() else -hours * HOUR
    return WrittenDate(moment.instant, "instant", offset) if abs(offset) <= MAX_OFFSET else None


def zone_of(text: str) -> timedelta | None:
    """The offset of “+02:00”, “GMT+2”, “Z”, or of an abbreviation that means one zone only."""
    text = text.strip().lower()
    if text in MINUTES_BY_ZONE:
        return timedelta(minutes=MINUTES_BY_ZONE[text])
    match = _OFFSET.fullmatch(text)
    if not match:
        return None
    hours, minutes = int(match[2]), int(match[3] or 0)
    offset = timedelta(hours=hours, minutes=minutes)
    if offset > MAX_OFFSET:
        return None
    return -offset if match[1] == "-" else offset


def dated(
    year: int,
    month: int,
    day: str | int | None,
    hour: str | None,
    minute: str | None,
    second: str | None,
    half: str | None,
    offset: timedelta | None,
) -> WrittenDate:
    """The date of these parts. Raises ValueError or OverflowError if there is none such.

    Midnight to the second is how programs write a day without a time.
    """
    if year not in YEARS:
        raise ValueError("not a year of news")
    if day is None:
        return WrittenDate(datetime(year, month, 1, tzinfo=UTC), "month")
    start = datetime(year, month, int(day), tzinfo=UTC)
    if hour is None:
        return WrittenDate(start, "day")
    hours = int(hour)
    if half:
        if not 1 <= hours <= NOON:
            half = None
        else:
            hours = hours % NOON + (NOON if half.lower() == "p" else 0)
    minutes, seconds = int(minute or 0), min(int(second or 0), 59)
    if hours > 24 or minutes > 59 or (hours == 24 and (minutes or seconds)):
        raise ValueError("no such time")
    if not hours and not minutes and not seconds and second is not None:
        return WrittenDate(start, "day")
    local = start + timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if offset is None:
        return WrittenDate(local, "local_time")
    return WrittenDate(local - offset, "instant", offset)
