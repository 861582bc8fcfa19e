"""Read a date that is written in words or with separators, in the languages of news."""

import re
from collections.abc import Callable
from datetime import datetime

from newsmill.puller.reading.date_parts import DateParts, clock_of, day_of, offset_of
from newsmill.puller.reading.date_tokens import REWRITTEN, TOKEN
from newsmill.puller.reading.date_words import (
    AFTER_NOON,
    AFTER_NOON_IN_FRONT,
    BEFORE_NOON,
    BEFORE_NOON_IN_FRONT,
    is_date_word,
)
from newsmill.puller.reading.moments import Clock, at_instant
from newsmill.puller.reading.zones import AMBIGUOUS_ZONES, MINUTES_BY_ZONE

# Before a time with a point: “kl. 15.07”, “klo 15.07”.
_CLOCK_MARKS = frozenset(
    {"kl", "klo", "klokken", "kell", "um", "alle", "ore", "orele", "godz", "at"}
)
_NOON = 12
_ZONES_OF_INDONESIA = frozenset({"wib", "wita", "wit"})
_HALVES = BEFORE_NOON | AFTER_NOON
_BEFORE_ZONES = frozenset({"clock", "half", "zone"})


def read_written_date(text: str) -> datetime | None:
    """The instant in UTC of a date that is written so; None if it may mean something else.

    `text` is folded as by `date_words.folded`, on one line. Raises ValueError or OverflowError for
    a day or a time that there is not.
    """
    without_comments = _without_comments(text)
    if without_comments is None:
        return None
    text, comments = without_comments
    for pattern, plain in REWRITTEN:
        text = pattern.sub(plain, text)
    parts = DateParts()
    at = 0
    while at < len(text):
        token = TOKEN.match(text, at)
        if token is None or not _take(parts, token):
            return None
        at = token.end()
    day = day_of(parts)
    if day is None or not _take_comments(parts, comments):
        return None
    clock = clock_of(parts)
    offset = offset_of(parts, day)
    return None if clock is None or offset is None else at_instant(day, clock, offset)


def _without_comments(text: str) -> tuple[str, list[str]] | None:
    """`text` without its parentheses and brackets, and these; None if one is not closed."""
    kept, comments, depth, start = [], [], 0, 0
    for at, character in enumerate(text):
        if character in "([":
            if depth == 0:
                kept.append(text[start:at])
                start = at + 1
            depth += 1
        elif character in ")]":
            depth -= 1
            if depth < 0:
                return None
            if depth == 0:
                comments.append(text[start:at].strip())
                start = at + 1
    if depth:
        return None
    return " ".join(" ".join((*kept, text[start:])).split()), comments


def _take_comments(parts: DateParts, comments: list[str]) -> bool:
    """Whether what stands in parentheses may be ignored; the zone is taken from it if need be."""
    for comment in comments:
        if parts.offset_minutes is not None or parts.zones or not comment:
            continue
        if comment in MINUTES_BY_ZONE or comment in AMBIGUOUS_ZONES:
            parts.zones.append(comment)
        elif not all(is_date_word(word) for word in comment.split()):
            return False
    return True


def _take(parts: DateParts, token: re.Match[str]) -> bool:
    """Whether `token` fits to what was found before it, and is added to that."""
    # Of nested groups, the outermost is the last.
    kind = token.lastgroup or ""
    return _KINDS[kind](parts, token)


def _take_day(parts: DateParts, token: re.Match[str]) -> bool:
    part = token.groupdict()
    if parts.day is not None:
        return False
    if part["dmy"]:
        first, second, year = int(part["a3"]), int(part["b3"]), int(part["y3"])
        if part["s3"] == "." or first > _NOON or first == second:
            parts.day = (year, second, first)
        elif second > _NOON:
            parts.day = (year, first, second)
        else:
            return False
    else:
        names = ("y1", "m1", "d1") if part["ymd"] else ("y2", "m2", "d2")
        written_year, month, day = (int(part[name] or 0) for name in names)
        parts.day = (written_year, month, day)
    parts.previous = "day"
    return True


