"""What a name may mean as a place: countries, regions and cities, with their weights."""

import math
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from newsmill.enricher.names import key_of
from newsmill.enricher.places.cities import TOWN_POPULATION, City, cities
from newsmill.enricher.places.countries import countries
from newsmill.enricher.places.evidence import IN_CAPITALS, Area, behind
from newsmill.enricher.places.regions import Region, known_by_name, region_is_meant, regions
from newsmill.enricher.places.russian import nominatives

ISO_3166, GEONAMES = "iso3166", "geonames"

EXONYMS = Path(__file__).with_name("exonyms.tsv")
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
SIZE_OF_CITY = math.log10(TOWN_POPULATION)
SIZE_OF_UNIQUE_CITY = math.log10(50_000)

# “La.” and “Me.” without a city before them are other things.
MIN_ABBREVIATION = 3

# In capitals, so short a name is rather that of an alliance or a company than of a town.
MAX_ACRONYM = 5

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
# Their parishes and districts are named after saints and directions.
_SMALL_ISLANDS = frozenset(
    {"AG", "AI", "AS", "BB", "BM", "BQ", "BS", "CK", "DM", "FJ", "GD", "GG", "HK", "IM", "JE", "JM"}
    | {"KI", "KN", "KY", "LC", "MH", "MP", "MS", "MT", "MU", "MV", "NC", "NU", "PF", "SB", "SC"}
    | {"SM", "ST", "TF", "TO", "TT", "TV", "UM", "VC", "VI", "VU", "WF", "WS"}
)
_CONTINENTS = frozenset({"america", "africa", "asia", "europe"})
# The square mile inside London.
_OTHER_WHOLES = frozenset({"city of london"})


class Candidate(NamedTuple):
    """A place that a name may mean."""

    kb: str
    id: str
    name: str
    area: Area
    size: float
    """The logarithm of its population; regions and countries have one before all their cities."""
    weight: float
    """The same, more for what is better known than that, less for an unusual name."""
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
    if area := _abbreviated(written):
        region = regions().by_code[area]
        found = [_region(region, WEIGHT_OF_COUNTRY)]
    if not found and language == "ru":
        forms = [list(_named(form, language)) for form in nominatives(key)]
        found = max(forms, key=_heaviest, default=[])
    if written.isupper() and len(written) <= MAX_ACRONYM:
        found = [it for it in found if it.kind != "city" or it.size >= SIZE_OF_CITY]
    if len(found) == 1 and found[0].size >= SIZE_OF_UNIQUE_CITY and key not in _unsure().names:
        found = [found[0]._replace(needs_context=False)]
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


def _abbreviated(written: str) -> Area | None:
    """The region of “Del.” and “N.Y.”, if it is written like these."""
    dotted = written if written.endswith(".") else f"{written}."
    return behind("en").by_abbreviation.get(dotted) if len(dotted) > MIN_ABBREVIATION else None


def _heaviest(found: list[Candidate]) -> float:
    return max((it.weight for it in found), default=0.0)


def _named(key: str, language: str) -> Iterator[Candidate]:
    usual = _usual_names(language).get(key)
    country = countries(language).code_by_name.get(key)
    if country and not (usual and language != "en"):
        names = countries(language).name_by_code
        shared = COUNTRIES_BY_SHARED_NAME.get(key, {country: WEIGHT_OF_COUNTRY})
        for code, weight in shared.items():
            yield Candidate(ISO_3166, code, names[code], Area(code), weight, weight, "country")
    here = cities(language)
    all_named = [it for it in here.named(key) if it != usual]
    named = [it for it in all_named if it.population >= TOWN_POPULATION]
    if usual:
        yield _city(usual, key, BONUS_OF_USUAL_NAME)
        named.append(usual)
    for city in all_named:
        yield _city(city, key)
    places = {city.country for city in named}
    others = [it for it in here.also_named(key) if it.country not in places]
    places.update(city.country for city in others if city.is_capital)
    known = known_by_name(key)
    same = regions().by_name.get(key, ())
    found = [it for it in same if region_is_meant(it, places)]
    for region in found:
        if region in known:
            yield _region(region, WEIGHT_OF_REGION)._replace(needs_context=key in _unsure().names)
        else:
            unsure = (
                bool(named)
                or len(same) > 1
                or len(key) < MIN_LETTERS_OF_REGION
                or region.country in _SMALL_ISLANDS
            )
            yield _region(region, WEIGHT_OF_OTHER_REGION)._replace(
                needs_context=unsure or key in _unsure().names,
                needs_qualifier=key in _unsure().words,
            )
    for city in others:
        if named or found:
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
    return Candidate(GEONAMES, region.id, region.name, area, weight, weight, "region")


def _city(city: City, key: str, bonus: float = 0.0) -> Candidate:
    size = math.log10(city.population + 1)
    return Candidate(
        GEONAMES,
        city.id,
        city.name,
        Area(city.country, city.admin1),
        size,
        size + bonus + city.is_capital * BONUS_OF_CAPITAL,
        "city",
        needs_context=bonus <= 0
        and (
            (city.population < KNOWN_POPULATION and not city.is_capital) or key in _unsure().names
        ),
        needs_qualifier=key in _unsure().words,
        is_capital=city.is_capital,
    )


@lru_cache
def _usual_names(language: str) -> dict[str, City]:
    here = cities(language)
    usual = {}
    for line in EXONYMS.read_text(encoding="utf-8").splitlines():
        spoken, _, rest = line.partition("\t")
        if spoken == ("fr" if language == "fr" else "en"):
            name, id_, main_name = rest.split("\t")
            namesakes = here.named(_joined(main_name))
            usual[_joined(name)] = next(it for it in namesakes if it.id == id_)
    return usual


def _joined(name: str) -> str:
    return " ".join(key_of(name))


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
