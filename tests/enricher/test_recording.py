"""The record for readers: its id follows from what is written, and it says if it is one again."""

import json
from datetime import datetime, timedelta

import pytest

from newsmill.contracts.articles import EnrichedArticle
from newsmill.contracts.enriched_ids import enriched_id
from newsmill.enricher.answering import Answer
from newsmill.enricher.recording import enriched
from tests.enricher.builders import NOON, unique_article

ENTITIES = (
    b'[{"name":"Ingrid Marsh","label":"PERSON","kind":"person","mentions":[],"title_mentions":[],'
    b'"count":1,"salience":0.5,"link":null,"date":null}]'
)
A_SECOND = timedelta(seconds=1)


def test_the_id_follows_from_what_is_written() -> None:
    spliced = enriched(unique_article(), Answer("ok", ENTITIES), None).timed("enricher", NOON)
    value = spliced.encoded()
    read = EnrichedArticle.model_validate_json(value)
    assert read.id == spliced.record.id == enriched_id(read, ENTITIES)
    assert json.loads(value)["schema"] == "news.articles.enriched.v1"
    assert read.model_dump_json().encode() == value


def test_the_same_again_later_has_the_same_id() -> None:
    first, again = (
        enriched(unique_article(), Answer("ok", ENTITIES), None).timed("enricher", at).record
        for at in (NOON, NOON + A_SECOND)
    )
    assert first.id == again.id
    assert first.enriched_at < again.enriched_at


def test_what_another_model_finds_has_another_id() -> None:
    one = enriched(unique_article(), Answer("ok", ENTITIES), None).record
    other = enriched(unique_article(), Answer("ok", b"[]"), None).record
    assert one.id != other.id
    assert (one.article_id, one.revision) == (other.article_id, other.revision)


def test_it_changes_as_the_deduper_says() -> None:
    article = unique_article(change="revised", changed=("title", "authors"))
    record = enriched(article, Answer("ok"), None).record
    assert (record.change, record.changed) == ("revised", ("title", "authors"))


@pytest.mark.parametrize(
    ("until", "change"),
    [(NOON + A_SECOND, "re_enriched"), (NOON, "revised"), (NOON - A_SECOND, "revised")],
    ids=["before", "at", "after"],
)
def test_what_an_operator_has_read_again_says_so(until: datetime, change: str) -> None:
    record = enriched(unique_article(), Answer("ok"), None, again_until=until).record
    assert record.change == change


def test_what_left_the_deduper_at_no_known_time_is_not_taken_for_old() -> None:
    record = enriched(unique_article(timings={}), Answer("ok"), None, again_until=NOON).record
    assert record.change == "revised"
