"""Parse the dates of feeds: RFC 822 to 5322, ISO 8601, and what else feeds write.

The forms of programs are read here; dates in words are left to `written_dates`.
"""

import html
import re
import unicodedata
from datetime import UTC, datetime, timedelta

from newsmill.puller.reading.date_words import folded
from newsmill.puller.reading.moments import Clock, at_instant
from newsmill.puller.reading.written_dates import read_written_date

MAX_WRITTEN_CHARACTERS = 1_000
"""With markup and white space around it."""
MAX_CHARACTERS = 100

_MARKS = re.compile(r"<!\[CDATA\[|\]\]>")
# Marks of direction and zero width.
_DIRECTIONS = dict.fromkeys(
    (0x61C, 0x200B, 0x200E, 0x200F, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
)
_DASHES = str.maketrans("\u2010\u2011\u2012\u2212", "----")
# What Go prints behind a date that still has its monotonic clock.
_MONOTONIC = re.compile(r" m=[+-]\d{1,12}\.\d{1,12}\Z")

# ISO 8601, basic and extended; fractions behind a point or a comma.
_ISO_DATE = (
    r"(?P<year>\d{4})(?:-?w(?P<week>\d{2})(?:-?(?P<weekday>[1-7]))?|-?(?P<ordinal>\d{3})"
    r"|-(?P<month>\d{1,2})-(?P<day>\d{1,2})|(?P<basic_month>\d{2})(?P<basic_day>\d{2}))"
)
_ISO_CLOCK = (
    r"(?P<hour>\d{2})(?::?(?P<minute>\d{2})(?::?(?P<second>\d{2}))?)?"
    r"(?:(?P<point>[.,])(?P<fraction>\d{1,12}))?"
)
_ISO_ZONE = (
    r"(?: ?(?P<zone>z|(?P<sign>[+-])(?P<zone_hours>\d{2})(?::?(?P<zone_minutes>[0-5]\d))?))?"
)
_ISO = re.compile(rf"{_ISO_DATE}(?:(?P<between> ?t ?| )?{_ISO_CLOCK})?{_ISO_ZONE}")
# Nearly all feeds write so (RFC 5322 §3.3); the other ways to read a date take four times as long.
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_RFC_5322 = re.compile(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun), )?(?P<day>\d{1,2}) (?P<month>[a-z]{3}) (?P<year>\d{4}) "
    r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)"
    r" (?P<zone>gmt|(?P<sign>[+-])(?P<zone_hours>\d\d)(?P<zone_minutes>[0-5]\d))"
)
# https://www.w3.org/TR/NOTE-datetime allows a year, and a year with its month.
_W3C_REDUCED = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2}))?")
_EPOCH = re.compile(r"(\d{10})(?:\.(\d{1,9}))?|(\d{10})(\d{3})|(\d{10})(\d{6})")


def parse_date(text: str) -> datetime | None:
    """The instant, in UTC, that a feed's date means; None if that is not certain.

    A day without a time is its midnight, a time without a zone is UTC. Weekdays are not checked.
    Zones and orders of day and month that may mean several things make it no date, and so does
    anything that is not understood. Never raises; dates before 1970 or after 2100 are none.
    """
    if len(text) > MAX_WRITTEN_CHARACTERS:
        return None
    written = _tidied(text)
    if not written or len(written) > MAX_CHARACTERS:
        return None
    try:
        if (epoch := _EPOCH.fullmatch(written)) is not None:
            return _from_epoch(written, epoch)
        if (usual := _RFC_5322.fullmatch(written)) and usual["month"] in _MONTHS:
            part = usual.groupdict()
            day = datetime(int(part["year"]), _MONTHS.index(part["month"]) + 1, int(part["day"]))
            clock = Clock(int(part["hour"]), int(part["minute"]), int(part["second"]))
            return at_instant(day, clock, _offset(part))
        return _from_iso(written) or read_written_date(written)
    except (ValueError, OverflowError):
        return None


def _tidied(text: str) -> str:
    plain = html.unescape(_MARKS.sub(" ", text)) if "<" in text or "&" in text else text
    if plain.isascii():
        plain = " ".join(plain.lower().split())
    else:
        marked = plain.translate(_DIRECTIONS).translate(_DASHES)
        plain = "".join(
            str(unicodedata.decimal(character)) if character.isdecimal() else character
            for character in " ".join(folded(marked).split())
        )
    plain = _MONOTONIC.sub("", plain.strip(" \"'"))
    # As web servers log it.
    return plain[1:-1].strip() if plain.startswith("[") and plain.endswith("]") else plain


def _from_epoch(text: str, epoch: re.Match[str]) -> datetime | None:
    if len(text) == 10 and _is_valid_hour(text):
        # Also year, month, day and hour.
        return None
    seconds = epoch[1] or epoch[3] or epoch[5]
    fraction = epoch[2] or epoch[4] or epoch[6] or "0"
    return at_instant(
        datetime(1970, 1, 1) + timedelta(seconds=int(seconds)), Clock(fraction=fraction), 0
    )


def _is_valid_hour(text: str) -> bool:
    try:
        datetime.strptime(text, "%Y%m%d%H").replace(tzinfo=UTC)
    except ValueError:
        return False
    return True


def _from_iso(text: str) -> datetime | None:
    if reduced := _W3C_REDUCED.fullmatch(text):
        day = datetime(int(reduced["year"]), int(reduced["month"] or 1), 1)
        return at_instant(day, Clock(), 0)
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    part = found.groupdict()
    if part["hour"] and not part["between"] and not part["basic_month"]:
        return None
    year = int(part["year"])
    if part["week"]:
        day = datetime.fromisocalendar(year, int(part["week"]), int(part["weekday"] or 1))
    elif part["ordinal"]:
        day = datetime(year, 1, 1) + timedelta(days=int(part["ordinal"]) - 1)
    else:
        month = int(part["month"] or part["basic_month"])
        day = datetime(year, month, int(part["day"] or part["basic_day"]))
    if day.year != year and not part["week"]:
        return None
    clock = _iso_clock(part)
    return at_instant(day, clock, _offset(part)) if clock else None


def _offset(part: dict[str, str | None]) -> int:
    """Minutes ahead of UTC."""
    minutes = 60 * int(part["zone_hours"] or 0) + int(part["zone_minutes"] or 0)
    return -minutes if part["sign"] == "-" else minutes


def _iso_clock(part: dict[str, str | None]) -> Clock | None:
    """The time of day; None if it has a fraction that may be something else."""
    hour, minute, second = (int(part[name] or 0) for name in ("hour", "minute", "second"))
    fraction = part["fraction"]
    if not fraction or part["second"]:
        return Clock(hour, minute, second, fraction or "0")
    if part["point"] == ".":
        # “15.07” and “15:07.41” are rather minutes and seconds.
        return None
    unit = 60 if part["minute"] else 3_600
    rest = int(unit * int(fraction) / 10 ** len(fraction))
    return Clock(hour, minute + rest // 60, rest % 60)