def _take_clock(parts: DateParts, token: re.Match[str]) -> bool:
    part = token.groupdict()
    if parts.clock is not None:
        return False
    last_word = parts.words[-1] if parts.previous == "word" else ""
    if part["dot_clock"]:
        is_behind_date = parts.day is not None or parts.previous == "year"
        is_marked = part["mark"] is not None or last_word in _CLOCK_MARKS
        if not (is_marked or is_behind_date):
            return False
        if (zone := (part["mark"] or "").strip()) in _ZONES_OF_INDONESIA:
            parts.zones.append(zone)
    hour = part["h4"] or part["h5"] or part["h6"] or part["h7"] or part["h9"]
    minute = part["n4"] or part["n5"] or part["n6"] or part["n7"] or 0
    second = part["c4"] or part["c5"] or part["c7"] or 0
    fraction = part["f4"] or part["ms4"] or "0"
    if last_word in BEFORE_NOON_IN_FRONT | AFTER_NOON_IN_FRONT:
        parts.is_afternoon = last_word in AFTER_NOON_IN_FRONT
        parts.words.pop()
    parts.clock = Clock(int(hour), int(minute), int(second), fraction)
    parts.previous = "clock"
    return True


def _take_offset(parts: DateParts, token: re.Match[str]) -> bool:
    is_behind_time = parts.previous in _BEFORE_ZONES or (
        # “Tue May 6 15:07:41 2025 +0200”
        parts.previous == "year" and parts.clock is not None
    )
    hours, minutes = token["h8"], token["n8"] or "0"
    if not is_behind_time:
        # “06-May-2025”: the sign is a dash.
        is_dash = token["sign"] == "-" and ":" not in token[0]
        return is_dash and _take_number(parts, token[0][1:])
    if parts.offset_minutes is not None or int(minutes) > 59 or len(token[0]) == 4:
        return False
    ahead = 60 * int(hours) + int(minutes)
    parts.offset_minutes = -ahead if token["sign"] == "-" else ahead
    parts.previous = "zone"
    return True


def _take_number(parts: DateParts, digits: str) -> bool:
    parts.numbers.append((digits, len(parts.words)))
    parts.previous = "year" if len(digits) == 4 else "number"
    return len(parts.numbers) <= 2


def _take_word(parts: DateParts, token: re.Match[str]) -> bool:
    word = token["word"].strip("'")
    is_behind_clock = parts.previous == "clock"
    if is_behind_clock and word in _HALVES:
        if parts.is_afternoon is not None:
            return False
        parts.is_afternoon = word in AFTER_NOON
        parts.previous = "half"
        return True
    is_zone = word in MINUTES_BY_ZONE or word in AMBIGUOUS_ZONES
    # Without its accent, Croatia's Thursday (čet) is Central European Time.
    if is_zone and (parts.previous in _BEFORE_ZONES or not is_date_word(word)):
        parts.zones.append(word)
        parts.previous = "zone"
        return True
    # Military zones; but “15:07 h” is an hour.
    is_letter = is_behind_clock and len(word) == 1 and word.isascii()
    if is_letter and (word != "h" or (parts.clock and parts.clock.second)):
        return False
    parts.words.append(word)
    parts.previous = "word"
    return not word or word in _HALVES or is_date_word(word)


_KINDS: dict[str, Callable[[DateParts, re.Match[str]], bool]] = {
    "ymd": _take_day,
    "cjk": _take_day,
    "dmy": _take_day,
    "clock": _take_clock,
    "cjk_clock": _take_clock,
    "h_clock": _take_clock,
    "dot_clock": _take_clock,
    "offset": _take_offset,
    "number": lambda parts, token: _take_number(parts, token["number"]),
    "word": _take_word,
    "separator": lambda _parts, _token: True,
}
