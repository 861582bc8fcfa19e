"""When a server and its feed want to be asked again: headers, ttl, sy:, skipHours and skipDays."""

import math
import re
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from newsmill.contracts.feeds import FeedWishes

# A longer wish is more likely a mistake than meant; the feed is asked at this time all the same.
MAX_TTL = timedelta(days=7)
MAX_UPDATE_PERIOD = timedelta(days=7)
MAX_RETRY_AFTER = timedelta(days=7)
MAX_FRESHNESS = timedelta(days=31)

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
# Real ones are far shorter; a date parser is given no more than this.
MAX_HEADER_CHARACTERS = 4_096
MAX_DATE_CHARACTERS = 64


class Wish(NamedTuple):
    """A pause that was asked for, and by what."""

    pause: timedelta
    why: str


NO_WISH = Wish(timedelta(), "")


def retry_after(headers: Mapping[str, str], now: datetime) -> Wish:
    """Retry-After in seconds or as a date by the server's own clock (RFC 9110 §10.2.3)."""
    value = headers.get("retry-after", "")
    if not value:
        return NO_WISH
    pause = _seconds(value)
    if pause is None:
        pause = _until(value, headers, now)
    return _wish(pause, MAX_RETRY_AFTER, "Retry-After: {}")


def freshness(headers: Mapping[str, str], now: datetime) -> Wish:
    """How long the answer stays fresh in a private cache (RFC 9111 §4.2.1); no heuristics.

    `s-maxage` is for shared caches, and `must-revalidate` is about what happens afterwards.
    `no-cache="field"` and `private="field"` are about that field only.
    """
    control = headers.get("cache-control")
    age = _seconds(headers.get("age", "")) or timedelta()
    if control:
        max_age: str | None = None
        for name, value in _directives(control):
            if name == "no-store" or (name == "no-cache" and not value):
                return NO_WISH
            if name == "max-age" and max_age is None:
                max_age = value
        if max_age is not None:
            fresh = _seconds(max_age) or timedelta()
            return _wish(fresh - age, MAX_FRESHNESS, "max-age of {}")
    expires = _until(headers.get("expires", ""), headers, now)
    if expires is None:
        return NO_WISH
    return _wish(expires - age, MAX_FRESHNESS, "Expires in {}")


def document_wish(wishes: FeedWishes, now: datetime, longest_interval: timedelta) -> Wish:
    """What the document asks for: its ttl, or the next change that it announces.

    A ttl is a request. `sy:updatePeriod` only says how often the feed changes, and blog software
    writes “hourly” unasked: it counts where it is longer than our own longest interval.
    """
    ttl = _wish(wishes.ttl, MAX_TTL, "its ttl of {}")
    period = wishes.update_period
    if period is None or period <= longest_interval:
        return ttl
    pause = min(period, MAX_UPDATE_PERIOD)
    if wishes.update_base is not None and period <= MAX_UPDATE_PERIOD:
        pause = period - (now - wishes.update_base) % period
    return max(ttl, Wish(pause, f"its sy:updatePeriod of {in_words(period)}"))


def next_allowed(at: datetime, wishes: FeedWishes) -> datetime:
    """`at`, or the end of the skipped hours and days (GMT) that it lies in.

    All 24 hours or all 7 days are nonsense and ignored.
    """
    hours = _sensible(wishes.skip_hours, 24)
    days = _sensible(wishes.skip_days, 7)
    while at.weekday() in days or at.hour in hours:
        if at.weekday() in days:
            at = at.replace(hour=0, minute=0, second=0, microsecond=0) + DAY
        else:
            at = at.replace(minute=0, second=0, microsecond=0) + HOUR
    return at


def _sensible(skipped: tuple[int, ...], all_of: int) -> Collection[int]:
    if not skipped:
        return ()
    inside = {number for number in skipped if 0 <= number < all_of}
    return inside if len(inside) < all_of else ()


def in_words(length: timedelta) -> str:
    """A length of time for people: `90 s`, `45 min`, `36 h`, `7 d`."""
    seconds = length.total_seconds()
    for unit, name in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * unit:
            return f"{_three_figures(seconds / unit)} {name}"
    return f"{_three_figures(seconds)} s"


def _three_figures(number: float) -> str:
    return f"{number:.3g}" if number < 1000 else f"{number:.0f}"


def _wish(pause: timedelta | None, most: timedelta, why: str) -> Wish:
    if pause is None or pause <= timedelta():
        return NO_WISH
    limit = ", of which we heed " + in_words(most) if pause > most else ""
    return Wish(min(pause, most), why.format(in_words(pause)) + limit)


# A token, and a value that may be quoted (RFC 9111 §5.2, RFC 9110 §5.6).
_DIRECTIVE = re.compile(
    r"""([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?:[ \t]*=[ \t]*("(?:[^"\\]|\\.)*"|[^\s,]*))?"""
)


def _directives(control: str) -> Iterator[tuple[str, str]]:
    for found in _DIRECTIVE.finditer(control[:MAX_HEADER_CHARACTERS]):
        yield found[1].lower(), (found[2] or "").strip('"')


_NUMBER = re.compile(r"\s*([0-9]+)(?:(\.[0-9]+)|,\s*\1)?\s*", re.ASCII)
MAX_DIGITS = 10


def _seconds(value: str) -> timedelta | None:
    """A number of seconds, also with a fraction or sent twice; None for any other text."""
    if len(value) > MAX_HEADER_CHARACTERS or not (found := _NUMBER.fullmatch(value)):
        return None
    digits = found[1].lstrip("0")
    whole = 10**MAX_DIGITS if len(digits) > MAX_DIGITS else int(digits or "0")
    return timedelta(seconds=whole + math.ceil(float(found[2] or 0)))


def _until(value: str, headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """The time from the answer until a date, by the server's own clock where it sends a Date."""
    date = _date(value)
    return None if date is None else date - (_date(headers.get("date", "")) or now)


def _date(value: str) -> datetime | None:
    if not value or len(value) > MAX_DATE_CHARACTERS:
        return None
    try:
        date = parsedate_to_datetime(value)
        return date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
