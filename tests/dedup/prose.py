"""News in invented sentences: a topic with its people, places and words, and articles about it."""

import re
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, replace
from typing import TypeVar

from newsmill.text.words import word_count
from tests.dedup.drawing import Draw
from tests.dedup.patterns import expand, parse
from tests.dedup.vocabulary import Lexicon, Noun, Verb

_T = TypeVar("_T")

LENGTHS = (80, 165, 215, 260, 305, 350, 405, 475, 570, 700, 900)
"""Words of an article at each tenth of all articles: log-normal, as news is."""

TOPIC_SHARE = 0.45
"""Of an article's nouns, verbs and adjectives, those that are its topic's."""

SAME_PLACE_SHARE = 0.75
MAX_SENTENCES = 4

_VOWEL_AFTER_A = re.compile(r"\b([Aa]) (?=[aeiou])")
_COMMA_BEFORE = re.compile(r",(?=[.,”]|$)")
_SENTENCE_ENDS = (".", "?", "!", "。", "！", "？", ".“", ".”", "。”", "?”", "!”")
_NUMBER_SYMBOLS: dict[str, tuple[int, int]] = {
    "num": (2, 60),
    "num_more": (61, 4_000),
    "year": (1961, 2024),
}


@dataclass(frozen=True)
class Draft:
    """A text as written: a headline, and paragraphs of sentences."""

    language: str
    title: str
    paragraphs: tuple[tuple[str, ...], ...]

    @property
    def text(self) -> str:
        """With an empty line between paragraphs."""
        between = "" if self.language == "zh" else " "
        return "\n\n".join(between.join(sentences) for sentences in self.paragraphs)

    def with_paragraphs(self, paragraphs: list[tuple[str, ...]]) -> "Draft":
        """The same with other text; without those that are empty."""
        return replace(self, paragraphs=tuple(p for p in paragraphs if p))


@dataclass(frozen=True)
class Person:
    """Somebody whom an article names."""

    first: str
    surname: str
    role: str

    def full(self, language: str) -> str:
        return self.surname + self.first if language == "zh" else f"{self.first} {self.surname}"


@dataclass(frozen=True)
class Topic:
    """What an article is about: two articles of one topic name the same people and places."""

    people: tuple[Person, ...]
    places: tuple[str, ...]
    organisations: tuple[str, ...]
    nouns: tuple[Noun, ...]
    verbs: tuple[Verb, ...]
    adjectives: tuple[str, ...]


def invent_topic(lexicon: Lexicon, draw: Draw) -> Topic:
    """A topic of its own."""
    people = tuple(
        Person(lexicon.first_name(draw), lexicon.surname(draw), draw.choice(lexicon.roles))
        for _ in range(draw.between(2, 5))
    )
    places = tuple(lexicon.place(draw) for _ in range(draw.between(2, 4)))
    topic = Topic(
        people=people,
        places=places,
        organisations=(),
        nouns=tuple(draw.sample(lexicon.nouns, 26)),
        verbs=tuple(draw.sample(lexicon.verbs, 22)),
        adjectives=tuple(draw.sample(lexicon.adjectives, 14)),
    )
    writer = Writer(lexicon, draw, topic)
    organisations = tuple(writer.organisation() for _ in range(draw.between(1, 3)))
    return replace(topic, organisations=organisations)


def write_article(
    lexicon: Lexicon, draw: Draw, topic: Topic | None = None, words: int | None = None
) -> Draft:
    """An article of a length that news has, or of about `words` words."""
    writer = Writer(lexicon, draw, topic or invent_topic(lexicon, draw))
    return Draft(lexicon.language, writer.title(), writer.paragraphs(words or _length(draw)))


def _length(draw: Draw) -> int:
    tenth = draw.between(0, len(LENGTHS) - 2)
    return draw.between(LENGTHS[tenth], LENGTHS[tenth + 1])


