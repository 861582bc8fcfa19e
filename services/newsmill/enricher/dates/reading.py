"""Read the name of a date: its words become a shape, such as “relative weekday”, and values."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from typing import Any

from newsmill.enricher.dates.words import (
    DROPPED,
    LOOSE,
    NO_DATES_ALONE,
    NUMBER_WORDS_BEFORE_UNITS,
    OFFSET_BY_ZONE,
    PHRASES,
    PLAIN,
    WORDS,
)

# “the morning of Wednesday, the twenty-fourth of November 2026” has fewer.
MAX_CHARS = 80

_SAME_CHARACTER = str.maketrans({**dict.fromkeys("’‘ʼ", "'"), **dict.fromkeys("‐‑‒–—−", "-")})
_TOKEN = re.compile(
    r"(?P<iso>\d{4}([-/])\d{1,2}\2\d{1,2}(?!\w))"
    r"|(?P<numeric>\d{1,2}([-/.])\d{1,2}\4\d{4}(?!\w))"
    r"|(?P<years>\d{4}[-/]\d{2}(?!\w))"
    r"|(?P<clock>\d{1,2}(?::[0-5]\d)?\s?[ap]\.?m(?!\w)\.?|\d{1,2}:[0-5]\d(?![\w:]))"
    r"|(?P<military>[0-2]\d[0-5]\d\s?(?=(?:gmt|utc|z)(?!\w)))"
    r"|(?P<ordinal>\d{1,2}(?:st|nd|rd|th)(?!\w))"
    r"|(?P<decade>\d{3}0s(?!\w)|'[3-9]0s(?!\w))"
    r"|(?P<quarter>q[1-4](?!\w))"
    r"|(?P<number>\d+(?![\w.:/]))"
    r"|(?P<word>[a-z]+)\.?"
    r"|(?P<mark>'s(?!\w)|\S)"
)
_CLOCK = re.compile(r"(\d{1,2})(?::(\d\d))?\s?(?:([ap])\.?m\.?)?")

Token = tuple[str, Any]
"""The kind of a word and its value."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day; `offset` is that of its zone, if it is named."""

    time: time
    has_minutes: bool
    offset: timedelta | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What the name of a date says."""

    shape: str
    """The kinds of its words, as in `shapes.py`."""
    values: tuple[Any, ...]
    """The values of those that have one."""
    is_of_day: bool = False
    """Whether it names a part of a day or a time, so that it can only be in one day."""
    clock: Clock | None = None


@lru_cache(maxsize=8192)
def read(name: str) -> Reading | None:
    """What is said by a date's name; None where some of it is not understood."""
    if len(name) > MAX_CHARS or name.strip() in NO_DATES_ALONE:
        return None
    tokens = _classified(_written(name))
    if tokens is None:
        return None
    clocks = [value for kind, value in tokens if kind == "clock"]
    zones = [value for kind, value in tokens if kind == "zone"]
    if len(clocks) > 1 or len(zones) > len(clocks):
        return None
    tokens = _joined([token for token in tokens if token[0] not in ("clock", "zone")])
    # “Last night” has no other day.
    is_of_day = bool(clocks) or any(kind == "part" for kind, _ in tokens)
    if [kind for kind, _ in tokens] != ["relative", "part"]:
        tokens = [token for token in tokens if token[0] != "part"]
    clock = None
    if clocks:
        at, has_minutes = clocks[0]
        clock = Clock(at, has_minutes, zones[0] if zones else None)
    shape = " ".join([kind for kind, _ in tokens])
    return Reading(
        shape, tuple([value for kind, value in tokens if kind not in PLAIN]), is_of_day, clock
    )


def _written(name: str) -> list[tuple[str, str]]:
    """The tokens of a name, each with the group of `_TOKEN` it belongs to; “the” is among them."""
    text = name.casefold().translate(_SAME_CHARACTER)
    return [(it.lastgroup or "", it[it.lastgroup or 0]) for it in _TOKEN.finditer(text)]


