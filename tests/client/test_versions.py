"""Repeats and older versions, in bounded memory."""

import json
from typing import Any

import pytest

from newsmill.client.articles import Article, read
from newsmill.client.versions import MAX_IDS, Seen, Versions
from tests.client.newsstand import version


def article(title: str, revision: int = 1, **changes: Any) -> Article:
    return read(json.dumps(version(title, revision, **changes)).encode())


@pytest.mark.parametrize(
    ("then", "seen"),
    [
        (article("a", 2), Seen.REPEATED),
        (article("a", 2, enriched_at="2026-11-29T00:00:00.000Z"), Seen.REPEATED),
        (article("a", 1), Seen.OLDER),
        (article("a", 3), Seen.NEWER),
        (article("a", 2, id="x", enriched_at="2026-11-29T00:00:00.000Z"), Seen.NEWER),
        (article("a", 2, id="x", enriched_at="2026-01-01T00:00:00.000Z"), Seen.OLDER),
        (
            article("a", 2, id="x", change="retracted", enriched_at="2026-01-01T00:00:00.000Z"),
            Seen.NEWER,
        ),
        (article("b", 1), Seen.NEWER),
    ],
)
def test_a_version_is_told_from_those_before(then: Article, seen: Seen) -> None:
    versions = Versions()
    assert versions.note(article("a", 2)) is Seen.NEWER
    assert versions.note(then) is seen


def test_what_was_not_read_for_long_is_forgotten() -> None:
    versions = Versions(max_articles=2)
    for title in ("a", "b", "a", "c"):
        versions.note(article(title))
    assert versions.note(article("a")) is Seen.REPEATED
    assert versions.note(article("b")) is Seen.NEWER


def test_an_article_that_is_revised_without_end_takes_no_more_memory() -> None:
    versions = Versions()
    for revision in range(1, 2 * MAX_IDS):
        assert versions.note(article("a", revision)) is Seen.NEWER
    assert versions.note(article("a", 1)) is Seen.OLDER
    assert versions.note(article("a", 2 * MAX_IDS - 1)) is Seen.REPEATED
