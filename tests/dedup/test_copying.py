from collections import Counter

import pytest

from tests.dedup.copying import COPIES, Copyist
from tests.dedup.drawing import Draw
from tests.dedup.measuring import jaccard, shingles
from tests.dedup.prose import Draft, write_article
from tests.dedup.vocabulary import load_lexicon

LEXICON = load_lexicon("en", "dev")
DRAFT = write_article(LEXICON, Draw("draft"), words=400)


def copy_of(kind: str) -> Draft:
    return COPIES[kind](Copyist(LEXICON, Draw("copy", kind)), DRAFT)


def kept(copy: Draft) -> float:
    """The share of the draft's words that the copy has too."""
    words = Counter(DRAFT.text.split())
    return (words & Counter(copy.text.split())).total() / words.total()


@pytest.mark.parametrize("percent", [5, 10, 20])
def test_so_many_words_are_edited(percent: int) -> None:
    similarity = jaccard(*(shingles(d.text, 1) for d in (DRAFT, copy_of(f"edits {percent} %"))))
    assert 1 - 0.035 * percent < similarity < 1 - 0.005 * percent
    lost = 1 - kept(copy_of(f"edits {percent} %"))
    assert percent / 200 < lost < percent / 90


@pytest.mark.parametrize("percent", [70, 50])
def test_a_cut_keeps_the_start(percent: int) -> None:
    copy = copy_of(f"cut to {percent} %").text
    assert DRAFT.text.startswith(copy)
    assert len(copy.split()) == pytest.approx(percent / 100 * len(DRAFT.text.split()), rel=0.02)


def test_a_cut_in_the_middle_keeps_both_ends() -> None:
    copy = copy_of("cut in the middle").text
    assert copy.split()[:5] == DRAFT.text.split()[:5]
    assert copy.split()[-3:] == DRAFT.text.split()[-3:]
    assert 0.5 < len(copy) / len(DRAFT.text) < 0.8


def test_affixes_and_own_paragraphs_leave_every_word() -> None:
    for kind in ("affixes", "own paragraph"):
        copy = copy_of(kind)
        assert kept(copy) == 1
        assert len(copy.text) > len(DRAFT.text)


def test_reordered_paragraphs_are_the_same_ones() -> None:
    copy = copy_of("reordered")
    assert copy.paragraphs != DRAFT.paragraphs
    assert copy.paragraphs[0] == DRAFT.paragraphs[0]
    assert Counter(copy.paragraphs) == Counter(DRAFT.paragraphs)


def test_a_new_headline_leaves_the_text() -> None:
    copy = copy_of("new headline")
    assert copy.title != DRAFT.title
    assert copy.text == DRAFT.text
