import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmill.deduper.arrays import Arrays
from newsmill.deduper.signing import PAIR_VALUES, TRIPLE_VALUES, Signature
from newsmill.deduper.text_index import CHAIN, FEWEST_BUCKETS, TextIndex


def signature(number: int) -> Signature:
    """One that resembles no other."""
    draw = np.random.default_rng(number)
    pairs, triples = (
        draw.integers(0, 256, count).astype(np.uint8) for count in (PAIR_VALUES, TRIPLE_VALUES)
    )
    return Signature(pairs, triples, pairs[:5].astype(np.uint16), 100 + number)


def changed(of: Signature, percent: int) -> Signature:
    pairs = of.pairs.copy()
    pairs[: PAIR_VALUES * percent // 100] ^= 0x55
    return Signature(pairs, of.triples, of.facts, of.shingles)


def owners(index: TextIndex, of: Signature, least: float = 0.5) -> list[int]:
    return list(map(int, index.resembling(of, least).owners))


@given(st.integers(1, 20), st.lists(st.integers(0, 5), max_size=60))
def test_it_finds_exactly_the_last_of_equal_signatures(capacity: int, numbers: list[int]) -> None:
    index = TextIndex(capacity, Arrays())
    for place, number in enumerate(numbers):
        assert index.add(signature(number), owner=place) == place + 1
    kept = dict(enumerate(numbers))
    for place in range(len(numbers) - (capacity - 1)):
        del kept[place]
    for number in range(6):
        expected = [place for place, each in kept.items() if each == number]
        assert owners(index, signature(number)) == expected[-CHAIN:]


def test_the_most_similar_comes_first_and_of_equals_the_oldest() -> None:
    index = TextIndex(100, Arrays())
    first = signature(1)
    for owner, each in enumerate([changed(first, 40), first, changed(first, 10), first]):
        index.add(each, owner)
    found = index.resembling(first, 0.5)
    assert found.owners.tolist() == [1, 3, 2, 0]
    assert found.similarities.tolist() == pytest.approx([1, 1, 0.9, 0.6], abs=0.01)


def test_what_is_derived_anew_is_the_same_as_what_grew() -> None:
    index = TextIndex(3 * FEWEST_BUCKETS, Arrays())
    count = 4 * FEWEST_BUCKETS
    for number in range(count):
        index.add(signature(number), number)
    before = [owners(index, signature(number)) for number in range(0, count, 50)]
    index.derive()
    assert [owners(index, signature(number)) for number in range(0, count, 50)] == before
    assert before[-1] == [count - 46]
    assert before[0] == []


def test_a_signature_that_left_the_ring_is_gone() -> None:
    index = TextIndex(4, Arrays())
    for number in range(10):
        index.add(signature(number), number)
    assert index.signature(6) is None
    kept = index.signature(10)
    assert kept is not None
    assert kept.shingles == 109
    assert kept.pairs.tolist() == signature(9).pairs.tolist()
    assert kept.triples.tolist() == signature(9).triples.tolist()
    assert index.signature(11) is None
