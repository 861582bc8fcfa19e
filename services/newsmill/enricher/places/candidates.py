"""What a name may mean as a place: countries, regions and cities, with their weights."""

import math
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from newsmill.enricher.names import key_of
from newsmill.enricher.places.cities import City, cities
from newsmill.enricher.places.countries import countries
from newsmill.enricher.places.evidence import IN_CAPITALS, Area
from newsmill.enricher.places.regions import Region, known_by_name, region_is_meant, regions
from newsmill.enricher.places.russian import nominatives

ISO_3166, GEONAMES = "iso3166", "geonames"

UNSURE = Path(__file__).with_name("unsure.txt")

# Names of two countries, or of a country and of a region as large; all others mean their country.
COUNTRIES_BY_SHARED_NAME = {
    "congo": {"CD": 7.35, "CG": 6.7},
    "georgia": {"GE": 6.7},
    "jersey": {"JE": 5.0},
    "korea": {"KR": 7.7, "KP": 7.7},
}

WEIGHT_OF_COUNTRY = 9.0
WEIGHT_OF_REGION = 6.7
WEIGHT_OF_OTHER_REGION = 6.0
BONUS_OF_CAPITAL = 0.4
BONUS_OF_USUAL_NAME = 1.1
MALUS_OF_OTHER_NAME = 0.7

# Smaller cities, and names of people and things, are not meant unless the article names their
# country or region.
KNOWN_POPULATION = 100_000

# Shorter names of regions are also words.
MIN_LETTERS_OF_REGION = 5

_DIRECTION = re.compile(
    r"(?:north|south|east|west|central|(?:north|south)(?:east|west))(?:ern)? |mainland |occupied "
    r"|downtown |upstate |rural "
)
_CLASS_BEFORE = re.compile(
    r"(?:city|town|state|province|republic|kingdom|commonwealth|emirate|port|island) of (?:the )?"
)
_CLASS_AFTER = re.compile(
    r" (?:state|province|region|oblast|governorate|prefecture|territory|republic|krai)$"
)
_CONTINENTS = frozenset({"america", "africa"})
# The square mile inside London.
_OTHER_WHOLES = frozenset({"city of london"})


class Candidate(NamedTuple):
    """A place that a name may mean."""

    kb: str
    id: str
    name: str
    area: Area
    weight: float
    """The logarithm of its population, more for what is better known than that."""
    kind: str
    """country, region or city"""
    needs_context: bool = False
    """Whether the article must name its country or its region."""
    needs_qualifier: bool = False
    """Whether the text must say beside the name where it is."""
    is_capital: bool = False


# The same few names come again and again in an article, and in a day's news.
@lru_cache(maxsize=8192)
def candidates(written: str, language: str) -> tuple[Candidate, ...]:
    """All places that `written` may mean, the heaviest first."""
    if written.islower():
        return ()
    key = " ".join(key_of(written))
    if key in IN_CAPITALS and not written.isupper():
        return ()
    found = list(_named(key, language)) or list(_in_part(key, language))
    if not found and language == "ru":
        forms = [list(_named(form, language)) for form in nominatives(key)]
        found = max(forms, key=_heaviest, default=[])
    return tuple(sorted(found, key=lambda it: -it.weight))


@lru_cache(maxsize=1024)
def regions_named(written: str) -> tuple[Candidate, ...]:
    """The regions that `written` means where the text calls it a province, a state, an oblast."""
    key = " ".join(key_of(written))
    bare = _CLASS_AFTER.sub("", key)
    found = regions().by_name.get(key, ())
    if not found and bare not in _unsure().words:
        found = regions().by_name.get(bare, ())
    return tuple(_region(region, WEIGHT_OF_REGION) for region in found)


def _heaviest(found: list[Candidate]) -> float:
    return max((it.weight for it in found), default=0.0)


def _named(key: str, language: str) -> Iterator[Candidate]:
    usual = _usual_names(language).get(key)
    country = countries(language).code_by_name.get(key)
    if country and not (usual and language != "en"):
        names = countries(language).name_by_code
        shared = COUNTRIES_BY_SHARED_NAME.get(key, {country: WEIGHT_OF_COUNTRY})
        for code, weight in shared.items():
            yield Candidate(ISO_3166, code, names[code], Area(code), weight, "country")
    here = cities(language)
    named = here.named(key)
    others = [it for it in here.also_named(key) if it not in named]
    if usual:
        meant = here.of_id(usual)
        named = [it for it in named if it.id != usual]
        others = [it for it in others if it.id != usual]
        yield _city(meant, key, BONUS_OF_USUAL_NAME)
    for city in named:
        yield _city(city, key)
    capitals = (city for city in others if city.is_capital)
    countries_of_cities = {city.country for city in (*named, *capitals)}
    if usual:
        countries_of_cities.add(meant.country)
    known = known_by_name(key)
    same = regions().by_name.get(key, ())
    found = [it for it in same if region_is_meant(it, countries_of_cities)]
    for region in found:
        if region in known:
            yield _region(region, WEIGHT_OF_REGION)._replace(needs_context=key in _unsure().names)
        else:
            unsure = bool(named) or len(same) > 1 or len(key) < MIN_LETTERS_OF_REGION
            yield _region(region, WEIGHT_OF_OTHER_REGION)._replace(
                needs_context=unsure or key in _unsure().names,
                needs_qualifier=key in _unsure().words,
            )
    for city in others:
        if named or usual or found:
            yield _city(city, key, -MALUS_OF_OTHER_NAME)._replace(needs_context=True)
        else:
            yield _city(city, key)


def _in_part(key: str, language: str) -> Iterator[Candidate]:
    """What “northern Kenya”, “the city of Kisumu” and “Anbar province” are a part or a form of."""
    if match := _CLASS_AFTER.search(key):
        for region in regions().by_name.get(key[: match.start()], ()):
            yield _region(region, WEIGHT_OF_REGION)
        return
    match = _DIRECTION.match(key) or _CLASS_BEFORE.match(key)
    if match and key not in _OTHER_WHOLES and (rest := key[match.end() :]) not in _CONTINENTS:
        yield from _named(rest, language)


def _region(region: Region, weight: float) -> Candidate:
    area = Area(region.country, region.admin1)
    return Candidate(GEONAMES, region.id, region.name, area, weight, "region")


def _city(city: City, key: str, bonus: float = 0.0) -> Candidate:
    return Candidate(
        GEONAMES,
        city.id,
        city.name,
        Area(city.country, city.admin1),
        math.log10(city.population + 1) + bonus + city.is_capital * BONUS_OF_CAPITAL,
        "city",
        needs_context=bonus <= 0
        and (
            (city.population < KNOWN_POPULATION and not city.is_capital) or key in _unsure().names
        ),
        needs_qualifier=key in _unsure().words,
        is_capital=city.is_capital,
    )


@lru_cache
def _usual_names(language: str) -> dict[str, str]:
    path = Path(__file__).with_name("exonyms.tsv")
    ids = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            spoken, name, id_, _ = line.split("\t")
            if spoken == ("fr" if language == "fr" else "en"):
                ids[" ".join(key_of(name))] = id_
    return ids


class _Unsure(NamedTuple):
    names: frozenset[str]
    words: frozenset[str]


@lru_cache
def _unsure() -> _Unsure:
    lines = UNSURE.read_text(encoding="utf-8").splitlines()
    listed = " ".join(line for line in lines if not line.startswith("#"))
    names, words = (
        frozenset(name.replace("_", " ") for name in part.split()) for part in listed.split("%")
    )
    return _Unsure(names, words)
