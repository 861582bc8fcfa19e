"""Conditions on records."""

from typing import Any

import pytest

from services.cli.failures import CommandFailed
from services.cli.tail import condition, topic_named
from services.contracts.topics import DEAD_LETTERS, ENRICHED_ARTICLES, FEED_EVENTS

RECORD: dict[str, Any] = {
    "language": "en",
    "revision": 2,
    "title": "A bridge = a way",
    "source": {"host": "paper.example"},
    "entities": [{"name": "Norway", "label": "GPE"}, {"name": "Ingrid Solvang"}],
    "image_url": None,
}


@pytest.mark.parametrize(
    ("written", "holds"),
    [
        ("language=en", True),
        ("language=e", False),
        ("language~^e", True),
        ("source.host=paper.example", True),
        ("entities.name=Norway", True),
        ("entities.name~Solv", True),
        ("entities.label=ORG", False),
        ("revision=2", True),
        ("title=A bridge = a way", True),
        ("image_url=null", True),
        ("nothing.here=x", False),
    ],
)
def test_a_condition_holds_for_any_value_its_path_leads_to(written: str, holds: bool) -> None:
    assert condition(written)(RECORD) is holds


@pytest.mark.parametrize("written", ["language", "=en", "title~(", "a b=c"])
def test_a_condition_that_makes_no_sense_is_refused(written: str) -> None:
    with pytest.raises(CommandFailed):
        condition(written)


@pytest.mark.parametrize(
    ("name", "topic"),
    [
        ("enriched", ENRICHED_ARTICLES),
        ("articles.enriched", ENRICHED_ARTICLES),
        ("news.articles.enriched.v1", ENRICHED_ARTICLES),
        ("dead-letters", DEAD_LETTERS),
        ("feed-events", FEED_EVENTS),
    ],
)
def test_a_topic_goes_by_short_and_long_names(name: str, topic: object) -> None:
    assert topic_named(name) is topic


def test_an_unknown_topic_is_answered_with_the_known_ones() -> None:
    with pytest.raises(CommandFailed, match=r"choose from .*enriched"):
        topic_named("enrichd")
