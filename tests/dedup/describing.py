"""What a set of articles is like: how long, of how many words, and how alike unrelated ones are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from newsmill.cleaner.texts import words_of
from newsmill.text.words import word_count
from tests.dedup.drawing import Draw
from tests.dedup.labelled import Labelled
from tests.dedup.measuring import jaccard, shingles

Number = TypeVar("Number", int, float)

UNRELATED_PAIRS = 1_000
MIN_WORDS = 80
"""Shorter texts say little of how alike news is."""


@dataclass(frozen=True)
class Quantiles:
    """Half of the values are below `median`, 95 % below `high`."""

    median: float
    high: float


@dataclass(frozen=True)
class Unrelated:
    """The Jaccard index of pairs that are no copies, by the words of a shingle."""

    pairs: int
    two: Quantiles
    three: Quantiles


@dataclass(frozen=True)
class Statistics:
    """Of a set of articles."""

    articles: int
    groups: int
    words: int
    few_words: int
    median_words: int
    many_words: int
    unrelated: Mapping[str, Unrelated]
    """By language."""


def describe(articles: Sequence[Labelled]) -> Statistics:
    """The statistics of a set that is not empty."""
    lengths = sorted(word_count(article.text) for article in articles)
    return Statistics(
        articles=len(articles),
        groups=len({article.group for article in articles}),
        words=len({word for article in articles for word in words_of(article.text)}),
        few_words=_at(lengths, 0.05),
        median_words=_at(lengths, 0.5),
        many_words=_at(lengths, 0.95),
        unrelated={
            language: Unrelated(
                len(pairs), _jaccard_quantiles(pairs, 2), _jaccard_quantiles(pairs, 3)
            )
            for language, pairs in _unrelated_pairs(articles).items()
        },
    )


def _unrelated_pairs(articles: Sequence[Labelled]) -> dict[str, list[tuple[str, str]]]:
    """By language: of the first articles of groups that are no series, at random."""
    first = {article.group: article for article in reversed(articles)}
    kinds = {"original", "first of a group"}
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for article in first.values():
        if article.kind in kinds and word_count(article.text) >= MIN_WORDS:
            texts[article.language].append(article.text)
    draw = Draw("unrelated pairs")
    return {
        language: [_two(draw, texts[language]) for _ in range(UNRELATED_PAIRS)]
        for language in sorted(texts)
        if len(texts[language]) > 1
    }


def _two(draw: Draw, texts: Sequence[str]) -> tuple[str, str]:
    one, other = draw.sample(range(len(texts)), 2)
    return texts[one], texts[other]


def _jaccard_quantiles(pairs: Sequence[tuple[str, str]], width: int) -> Quantiles:
    values = sorted(jaccard(shingles(one, width), shingles(other, width)) for one, other in pairs)
    return Quantiles(_at(values, 0.5), _at(values, 0.95)) if values else Quantiles(0, 0)


def _at(values: Sequence[Number], share: float) -> Number:
    return values[min(len(values) - 1, int(share * len(values)))]
