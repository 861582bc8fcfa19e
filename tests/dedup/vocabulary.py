"""The words of the invented articles, loaded from `words/`, in the forms that sentences need.

English, German and Chinese. Names are put together of syllables, of which each half of the labelled
set has its own.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Literal

from tests.dedup.drawing import Draw
from tests.dedup.patterns import Pattern, parse

Split = Literal["dev", "test"]
SPLITS: tuple[Split, ...] = ("dev", "test")
LANGUAGES = ("en", "de", "zh")

FOLDER = Path(__file__).parent / "words"
VOWELS = "aeiou"
SIBILANTS = ("s", "x", "ch", "sh", "z")
GERMAN_WITHOUT_GE = ("be", "ver", "er", "ent", "zer", "über", "unter", "miss")
"""Verbs with these prefixes form their participle without “ge-” (as those in “-ieren” do)."""


@dataclass(frozen=True)
class Noun:
    """In the two numbers; of a gender (m, f, n) where the language has them."""

    singular: str
    plural: str
    gender: str = ""


@dataclass(frozen=True)
class Verb:
    """The five forms that sentences need; equal where a language makes no difference."""

    base: str
    third: str
    past: str
    participle: str
    gerund: str


@dataclass(frozen=True)
class Syllables:
    """What names are made of."""

    first: tuple[str, ...]
    surname_start: tuple[str, ...]
    surname_end: tuple[str, ...]
    place_start: tuple[str, ...]
    place_end: tuple[str, ...]


@dataclass(frozen=True)
class Affixes:
    """What papers and agencies put before a story, at its beginning, and after it."""

    before: tuple[str, ...]
    dateline: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    """All the words of one language, and the sentences that they make."""

    language: str
    nouns: tuple[Noun, ...]
    verbs: tuple[Verb, ...]
    adjectives: tuple[str, ...]
    adverbs: tuple[str, ...]
    roles: tuple[str, ...]
    organisations: tuple[Pattern, ...]
    days: tuple[str, ...]
    months: tuple[str, ...]
    syllables: Syllables
    affixes: Affixes
    grammar: Mapping[str, tuple[Pattern, ...]]

    def first_name(self, draw: Draw) -> str:
        return draw.choice(self.syllables.first)

    def surname(self, draw: Draw) -> str:
        return _named(draw, self.syllables.surname_start, self.syllables.surname_end)

    def place(self, draw: Draw) -> str:
        return _named(draw, self.syllables.place_start, self.syllables.place_end)

    def any_word(self, draw: Draw) -> str:
        """A word that an editor might put in the place of another."""
        kind = draw.real(0, 1)
        if kind < 0.35:
            noun = draw.frequent(self.nouns)
            return draw.choice((noun.singular, noun.plural))
        if kind < 0.6:
            verb = draw.frequent(self.verbs)
            return draw.choice((verb.base, verb.past, verb.participle))
        if kind < 0.75:
            return draw.frequent(self.adjectives)
        if kind < 0.8:
            return draw.frequent(self.adverbs)
        if kind < 0.9:
            return draw.choice((self.place(draw), self.surname(draw)))
        return self.number(draw.choice((draw.between(2, 30), draw.between(31, 4000))), 0)

    def number(self, value: float, decimals: int) -> str:
        """As the language's papers write it: 1,250.5 or 1.250,5."""
        if (decimals == 0 and 1900 < value < 2100) or self.language == "zh":
            return f"{value:.{decimals}f}"
        written = f"{value:,.{decimals}f}"
        if self.language == "de":
            return written.replace(",", " ").replace(".", ",").replace(" ", ".")
        return written

    def forms(self) -> int:
        """How many different words there are, names left out."""
        return len(
            {form for noun in self.nouns for form in (noun.singular, noun.plural)}
            | {f for v in self.verbs for f in (v.base, v.third, v.past, v.participle, v.gerund)}
            | set(self.adjectives)
            | set(self.adverbs)
        )


