"""What a name may mean as a place: evidence for the resolver, which asks by key."""

from functools import lru_cache

from newsmill.enricher.names import Key
from newsmill.enricher.places.cities import City, cities
from newsmill.enricher.places.countries import countries
from newsmill.enricher.places.regions import known_by_name

# A city of a country that has a region of this name: below, the region is meant.
CITY_BEFORE_REGION = 300_000


class Gazetteer:
    """Countries, nationalities, regions and cities as texts in one language name them.

    All questions take a key as `newsmill.enricher.names.key_of` gives it, without case. “us” and
    “turkey” are countries here; whether the text means them is for the one who asks.
    """

    def __init__(self, language: str) -> None:
        self._countries = countries(language)
        self._cities = cities(language)

    def country(self, key: Key) -> str | None:
        """The ISO 3166-1 alpha-2 code: of names, official names and usual short forms."""
        return self._countries.code_by_name.get(" ".join(key))

    def nationality(self, key: Key) -> str | None:
        """The ISO 3166-1 alpha-2 code: of Kenyan, Kenyans, Frenchman, kényanes, …"""
        return self._countries.code_by_nationality.get(" ".join(key))

    def state(self, key: Key) -> bool:
        """Whether it is a first-level region that is known by its name alone: Texas, Bavaria."""
        name = " ".join(key)
        found = known_by_name(name)
        if not found:
            return False
        largest = self._largest(name)
        return (
            largest is None
            or largest.population < CITY_BEFORE_REGION
            or any(region.country == "US" for region in found)
        )

    def population(self, key: Key) -> int:
        """Of the largest city with this name, or with this other name; 0 if there is none."""
        largest = self._largest(" ".join(key))
        return largest.population if largest else 0

    def _largest(self, name: str) -> City | None:
        return next(iter(self._cities.named(name) or self._cities.also_named(name)), None)


@lru_cache
def gazetteer(language: str) -> Gazetteer:
    """The gazetteer for texts in `language`, loaded when it is first asked for."""
    return Gazetteer(language)
