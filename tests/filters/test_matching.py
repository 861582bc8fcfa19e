"""Which filter matches which article."""

from datetime import timedelta

import pytest

from newsmill import filters
from newsmill.contracts.articles import DuplicateArticle, EnrichedArticle
from tests.filters.cases import ALL, ARTICLES, MATCHES, NOW, case_id


@pytest.mark.parametrize("text", MATCHES, ids=case_id)
def test_a_filter_matches_what_the_table_says(text: str) -> None:
    asked = filters.parse(text)
    matching = {
        name
        for name, record in ARTICLES.items()
        if asked.matches(filters.article_of(record), now=NOW)
    }
    assert matching == MATCHES[text]


@pytest.mark.parametrize("text", MATCHES, ids=case_id)
def test_a_filter_matches_models_as_it_matches_json(text: str) -> None:
    asked = filters.parse(text, now=NOW)
    matching = {
        name
        for name, record in ARTICLES.items()
        if asked.matches(
            filters.article_of(
                DuplicateArticle.model_validate(record)
                if "duplicate_of" in record
                else EnrichedArticle.model_validate(record)
            )
        )
    }
    # Until the contracts have it, a model does not know what has changed.
    if "is:" not in text:
        assert matching == MATCHES[text]


@pytest.mark.parametrize("text", MATCHES, ids=case_id)
def test_the_contrary_of_a_filter_matches_all_others(text: str) -> None:
    if text:
        contrary = filters.parse(f"-({text})", now=NOW)
        matching = {
            name
            for name, record in ARTICLES.items()
            if contrary.matches(filters.article_of(record))
        }
        assert matching == ALL - MATCHES[text]


def test_all_filters_at_once_match_what_each_of_them_does() -> None:
    asked = filters.many(map(filters.parse, MATCHES))
    for name, record in ARTICLES.items():
        numbers = asked.matching(filters.article_of(record), now=NOW)
        matching = {asked.filters[number].text for number in numbers}
        expected = {str(filters.parse(text)) for text, names in MATCHES.items() if name in names}
        assert matching == expected, name


def test_a_relative_time_moves_on_and_a_fixed_one_does_not() -> None:
    article = filters.article_of(ARTICLES["kenya"])
    moving = filters.parse("since:2h")
    assert moving.matches(article, now=NOW)
    assert not moving.matches(article, now=NOW + timedelta(hours=2))
    assert not moving.matches(article), "it was seen long before this test runs"
    fixed = filters.parse("since:2h", now=NOW)
    assert fixed.matches(article, now=NOW + timedelta(hours=2))
    assert str(fixed) == "since:2026-11-20T10:00"


def test_an_article_without_a_time_was_neither_seen_since_nor_until() -> None:
    unseen = filters.article_of({"title": "x", "source": {"host": ""}, "seen_at": "whenever"})
    assert not filters.parse("since:7d").matches(unseen)
    assert not filters.parse("until:7d").matches(unseen)


def test_a_row_is_matched_like_the_article_it_was_made_of() -> None:
    row = {
        "title": "Kenya opens a wind farm",
        "host": "news.example.com",
        "site_name": "The Example News",
        "feed_title": "Example: Science",
        "persons": ["William Ruto"],
        "places": ["kenianisch", "Lake Turkana"],
        "place_names": ["Kenya"],
        "place_codes": ["KE"],
        "organizations": ["The African Union"],
        "events": [],
        "works": [],
        "section": "Science",
        "tags": ["wind power"],
        "authors": ["Ines Halloran"],
        "language": "en",
        "seen_at": "2026-11-20T11:30:00.000Z",
        "change": "revised",
        "word_count": 501,
    }
    article = filters.article_of(row)
    for text in (
        'person:"William Ruto" place:KE place:kenya place:turkana org:union',
        'source:example.com source:"example news" feed:science section:science tag:wind*',
        "author:halloran language:en is:revision words:>500 since:2h wind",
    ):
        assert filters.parse(text, now=NOW).matches(article), text


def test_conjuncts_are_each_term_with_all_others() -> None:
    both = filters.parse("place:Kenya -is:copy (a OR b)").conjuncts()
    assert [(str(term), str(others)) for term, others in both] == [
        ("place:Kenya", "-is:copy (a OR b)"),
        ("-is:copy", "place:Kenya (a OR b)"),
        ("a OR b", "place:Kenya -is:copy"),
    ]
    assert filters.parse("place:Kenya").conjuncts() == ()
