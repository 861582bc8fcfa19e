"""Invented news: the same (seed, number) is the same publication, whoever asks and whenever.

A number is one publication: an article, a copy of an earlier one on another host, word for word or
edited, another state of an earlier one, or an entry without a word.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape
from itertools import accumulate
from typing import Literal

from tests.faults.words import (
    ADJECTIVES,
    DAYS,
    MONTHS,
    NOUNS,
    ORGANISATIONS,
    PATTERNS,
    PEOPLE,
    PLACES,
    REGISTER,
    VERBS,
)

Kind = Literal["full", "teaser", "copy", "near", "revision", "return", "sibling", "wordless"]
"""What a publication is.

- full: an article with its whole text in its feed
- teaser: one whose feed breaks off; its page does not
- copy: an earlier `full`, word for word, on another host
- near: an earlier `full` as another site prints it, edited and under a headline of its own
- revision: another state of an earlier `full`
- return: the first state of a `full` once more, after a revision
- sibling: an entry that links to the same page as others of its feed, with a GUID, a title and a
  text of its own
- wordless: an entry whose title, text and page hold no word: the cleaner drops it
"""

FEEDS = 8
REPRINT_HOSTS = 3
SHARES: Mapping[Kind, float] = {
    "teaser": 0.10,
    "copy": 0.10,
    "near": 0.06,
    "revision": 0.03,
    "sibling": 0.04,
    "wordless": 0.02,
}
"""Of all publications; the rest is full."""

RETURNED_SHARE = 0.5
"""Of the revisions."""
RETURN_AFTER = 20
"""So many numbers after a revision its article is back in its first state."""

NEAREST_TARGET, FARTHEST_TARGET = 20, 60
"""How far back a copy or a revision reaches, or a little more."""
REACH = 2 * FARTHEST_TARGET + RETURN_AFTER

CHANGED_SHARE = 0.07
"""Of the words of a near copy. Of two of them twice as many differ: they may come before what both
are copied from, and must be known for copies all the same."""
AGENCY = "Halyard"

NUMBERS_PER_PAGE = 150
"""Siblings among so many numbers link to one page, and stand in one feed."""
SHARED = "shared"
"""In the path of their page."""

WORDLESS_TITLE = "* * *"

POISON_WORD = "Poisonous"
"""Begins the titles that the bench's own rooms crash on or hang at: `Poisonous crash for the …`."""

LANGUAGES = ("en", "fr", "de", "es")
LANGUAGE_WEIGHTS = (80, 12, 4, 4)
FEWEST_WORDS = 210
FEWEST_WORDS_OF_A_SIBLING = 90
"""Few enough that the page of the first one is fetched, as long as it has no siblings."""
SENTENCES_PER_PARAGRAPH = 4
SENTENCES_IN_A_TEASER = 2


@dataclass(frozen=True, slots=True)
class Publication:
    """What is published under one number."""

    number: int
    kind: Kind
    target: int
    """The number it copies or revises; its own otherwise."""
    feed: int
    guid: str
    host: str
    path: str
    language: str
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Corpus:
    """All publications of one seed; `poison` says what some titles begin with, by number."""

    seed: int
    poison: Mapping[int, str] = field(default_factory=dict)

    def lonely_numbers(self, first: int, last: int) -> list[int]:
        """Whole articles that nobody copies or revises: what becomes of them concerns no other."""
        kinds = [_kind_and_target(self.seed, number) for number in range(last + REACH)]
        targets = {target for number, (_, target) in enumerate(kinds) if target != number}
        return [n for n in range(first, last) if kinds[n][0] == "full" and n not in targets]

    def publication(self, number: int) -> Publication:
        """The publication of that number."""
        kind, target = _kind_and_target(self.seed, number)
        language = _language(self.seed, target)
        named_for = target if kind in ("revision", "return") else number
        feed = _feed(self.seed, number, kind, target)
        path = f"/{self.seed}/{named_for}"
        if kind == "sibling":
            path = f"/{self.seed}/{SHARED}/{number // NUMBERS_PER_PAGE}"
        title, paragraphs = self._words(number, kind, target, language)
        if number in self.poison:
            title = f"{self.poison[number]}: {title}"
        return Publication(
            number=number,
            kind=kind,
            target=target,
            feed=feed,
            guid=f"{self.seed}-{named_for}",
            host=_host(self.seed, number, kind, feed),
            path=path,
            language=language,
            title=title,
            paragraphs=paragraphs,
        )

    def _words(
        self, number: int, kind: Kind, target: int, language: str
    ) -> tuple[str, tuple[str, ...]]:
        """Title and paragraphs."""
        if kind == "wordless":
            return WORDLESS_TITLE, ()
        fewest = FEWEST_WORDS_OF_A_SIBLING if kind == "sibling" else FEWEST_WORDS
        title, paragraphs = _text(self.seed, target, language, fewest)
        if kind == "revision":
            return _revised(self.seed, number, language, title, paragraphs)
        if kind == "near":
            return _edited(self.seed, number, language, paragraphs)
        return title, paragraphs


