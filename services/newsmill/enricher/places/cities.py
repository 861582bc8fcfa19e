"""Cities and towns of 5000 people and more, by their names, with their GeoNames ids."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from newsmill.enricher.names import key_of

CITIES = Path(__file__).with_name("cities.tsv")


TOWN_POPULATION = 15_000
"""Smaller towns never stand in the way of a region or of another city of their name."""


class City(NamedTuple):
    """A city as GeoNames has it."""

    id: str
    country: str
    admin1: str
    population: int
    is_capital: bool
    name: str


class Cities:
    """Cities by the keys of their names, the words joined by spaces."""

    def __init__(self, *, in_cyrillic: bool) -> None:
        self._by_other_name: dict[str, int | tuple[int, ...]] = {}
        column = -1 if in_cyrillic else -2
        for place, row in enumerate(_rows()):
            if others := row.split("\t")[column]:
                _add(self._by_other_name, _keys(others.split("|")), place)

    def named(self, key: str) -> list[City]:
        """The cities whose main name this is, the largest first."""
        return _cities(_by_name().get(key, ()))

    def also_named(self, key: str) -> list[City]:
        """The cities of which it is another name, the largest first."""
        return _cities(self._by_other_name.get(key, ()))


def cities(language: str) -> Cities:
    """Cities for texts in `language`: other names in Cyrillic for Russian, in Latin script else."""
    return _in_script(language == "ru")


@lru_cache
def _in_script(in_cyrillic: bool) -> Cities:
    return Cities(in_cyrillic=in_cyrillic)


@lru_cache
def _rows() -> list[str]:
    lines = CITIES.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


@lru_cache
def _by_name() -> dict[str, int | tuple[int, ...]]:
    places: dict[str, int | tuple[int, ...]] = {}
    for place, row in enumerate(_rows()):
        _add(places, _keys([row.split("\t")[-3]]), place)
    return places


def _cities(places: int | tuple[int, ...]) -> list[City]:
    if isinstance(places, int):
        places = (places,)
    return [_city(_rows()[place]) for place in places]


def _city(row: str) -> City:
    id_, country, admin1, population, capital, name, _, _ = row.split("\t")
    return City(id_, country, admin1, int(population), bool(capital), name)


def _keys(names: Iterable[str]) -> set[str]:
    return {
        # The same as `key_of` for plain names, at a tenth of the time.
        name.lower()
        if name.isascii() and name.replace(" ", "").isalpha() and not name.startswith("The ")
        else " ".join(key_of(name))
        for name in names
    }


def _add(places_by_key: dict[str, int | tuple[int, ...]], keys: Iterable[str], place: int) -> None:
    for key in keys:
        places = places_by_key.get(key)
        if places is None:
            places_by_key[key] = place
        else:
            places_by_key[key] = (*(places if isinstance(places, tuple) else (places,)), place)
