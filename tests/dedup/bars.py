"""What the deduper has to reach on the labelled set."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.dedup.labelled import COPY_KINDS, ORIGINAL
from tests.dedup.measuring import Score
from tests.dedup.scoring import KindScore, Orders, PairScore

RECALL = {
    "edits 5 %": 0.99,
    "edits 10 %": 0.99,
    "affixes": 0.99,
    "edits 20 %": 0.90,
    "cut to 50 %": 0.85,
}
PRECISION = 0.99
ORDERS_F1 = 0.98
SIMILAR_PAIRS = 0.98


@dataclass(frozen=True)
class Bar:
    """One of them, and whether it was reached."""

    name: str
    wanted: float
    measured: float

    @property
    def is_reached(self) -> bool:
        return self.measured >= self.wanted


def hard_negatives(kinds: Mapping[str, KindScore]) -> KindScore:
    """All articles that look like others and are not their copies."""
    scores = [s for kind, s in kinds.items() if kind not in (*COPY_KINDS, ORIGINAL)]
    return sum(scores, start=KindScore(0, 0, 0, 0))


def bars_of_kinds(kinds: Mapping[str, KindScore], pairs: Score) -> list[Bar]:
    """Those of the labelled set's kinds; `pairs` are all of articles in one group."""
    recalls = [
        Bar(f"recall, {kind}", wanted, kinds[kind].recall)
        for kind, wanted in RECALL.items()
        if kind in kinds
    ]
    return [
        *recalls,
        Bar("hard negatives not called copies", PRECISION, hard_negatives(kinds).left_alone),
        Bar("precision of all pairs in one group", PRECISION, pairs.precision),
    ]


def bars_of_orders(orders: Orders) -> list[Bar]:
    """Groups must not depend on who came first."""
    return [
        Bar("B-cubed F1 beside the truth, worst order", ORDERS_F1, orders.b_cubed_f1.least),
        Bar("B-cubed F1 between two orders, worst pair", ORDERS_F1, orders.agreement_f1.least),
    ]


def bars_of_similar_pairs(pairs: PairScore) -> list[Bar]:
    """Beside exact Jaccard, where labels say nothing."""
    return [
        Bar("pairs ≥ 0.7, recall", SIMILAR_PAIRS, pairs.recall),
        Bar("pairs ≥ 0.7, precision of reported", SIMILAR_PAIRS, pairs.precision_reported),
    ]
