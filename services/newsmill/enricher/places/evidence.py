"""Find the countries and regions that an article names or hints at, without a model."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from newsmill.enricher.names import key_of
from newsmill.enricher.places.countries import countries
from newsmill.enricher.places.regions import KNOWN_BY_NAME, regions, known_by_name

ABBREVIATIONS = Path(__file__).with_name("abbreviations.tsv")
ADJECTIVES = Path(__file__).with_name("adjectives.tsv")

# Alone, they say nothing: each is also a name of people, or of two places.
AMBIGUOUS = frozenset(
    {"congo", "georgia", "jersey", "jordan", "chad", "korea", "la paz", "luxembourg", "mexico city"}
    | {"new york", "santa cruz", "victoria", "virginia", "washington", "amazonas", "punjab"}
)

# “us” and “it” are words; these are countries in capitals only.
IN_CAPITALS = frozenset({"us", "uk", "gb", "uae", "car", "drc", "prc", "roc", "rok", "nz", "cis"})

_CAPITALISED = re.compile(r"(?:[A-Z]\.){2,}|\b[A-ZÀ-ÖØ-Þ]\w*")
_WORD = re.compile(r"(?:[A-Z]\.){2,}|\w+")
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

    def hints(self, text: str) -> list[Hint]:
        """All countries, nationalities and regions that `text` names, in order."""
        found: list[Hint] = []
        words = [(match.start(), match.end(), match[0]) for match in self.pattern.finditer(text)]
        skip = 0
        for place, (start, end, word) in enumerate(words):
            if skip:
                skip -= 1
                continue
            key = _folded(word)
            if key in self.first_words:
                several = self._several(words, place, key, end)
                if several:
                    area, skip = several
                    found.append(Hint(start, *area))
                    continue
            area_of_word = self.by_word.get(key)
            if area_of_word and not (key in IN_CAPITALS and not word.isupper()):
                found.append(Hint(start, *area_of_word))
        return found

    def _several(
        self, words: Sequence[tuple[int, int, str]], place: int, key: str, end: int
    ) -> tuple[Area, int] | None:
        best = None
        for more in range(1, MAX_WORDS):
            if place + more == len(words):
                break
            start, after, word = words[place + more]
            if start - end > 1:
                break
            key, end = f"{key} {_folded(word)}", after
            if key in self.by_words:
                best = self.by_words[key], more
        return best


@lru_cache
def lexicon(language: str) -> Lexicon:
    """What words mean for texts in `language`."""
    known = countries(language)
    areas: dict[str, Area] = {}
    for key, found in regions().by_name.items():
        if len(known_by_name(key)) == 1 and len(found) == 1:
            areas[key] = Area(found[0].country, found[0].admin1)
    for key, code in (*known.code_by_nationality.items(), *known.code_by_name.items()):
        areas[key] = Area(code)
    if language == "en":
        areas.update(_adjectives())
    areas = {key: area for key, area in areas.items() if key not in AMBIGUOUS}
    by_words = {key: area for key, area in areas.items() if " " in key}
    return Lexicon(
        {key: area for key, area in areas.items() if " " not in key},
        by_words,
        frozenset(key.partition(" ")[0] for key in by_words),
        _CAPITALISED if language == "en" else _WORD,
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
    return Behind(_rows(ABBREVIATIONS), by_name)


def _adjectives() -> dict[str, Area]:
    return {" ".join(key_of(written)): area for written, area in _rows(ADJECTIVES).items()}


def _rows(path: Path) -> dict[str, Area]:
    areas = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            written, country, admin1 = line.split("\t")
            areas[written] = Area(country, admin1)
    return areas


def _folded(word: str) -> str:
    if word.isascii():
        return word.replace(".", "").lower()
    return " ".join(key_of(word))
