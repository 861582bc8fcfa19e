"""Recognise lines that say when and by whom an article was written, and no more."""

import re
from collections.abc import Iterable
from functools import lru_cache

from newsmill.cleaner.trimming.calendar_words import CALENDAR_WORDS
from newsmill.cleaner.trimming.head_words import (
    AGENCIES,
    BY_WORDS,
    DATE_ANCHORS,
    DATE_LABELS,
    ROLES,
)
from newsmill.cleaner.trimming.phrase_matching import MAX_LINE_CHARS
from newsmill.cleaner.trimming.prose import ends_sentence
from newsmill.cleaner.trimming.surroundings import Surroundings, parts_of

MAX_BYLINE_WORDS = 16
MAX_DATE_WORDS = 32
MAX_NAME_WORDS = 5
MAX_ROLE_WORDS = 6
# Of names in scripts without case.
MAX_UNCASED_WORDS = 3
MAX_UNCASED_CHARS = 20
MAX_UNCASED_ADDITIONS = 2
# Shorter words before names, such as “di”, also begin other lines in other languages.
MIN_BY_CHARS = 5
# Longer months and weekdays are hardly anybody's first name.
MAX_MONTH_NAME_CHARS = 3

_DATE = re.compile(
    r"\b(?:19|20)\d\d\s?[-./年년]\s?\d{1,2}\s?(?:[-./月월]|\b)"
    r"|\b\d{1,2}[./-]\s?\d{1,2}[./-]\s?(?:\d{4}|\d\d)\b"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_BETWEEN_NAMES = re.compile(
    r"\s?[,|·•–—;&/]\s?|\s-\s|\s(?:on|am|le|el|il|em|op|den|at)\s(?=[^\n]{0,20}\d)"
    r"|\s(?:and|und|et|y|e|en|och|og|ja|i|и|та|و|ve|dan|with|avec|mit|con|com)\s"
)
_PARTICLES = frozenset((
    "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "das", "do",
    "du", "la", "le", "el", "al", "bin", "ibn", "ben", "ter", "ten", "af",
    "av",
))  # fmt: skip


def _words(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(part for text in texts for part in parts_of(text))


_CALENDAR = _words(CALENDAR_WORDS.values())
_BESIDE_NAMES = _words((*DATE_LABELS.values(), *ROLES.values(), AGENCIES))
_ANCHORS = frozenset(DATE_ANCHORS.split())
_AGENCIES = frozenset(AGENCIES.split())
_BY_BY_START: dict[str, list[tuple[str, str]]] = {}
for _language, _bys in BY_WORDS.items():
    for _by in sorted(_bys, key=len, reverse=True):
        _BY_BY_START.setdefault(_by[0], []).append((_by, _language))


def is_date(line: str, about: Surroundings, *, labelled: bool = False) -> bool:
    """Whether a line says when the article was published or how long reading takes; no more.

    If `labelled`, only with a word such as “Published”: a date alone may head a part of the text.
    """
    if len(line) > MAX_LINE_CHARS or not any(map(str.isdigit, line)):
        return False
    parts = parts_of(line)
    if len(parts) > MAX_DATE_WORDS or not all(
        part.isdigit() or part in _BESIDE_NAMES or part in _CALENDAR or part in about.name_words
        for part in parts
    ):
        return False
    if not _ANCHORS.isdisjoint(parts):
        return True
    return not labelled and bool(
        _DATE.search(line) or (_YEAR.search(line) and not _CALENDAR.isdisjoint(parts))
    )


def is_byline(line: str, about: Surroundings) -> bool:
    """Whether a line says who wrote the article, and no more."""
    if len(line) > MAX_LINE_CHARS:
        return False
    parts = parts_of(line)
    if len(parts) > MAX_BYLINE_WORDS or ends_sentence(line):
        return False
    return _names_the_authors(parts, about) or _begins_with_by(line, about.language)


def _names_the_authors(parts: list[str], about: Surroundings) -> bool:
    joined = f" {' '.join(parts)} "
    if not any(f" {' '.join(name)} " in joined for name in about.names):
        return False
    return all(
        part in about.name_words
        or part in _BESIDE_NAMES
        or part in _CALENDAR
        or part in _PARTICLES
        or part.isdigit()
        for part in parts
    )


def _begins_with_by(line: str, language: str) -> bool:
    line = line.lstrip("(（[【- ")
    lower = line.lower()
    for by, of_language in _BY_BY_START.get(lower[:1], ()):
        if lower.startswith(by):
            rest = line[len(by) :]
            # “Di” begins a byline in Italian and a place in Indonesian.
            if of_language not in ("en", language) and language and len(by) < MIN_BY_CHARS:
                continue
            is_cased = by.lower() != by.upper()
            if (is_cased and by[-1] not in ":：" and rest[:1] not in (" ", ":")) or not rest:
                continue
            if _is_names(rest.strip(" :：／/)）]】")):
                return True
    return False


@lru_cache(maxsize=64)
def _is_names(text: str) -> bool:
    parts = parts_of(text)
    if _BESIDE_NAMES.issuperset(parts):
        # “By our correspondent”, “By Reuters staff”.
        return not _AGENCIES.isdisjoint(parts)
    pieces = [part.strip() for part in _BETWEEN_NAMES.split(text) if part.strip()]
    if not pieces:
        return False
    first, *others = pieces
    if not any(map(str.isalpha, first)):
        return False
    if not first[:1].isupper() and not first.isupper() and first.lower() != first.upper():
        return first in _AGENCIES
    tokens = first.split()
    if first.lower() == first.upper():
        # A script without case: a few short words.
        return (
            len(tokens) <= MAX_UNCASED_WORDS
            and len(first) <= MAX_UNCASED_CHARS
            and len(others) <= MAX_UNCASED_ADDITIONS
        )
    # “By Monday morning” is no name; “Jan” and “May” are.
    if any(len(token) > MAX_MONTH_NAME_CHARS and token.casefold() in _CALENDAR for token in tokens):
        return False
    if len(tokens) == 1 and tokens[0].casefold() not in _AGENCIES:
        return False
    return (
        len(tokens) <= MAX_NAME_WORDS
        and all(map(_is_part_of_name, tokens))
        and all(map(_is_addition, others))
    )


def _is_part_of_name(token: str) -> bool:
    return token[:1].isupper() or token in _PARTICLES


def _is_addition(part: str) -> bool:
    """Whether it is another name, a role, a place, an agency or a date."""
    tokens = part.split()
    return (
        len(tokens) <= MAX_ROLE_WORDS
        and all(
            _is_part_of_name(token)
            or set(parts_of(token)) <= _BESIDE_NAMES | _CALENDAR
            or token[0].isdigit()
            for token in tokens
        )
    ) or (len(tokens) < MAX_NAME_WORDS and tokens[0][:1].isupper())
