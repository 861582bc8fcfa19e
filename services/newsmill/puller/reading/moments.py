"""A time of day, and the instant of a local time."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(2101, 1, 1, tzinfo=UTC)
MAX_OFFSET_MINUTES = 14 * 60
_DIGITS_OF_MICROSECONDS = 6


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as it is written: 24:00:00 is the day's end, 23:59:60 a leap second."""

    hour: int = 0
    minute: int = 0
    second: int = 0
    fraction: str = "0"
    """Digits behind the point of the seconds."""


def at_instant(day: datetime, clock: Clock, offset_minutes: int) -> datetime | None:
    """The instant in UTC; None if there is no such time or zone, or it is not in 1970 to 2100.

    A leap second (RFC 3339 §5.7) is the second behind it.
    """
    is_end_of_day = clock.hour == 24 and not (clock.minute or clock.second)
    is_time = clock.minute <= 59 and clock.second <= 60 and (clock.hour <= 23 or is_end_of_day)
    if not is_time or abs(offset_minutes) > MAX_OFFSET_MINUTES:
        return None
    of_day = timedelta(hours=clock.hour, minutes=clock.minute - offset_minutes)
    to_minute = day.replace(tzinfo=UTC) + of_day
    if clock.second == 60 and (to_minute.hour, to_minute.minute) != (23, 59):
        return None
    digits = clock.fraction[:_DIGITS_OF_MICROSECONDS].ljust(_DIGITS_OF_MICROSECONDS, "0")
    instant = to_minute + timedelta(seconds=clock.second, microseconds=int(digits))
    return instant if EARLIEST <= instant < LATEST else None
