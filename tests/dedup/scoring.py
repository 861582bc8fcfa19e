"""How right verdicts were: kind by kind, as groups in several orders, and beside exact Jaccard."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import mean

from tests.dedup.labelled import COPY_KINDS, ORIGINAL, Labelled
from tests.dedup.measuring import (
    Pair,
    Score,
    adjusted_rand_index,
    b_cubed,
    grouped_pairs,
    share,
)
from tests.dedup.production import Decided, Verdict

SIMILAR = 0.7
"""Pairs whose exact Jaccard index is so high count as copies."""

TOLERANCE = 0.05
"""Three standard deviations of an estimate from some hundreds of hashes, near 0.7."""


@dataclass(frozen=True)
class KindScore:
    """Of the articles of one kind: how many were called copies, and how many rightly.

    `later` are those with an earlier article of their group; rightly called is a later one that is
    put into the group of its first.
    """

    articles: int
    later: int
    called: int
    right: int

    @property
    def precision(self) -> float:
        return share(self.right, self.called)

    @property
    def recall(self) -> float:
        return share(self.right, self.later)

    @property
    def f1(self) -> float:
        return Score(self.precision, self.recall).f1

    @property
    def left_alone(self) -> float:
        """Of those that are no copies, the share that was not called one."""
        return 1 - share(self.called - self.right, self.articles - self.later or 1)

    def __add__(self, other: "KindScore") -> "KindScore":
        return KindScore(
            self.articles + other.articles,
            self.later + other.later,
            self.called + other.called,
            self.right + other.right,
        )


@dataclass(frozen=True)
class Spread:
    """The least and the mean of several values."""

    least: float
    mean: float


@dataclass(frozen=True)
class Orders:
    """How groups came out in several arrival orders: beside the truth, and beside each other."""

    b_cubed_precision: Spread
    b_cubed_recall: Spread
    b_cubed_f1: Spread
    rand_index: Spread
    agreement_f1: Spread
    agreement_rand_index: Spread


@dataclass(frozen=True)
class PairScore:
    """Beside all pairs of an exact Jaccard index of at least `SIMILAR`."""

    true_pairs: int
    recall: float
    """Of the true pairs, those in one group."""

    reported: int
    precision_reported: float
    """Of the pairs told with a similarity of at least `SIMILAR`, those that are true."""

    precision_within_tolerance: float
    """Likewise, where an exact index of at least `SIMILAR` - `TOLERANCE` is enough."""

    grouped: int
    precision_grouped: float
    """Of all pairs in one group, those that are true."""


def score_kinds(articles: Sequence[Labelled], verdicts: Sequence[Verdict]) -> dict[str, KindScore]:
    """By kind, of articles in their order of arrival; kinds of copies come first."""
    seen: set[str] = set()
    scores: defaultdict[str, KindScore] = defaultdict(lambda: KindScore(0, 0, 0, 0))
    for article, verdict in zip(articles, verdicts, strict=True):
        called = verdict.copy_of is not None
        right = called and articles[verdict.group].group == article.group
        later = article.group in seen
        seen.add(article.group)
        scores[article.kind] += KindScore(1, int(later), int(called), int(right and later))
    return {kind: scores[kind] for kind in sorted(scores, key=_place_in_report)}


def score_pairs_of_groups(articles: Sequence[Labelled], groups: Sequence[int]) -> Score:
    """Precision and recall of all pairs of articles in one group."""
    found, truth = grouped_pairs(groups), grouped_pairs([article.group for article in articles])
    both = len(found & truth)
    return Score(share(both, len(found)), share(both, len(truth)))


def score_orders(
    articles: Sequence[Labelled], orders: Sequence[Sequence[int]], decided: Sequence[Decided]
) -> Orders:
    """Of the same articles in several orders: `decided[n]` is about them in `orders[n]`."""
    truth = [article.group for article in articles]
    groupings = [_as_in_first_order(o, d.groups) for o, d in zip(orders, decided, strict=True)]
    scores = [b_cubed(groups, truth) for groups in groupings]
    pairs = list(combinations(groupings, 2)) or [(groupings[0], groupings[0])]
    return Orders(
        b_cubed_precision=_spread([score.precision for score in scores]),
        b_cubed_recall=_spread([score.recall for score in scores]),
        b_cubed_f1=_spread([score.f1 for score in scores]),
        rand_index=_spread([adjusted_rand_index(groups, truth) for groups in groupings]),
        agreement_f1=_spread([b_cubed(one, other).f1 for one, other in pairs]),
        agreement_rand_index=_spread([adjusted_rand_index(*pair) for pair in pairs]),
    )


def score_similar_pairs(true: Mapping[Pair, float], verdicts: Sequence[Verdict]) -> PairScore:
    """Beside `true`: all pairs with an exact index of at least `SIMILAR` - `TOLERANCE`."""
    similar = {pair for pair, index in true.items() if index >= SIMILAR}
    grouped = grouped_pairs([verdict.group for verdict in verdicts])
    reported = {
        (min(place, verdict.copy_of), max(place, verdict.copy_of))
        for place, verdict in enumerate(verdicts)
        if verdict.copy_of is not None and (verdict.similarity or 0) >= SIMILAR
    }
    return PairScore(
        true_pairs=len(similar),
        recall=share(len(similar & grouped), len(similar)),
        reported=len(reported),
        precision_reported=share(len(reported & similar), len(reported)),
        precision_within_tolerance=share(len(reported & true.keys()), len(reported)),
        grouped=len(grouped),
        precision_grouped=share(len(grouped & similar), len(grouped)),
    )


def _place_in_report(kind: str) -> tuple[int, str]:
    known = (*COPY_KINDS, ORIGINAL)
    return (known.index(kind), "") if kind in known else (len(known), kind)


def _as_in_first_order(order: Sequence[int], groups: Sequence[int]) -> list[int]:
    """The groups by article's number, of groups by place of arrival."""
    by_number = [0] * len(order)
    for number, group in zip(order, groups, strict=True):
        by_number[number] = group
    return by_number


def _spread(values: Sequence[float]) -> Spread:
    return Spread(min(values), mean(values))
