"""What an index is created with."""

from typing import Any

import pytest

from newsmill.contracts.articles import EnrichedArticle
from newsmill.contracts.current import CurrentArticle
from newsmill.contracts.opensearch import index_body
from tests.contracts.forms.records import Stored, each_stored


def mapping(record: Any) -> dict[str, Any]:
    properties: dict[str, Any] = index_body(record)["mappings"]["properties"]
    return properties


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("article_id", "keyword"),
        ("tags", "keyword"),
        ("persons", "keyword"),
        ("title", "text"),
        ("text", "text"),
        ("copies", "long"),
        ("language_confidence", "double"),
        ("published_at", "date"),
    ],
)
def test_a_field_is_indexed_as_what_it_is(field: str, kind: str) -> None:
    assert mapping(CurrentArticle)[field]["type"] == kind


def test_a_name_is_found_by_its_words_too() -> None:
    assert mapping(CurrentArticle)["persons"]["fields"]["words"]["type"] == "text"
    assert "fields" not in mapping(CurrentArticle)["tags"]


def test_no_word_is_too_long_for_lucene() -> None:
    longest = mapping(CurrentArticle)["tags"]["ignore_above"]
    assert longest * 4 <= 32_766


def test_entities_are_nested_and_their_mentions_are_not_indexed() -> None:
    entities = mapping(EnrichedArticle)["entities"]
    assert entities["type"] == "nested"
    assert entities["properties"]["mentions"] == {"type": "object", "enabled": False}
    assert entities["properties"]["link"]["properties"]["id"]["type"] == "keyword"


@each_stored
def test_only_what_is_known_is_indexed(stored: Stored) -> None:
    body = index_body(stored.record)
    assert body["mappings"]["dynamic"] is False
    assert set(body["mappings"]["properties"]) == set(stored.full.model_dump(mode="json"))


def test_the_analyzer_is_defined() -> None:
    analyzer = mapping(CurrentArticle)["title"]["analyzer"]
    assert analyzer in index_body(CurrentArticle)["settings"]["analysis"]["analyzer"]
