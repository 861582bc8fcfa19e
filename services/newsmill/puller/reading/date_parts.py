"""The parts of a written date, and the day, the time and the zone that they make."""

from dataclasses import dataclass, field
from datetime import datetime

from newsmill.puller.reading.date_words import (
    AFTER_NOON,
    BEFORE_NOON,
    FILLERS,
    is_month,
    month_of,
)
from newsmill.puller.reading.moments import Clock
from newsmill.puller.reading.zones import may_mean, minutes_of

_NOON = 12
# Thailand writes 2568 for 2025.
_BUDDHIST_ERA = 543
_BUDDHIST_YEARS = range(1970 + _BUDDHIST_ERA, 2101 + _BUDDHIST_ERA)
# RFC 5322 §4.3: two digits below 50 are of this century, other two and three are since 1900.
_CENTURY_FROM = 50
# “am” is also a German preposition.
_ONLY_HALVES = (BEFORE_NOON | AFTER_NOON) - FILLERS
_GREENWICH = frozenset({"gmt", "utc", "ut"})


@dataclass(slots=True)
class DateParts:
    """What was found in a date so far."""

    day: tuple[int, int, int] | None = None
    clock: Clock | None = None
    is_afternoon: bool | None = None
    zones: list[str] = field(default_factory=list)
    offset_minutes: int | None = None
    words: list[str] = field(default_factory=list)
    numbers: list[tuple[str, int]] = field(default_factory=list)
    """With how many words stand before each."""
    previous: str = ""
    """Kind of the token before, `clock`, `zone`, `word` and so on."""
    is_rfc_form: bool = False


def day_of(parts: DateParts) -> datetime | None:
    """The day; None if it is not whole, or may be another. Raises ValueError if there is none."""
    if not _ONLY_HALVES.isdisjoint(parts.words):
        # Not beside a clock, so that it says nothing certain.
        return None
    if parts.day is not None:
        # A month's name or a number beside it would be of another date.
        return None if parts.numbers or month_of(parts.words) else datetime(*parts.day)
    month = month_of(parts.words)
    if month is None or len(parts.numbers) != 2:
        return None
    (first, words_before_first), (second, words_before_second) = parts.numbers
    named = [at for at, word in enumerate(parts.words) if is_month(word)]
    is_day_before_month = any(words_before_first <= at < words_before_second for at in named)
    is_year_last = len(first) <= 2 < len(second)
    if len(first) <= 2 and len(second) <= 2:
        # Two short numbers are a day and a year only in RFC 822's order.
        is_year_last = is_day_before_month
        if not is_year_last:
            return None
    day, year = (first, second) if is_year_last else (second, first)
    if len(day) > 2 or len(year) > 4:
        return None
    parts.is_rfc_form = is_year_last and is_day_before_month
    since = 1900 if len(year) < 4 else 0
    if len(year) <= 2 and int(year) < _CENTURY_FROM:
        since = 2000
    if int(year) in _BUDDHIST_YEARS and any(_is_thai(word) for word in parts.words):
        since = -_BUDDHIST_ERA
    return datetime(since + int(year), month, int(day))


def _is_thai(word: str) -> bool:
    return "\u0e01" <= word[:1] <= "\u0e5b"


def clock_of(parts: DateParts) -> Clock | None:
    """The time of day, midnight without one; None where its half of the day contradicts it."""
    clock = parts.clock
    if clock is None or parts.is_afternoon is None:
        return clock or Clock()
    hour = clock.hour
    if parts.is_afternoon:
        hour = hour + _NOON if hour < _NOON else hour
    elif hour == _NOON:
        hour = 0
    elif hour > _NOON:
        return None
    return Clock(hour, clock.minute, clock.second, clock.fraction)


def offset_of(parts: DateParts, day: datetime) -> int | None:
    """Minutes ahead of UTC; None if the zone is unknown, ambiguous or contradicts itself."""
    if parts.offset_minutes is None:
        known = {minutes_of(zone, day, parts.is_rfc_form) for zone in parts.zones} or {0}
        return known.pop() if len(known) == 1 else None
    names = [zone for zone in parts.zones if zone not in _GREENWICH]
    if all(may_mean(zone, parts.offset_minutes, day) for zone in names):
        return parts.offset_minutes
    return None
