"""What everybody knows about words in names, from the tables beside the code."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from newsmill.enricher.names import Key, key_of, name_words

# Other acronyms of two letters have many meanings.
_SHORT = frozenset({"AP", "BP", "EU", "UN"})

_FOLDER = Path(__file__).parents[1] / "tables"


class Titles(NamedTuple):
    """Words before a person's name, in lower case without a full stop."""

    gender_by_honorific: dict[str, str]
    """Mr and Mrs: they name no office. “m”, “f” or nothing."""
    offices: frozenset[str]
    before: frozenset[str]
    """“Foreign” in “Foreign Minister”: a title only together with an office."""


class HeadWords(NamedTuple):
    """Words that tell what a name of several words is the name of, in lower case."""

    organisation_last: frozenset[str]
    organisation_any: frozenset[str]
    organisation_first: frozenset[str]
    legal_forms: frozenset[str]
    after_organisation: frozenset[str]
    """Often left out after the name of a company or a club."""
    building_last: frozenset[str]
    land_last: frozenset[str]
    land_first: frozenset[str]
    town_first: frozenset[str]
    area_last: frozenset[str]
    event_first: frozenset[str]
    event_last: frozenset[str]
    law_last: frozenset[str]


@lru_cache(maxsize=1)
def titles() -> Titles:
    """The titles of people, in English and French."""
    words = _words_by_use("titles.txt")
    genders = {"honorific": "", "honorific-m": "m", "honorific-f": "f"}
    return Titles(
        {word: gender for use, gender in genders.items() for word in words[use]},
        words["office"] | words["office-fr"],
        words["before"] | words["before-fr"],
    )


@lru_cache(maxsize=4)
def head_words(language: str) -> HeadWords:
    """The words that make a name an organisation's or a place's."""
    organisations = _words_by_use("organisation_words.txt")
    places = _words_by_use("place_words.txt")
    events = _words_by_use("event_words.txt")
    rows = (
        organisations["last"],
        organisations["any"],
        organisations["first-fr" if language == "fr" else "first"],
        organisations["legal"],
        organisations["after"],
        places["building-last"],
        places["land-last"],
        places["land-first"],
        places["town-first"],
        places["area-last"],
        events["event-first"],
        events["event-last"],
        events["law-last"],
    )
    return HeadWords(
        *(frozenset(word for row in rows_ for word in name_words(row)) for rows_ in rows)
    )


@lru_cache(maxsize=1)
def organisations() -> dict[Key, Key]:
    """Well-known organisations: the key of the fullest name by the key of each form."""
    full_by_form: dict[Key, Key] = {}
    for line in _lines("organisations.txt"):
        forms = [key_of(form) for form in line.split("|")]
        for form in forms:
            full_by_form.setdefault(form, forms[0])
    return full_by_form


@lru_cache(maxsize=1)
def gender_by_first_name() -> dict[str, str]:
    """First names in lower case without accents, with “m”, “f” or “x” for both."""
    gender_by_name: dict[str, str] = {}
    for line in _lines("first_names.txt"):
        name, gender = line.split()
        gender_by_name[name] = gender
    return gender_by_name


@lru_cache(maxsize=1)
def contexts_before() -> dict[str, tuple[str, float]]:
    """What a name is, and the weight of that, by one or two words right before it."""
    vote_by_words: dict[str, tuple[str, float]] = {}
    for line in _lines("contexts.txt"):
        rule, _, rest = line.partition(": ")
        _, name_class, weight = rule.split()
        for words in rest.split("|") if "|" in rest else rest.split():
            vote_by_words[words] = name_class, float(weight)
    return vote_by_words


@lru_cache(maxsize=1)
def sport_words() -> dict[str, frozenset[str]]:
    """Words around the names of teams: those between two, behind one and before one."""
    words: dict[str, frozenset[str]] = {}
    for line in _lines("sport_words.txt"):
        use, _, rest = line.partition(": ")
        words[use] = words.get(use, frozenset()) | frozenset(rest.split("|"))
    return words


@lru_cache(maxsize=1)
def surnames() -> frozenset[str]:
    """Surnames that are frequent in the United States; in lower case."""
    return frozenset(_lines("surnames.txt"))


@lru_cache(maxsize=1)
def searched_organisations() -> frozenset[str]:
    """Forms of well-known organisations that mean nothing else: “AFP”, “World Bank”."""
    return frozenset(
        form
        for line in _lines("organisations.txt")
        for form in line.split("|")
        if " " in form or (form.isupper() and len(form) > 2) or form in _SHORT
    )


@lru_cache(maxsize=4)
def not_names(language: str) -> frozenset[str]:
    """What models take for a name although it is none; in lower case."""
    words: set[str] = set()
    for line in _lines("not_names.txt"):
        spoken, colon, rest = line.partition(": ")
        if not colon or spoken == language:
            words.update((rest if colon else line).split())
    return frozenset(words)


def _words_by_use(table: str) -> dict[str, frozenset[str]]:
    words: dict[str, frozenset[str]] = {}
    for line in _lines(table):
        use, _, rest = line.partition(":")
        words[use] = words.get(use, frozenset()) | frozenset(rest.split())
    return words


def _lines(table: str) -> Iterator[str]:
    for line in (_FOLDER / table).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line
