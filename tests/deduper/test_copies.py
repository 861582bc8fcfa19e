import random
from itertools import pairwise

import pytest

from newsmill.deduper.copies import contained, is_copy
from newsmill.deduper.signing import Signature, sign, similarity

SYLLABLES = "ba ke li mo nu ra se ti vo za de fi go hu ja pe stra tro wen qui".split()  # noqa: SIM905
ARABIC = "با كي لي مو نو را سي تي فو زا دي في".split()  # noqa: SIM905


def words(count: int, seed: object, syllables: list[str] = SYLLABLES) -> list[str]:
    draw = random.Random(str(seed))
    return ["".join(draw.choices(syllables, k=draw.randint(3, 5))) for _ in range(count)]


def edited(text: list[str], share: float, seed: object) -> list[str]:
    draw = random.Random(str(seed))
    return [words(1, f"{seed} {n}")[0] if draw.random() < share else w for n, w in enumerate(text)]


def signed(text: list[str]) -> Signature:
    signature = sign(" ".join(text))
    assert signature is not None
    return signature


def judged(one: list[str], other: list[str], *, on_one_site: bool = False) -> bool:
    signatures = signed(one), signed(other)
    alike = float(similarity(signatures[0].pairs, signatures[1].pairs))
    return is_copy(alike, *signatures, on_one_site=on_one_site)


SEEDS = range(30)


@pytest.mark.parametrize("syllables", [SYLLABLES, ARABIC], ids=["Latin", "Arabic"])
def test_half_of_a_text_without_names_and_numbers_is_a_copy(syllables: list[str]) -> None:
    texts = [words(300, seed, syllables) for seed in SEEDS]
    assert sum(judged(text, text[:150]) for text in texts) >= 29


@pytest.mark.parametrize("standing", [0.4, 0.6, 0.7])
def test_what_is_standing_on_a_site_makes_no_copies(standing: float) -> None:
    form = words(round(300 * standing), "form")
    texts = [words(300 - len(form), seed) + form for seed in SEEDS]
    pairs = pairwise(texts)
    assert sum(judged(*pair, on_one_site=True) for pair in pairs) <= 1


@pytest.mark.parametrize("share", [0.02, 0.05])
def test_a_text_with_few_words_changed_is_a_copy_on_the_same_site_too(share: float) -> None:
    texts = [(words(300, seed), seed) for seed in SEEDS]
    assert all(judged(t, edited(t, share, seed), on_one_site=True) for t, seed in texts)


def test_a_line_before_or_a_cut_makes_a_copy_on_the_same_site_too() -> None:
    for seed in SEEDS:
        text = words(300, seed)
        assert judged(text, words(12, "agency") + text, on_one_site=True)
        assert judged(text, text[:200], on_one_site=True)


def test_short_texts_that_differ_in_their_number_are_no_copies() -> None:
    form = "Ferry {} came back to the island. It had been away for many weeks, the captain said"
    assert not judged(form.format(41).split(), form.format(17).split())
    assert judged(form.format(41).split(), ("Yesterday " + form.format(41)).split())


def test_a_part_is_contained_in_the_whole() -> None:
    text = words(300, 1)
    whole, half = signed(text), signed(text[:150])
    assert contained(float(similarity(whole.pairs, half.pairs)), whole, half) == pytest.approx(
        1, abs=0.15
    )
