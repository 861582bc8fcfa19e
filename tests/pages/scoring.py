"""Scores of texts, dates, titles and authors against the truth.

The text's score is that of the public article-extraction benchmark
(https://github.com/scrapinghub/article-extraction-benchmark): runs of four words as multisets,
precision and recall of each page, their means over the pages, and F1 of the means. The words' score
is the same with single words.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

RUN = 4
RESAMPLES = 400
SEED = 20_260_501

_WORD = re.compile(r"\w+")
# Scripts without spaces: every character is a word, or a page would be one.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Match:
    """How much of one page was found: shares of the whole, or all zero if both sides are empty."""

    both: float
    too_much: float
    missed: float

    @property
    def precision(self) -> float | None:
        """None where nothing was given."""
        given = self.both + self.too_much
        return self.both / given if given else None

    @property
    def recall(self) -> float | None:
        """None where there was nothing to find."""
        wanted = self.both + self.missed
        return self.both / wanted if wanted else None

    @property
    def f1(self) -> float:
        """1 where both sides are empty."""
        whole = 2 * self.both + self.too_much + self.missed
        return 2 * self.both / whole if whole else 1.0


@dataclass(frozen=True, slots=True)
class Score:
    """Means over pages; `deviation` is the standard deviation of F1 over resampled pages."""

    precision: float
    recall: float
    f1: float
    deviation: float


def words(text: str) -> list[str]:
    """The words of `text` without case; in scripts without spaces, the characters."""
    return _WORD.findall(_UNSPACED.sub(r" \g<0> ", text.lower()))


def match(truth: str, found: str, run: int = RUN) -> Match:
    """How much of `truth` is in `found`, in runs of `run` words."""
    wanted, given = _runs(words(truth), run), _runs(words(found), run)
    both = sum((wanted & given).values())
    too_much, missed = given.total() - both, wanted.total() - both
    whole = both + too_much + missed
    return Match(both / whole, too_much / whole, missed / whole) if whole else Match(0, 0, 0)


def score(matches: Sequence[Match]) -> Score:
    """Means and F1 of all pages."""
    precision, recall, f1 = _means(matches)
    draw = random.Random(SEED)
    f1s = [_means(draw.choices(matches, k=len(matches)))[2] for _ in range(RESAMPLES)]
    middle = sum(f1s) / len(f1s)
    deviation = (sum((each - middle) ** 2 for each in f1s) / len(f1s)) ** 0.5
    return Score(precision, recall, f1, deviation)


def same_title(truth: str, found: str) -> bool:
    """Whether two titles read the same."""
    return words(truth) == words(found)


def authors_f1(truth: Iterable[str], found: Iterable[str]) -> float:
    """F1 of the names, each as a whole."""
    wanted = {" ".join(words(name)) for name in truth}
    given = {" ".join(words(name)) for name in found}
    if not wanted and not given:
        return 1.0
    return 2 * len(wanted & given) / (len(wanted) + len(given))


def _runs(found: list[str], run: int) -> Counter[tuple[str, ...]]:
    # A text of fewer words is one run.
    return Counter(
        tuple(found[i : i + run]) for i in range(max(len(found) - run + 1, 1 if found else 0))
    )


def _means(matches: Sequence[Match]) -> tuple[float, float, float]:
    precision = _mean(matches, lambda each: each.precision)
    recall = _mean(matches, lambda each: each.recall)
    both = precision + recall
    return precision, recall, 2 * precision * recall / both if both else 0.0


def _mean(matches: Sequence[Match], of: Callable[[Match], float | None]) -> float:
    known = [value for each in matches if (value := of(each)) is not None]
    return sum(known) / len(known) if known else 0.0
