"""Cities of 15 000 people and more, by their names, with their GeoNames ids."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from newsmill.enricher.names import key_of

CITIES = Path(__file__).with_name("cities.tsv")


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

    def __init__(self, rows: list[str], language: str) -> None:
        self._rows = rows
        self._by_name: dict[str, int | tuple[int, ...]] = {}
        self._by_other_name: dict[str, int | tuple[int, ...]] = {}
        self._by_id: dict[str, int] = {}
        in_cyrillic = language == "ru"
        for place, row in enumerate(rows):
            id_, *_, name, others = row.split("\t")
            self._by_id[id_] = place
            _add(self._by_name, _keys([name]), place)
            if others:
                wanted = [it for it in others.split("|") if (it[0] >= "Ѐ") is in_cyrillic]
                _add(self._by_other_name, _keys(wanted), place)

    def named(self, key: str) -> list[City]:
        """The cities whose main name this is, the largest first."""
        return self._cities(self._by_name.get(key, ()))

    def also_named(self, key: str) -> list[City]:
        """The cities of which it is another name, the largest first."""
        return self._cities(self._by_other_name.get(key, ()))

    def of_id(self, id_: str) -> City:
        """The city with this id."""
        return _city(self._rows[self._by_id[id_]])

    def _cities(self, places: int | tuple[int, ...]) -> list[City]:
        if isinstance(places, int):
            places = (places,)
        return [_city(self._rows[place]) for place in places]


@lru_cache
def cities(language: str) -> Cities:
    """Cities for texts in `language`: other names in Cyrillic for Russian, in Latin script else."""
    return Cities(_rows(), language)


@lru_cache
def _rows() -> list[str]:
    lines = CITIES.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def _city(row: str) -> City:
    id_, country, admin1, population, capital, name, _ = row.split("\t")
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
