"""Find dates as people write them, in the languages of news: “3. Mai 2026, 10:15 Uhr”."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Literal

from newsmill.cleaner.facts.moments import NOON, YEARS, WrittenDate, dated, zone_of
from newsmill.text.month_names import NAMES_BY_LANGUAGE

MAX_TEXT_CHARS = 400
DayOrder = Literal["dmy", "mdy"]

# The Thai year 2569 is 2026.
BUDDHISTYEARS = 543
_BUDDHIST = range(2443, 2644)

_DIGIT_SCRIPTS = "٠۰०০੦૦௦౦೦๐０"
_DIGITS = {ord(zero) + n: str(n) for zero in _DIGIT_SCRIPTS for n in range(10)}
_TOKEN = re.compile(r"\d+|[^\s\d.,;:/|()\[\]\-–—'’\"<>\u200e\u200f·•]+")
# What stands between day, month and year: “3 de mayo de 2026”, “3rd of May”, “2026. gada 3. maijs”.
_FILLERS = frozenset(
    {"de", "del", "di", "da", "du", "of", "den", "der", "the", "st", "nd", "rd", "th", "er", "º",
     "ª", "°", "o", "e", "d", "la", "a", "g", "m", "r", "г", "р", "го", "е", "й", "gada", "gads",
     "năm", "ngày", "оны", "ος", "η", "του"}
)  # fmt: skip
_MAX_GAP = 2
_Y_M_D = re.compile(
    r"(?<![\d/.-])((?:19|20)\d{2})\s?([-/.年년])\s?(\d{1,2})\s?(?:\2|[月월])\s?(\d{1,2})(?![\d])[日일.]?"
)
_D_M_Y = re.compile(r"(?<![\d/.:-])(\d{1,2})([./-])\s?(\d{1,2})\2\s?((?:19|20|25)\d{2})(?!\.?\d)")
_D_M_SHORT = re.compile(r"(?<![\d/.:-])(\d{1,2})([./])(\d{1,2})\2(\d{2})(?![\d:./-])")
_VIETNAMESE = re.compile(r"(\d{1,2})\s+tháng\s+(\d{1,2})(?:\s?,|\s+năm)?\s+(\d{4})")
_CLOCK = re.compile(
    r"(?P<before>上午|下午|午前|午後|오전|오후)?\s?"
    r"(?:(?<![\d.:])(?P<hour>\d{1,2})(?:[:.h]|\s?[時时点시]\s?)(?P<minute>\d{2})(?:[:분分]\s?(?P<second>\d{2}))?"
    r"(?![.:]?\d)|(?<![\d.:])(?P<alone>\d{1,2})(?=\s?[ap]\.?m\b))[分분秒초]?"
    r"(?:\s?(?P<half>[ap])\.?m\b\.?)?"
    r"(?:\s?\(?(?P<zone>(?:utc|gmt)?\s?[+-]\d{1,2}(?::?\d{2})?(?!\d)|z\b|[a-z]{2,5}\b))?"
)
_AFTERNOON = frozenset({"下午", "午後", "오후", "p"})


@dataclass(frozen=True)
class Found:
    """A date in a text, and what stands before it."""

    date: WrittenDate
    before: str = ""
    """In lower case, back to the date before it."""
    is_year_guessed: bool = False


def dates_in(
    text: str,
    order: DayOrder | None = None,
    language: str | None = None,
    now: datetime | None = None,
) -> list[Found]:
    """The dates in a short text, in their order, each with the time beside it.

    With `now`, a day without a year is the last such day; without, it is none.
    """
    text = _normal(text[:MAX_TEXT_CHARS])
    if not any(character.isdigit() for character in text):
        return []
    spans = sorted(
        (*_numeric(text, order), *_named(text, language, now)), key=lambda span: span.start
    )
    found: list[Found] = []
    end = 0
    for at, span in enumerate(spans):
        if span.start < end:
            continue
        following = next((each.start for each in spans[at + 1 :] if each.start >= span.end), None)
        clock = _CLOCK.search(text[span.end : following][:40])
        if not clock and not found and following is None:
            clock = _CLOCK.search(text[end : span.start])
        try:
            date = _with_clock(span, clock)
        except (ValueError, OverflowError):
            continue
        found.append(Found(date, text[end : span.start], span.is_year_guessed))
        end = span.end
    return found


@dataclass(frozen=True)
class _Span:
    start: int
    end: int
    year: int
    month: int
    day: int
    is_year_guessed: bool = False


def _with_clock(span: _Span, clock: re.Match[str] | None) -> WrittenDate:
    if clock is None:
        return dated(span.year, span.month, span.day, None, None, None, None, None)
    parts = clock.groupdict()
    half = "p" if parts["before"] in _AFTERNOON else parts["half"]
    offset = zone_of(parts["zone"]) if parts["zone"] else None
    hour = parts["hour"] or parts["alone"]
    try:
        return dated(
            span.year, span.month, span.day, hour, parts["minute"], parts["second"], half, offset
        )
    except ValueError:
        return dated(span.year, span.month, span.day, None, None, None, None, None)


def _numeric(text: str, order: DayOrder | None) -> Iterator[_Span]:
    for match in _Y_M_D.finditer(text):
        yield from _span(match, int(match[1]), int(match[3]), int(match[4]))
    for match in _VIETNAMESE.finditer(text):
        yield from _span(match, int(match[3]), int(match[2]), int(match[1]))
    for pattern in (_D_M_Y, _D_M_SHORT):
        for match in pattern.finditer(text):
            first, second, year = int(match[1]), int(match[3]), int(match[4])
            if pattern is _D_M_SHORT:
                # Could be a version or a score.
                if order is None and match[2] != ".":
                    continue
                year += 2000
            if first > NOON or (match[2] == "." and second <= NOON) or first == second:
                day, month = first, second
            elif second > NOON or order == "mdy":
                month, day = first, second
            elif order == "dmy":
                day, month = first, second
            else:
                continue
            yield from _span(match, year, month, day)


def _span(match: re.Match[str], year: int, month: int, day: int) -> Iterator[_Span]:
    year = year - BUDDHISTYEARS if year in _BUDDHIST else year
    if 1 <= month <= NOON and 1 <= day <= 31 and year in YEARS:
        yield _Span(match.start(), match.end(), year, month, day)


def _named(text: str, language: str | None, now: datetime | None) -> Iterator[_Span]:
    """Dates with the name of a month, whatever the order."""
    tokens = list(_TOKEN.finditer(text))
    words = [token.group() for token in tokens]
    for at, word in enumerate(words):
        if word.isdigit():
            continue
        size, month = 1, _month(word, language)
        if not month and at + 1 < len(words):
            size, month = 2, _month(f"{word} {words[at + 1]}", language)
        if not month:
            continue
        before = _numbers(words, range(at - 1, -1, -1))
        after = _numbers(words, range(at + size, len(words)))
        for used in _readings(before, after):
            day, year = int(words[used[0]]), int(words[used[1]])
            places = (*used, at, at + size - 1)
            start, end = tokens[min(places)].start(), tokens[max(places)].end()
            year = year - BUDDHISTYEARS if year in _BUDDHIST else year
            if 1 <= day <= 31 and year in YEARS and len(words[used[1]]) == 4:
                yield _Span(start, end, year, month, day)
                break
        else:
            if now and (near := [*before[:1], *after[:1]]) and len(words[near[0]]) <= 2:
                ends = (near[0], at, at + size - 1)
                start, end = tokens[min(ends)].start(), tokens[max(ends)].end()
                yield from _last_such_day(start, end, month, int(words[near[0]]), now)


def _readings(before: list[int], after: list[int]) -> Iterator[tuple[int, int]]:
    """Where day and year may stand, seen from the month: the usual order first."""
    if before and after:
        yield before[0], after[0]  # 3 May 2026
        yield after[0], before[0]  # 2026. május 3.
    if len(after) > 1:
        yield after[0], after[1]  # May 3, 2026
    if len(before) > 1:
        yield before[0], before[1]  # 2026. gada 3. maijs


def _numbers(words: list[str], places: range) -> list[int]:
    """The places of up to two numbers beside a month, with nothing but fillers between."""
    found: list[int] = []
    gap = 0
    for place in places:
        if words[place].isdigit():
            if len(words[place]) > 4:
                break
            found.append(place)
            gap = 0
            if len(found) == 2:
                break
        elif words[place] in _FILLERS and gap < _MAX_GAP:
            gap += 1
        else:
            break
    return found


def _last_such_day(start: int, end: int, month: int, day: int, now: datetime) -> Iterator[_Span]:
    for year in (now.year + 1, now.year, now.year - 1):
        try:
            date = datetime(year, month, day, tzinfo=UTC)
        except ValueError:
            continue
        if date <= now + timedelta(days=1):
            yield _Span(start, end, year, month, day, is_year_guessed=True)
            return


def _normal(text: str) -> str:
    if text.isascii():
        return text.lower()
    return _folded(unicodedata.normalize("NFKC", text).translate(_DIGITS))


def _folded(text: str) -> str:
    # Hindi months are written with and without the dot below: फ़रवरी, फरवरी.
    return unicodedata.normalize("NFKC", text.casefold()).replace("\u093c", "")


def _month(name: str, language: str | None) -> int | None:
    # In Hebrew, “in” is written as the month's first letter.
    months = _months().get(name) or _months().get(name.removeprefix("ב"))
    if not months:
        return None
    primary = (language or "").replace("_", "-").partition("-")[0].lower()
    own = months.get(primary)
    if own:
        return own
    different = set(months.values())
    return different.pop() if len(different) == 1 else None


@cache
def _months() -> dict[str, dict[str, int]]:
    """By name: the number of the month in each language that calls one so."""
    found: dict[str, dict[str, int]] = {}
    for language, months in NAMES_BY_LANGUAGE.items():
        for number, names in enumerate(months, 1):
            for name in names.split("|"):
                found.setdefault(_folded(name), {})[language] = number
    return found