@cache
def load_lexicon(language: str, split: Split) -> Lexicon:
    """The words of `language`, with the names of one half of the set."""
    table = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    nouns, verbs = _FORMS[language](table)
    adjectives = tuple(dict.fromkeys(table["adjectives"].split()))
    names = {part: tuple(s.split()) or ("",) for part, s in table["names"][split].items()}
    return Lexicon(
        language=language,
        nouns=nouns,
        verbs=verbs,
        adjectives=adjectives,
        adverbs=tuple(dict.fromkeys(table["adverbs"].split())),
        roles=tuple(table["roles"]),
        organisations=tuple(map(parse, table["organisations"])),
        days=tuple(table["days"]),
        months=tuple(table["months"]),
        syllables=Syllables(**names),
        affixes=Affixes(**{part: tuple(lines) for part, lines in table["affixes"].items()}),
        grammar={name: tuple(map(parse, lines)) for name, lines in table["grammar"].items()},
    )


def _named(draw: Draw, starts: Sequence[str], ends: Sequence[str]) -> str:
    return draw.choice(starts) + draw.choice(ends)


def _english(table: Mapping[str, str]) -> tuple[tuple[Noun, ...], tuple[Verb, ...]]:
    nouns = [Noun(n, _english_s(n)) for n in dict.fromkeys(table["nouns"].split())]
    stems = list(dict.fromkeys(table["verbs"].split()))
    agents = [Noun(agent, agent + "s") for agent in map(_english_agent, stems)]
    again = ["re" + stem for stem in stems if stem[0] not in VOWELS and not stem.startswith("re")]
    return (*nouns, *agents), tuple(map(_english_verb, (*stems, *again)))


def _english_s(stem: str) -> str:
    if stem.endswith(SIBILANTS):
        return stem + "es"
    if stem.endswith("y") and stem[-2] not in VOWELS:
        return stem[:-1] + "ies"
    return stem + "s"


def _english_agent(stem: str) -> str:
    return stem + ("r" if stem.endswith("e") else "er")


def _english_verb(stem: str) -> Verb:
    if stem.endswith("e"):
        past = stem + "d"
    elif stem.endswith("y") and stem[-2] not in VOWELS:
        past = stem[:-1] + "ied"
    else:
        past = stem + "ed"
    gerund = (stem[:-1] if stem.endswith("e") and stem[-2] != "e" else stem) + "ing"
    return Verb(stem, _english_s(stem), past, past, gerund)


def _german(table: Mapping[str, str]) -> tuple[tuple[Noun, ...], tuple[Verb, ...]]:
    simple = [
        Noun(singular, plural, gender)
        for gender, name in _GERMAN_LIST.items()
        for singular, plural in (pair.split("/") for pair in table[name].split())
    ]
    # Frequent ones of each gender first, not all masculine ones.
    simple.sort(key=lambda noun: table[_GERMAN_LIST[noun.gender]].split().index(_pair(noun)))
    modifiers = table["modifiers"].split()
    compounds = [
        Noun(first + noun.singular.lower(), first + noun.plural.lower(), noun.gender)
        for noun, first in product(simple, modifiers)
    ]
    # A fifth of those that can be made, spread over all.
    return (*simple, *compounds[::5]), tuple(map(_german_verb, table["verbs"].split()))


_GERMAN_LIST = {"m": "masculine", "f": "feminine", "n": "neuter"}


def _pair(noun: Noun) -> str:
    return f"{noun.singular}/{noun.plural}"


def _german_verb(infinitive: str) -> Verb:
    stem = infinitive.removesuffix("n").removesuffix("e")
    link = "e" if stem.endswith(("d", "t", "ffn", "rdn", "chn", "gn")) else ""
    has_ge = not infinitive.endswith("ieren") and not infinitive.startswith(GERMAN_WITHOUT_GE)
    participle = ("ge" if has_ge else "") + stem + link + "t"
    return Verb(infinitive, stem + link + "t", stem + link + "te", participle, infinitive + "d")


def _chinese(table: Mapping[str, str]) -> tuple[tuple[Noun, ...], tuple[Verb, ...]]:
    nouns = tuple(Noun(n, n) for n in dict.fromkeys(table["nouns"].split()))
    return nouns, tuple(Verb(v, v, v, v, v) for v in dict.fromkeys(table["verbs"].split()))


_FORMS = {"en": _english, "de": _german, "zh": _chinese}
