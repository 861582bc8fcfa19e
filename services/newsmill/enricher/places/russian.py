"""Guess the nominative of Russian names: “Москве” may be “Москва”.

Keys of names have lost their accents: й is и here, and ё is е.
"""

from collections.abc import Iterator
from itertools import product

# Of nouns, the longest endings first: declined, nominative.
_NOUNS = (
    ("иями", ("ия",)),
    ("ией", ("ия",)),
    ("ами", ("ы", "и", "а")),
    ("ями", ("и", "я")),
    ("иях", ("ии",)),
    ("ии", ("ия", "и")),
    ("ию", ("ия",)),
    ("ью", ("ь",)),
    ("ах", ("ы", "и")),
    ("ях", ("и",)),
    ("ам", ("ы", "и")),
    ("ов", ("ы",)),
    ("ои", ("а",)),
    ("еи", ("я", "ь", "а")),
    ("ом", ("", "о")),
    ("ем", ("", "и", "ь", "е")),
    ("е", ("а", "", "я", "о", "и", "ь")),
    ("у", ("а", "")),
    ("ю", ("я", "и", "ь")),
    ("ы", ("а",)),
    ("и", ("я", "ь", "а")),
    ("а", ("",)),
    ("я", ("и", "ь", "")),
)
# Of adjectives, as first words of names and alone: all become the masculine, or what follows asks.
_ADJECTIVES = (
    ("ого", ("ыи", "ии", "ои", "ое")),
    ("его", ("ии", "ее")),
    ("ому", ("ыи", "ии", "ои", "ое")),
    ("ему", ("ии", "ее")),
    ("ыми", ("ые",)),
    ("ими", ("ие",)),
    ("ои", ("ая",)),
    ("еи", ("яя",)),
    ("ую", ("ая",)),
    ("юю", ("яя",)),
    ("ым", ("ыи", "ое")),
    ("им", ("ии", "ое")),
    ("ом", ("ыи", "ии", "ои", "ое")),
    ("ем", ("ии", "ее")),
    ("ых", ("ые",)),
    ("их", ("ие",)),
)
_ENDINGS_OF_ADJECTIVES = ("ая", "ое", "ие", "ого", "ои", "ому", "им", "ом", "их", "ими", "ую")
MIN_STEM = 3
MAX_WORDS = 3


def nominatives(key: str) -> Iterator[str]:
    """What the name may be in the nominative, beside itself."""
    words = key.split(" ")
    if len(words) > MAX_WORDS:
        return
    variants = [
        [*_changed(word, _NOUNS if place == len(words) - 1 else _ADJECTIVES + _NOUNS), word]
        for place, word in enumerate(words)
    ]
    for form in product(*variants):
        if (name := " ".join(form)) != key:
            yield name


def adjective(key: str) -> str:
    """The masculine nominative of an adjective in -ск: “российской” is “российский”."""
    for ending in _ENDINGS_OF_ADJECTIVES:
        if key.endswith(f"ск{ending}"):
            return f"{key[: -len(ending)]}ии"
    return key


def _changed(word: str, endings: tuple[tuple[str, tuple[str, ...]], ...]) -> list[str]:
    return [
        word[: -len(ending)] + nominative
        for ending, all_nominatives in endings
        if word.endswith(ending) and len(word) - len(ending) >= MIN_STEM
        for nominative in all_nominatives
    ]
