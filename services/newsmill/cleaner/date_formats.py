"""Parse one written date: ISO 8601 in all its spellings, RFC 5322 and 850, of programs."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from newsmill.cleaner.facts.moments import WrittenDate, dated, zone_of
from newsmill.cleaner.facts.written_dates import DayOrder, dates_in

MAX_DATE_CHARS = 64

_CLOCK = (
    r"(?P<hour>\d{1,2})(?::?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,:]\d{1,9})?)?)?"
    r"(?:\s?(?P<half>[ap])\.?m\.?)?"
)
_ZONE = (
    r"(?:\s?(?P<zone>z|(?:utc|gmt)?\s?[+-]\d{1,2}(?::?\d{2})?|[a-z]{2,5}))?(?:\s?\([^()]{0,40}\))?"
)
_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})(?P<sep>[-/.])(?P<month>\d{1,2})(?:(?P=sep)(?P<day>\d{1,2}))?"
    rf"(?:(?:\s?t\s?|\s|,\s?|\s-\s){_CLOCK}{_ZONE})?",
    re.IGNORECASE,
)
_BASIC = re.compile(
    r"(?P<year>(?:1[6-9]|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})"
    r"(?:[t\s]?(?P<hour>\d{2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"\s?(?P<zone>z|[+-]\d{2}:?(?:\d{2})?)?)?",
    re.IGNORECASE,
)
# “Sun May 03 10:15:00 CEST 2026”, as Java and C write it.
_YEAR_LAST = re.compile(
    r"(?:[a-z]{3},? )?(?P<month>[a-z]{3}) (?P<day>\d{1,2}) (?P<clock>\d{1,2}:\d{2}(?::\d{2})?)"
    r"(?P<zone> (?:[a-z]{2,5}|(?:gmt)?[+-]\d{2}:?\d{2}))? (?P<year>\d{4})",
    re.IGNORECASE,
)
# RFC 850, and others that write two digits of the year behind a month's name.
_SHORT_YEAR = re.compile(r"(\d{1,2}[- ][a-z]{3}[- ])(\d{2})(?= \d{1,2}:)", re.IGNORECASE)
_SECONDS, _MILLISECONDS = 10, 13
_DAYS_OF_ISO = re.compile(r"\d{4}-?(?:W\d{2}-?\d|\d{3})(?=$|T)", re.IGNORECASE)


def parse_date(text: str, order: DayOrder | None = None) -> WrittenDate | None:
    """A date in UTC and how exactly it is written; None where it is not certain.

    A time without a zone is read as UTC. `order` is how the page's country writes 3/5/2026;
    without it, only dates are read that cannot be read otherwise.
    """
    text = " ".join(text[: MAX_DATE_CHARS + 1].split())
    if not text or len(text) > MAX_DATE_CHARS:
        return None
    try:
        return _parsed(text, order)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def parse_epoch(text: str) -> WrittenDate | None:
    """Seconds or milliseconds since 1970, as programs write them; None for any other number."""
    if not (text.isascii() and text.isdigit() and len(text) in (_SECONDS, _MILLISECONDS)):
        return None
    seconds = int(text) / (1 if len(text) == _SECONDS else 1000)
    return WrittenDate(datetime.fromtimestamp(seconds, UTC), "instant", timedelta(0))


def _parsed(text: str, order: DayOrder | None) -> WrittenDate | None:
    if match := _YEAR_FIRST.fullmatch(text) or _BASIC.fullmatch(text):
        parts = match.groupdict()
        zone = parts["zone"]
        offset = zone_of(zone) if zone else None
        if zone and offset is None and not zone.isalpha():
            return None
        return dated(
            int(parts["year"]), int(parts["month"]), parts["day"], parts["hour"], parts["minute"],
            parts["second"], parts.get("half"), offset,
        )  # fmt: skip
    if _DAYS_OF_ISO.match(text):
        date = datetime.fromisoformat(text)
        return dated(date.year, date.month, date.day, None, None, None, None, None)
    if match := _YEAR_LAST.fullmatch(text):
        zone = match["zone"] or ""
        text = f"{match['day']} {match['month']} {match['year']} {match['clock']}{zone}"
    text = _SHORT_YEAR.sub(r"\g<1>20\2", text)
    found = dates_in(text, order)
    if len(found) == 1:
        return found[0].date
    if found:
        return None
    parsed = parsedate_to_datetime(text)
    return WrittenDate(
        parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC),
        "local_time" if parsed.tzinfo is None else "instant",
        parsed.utcoffset(),
    )