def _classified(written: Sequence[tuple[str, str]]) -> list[Token] | None:
    words = [word for _, word in written if word not in ("'s", "'")]
    groups = [group for group, word in written if word not in ("'s", "'")]
    is_between = "between" in words[:1]
    tokens: list[Token] = []
    place = 1 if words[:1] in (["between"], ["from"]) else 0
    while place < len(words):
        word, group = words[place], groups[place]
        if group not in ("word", "mark"):
            number = _numeric(group, word)
            if number is None:
                return None
            tokens += number
            place += 1
            continue
        phrase = next(
            (it for it in PHRASES if tuple(words[place : place + len(it[0])]) == it[0]), None
        )
        if phrase:
            tokens.append((phrase[1], phrase[2]))
            place += len(phrase[0])
        elif word in LOOSE:
            # “Mid-March”.
            place += 2 if words[place + 1 : place + 2] == ["-"] else 1
        elif word in NUMBER_WORDS_BEFORE_UNITS and (unit := _unit(words, place)):
            tokens.append((unit[0], NUMBER_WORDS_BEFORE_UNITS[word] + unit[1]))
            place += 3 if words[place + 1] == "-" else 2
        elif word == "this" and words[place + 1 : place + 2] in (["past"], ["coming"]):
            place += 1
        elif word == "the" and words[place + 1 : place + 2] in (["last"], ["next"]):
            # “The last year” is the twelve months before now, or before another time.
            return None
        elif word == "and" and is_between:
            tokens.append(("to", None))
            place += 1
        elif word == "hundred" and tokens[-1:] == [("number", 1)]:
            tokens[-1] = ("number", 100)
            place += 1
        elif word in DROPPED:
            place += 1
        elif word in OFFSET_BY_ZONE:
            tokens.append(("zone", OFFSET_BY_ZONE[word]))
            place += 1
        elif word in WORDS:
            tokens.append(WORDS[word])
            place += 1
        else:
            return None
    return tokens


def _unit(words: Sequence[str], place: int) -> tuple[str, int] | None:
    """The unit of “twenty-nine” or “twenty first”, whose tens are at `place`."""
    after = place + 2 if words[place + 1 : place + 2] == ["-"] else place + 1
    kind, value = WORDS.get("".join(words[after : after + 1]), ("to", None))
    is_unit = kind in ("number", "ordinal") and value is not None and value <= 9
    return (kind, value) if is_unit and value else None


def _numeric(group: str, word: str) -> list[Token] | None:
    """What is written with digits; None for what is no date or may be several."""
    match group:
        case "iso":
            year, month, day = map(int, re.split("[-/]", word))
            return _date(year, month, day)
        case "numeric":
            one, two, year = map(int, re.split("[-/.]", word))
            if one != two and max(one, two) <= 12:
                return None
            return _date(year, min(one, two), max(one, two))
        case "years":
            # 2019-21 are three years. 2009-10 may be two, or October.
            first, end = int(word[:4]), int(word[5:])
            last = first // 100 * 100 + end
            if end <= 12 or last <= first:
                return None
            return [("year", first), ("to", None), ("year", last)]
        case "clock" | "military":
            return _clock(word.strip())
        case "ordinal":
            return [("ordinal", int(word[:-2]))]
        case "decade":
            year = 1900 + int(word[1:3]) if word[0] == "'" else int(word[:4])
            # “The 1800s” are ten years or a hundred.
            return [("decade", year)] if year % 100 or year == 2000 else None
        case "quarter":
            return [("ordinal", int(word[1])), ("quarter", None)]
        case _ if len(word) <= 2:
            return [("number", int(word))]
        case _ if len(word) == 4 and "1000" <= word <= "2999":
            return [("year", int(word))]
    return None


def _clock(word: str) -> list[Token] | None:
    if word.isdigit():
        hour, minute, half = int(word[:2]), int(word[2:]), None
    else:
        it = _CLOCK.fullmatch(word)
        if it is None:
            return None
        hour, minute, half = int(it[1]), int(it[2] or 0), it[3]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23:
        return None
    return [("clock", (time(hour, minute), word.isdigit() or ":" in word))]


def _date(year: int, month: int, day: int) -> list[Token] | None:
    try:
        return [("date", date(year, month, day))]
    except ValueError:
        return None


def _joined(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with day, month and year in one, in whatever order they are written.

    An impossible date becomes a kind that is in no shape.
    """
    joined: list[Token] = []
    for kind, value in tokens:
        before: str
        of_before: Any
        before, of_before = joined[-1] if joined else ("", None)
        if kind in ("number", "ordinal") and before == "month":
            joined[-1] = ("month_day", (of_before, value))
        elif kind == "month" and before in ("number", "ordinal"):
            joined[-1] = ("month_day", (value, of_before))
        elif kind == "year" and before in ("month_day", "holiday"):
            joined[-1] = (_date(value, *of_before) or [("impossible", None)])[0]
        elif kind == "year" and before == "month":
            joined[-1] = ("year_month", date(value, of_before, 1))
        else:
            joined.append((kind, value))
    return joined