class Writer:
    """Writes about one topic, and remembers whom it has introduced."""

    def __init__(self, lexicon: Lexicon, draw: Draw, topic: Topic) -> None:
        self.lexicon = lexicon
        self._draw = draw
        self._topic = topic
        self._introduced: set[Person] = set()

    def expand(self, pattern: str, kept: MutableMapping[str, str]) -> str:
        """The text of a template's pattern; `kept` has the values of its series, and gets more."""
        text = expand(parse(pattern), self._draw, kept, self._fill, self.lexicon.number)
        return self._correct(text)

    def title(self) -> str:
        """A headline."""
        return capitalised(self._correct(self._fill("title")))

    def sentence(self) -> str:
        """A sentence with its full stop."""
        text = capitalised(self._correct(self._fill("sentence")))
        stop = "。" if self.lexicon.language == "zh" else "."
        return text if text.endswith(_SENTENCE_ENDS) else text + stop

    def paragraphs(self, words: int) -> tuple[tuple[str, ...], ...]:
        """Paragraphs with about `words` words in all."""
        written: list[tuple[str, ...]] = []
        missing = words
        while missing > 0:
            sentences = []
            for _ in range(self._draw.between(1, MAX_SENTENCES)):
                sentences.append(self.sentence())
                missing -= word_count(sentences[-1])
                if missing <= 0:
                    break
            written.append(tuple(sentences))
        return tuple(written)

    def organisation(self) -> str:
        """The name of a new one."""
        pattern = self._draw.choice(self.lexicon.organisations)
        return expand(pattern, self._draw, {}, self._fill, self.lexicon.number)

    def _fill(self, symbol: str) -> str:
        grammar = self.lexicon.grammar
        if symbol in grammar:
            pattern = self._draw.choice(grammar[symbol])
            return expand(pattern, self._draw, {}, self._fill, self.lexicon.number)
        if symbol in _NUMBER_SYMBOLS:
            return self.lexicon.number(self._draw.between(*_NUMBER_SYMBOLS[symbol]), 0)
        if symbol in _SYMBOLS:
            return _SYMBOLS[symbol](self)
        if symbol.startswith("prose "):
            low, _, high = symbol.removeprefix("prose ").partition("-")
            return self._prose(self._draw.between(int(low), int(high)))
        if symbol.endswith("_title"):
            return capitalised(self._fill(symbol.removesuffix("_title")))
        if symbol[:1].isupper():
            return capitalised(self._fill(symbol.lower()))
        raise KeyError(f"no such symbol: {symbol!r}")

    def _prose(self, words: int) -> str:
        between = "" if self.lexicon.language == "zh" else " "
        return "\n".join(between.join(sentences) for sentences in self.paragraphs(words))

    def _correct(self, text: str) -> str:
        if self.lexicon.language != "en":
            return text
        return _COMMA_BEFORE.sub("", _VOWEL_AFTER_A.sub(r"\1n ", text))

    def noun(self) -> Noun:
        return self._word(self._topic.nouns, self.lexicon.nouns)

    def verb(self) -> Verb:
        return self._word(self._topic.verbs, self.lexicon.verbs)

    def adjective(self) -> str:
        return self._word(self._topic.adjectives, self.lexicon.adjectives)

    def adverb(self) -> str:
        return self._draw.frequent(self.lexicon.adverbs)

    def _word(self, own: tuple[_T, ...], all_: tuple[_T, ...]) -> _T:
        return (
            self._draw.choice(own) if self._draw.chance(TOPIC_SHARE) else self._draw.frequent(all_)
        )

    def person(self) -> str:
        """With role and first name when introduced, by surname later."""
        person = self._draw.frequent(self._topic.people)
        full = person.full(self.lexicon.language)
        if person in self._introduced:
            return full if self.lexicon.language == "zh" else person.surname
        self._introduced.add(person)
        if self.lexicon.language == "en" and self._draw.chance(0.5):
            return f"{full}, the {person.role},"
        return person.role + ("" if self.lexicon.language == "zh" else " ") + full

    def place(self) -> str:
        if self._draw.chance(SAME_PLACE_SHARE):
            return self._draw.frequent(self._topic.places)
        return self.lexicon.place(self._draw)

    def known_organisation(self) -> str:
        known = self._topic.organisations
        return self._draw.choice(known) if known else self.organisation()

    def surname(self) -> str:
        return self._draw.choice(self._topic.people).surname

    def new_name(self) -> str:
        """Of somebody who is not of the topic."""
        first, surname = self.lexicon.first_name(self._draw), self.lexicon.surname(self._draw)
        return Person(first, surname, "").full(self.lexicon.language)

    def money(self) -> str:
        amount = self.lexicon.number(self._draw.real(1.1, 480.0), 1)
        many = self._draw.chance(0.7)
        match self.lexicon.language:
            case "de":
                return f"{amount} {'Millionen' if many else 'Milliarden'} Euro"
            case "zh":
                return f"{amount}{'万' if many else '亿'}元"
        return f"{self._draw.choice('$€£')}{amount} {'million' if many else 'billion'}"

    def percent(self) -> str:
        share = self.lexicon.number(self._draw.real(0.4, 78.0), self._draw.between(0, 1))
        return share + {"en": " percent", "de": " Prozent", "zh": "%"}[self.lexicon.language]

    def clock(self) -> str:
        return f"{self._draw.between(0, 23):02}:{self._draw.between(0, 59):02}"

    def day(self) -> str:
        return self._draw.choice(self.lexicon.days)

    def month(self) -> str:
        return self._draw.choice(self.lexicon.months)

    def noun_phrase(self, case: str) -> str:
        """German: article, at times an adjective, and noun, in a case."""
        noun = self.noun()
        definite = self._draw.chance(0.7)
        article = (_DEFINITE if definite else _INDEFINITE)[case][noun.gender]
        singular = noun.singular
        if case == "genitive" and noun.gender != "f" and not singular.endswith("s"):
            singular += "s"
        if self._draw.chance(0.3):
            return f"{article} {self.adjective()}{_ending(case, noun.gender, definite)} {singular}"
        return f"{article} {singular}"


