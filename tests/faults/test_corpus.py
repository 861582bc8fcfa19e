"""Invented news is the same for whoever asks."""

from collections import Counter, defaultdict
from itertools import combinations, pairwise

import pytest

from newsmill.cleaner.cleaning import clean
from newsmill.cleaner.languages import language_of
from newsmill.cleaner.settings import Settings
from newsmill.contracts.outcomes import Dropped
from tests.builders import page as fetched
from tests.builders import retrieved_article
from tests.faults.corpus import (
    NUMBERS_PER_PAGE,
    RETURN_AFTER,
    SHARES,
    Corpus,
    Publication,
    item,
    page,
    shared_page,
    teaser,
)

CORPUS = Corpus(1)
SOME = [CORPUS.publication(number) for number in range(1500)]
UNRELATED = 0.15
EDITED = 0.45
"""Of the pairs of neighbouring long words that two texts have, the share that both have."""


def overlap(one: Publication, other: Publication) -> float:
    """How much two texts have in common."""
    here, there = _pairs(one), _pairs(other)
    return len(here & there) / len(here | there)


def _pairs(one: Publication) -> set[tuple[str, str]]:
    words = " ".join(one.paragraphs).lower().split()
    return set(pairwise(word.strip(",.") for word in words if len(word) > 3))


def test_a_number_is_the_same_publication_whatever_was_asked_before() -> None:
    backwards = [Corpus(1).publication(number) for number in reversed(range(200))]

    assert backwards[::-1] == SOME[:200]


def test_seeds_have_nothing_in_common() -> None:
    others = [Corpus(2).publication(number) for number in range(500)]
    texts = {one.paragraphs for one in others if one.kind != "wordless"}

    assert not texts & {one.paragraphs for one in SOME}


def test_there_is_of_everything_as_much_as_promised() -> None:
    share = {kind: count / len(SOME) for kind, count in Counter(p.kind for p in SOME).items()}

    for kind, promised in SHARES.items():
        assert share[kind] == pytest.approx(promised, abs=0.02)
    assert share["return"] == pytest.approx(SHARES["revision"] / 2, rel=0.5)
    assert share["full"] > 0.5


def test_a_near_copy_is_an_edited_text_under_a_headline_of_its_own_at_another_site() -> None:
    near = [one for one in SOME if one.kind == "near"]

    for one in near:
        target = CORPUS.publication(one.target)
        assert target.kind == "full"
        assert one.feed != target.feed
        assert one.host != target.host
        assert one.guid != target.guid
        assert one.title != target.title
        assert one.paragraphs[0].partition(" - ")[0].endswith("(Halyard)")
        assert 120 <= len(" ".join(one.paragraphs).split()) <= 300
        assert overlap(one, target) > EDITED


def test_texts_that_have_nothing_to_do_with_each_other_share_next_to_nothing() -> None:
    whole = defaultdict(list)
    for one in SOME:
        if one.kind in ("full", "sibling"):
            whole[one.language].append(one)

    for those in whole.values():
        assert max(overlap(*pair) for pair in combinations(those[:120], 2)) < UNRELATED


def test_a_state_that_returns_is_the_first_one_of_its_entry() -> None:
    returned = [one for one in SOME if one.kind == "return"]

    for one in returned:
        first = CORPUS.publication(one.target)
        revision = CORPUS.publication(one.number - RETURN_AFTER)
        assert (one.title, one.paragraphs) == (first.title, first.paragraphs)
        assert (one.guid, one.path, one.feed) == (first.guid, first.path, first.feed)
        assert (revision.kind, revision.guid) == ("revision", one.guid)


def test_siblings_of_one_feed_link_to_one_page_and_have_all_else_of_their_own() -> None:
    by_page = defaultdict(list)
    for one in SOME:
        if one.kind == "sibling":
            by_page[one.host, one.path].append(one)

    assert len(by_page) == len(SOME) / NUMBERS_PER_PAGE
    for those in by_page.values():
        assert len(those) > 1
        assert len({one.feed for one in those}) == 1
        for names in ("guid", "title", "paragraphs"):
            assert len({getattr(one, names) for one in those}) == len(those)
        # The page of the first is fetched, and says less than the entry.
        assert all(60 <= len(" ".join(one.paragraphs).split()) < 150 for one in those)
    assert len(shared_page().split()) < 25


def test_what_has_no_word_is_dropped() -> None:
    one = next(one for one in SOME if one.kind == "wordless")
    description = "<p><img src='/picture.svg' alt=''></p>"
    article = retrieved_article(
        title=one.title, summary_html=description, content_html="", page=fetched(html=page(one))
    )

    dropped = clean(article, Settings())

    assert isinstance(dropped, Dropped)
    assert dropped.reason == "no_text"


def test_only_copies_have_the_text_of_another() -> None:
    originals = [one for one in SOME if one.kind not in ("copy", "return", "wordless")]
    times = Counter(one.paragraphs for one in originals)

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
    for one in SOME[:200]:
        if one.kind in ("wordless", "sibling"):
            continue
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
