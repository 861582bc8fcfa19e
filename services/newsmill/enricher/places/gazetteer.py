"""What a name may mean as a place: evidence for the resolver, which asks by key."""

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from newsmill.enricher.names import Key
from newsmill.enricher.places.cities import TOWN_POPULATION, cities
from newsmill.enricher.places.countries import countries
from newsmill.enricher.places.regions import known_by_name, region_is_meant
from newsmill.enricher.places.russian import adjective, nominatives

T = TypeVar("T")


class Gazetteer:
    """Countries, nationalities, regions and cities as texts in one language name them.

    All questions take a key as `newsmill.enricher.names.key_of` gives it, without case. “us” and
    “turkey” are countries here; whether the text means them is for the one who asks. In Russian,
    names are also found declined.
    """

    def __init__(self, language: str) -> None:
        self._countries = countries(language)
        self._cities = cities(language)
        self._is_russian = language == "ru"
        # The same few names come again and again in an article, and in a day's news.
        remembered = lru_cache(maxsize=8192)
        self.country: Callable[[Key], str | None] = remembered(self._country)
        """The ISO 3166-1 alpha-2 code: of names, official names and usual short forms."""
        self.nationality: Callable[[Key], str | None] = remembered(self._nationality)
        """The ISO 3166-1 alpha-2 code: of Kenyan, Kenyans, Frenchman, kényanes, …"""
        self.state: Callable[[Key], bool] = remembered(self._state)
        """Whether it is a first-level region that is known by its name alone: Texas, Bavaria.

        Not those that are named after their city, but in the US and in Canada: Madrid is the city.
        """
        self.population: Callable[[Key], int] = remembered(self._population)
        """Of the largest city with this name, or with this other name; 0 if there is none."""

    def _country(self, key: Key) -> str | None:
        return self._first(self._countries.code_by_name.get, " ".join(key), None)

    def _nationality(self, key: Key) -> str | None:
        name = " ".join(key)
        return self._countries.code_by_nationality.get(
            adjective(name) if self._is_russian else name
        )

    def _state(self, key: Key) -> bool:
        return self._first(self._is_state, " ".join(key), False)

    def _population(self, key: Key) -> int:
        return self._first(self._largest, " ".join(key), 0)

    def _first(self, answer: Callable[[str], T], name: str, nothing: T) -> T:
        known = answer(name)
        if known or not self._is_russian:
            return known
        return next(filter(None, map(answer, nominatives(name))), nothing)

    def _is_state(self, name: str) -> bool:
        found = known_by_name(name)
        if not found:
            return False
        countries_of_cities = {
            city.country for city in self._cities.named(name) if city.population >= TOWN_POPULATION
        }
        return any(region_is_meant(region, countries_of_cities) for region in found)

    def _largest(self, name: str) -> int:
        found = self._cities.named(name)
        if not found or found[0].population < TOWN_POPULATION:
            found = self._cities.also_named(name) or found
        return found[0].population if found else 0


@lru_cache
def gazetteer(language: str) -> Gazetteer:
    """The gazetteer for texts in `language`, loaded when it is first asked for."""
    return Gazetteer(language)
