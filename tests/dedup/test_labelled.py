from collections import Counter, defaultdict
from hashlib import sha256
from itertools import combinations

import pytest

from tests.dedup.labelled import (
    COPY_KINDS,
    MINUTES,
    OPENED,
    Labelled,
    labelled_set,
)
from tests.dedup.measuring import jaccard, shingles
from tests.dedup.series import load_templates
from tests.dedup.vocabulary import LANGUAGES, SPLITS, load_lexicon

ARTICLES = 900


@pytest.fixture(scope="module")
def half() -> list[Labelled]:
    return labelled_set("dev", articles=ARTICLES)


def test_the_same_seed_gives_the_same_set_everywhere(half: list[Labelled]) -> None:
    digest = sha256("\0".join(map(repr, half)).encode()).hexdigest()
    assert digest[:16] == "1e2180434dd5e274"


def test_another_seed_gives_other_texts(half: list[Labelled]) -> None:
    other = labelled_set("dev", seed=1, articles=ARTICLES)
    assert not {a.text for a in half} & {a.text for a in other}


def test_ids_and_addresses_are_distinct(half: list[Labelled]) -> None:
    assert len({article.id for article in half}) == len({a.url for a in half}) == len(half)


def test_the_first_of_a_group_is_what_the_others_copy(half: list[Labelled]) -> None:
    groups = defaultdict(list)
    for article in half:
        groups[article.group].append(article)
    for first, *others in groups.values():
        assert not first.is_copy
        assert all(other.is_copy for other in others)


def test_every_kind_of_copy_is_there(half: list[Labelled]) -> None:
    assert set(COPY_KINDS) <= {article.kind for article in half}


def test_a_half_has_about_as_many_articles_as_wanted(half: list[Labelled]) -> None:
    assert abs(len(half) - ARTICLES) < 0.02 * ARTICLES


def test_everything_is_seen_within_what_the_deduper_remembers(half: list[Labelled]) -> None:
    days = {(article.seen_at - OPENED).days for article in half}
    assert min(days) >= 0
    assert max(days) <= MINUTES // (24 * 60) + 4


def test_unrelated_articles_share_as_little_as_news_does(half: list[Labelled]) -> None:
    texts = [a.text for a in half if a.kind == "original" and a.language == "en"][:40]
    pairs = list(combinations(texts, 2))
    twos = [jaccard(shingles(a, 2), shingles(b, 2)) for a, b in pairs]
    threes = [jaccard(shingles(a, 3), shingles(b, 3)) for a, b in pairs]
    assert 0.005 < sum(twos) / len(twos) < 0.03
    assert sum(threes) / len(threes) < 0.005


def test_the_halves_share_no_names_and_no_templates() -> None:
    for language in LANGUAGES:
        dev, test = (load_lexicon(language, split) for split in SPLITS)
        assert not {*dev.syllables.first} & {*test.syllables.first}
        dev_texts, test_texts = (
            {t.text for t in load_templates(language, split) if t.text} for split in SPLITS
        )
        assert dev_texts
        assert not dev_texts & test_texts


def test_boilerplate_is_about_half_of_a_text_of_its_feed(half: list[Labelled]) -> None:
    feeds = defaultdict(list)
    for article in half:
        if article.kind == "boilerplate feed":
            feeds[article.host].append(article.text.split("\n\n"))
    for texts in feeds.values():
        if len(texts) < 3:
            continue
        paragraphs = Counter(p for text in texts for p in text)
        for text in texts:
            standing = sum(len(p.split()) for p in text if paragraphs[p] > 1)
            assert 0.35 < standing / sum(len(p.split()) for p in text) < 0.65
