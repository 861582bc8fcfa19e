"""Measures of how well articles were put into groups."""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, comb

from newsmill.cleaner.texts import words_of
from newsmill.text.words import UNSPACED_SCRIPTS

Shingle = tuple[str, ...]
Pair = tuple[int, int]
"""Two places in a sequence of articles, the smaller one first."""

_UNSPACED = "".join(script.letters for script in UNSPACED_SCRIPTS)
_UNIT = re.compile(f"[{_UNSPACED}]|[^{_UNSPACED}]+")


@dataclass(frozen=True)
class Score:
    """Precision and recall."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def share(part: int, whole: int) -> float:
    """`part` of `whole`; all of nothing is 1."""
    return part / whole if whole else 1.0


def shingles(text: str, width: int) -> frozenset[Shingle]:
    """The runs of `width` words; a text of fewer words is one run.

    Words are those of fingerprints. In scripts without spaces each letter counts for a word.
    """
    words = [unit for word in words_of(text) for unit in _UNIT.findall(word)]
    last = max(1, len(words) - width + 1)
    return frozenset(tuple(words[start : start + width]) for start in range(last))


def jaccard(one: frozenset[Shingle], other: frozenset[Shingle]) -> float:
    """What both have of what either has."""
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared)


def similar_pairs(sets: Sequence[frozenset[Shingle]], threshold: float) -> dict[Pair, float]:
    """All pairs whose exact Jaccard index is at least `threshold`, above 0.

    Looks only at pairs that share one of their rarest shingles. Sets that differ in too many
    others cannot be similar enough (prefix filtering: Chaudhuri and others 2006, Bayardo and
    others 2007).
    """
    frequency = Counter(shingle for each in sets for shingle in each)
    places: defaultdict[Shingle, list[int]] = defaultdict(list)
    found: dict[Pair, float] = {}
    for number, each in enumerate(sets):
        rarest = sorted(each, key=lambda shingle: (frequency[shingle], shingle))
        prefix = rarest[: len(each) - ceil(threshold * len(each)) + 1]
        for candidate in {place for shingle in prefix for place in places[shingle]}:
            index = jaccard(sets[candidate], each)
            if index >= threshold:
                found[candidate, number] = index
        for shingle in prefix:
            places[shingle].append(number)
    return found


def grouped_pairs(groups: Sequence[Hashable]) -> set[Pair]:
    """All pairs of articles in one group."""
    members: defaultdict[Hashable, list[int]] = defaultdict(list)
    for number, group in enumerate(groups):
        members[group].append(number)
    return {
        (one, other)
        for numbers in members.values()
        for place, one in enumerate(numbers)
        for other in numbers[place + 1 :]
    }


def b_cubed(found: Sequence[Hashable], truth: Sequence[Hashable]) -> Score:
    """B-cubed precision and recall (Bagga and Baldwin 1998): the mean over all articles."""
    together = Counter(zip(found, truth, strict=True))
    by_found, by_truth = Counter(found), Counter(truth)
    pairs = list(zip(found, truth, strict=True))
    return Score(
        _mean(together[f, t] / by_found[f] for f, t in pairs),
        _mean(together[f, t] / by_truth[t] for f, t in pairs),
    )


def adjusted_rand_index(found: Sequence[Hashable], truth: Sequence[Hashable]) -> float:
    """Agreement of two groupings beyond chance (Hubert and Arabie 1985): 1 if they are equal."""
    together = _pairs_within(Counter(zip(found, truth, strict=True)))
    in_found, in_truth = _pairs_within(Counter(found)), _pairs_within(Counter(truth))
    every = comb(len(truth), 2)
    expected = in_found * in_truth / every if every else 0.0
    most = (in_found + in_truth) / 2
    return (together - expected) / (most - expected) if most != expected else 1.0


def _pairs_within(sizes: Mapping[Hashable, int]) -> int:
    return sum(comb(size, 2) for size in sizes.values())


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else 1.0