_DEFINITE = {
    "nom": {"m": "der", "f": "die", "n": "das"},
    "acc": {"m": "den", "f": "die", "n": "das"},
    "dat": {"m": "dem", "f": "der", "n": "dem"},
    "genitive": {"m": "des", "f": "der", "n": "des"},
}
_INDEFINITE = {
    "nom": {"m": "ein", "f": "eine", "n": "ein"},
    "acc": {"m": "einen", "f": "eine", "n": "ein"},
    "dat": {"m": "einem", "f": "einer", "n": "einem"},
    "genitive": {"m": "eines", "f": "einer", "n": "eines"},
}


def _ending(case: str, gender: str, definite: bool) -> str:
    if case in ("dat", "genitive") or (case, gender) == ("acc", "m"):
        return "en"
    if definite or gender == "f":
        return "e"
    return "er" if gender == "m" else "es"


def capitalised(text: str) -> str:
    """With a capital letter at its start, or behind a quotation mark there."""
    start = 1 if text[:1] in "“„" else 0
    return text[:start] + text[start : start + 1].upper() + text[start + 1 :]


_SYMBOLS: dict[str, Callable[[Writer], str]] = {
    "n": lambda w: w.noun().singular,
    "noun": lambda w: w.noun().singular,
    "ns": lambda w: w.noun().plural,
    "pl": lambda w: w.noun().plural,
    "v": lambda w: w.verb().base,
    "inf": lambda w: w.verb().base,
    "vs": lambda w: w.verb().third,
    "ved": lambda w: w.verb().past,
    "vpast": lambda w: w.verb().past,
    "vpart": lambda w: w.verb().participle,
    "ving": lambda w: w.verb().gerund,
    "adj": Writer.adjective,
    "adje": lambda w: w.adjective() + "e",
    "adv": Writer.adverb,
    "nom": lambda w: w.noun_phrase("nom"),
    "acc": lambda w: w.noun_phrase("acc"),
    "dat": lambda w: w.noun_phrase("dat"),
    "genitive": lambda w: w.noun_phrase("genitive"),
    "person": Writer.person,
    "surname": Writer.surname,
    "name": Writer.new_name,
    "place": Writer.place,
    "town": lambda w: w.lexicon.place(w._draw),
    "family": lambda w: w.lexicon.surname(w._draw),
    "first": lambda w: w.lexicon.first_name(w._draw),
    "org": Writer.known_organisation,
    "neworg": Writer.organisation,
    "role": lambda w: w._draw.choice(w.lexicon.roles),
    "money": Writer.money,
    "percent": Writer.percent,
    "clock": Writer.clock,
    "day": Writer.day,
    "month": Writer.month,
    "line": Writer.sentence,
    "headline": Writer.title,
}