def item(publication: Publication, address: str) -> str:
    """The publication as an item of RSS; `address` is its page's."""
    text = publication.paragraphs
    if publication.kind == "teaser":
        text = (teaser(publication),)
    description = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in text)
    if publication.kind == "wordless":
        description = _PICTURE
    return (
        f"<item><title>{escape(publication.title)}</title><link>{address}</link>"
        f"<guid isPermaLink='false'>{publication.guid}</guid>"
        f"<description>{escape(description)}</description></item>"
    )


def page(publication: Publication) -> str:
    """The publication as a page of HTML."""
    if publication.kind == "wordless":
        return (
            f"<!doctype html><html><head><title>{WORDLESS_TITLE}</title></head>"
            f"<body><article>{_PICTURE}</article></body></html>"
        )
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in publication.paragraphs)
    return (
        f"<!doctype html><html lang='{publication.language}'><head>"
        f"<title>{escape(publication.title)}</title></head><body>"
        "<nav><a href='/'>Home</a> <a href='/world'>World</a></nav>"
        f"<article><h1>{escape(publication.title)}</h1>{text}</article>"
        "<footer><p>All rights reserved.</p></footer></body></html>"
    )


def shared_page() -> str:
    """The page that siblings link to: it says less than any of them."""
    return (
        "<!doctype html><html lang='en'><head><title>Status</title></head><body><article>"
        "<h1>Status</h1><p>All systems are working.</p></article></body></html>"
    )


def teaser(publication: Publication) -> str:
    """The first sentences, broken off."""
    sentences = publication.paragraphs[0].split(". ")[:SENTENCES_IN_A_TEASER]
    return ". ".join(sentences) + " …"


_PICTURE = "<p><img src='/picture.svg' alt=''></p>"


@cache
def _kind_and_target(seed: int, number: int) -> tuple[Kind, int]:
    if (returned := _returned(seed, number - RETURN_AFTER)) is not None:
        return "return", returned
    kind = _wanted_kind(seed, number)
    if kind not in ("copy", "near", "revision"):
        return kind, number
    # Only whole texts: a teaser's page may be fetched before or after it was revised.
    farthest = number - _draw(seed, number, "target").randint(NEAREST_TARGET, FARTHEST_TARGET)
    for target in range(farthest, -1, -1):
        if _kind_and_target(seed, target)[0] == "full":
            return kind, target
    return "full", number


def _wanted_kind(seed: int, number: int) -> Kind:
    roll = _draw(seed, number, "kind").random()
    for kind, limit in zip(SHARES, accumulate(SHARES.values()), strict=True):
        if roll < limit:
            return kind
    return "full"


def _returned(seed: int, number: int) -> int | None:
    """What the publication of that number revises, if its revision is taken back later."""
    if number < 0 or _wanted_kind(seed, number) != "revision":
        return None
    kind, target = _kind_and_target(seed, number)
    is_taken_back = _draw(seed, number, "return").random() < RETURNED_SHARE
    return target if kind == "revision" and is_taken_back else None


def _draw(seed: int, number: int, what: str) -> random.Random:
    return random.Random(f"{seed} {number} {what}")


