"""Find the countries and regions that an article names or hints at, without a model."""

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from newsmill.enricher.names import key_of
from newsmill.enricher.places.countries import countries
from newsmill.enricher.places.regions import known_by_name, regions
from newsmill.enricher.places.russian import adjective, nominatives

ABBREVIATIONS = Path(__file__).with_name("abbreviations.tsv")
AREA_WORDS = Path(__file__).with_name("area_words.tsv")

# Alone, they say nothing: each is also a name of people, or of two places.
AMBIGUOUS = frozenset(
    {"congo", "georgia", "jersey", "jordan", "chad", "korea", "la paz", "luxembourg", "mexico city"}
    | {"new york", "santa cruz", "victoria", "virginia", "washington", "amazonas", "punjab"}
)

# “us” and “it” are words; these are countries in capitals only.
IN_CAPITALS = frozenset({"us", "uk", "gb", "uae", "car", "drc", "prc", "roc", "rok", "nz", "cis"})

# Without a \b before it, which would make the search three times as slow.
_CAPITALISED = re.compile(r"[A-ZÀ-ÖØ-Þ](?:\w+|(?:\.[A-Z])+\b)?")
# Nationalities are in lower case in other languages; none has less than four letters.
_WORD = re.compile(r"[A-ZÀ-ÖØ-Þ](?:\w+|(?:\.[A-Z])+\b)?|\b\w{4,}")
_CAPITALISED_OR_ADJECTIVE = re.compile(r"[А-ЯЁA-Z]\w*|\b[а-яё-]+ск[а-яё]{2,3}\b")
_NEXT_WORD = re.compile(r"[ -](\w+)")
MAX_WORDS = 3


class Hint(NamedTuple):
    """A word that leads to a country or a region, and where it stands."""

    start: int
    country: str
    admin1: str
    """Empty if only the country is known."""


class Area(NamedTuple):
    """A country, or a region of it."""

    country: str
    admin1: str = ""


class Lexicon(NamedTuple):
    """Words and what they lead to."""

    by_word: dict[str, Area]
    by_words: dict[str, Area]
    """Names of two or three words, joined by spaces."""
    first_words: frozenset[str]
    pattern: re.Pattern[str]
    is_russian: bool

    def hints(self, text: str) -> list[Hint]:
        """All countries, nationalities and regions that `text` names, in order."""
        found: list[Hint] = []
        after = 0
        for match in self.pattern.finditer(text):
            word = match[0]
            key = word.lower() if word.isalpha() and word.isascii() else _folded(word)
            if key in self.first_words:
                start = match.start()
                if start < after:
                    continue
                area, end = self._several(text, key, match.end())
                if area:
                    found.append(Hint(start, *area))
                    after = end
                    continue
            if self.is_russian and key not in self.by_word:
                key = self._nominative(key, word)
            if key in self.by_word:
                start = match.start()
                if start >= after and not (key in IN_CAPITALS and not word.isupper()):
                    found.append(Hint(start, *self.by_word[key]))
        return found

    def _nominative(self, key: str, word: str) -> str:
        if not word[0].isupper():
            return adjective(key)
        return next((form for form in nominatives(key) if form in self.by_word), key)

    def _several(self, text: str, key: str, end: int) -> tuple[Area | None, int]:
        best: Area | None = None
        best_end = end
        for _ in range(MAX_WORDS - 1):
            match = _NEXT_WORD.match(text, end)
            if match is None:
                break
            key, end = f"{key} {_folded(match[1])}", match.end()
            if key in self.by_words:
                best, best_end = self.by_words[key], end
        return best, best_end


@lru_cache
def lexicon(language: str) -> Lexicon:
    """What words mean for texts in `language`."""
    known = countries(language)
    areas: dict[str, Area] = {}
    for key in regions().by_name:
        found = known_by_name(key)
        if len(found) == 1:
            areas[key] = Area(found[0].country, found[0].admin1)
    for key, code in (*known.code_by_nationality.items(), *known.code_by_name.items()):
        areas[key] = Area(code)
    if language == "en":
        areas.update(_area_words())
    areas = {key: area for key, area in areas.items() if key not in AMBIGUOUS}
    by_words = {key: area for key, area in areas.items() if " " in key}
    return Lexicon(
        {key: area for key, area in areas.items() if " " not in key},
        by_words,
        frozenset(key.partition(" ")[0] for key in by_words),
        {"en": _CAPITALISED, "ru": _CAPITALISED_OR_ADJECTIVE}.get(language, _WORD),
        language == "ru",
    )


class Behind(NamedTuple):
    """What may stand directly behind a city to say where it is."""

    by_abbreviation: dict[str, Area]
    """As written, case and dots included."""
    by_name: dict[str, tuple[Area, ...]]


@lru_cache
def behind(language: str) -> Behind:
    """Regions and countries by what is written behind their cities."""
    by_name: dict[str, tuple[Area, ...]] = {}
    for key, found in regions().by_name.items():
        by_name[key] = tuple(Area(it.country, it.admin1) for it in found)
    for key, code in countries(language).code_by_name.items():
        by_name[key] = (*by_name.get(key, ()), Area(code))
    if language == "en":
        for key, area in _area_words().items():
            by_name.setdefault(key, (area,))
    return Behind(_rows(ABBREVIATIONS), by_name)


@lru_cache
def _area_words() -> dict[str, Area]:
    return {" ".join(key_of(written)): area for written, area in _rows(AREA_WORDS).items()}


def _rows(path: Path) -> dict[str, Area]:
    areas = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            written, country, admin1 = line.split("\t")
            areas[written] = Area(country, admin1)
    return areas


def _folded(word: str) -> str:
    return word.replace(".", "").lower() if word.isascii() else _folded_letters(word)


@lru_cache(maxsize=16_384)
def _folded_letters(word: str) -> str:
    return " ".join(key_of(word))
