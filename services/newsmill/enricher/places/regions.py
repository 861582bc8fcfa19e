"""First-level regions: states, provinces, oblasts, Länder, with their GeoNames ids."""

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from newsmill.enricher.names import key_of

REGIONS = Path(__file__).with_name("regions.tsv")
REGION_NAMES = Path(__file__).with_name("region_names.tsv")

# Countries whose regions news names without a word like “province”, and without the country.
KNOWN_BY_NAME = frozenset(
    {"AR", "AU", "BR", "CA", "CN", "DE", "ES", "ET", "FR", "GB", "IN", "IT", "MX", "NG", "PK", "PS"}
    | {"RU", "UA", "US"}
)

# Of those, what is more often another thing.
_OTHER_THINGS = frozenset(
    {"centre", "central", "delta", "distrito federal", "federal district", "la rioja", "lagos"}
    | {
        "marche",
        "niger",
        "para",
        "plateau",
        "rivers",
        "somali",
        "washington d c",
        "colon",
        "bremen",
    }
)

_CLASS = re.compile(
    r"^(?:state|province|republic|region|commonwealth|department|city|autonomous republic) of "
    r"| (?:oblast|region|province|state|republic|krai|kray|territory|prefecture|governorate"
    r"|county|district|department|canton|autonomous okrug|область|край|республика)$"
)


class Region(NamedTuple):
    """A first-level region of a country."""

    id: str
    country: str
    admin1: str
    name: str


class Regions(NamedTuple):
    """Regions by the keys of their names, the words joined by spaces."""

    by_name: dict[str, tuple[Region, ...]]
    """All of this name, also without a word like “Oblast”."""
    by_code: dict[tuple[str, str], Region]
    """By country and GeoNames' code."""


@lru_cache
def regions() -> Regions:
    """All first-level regions that GeoNames has."""
    by_name: dict[str, tuple[Region, ...]] = {}
    by_code: dict[tuple[str, str], Region] = {}
    for line in REGIONS.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        country, admin1, id_, name, _, others = line.split("\t")
        region = by_code[country, admin1] = Region(id_, country, admin1, name)
        names = [name, *(others.split("|") if others else ())]
        keys = {" ".join(key_of(it)) for it in names}
        for key in keys | {_CLASS.sub("", key) for key in keys}:
            by_name[key] = (*by_name.get(key, ()), region)
    for line in REGION_NAMES.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, country, admin1 = line.split("\t")
            region, key = by_code[country, admin1], " ".join(key_of(name))
            if region not in by_name.get(key, ()):
                by_name[key] = (*by_name.get(key, ()), region)
    return Regions(by_name, by_code)


def known_by_name(key: str) -> tuple[Region, ...]:
    """The regions that this name means where nothing else is said."""
    if key in _OTHER_THINGS:
        return ()
    return tuple(it for it in regions().by_name.get(key, ()) if it.country in KNOWN_BY_NAME)


def region_is_meant(region: Region, countries_of_cities: set[str]) -> bool:
    """Whether a region comes before cities of its name: elsewhere it is named after its capital."""
    return region.country in ("US", "CA") or region.country not in countries_of_cities