def _feed(seed: int, number: int, kind: Kind, target: int) -> int:
    if kind == "sibling":
        return number // NUMBERS_PER_PAGE % FEEDS
    own = target % FEEDS
    if kind in ("copy", "near"):
        return (own + 1 + _draw(seed, number, "feed").randrange(FEEDS - 1)) % FEEDS
    return own


def _host(seed: int, number: int, kind: Kind, feed: int) -> str:
    if kind == "copy":
        return f"reprint{_draw(seed, number, 'host').randrange(REPRINT_HOSTS)}.localhost"
    if kind == "near":
        # One site has a story once: two edited copies there would be two articles of its own.
        return f"edition{number}.localhost"
    return f"paper{feed}.localhost"


def _language(seed: int, number: int) -> str:
    return _draw(seed, number, "language").choices(LANGUAGES, LANGUAGE_WEIGHTS)[0]


def _text(seed: int, number: int, language: str, fewest: int) -> tuple[str, tuple[str, ...]]:
    draw = _draw(seed, number, "text")
    place = draw.choice(PLACES)
    sentences = [REGISTER[language].format(place=place, number=f"{seed}-{number}")]
    while sum(len(sentence.split()) for sentence in sentences) < fewest:
        sentences.append(_sentence(draw, language))
    first, rest = sentences[0], sentences[1:]
    in_order = [*rest[:3], first, *rest[3:]]
    return _title(seed, number, language), tuple(
        ". ".join(in_order[start : start + SENTENCES_PER_PARAGRAPH]) + "."
        for start in range(0, len(in_order), SENTENCES_PER_PARAGRAPH)
    )


def _title(seed: int, number: int, language: str) -> str:
    draw = _draw(seed, number, "title")
    noun, place = draw.choice(NOUNS[language]), draw.choice(PLACES)
    return f"{draw.choice(PEOPLE)}: {noun}, {place} ({seed}-{number})"


def _revised(
    seed: int, number: int, language: str, title: str, paragraphs: tuple[str, ...]
) -> tuple[str, tuple[str, ...]]:
    draw = _draw(seed, number, "revision")
    added = f"{_sentence(draw, language)}. {_sentence(draw, language)}."
    return f"{title}, update {number}", (paragraphs[0], added, *paragraphs[1:])


def _edited(
    seed: int, number: int, language: str, paragraphs: tuple[str, ...]
) -> tuple[str, tuple[str, ...]]:
    """As another site prints it: the agency named, some words others, a headline of its own.

    Names and numbers stay.
    """
    draw = _draw(seed, number, "edits")
    words = [paragraph.split() for paragraph in paragraphs]
    places = [
        (row, column)
        for row, paragraph in enumerate(words)
        for column, word in enumerate(paragraph)
        if word.isalpha() and word.islower()
    ]
    others = [phrase.split()[-1] for phrase in (*NOUNS[language], *ADJECTIVES[language])]
    for row, column in draw.sample(places, round(CHANGED_SHARE * sum(map(len, words)))):
        words[row][column] = draw.choice(others)
    first, *rest = (" ".join(paragraph) for paragraph in words)
    dateline = f"{draw.choice(PLACES).upper()} ({AGENCY}) - "
    return _title(seed, number, language), (dateline + first, *rest)


def _sentence(draw: random.Random, language: str) -> str:
    nouns, verbs = draw.sample(NOUNS[language], 3), draw.sample(VERBS[language], 2)
    adjectives = draw.sample(ADJECTIVES[language], 2)
    sentence = draw.choice(PATTERNS[language]).format(
        person=draw.choice(PEOPLE),
        place=draw.choice(PLACES),
        organisation=draw.choice(ORGANISATIONS),
        day=draw.choice(DAYS),
        month=draw.choice(MONTHS),
        amount=draw.randint(2, 900),
        noun=nouns[0],
        noun2=nouns[1],
        noun3=nouns[2],
        verb=verbs[0],
        verb2=verbs[1],
        adjective=adjectives[0],
        adjective2=adjectives[1],
    )
    return sentence[0].upper() + sentence[1:]
