"""Invented news is the same for whoever asks."""

from collections import Counter

import pytest

from newsmill.cleaner.languages import language_of
from tests.faults.corpus import Corpus, item, page, teaser

CORPUS = Corpus(1)
SOME = [CORPUS.publication(number) for number in range(1500)]


def test_a_number_is_the_same_publication_whatever_was_asked_before() -> None:
    backwards = [Corpus(1).publication(number) for number in reversed(range(200))]

    assert backwards[::-1] == SOME[:200]


def test_seeds_have_nothing_in_common() -> None:
    other = {Corpus(2).publication(number).paragraphs for number in range(500)}

    assert not other & {one.paragraphs for one in SOME}


def test_there_are_teasers_copies_and_revisions_as_promised() -> None:
    share = {kind: count / len(SOME) for kind, count in Counter(p.kind for p in SOME).items()}

    assert share["teaser"] == pytest.approx(0.10, abs=0.03)
    assert share["copy"] == pytest.approx(0.10, abs=0.03)
    assert share["revision"] == pytest.approx(0.02, abs=0.01)


def test_only_copies_have_the_text_of_another() -> None:
    times = Counter(one.paragraphs for one in SOME if one.kind != "copy")

    assert set(times.values()) == {1}
    for one in SOME:
        if one.kind == "copy":
            target = CORPUS.publication(one.target)
            assert (one.paragraphs, one.title) == (target.paragraphs, target.title)
            assert one.host != target.host
            assert one.guid != target.guid


def test_a_revision_takes_the_place_of_what_it_revises() -> None:
    for one in SOME:
        if one.kind == "revision":
            before = CORPUS.publication(one.target)
            assert (one.guid, one.feed, one.path) == (before.guid, before.feed, before.path)
            assert one.title != before.title
            assert one.paragraphs != before.paragraphs


def test_texts_are_of_an_articles_length_and_in_their_language() -> None:
    for one in SOME[:120]:
        text = " ".join(one.paragraphs)
        assert 200 <= len(text.split()) <= 300
        assert language_of(one.title, text, (), 0.5)[0] == one.language


def test_a_teaser_breaks_off_and_its_page_does_not() -> None:
    one = next(one for one in SOME if one.kind == "teaser")

    assert teaser(one).endswith("…")
    assert one.paragraphs[-1] not in item(one, "http://x/")
    assert one.paragraphs[-1].split("'")[0] in page(one)


def test_poison_is_copied_and_revised_by_nobody() -> None:
    lonely = CORPUS.lonely_numbers(0, 1000)

    assert lonely
    assert not {one.target for one in SOME if one.target != one.number} & set(lonely)
    poisoned = Corpus(1, {lonely[0]: "Poisonous"}).publication(lonely[0])
    assert poisoned.title == f"Poisonous: {SOME[lonely[0]].title}"
