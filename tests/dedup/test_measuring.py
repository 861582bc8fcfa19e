from itertools import combinations

import pytest

from tests.dedup.drawing import Draw
from tests.dedup.measuring import (
    Score,
    adjusted_rand_index,
    b_cubed,
    grouped_pairs,
    jaccard,
    shingles,
    similar_pairs,
)


def test_shingles_are_of_words_without_case_and_punctuation() -> None:
    assert shingles("The ferry, the FERRY!", 2) == {("the", "ferry"), ("ferry", "the")}


def test_shingles_of_a_script_without_spaces_are_of_letters() -> None:
    assert shingles("港口。开放", 3) == {("港", "口", "开"), ("口", "开", "放")}


def test_a_text_of_fewer_words_is_one_shingle() -> None:
    assert shingles("Ferry", 3) == {("ferry",)}


def test_similar_pairs_are_all_there_are() -> None:
    draw = Draw("similar pairs")
    words = [str(n) for n in range(12)]
    texts = [" ".join(draw.choice(words) for _ in range(draw.between(1, 15))) for _ in range(80)]
    sets = [shingles(text, 1) for text in texts]
    for threshold in (0.3, 0.5, 0.7, 1.0):
        expected = {
            pair: index
            for pair in combinations(range(len(sets)), 2)
            if (index := jaccard(sets[pair[0]], sets[pair[1]])) >= threshold
        }
        assert expected
        assert similar_pairs(sets, threshold) == expected


def test_grouped_pairs_are_those_within_a_group() -> None:
    assert grouped_pairs("abab") == {(0, 2), (1, 3)}


@pytest.mark.parametrize(
    ("found", "truth", "score"),
    [
        pytest.param("aabb", "xxyy", Score(1, 1), id="equal, whatever the names"),
        pytest.param("abcd", "xxyy", Score(1, 0.5), id="all apart"),
        pytest.param("aaaa", "xxyy", Score(0.5, 1), id="all together"),
        # Bagga and Baldwin's own example would do as well; by hand: (1 + 2/3 + 2/3 + 1/3) / 4.
        pytest.param("abbb", "xyyx", Score(2 / 3, 0.75), id="one astray"),
    ],
)
def test_b_cubed(found: str, truth: str, score: Score) -> None:
    measured = b_cubed(found, truth)
    assert measured.precision == pytest.approx(score.precision)
    assert measured.recall == pytest.approx(score.recall)


@pytest.mark.parametrize(
    ("found", "truth", "index"),
    [
        pytest.param("aabb", "xxyy", 1.0, id="equal"),
        pytest.param("abcd", "xxyy", 0.0, id="all apart"),
        pytest.param("abab", "xxyy", -0.5, id="worse than chance"),
        pytest.param("aabc", "xxyy", 4 / 7, id="one group missed"),
        pytest.param("abcd", "wxyz", 1.0, id="no copies at all"),
    ],
)
def test_adjusted_rand_index(found: str, truth: str, index: float) -> None:
    assert adjusted_rand_index(found, truth) == pytest.approx(index)


def test_f1_is_the_harmonic_mean() -> None:
    assert Score(1.0, 0.5).f1 == pytest.approx(2 / 3)
    assert Score(0.0, 0.0).f1 == 0.0
