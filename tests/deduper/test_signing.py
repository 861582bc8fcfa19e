import random

import numpy as np
import pytest

from newsmill.deduper.copies import facts_shared
from newsmill.deduper.signing import (
    MAX_FACTS,
    MIN_SHINGLES,
    PAIR_VALUES,
    TRIPLE_VALUES,
    Signature,
    sign,
)
from newsmill.deduper.signing import similarity as estimated

WORDS = [f"{first}{last}" for first in ("harb", "lant", "grov", "stell") for last in range(200)]


def text(length: int, seed: int) -> str:
    draw = random.Random(seed)
    return " ".join(draw.choice(WORDS) for _ in range(length))


def jaccard(one: str, other: str) -> float:
    pairs = [set(zip(t.split(), t.split()[1:], strict=False)) for t in (one, other)]
    return len(pairs[0] & pairs[1]) / len(pairs[0] | pairs[1])


def signed(of: str) -> Signature:
    signature = sign(of)
    assert signature is not None
    return signature


def similarity(one: str, other: str) -> float:
    return float(estimated(signed(one).pairs, signed(other).pairs))


@pytest.mark.parametrize("changed", [0, 20, 100, 300])
def test_the_share_of_equal_values_estimates_the_jaccard_similarity(changed: int) -> None:
    errors = []
    for seed in range(40):
        words = text(500, seed).split()
        for place in range(changed):
            words[place * 500 // changed] = f"other{place}x"
        pair = text(500, seed), " ".join(words)
        errors.append(similarity(*pair) - jaccard(*pair))
    assert abs(np.mean(errors)) < 3 * 0.04 / 40**0.5
    assert np.std(errors) < 0.05


def test_it_is_the_same_on_every_machine() -> None:
    """Journals hold signatures for a month: a change needs a new recipe."""
    signature = signed(
        "Captain Oltmann sold 41 lanterns of Nordhavn to the harbour board in March."
    )
    assert signature.pairs[:6].tolist() == [190, 201, 63, 140, 72, 43]
    assert signature.triples[:6].tolist() == [210, 244, 177, 76, 178, 13]
    assert signature.facts.tolist() == [62400, 40335, 23280, 32446]
    assert signature.shingles == 8
    assert (len(signature.pairs), len(signature.triples)) == (PAIR_VALUES, TRIPLE_VALUES)


def test_case_and_punctuation_make_no_difference() -> None:
    one = "The harbour-board expects “four crossings” every single day, until summer ends."
    other = "the Harbour Board expects four crossings: every single day until SUMMER ends"
    assert similarity(one, other) == 1


def test_a_text_of_a_few_words_is_not_signed() -> None:
    assert sign("Watch the video now") is None
    assert sign("") is None
    assert sign("the of in a to " * 50) is None
    assert signed(
        "harbour lanterns " * MIN_SHINGLES + "candles barley ropes wool flour paper herring"
    )


SCRIPTS = {
    "Chinese": "星期二旧渡轮在干船坞停放十一个月之后重新投入使用船长说新的发动机比海鸥还要安静",
    "Thai": "เรือเฟอร์รี่ลำเก่ากลับมาให้บริการในวันอังคารหลังจากอยู่ในอู่แห้งเป็นเวลาสิบเอ็ดเดือน",
    "Hindi": "पुरानी नौका मंगलवार को ग्यारह महीने बाद फिर से सेवा में लौट आई और कप्तान खुश हैं",
    "Korean": "낡은 여객선이 건선거에서 열한 달을 보낸 뒤 화요일에 다시 운항을 시작했다",
    "Arabic": "عادت العبارة القديمة إلى الخدمة يوم الثلاثاء بعد أحد عشر شهرا في الحوض الجاف",
}


@pytest.mark.parametrize("of", SCRIPTS.values(), ids=SCRIPTS.keys())
def test_every_script_is_signed(of: str) -> None:
    assert similarity(of, of) == 1
    assert similarity(of, "AGN — " + of) > 0.6
    for other in SCRIPTS.values():
        if other != of:
            assert similarity(of, other) < 0.05


def facts(of: str) -> list[int]:
    signature = signed(of + " lanterns candles barley ropes wool flour paper herring")
    return list(map(int, signature.facts))


def test_facts_are_numbers_and_names_within_sentences() -> None:
    assert (
        len(facts("Many ships of Nordhavn left. Others stayed at 41 piers, said Maren Oltmann"))
        == 4
    )
    assert [fact & 1 for fact in facts("In all 1,250.5 tons went to Tolvik")] == [1, 0]
    assert facts("ships of Nordhavn and Nordhavn again") == facts("boats at Nordhavn today")


def test_of_a_long_text_the_same_facts_are_kept_as_of_its_half() -> None:
    sentences = [f"ships number {number} lay at the pier." for number in range(1000, 1200)]
    whole, half = signed(" ".join(sentences)), signed(" ".join(sentences[:100]))
    assert len(whole.facts) == len(half.facts) == MAX_FACTS
    assert facts_shared(whole, half) == 1
    other = [f"ships number {number} lay at the pier." for number in range(2000, 2200)]
    shared = facts_shared(whole, signed(" ".join(other)))
    assert shared is not None
    assert shared < 0.05


HOSTILE = ["!" * 20_000, "1 " * 30_000, "a" * 100_000, "e\u0302" * 50_000, "\ud800abc " * 9_000]


@pytest.mark.parametrize("of", HOSTILE)
def test_no_text_is_too_strange(of: str) -> None:
    assert sign(of) is None


def test_a_very_long_text_is_signed() -> None:
    assert signed(text(100_000, 1)).shingles > 50_000
