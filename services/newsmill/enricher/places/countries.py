"""Countries by their names and nationalities; the only module that imports pycountry."""

import gettext
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from newsmill.enricher.names import key_of

COUNTRIES = Path(__file__).with_name("countries.tsv")

# What pycountry does not have: GeoNames and the European Union give Kosovo this code.
KOSOVO = "XK"

# Nationalities that end like these have no plural in -s.
_WITHOUT_PLURAL = ("s", "ch", "sh", "ese")


class Country(NamedTuple):
    """A row of `countries.tsv`."""

    code: str
    names_by_language: dict[str, tuple[str, ...]]
    nationalities_by_language: dict[str, tuple[str, ...]]


class Countries(NamedTuple):
    """Codes of ISO 3166-1 by the keys of names, their words joined by spaces."""

    code_by_name: dict[str, str]
    code_by_nationality: dict[str, str]
    name_by_code: dict[str, str]
    """As ISO 3166-1 has it; its common name, where it gives one."""


@lru_cache
def countries(language: str) -> Countries:
    """The countries as texts in `language` name them: French and Russian, all others as English."""
    rows = _rows()
    official = _official()
    translated = _translation(language)
    code_by_name: dict[str, str] = {}
    for code, names in official.items():
        for name in names:
            code_by_name.setdefault(_key(name), code)
            # The key of a name without a translation is that of the English one.
            code_by_name[_key(translated(name))] = code
    for row in rows:
        for names_in in ("en", language):
            for name in row.names_by_language.get(names_in, ()):
                code_by_name[_key(name)] = row.code
    code_by_nationality: dict[str, str] = {}
    for spoken in ("en", language):
        for row in rows:
            for nationality in row.nationalities_by_language.get(spoken, ()):
                code_by_nationality[_key(nationality)] = row.code
    name_by_code = {code: next(iter(names)) for code, names in official.items()}
    return Countries(code_by_name, code_by_nationality, {**name_by_code, KOSOVO: "Kosovo"})


def _key(name: str) -> str:
    return " ".join(key_of(name))


def _official() -> dict[str, list[str]]:
    import pycountry

    names_by_code = {}
    for country in pycountry.countries:
        given = (getattr(country, field, "") for field in ("common_name", "name", "official_name"))
        names_by_code[country.alpha_2] = [form for name in given if name for form in _forms(name)]
    return names_by_code


def _forms(name: str) -> Iterator[str]:
    """“Iran, Islamic Republic of” as it is, and as “Islamic Republic of Iran”."""
    yield name
    first, comma, rest = name.partition(", ")
    if comma and rest.endswith((" of", " of the")):
        yield f"{rest} {first}"


def _translation(language: str) -> Callable[[str], str]:
    import pycountry

    if language not in ("fr", "ru"):
        return str
    catalogue = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language])
    return catalogue.gettext


@lru_cache
def _rows() -> tuple[Country, ...]:
    lines = COUNTRIES.read_text(encoding="utf-8").splitlines()
    return tuple(_row(line) for line in lines if not line.startswith("#"))


def _row(line: str) -> Country:
    code, english, french, russian, nationalities, in_french, in_russian = line.split("\t")
    return Country(
        code,
        {"en": _split(english), "fr": _split(french), "ru": _split(russian)},
        {
            "en": tuple(_english_forms(_split(nationalities))),
            "fr": tuple(_french_forms(_split(in_french))),
            "ru": _split(in_russian),
        },
    )


def _split(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


def _english_forms(nationalities: Iterable[str]) -> Iterator[str]:
    for nationality in nationalities:
        word = nationality.removeprefix("+")
        yield word
        if word == nationality and not word.endswith(_WITHOUT_PLURAL):
            yield f"{word}s"


def _french_forms(nationalities: Iterable[str]) -> Iterator[str]:
    for nationality in nationalities:
        for word in nationality.split(","):
            yield word
            if not word.endswith(("s", "x")):
                yield f"{word}s"
