from collections.abc import Sequence

import pytest

from tests.dedup.labelled import OPENED, Labelled
from tests.dedup.production import Cost, Decided, Verdict
from tests.dedup.scoring import (
    KindScore,
    score_kinds,
    score_orders,
    score_pairs_of_groups,
    score_similar_pairs,
)

FREE = Cost(0, 0)


def article(number: int, group: str, kind: str) -> Labelled:
    return Labelled(str(number), group, kind, "text", "", "en", OPENED, "a.example", "a")


def articles(*labels: tuple[str, str]) -> list[Labelled]:
    return [article(number, group, kind) for number, (group, kind) in enumerate(labels)]


def decided(*groups: int) -> Decided:
    verdicts = tuple(
        Verdict(group, None if group == place else group) for place, group in enumerate(groups)
    )
    return Decided(verdicts, FREE)


# 0 and 1 are copies; 2 is alone and called a copy of 0; 3 is a copy of 0 that was missed; 4, one of
# 2, was put into the wrong group.
CASE = articles(("x", "original"), ("x", "edits"), ("y", "form"), ("x", "edits"), ("y", "edits"))
FOUND = decided(0, 0, 0, 3, 0)


def test_kinds_are_told_apart() -> None:
    scores = score_kinds(CASE, FOUND.verdicts)
    assert scores["original"] == KindScore(articles=1, later=0, called=0, right=0)
    assert scores["edits"] == KindScore(articles=3, later=3, called=2, right=1)
    assert scores["form"] == KindScore(articles=1, later=0, called=1, right=0)


def test_precision_and_recall_of_a_kind() -> None:
    score = score_kinds(CASE, FOUND.verdicts)["edits"]
    assert score.precision == 0.5
    assert score.recall == pytest.approx(1 / 3)


def test_what_is_no_copy_and_was_called_one_was_not_left_alone() -> None:
    assert KindScore(articles=4, later=0, called=1, right=0).left_alone == 0.75


def test_pairs_of_groups() -> None:
    score = score_pairs_of_groups(CASE, FOUND.groups)
    # Found: 01, 02, 04, 12, 14, 24. True: 01, 03, 13, 24.
    assert score.precision == pytest.approx(2 / 6)
    assert score.recall == pytest.approx(2 / 4)


def test_orders_are_compared_article_by_article() -> None:
    orders: Sequence[Sequence[int]] = [(0, 1, 2, 3, 4), (4, 3, 2, 1, 0)]
    # The same groups, whichever came first: {0, 1, 3} and {2, 4}.
    found = [decided(0, 0, 2, 0, 2), decided(0, 1, 0, 1, 1)]
    measured = score_orders(CASE, orders, found)
    assert measured.b_cubed_f1.least == measured.rand_index.least == 1
    assert measured.agreement_f1.least == measured.agreement_rand_index.least == 1


def test_the_worst_order_and_the_mean_are_told() -> None:
    orders: Sequence[Sequence[int]] = [(0, 1), (1, 0)]
    pair = articles(("x", "original"), ("x", "edits"))
    measured = score_orders(pair, orders, [decided(0, 0), decided(0, 1)])
    assert measured.b_cubed_recall.least == 0.5
    assert measured.b_cubed_recall.mean == 0.75
    assert measured.agreement_f1.least == pytest.approx(2 / 3)


def test_similar_pairs_beside_verdicts() -> None:
    true = {(0, 1): 0.9, (0, 2): 0.66, (3, 4): 0.8}
    verdicts = [
        Verdict(0),
        Verdict(0, copy_of=0, similarity=0.88),
        Verdict(0, copy_of=0, similarity=0.71),
        Verdict(3),
        Verdict(4),
    ]
    score = score_similar_pairs(true, verdicts)
    assert (score.true_pairs, score.recall) == (2, 0.5)
    assert (score.reported, score.precision_reported) == (2, 0.5)
    assert score.precision_within_tolerance == 1
    assert score.grouped == 3
    assert score.precision_grouped == pytest.approx(1 / 3)
