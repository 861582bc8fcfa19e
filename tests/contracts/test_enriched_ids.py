"""Equal ids mean equal content, and an old record has the id of its headers."""

from datetime import timedelta
from typing import Any

import pytest

from newsmill.contracts.articles import EnrichedArticle
from newsmill.contracts.enriched_ids import enriched_id
from newsmill.contracts.topics import ENRICHED_ARTICLES
from tests.builders import NOON, enriched_article, hex16, hex32, provenance
from tests.contracts.examples import SCHEMAS, example_of, written

LATER = NOON + timedelta(hours=1)


def told(**changes: Any) -> str:
    return enriched_id(enriched_article(**changes), b"[]")


def test_it_begins_with_article_and_revision() -> None:
    article = enriched_article(revision=3)
    assert enriched_id(article, b"[]").startswith(f"{article.article_id}.3.")


@pytest.mark.parametrize(
    "times",
    [
        {"seen_at": LATER},
        {"timings": {"puller": LATER}},
        {"enriched_at": LATER},
        {"published_at_origin": "seen", "published_at": LATER},
    ],
    ids=lambda times: next(iter(times)),
)
def test_when_newsmill_did_it_is_no_content(times: dict[str, Any]) -> None:
    origin = {name: it for name, it in times.items() if name == "published_at_origin"}
    assert told(**times) == told(**origin)


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "The ferry returns"},
        {"text": "The old ferry is back in service!"},
        {"authors": ("Ines Halloran",)},
        {"published_at": LATER},
        {"tags": ("sea",)},
        {"model": "another 2.0, rules 1"},
        {"entities_status": "failed"},
        {"change": "re_enriched"},
        {"changed": ("title",)},
        {"provenance": provenance(entry_version=hex16("another"))},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_other_content_has_another_id(changes: dict[str, Any]) -> None:
    assert told(**changes) != told()


def test_other_entities_have_another_id() -> None:
    article = enriched_article()
    assert enriched_id(article, b"[]") != enriched_id(article, b'[{"name":"Nordhaven"}]')


def test_a_record_from_before_there_were_ids_is_read() -> None:
    new = ("id", "schema", "change", "changed", "enriched_at")
    old = written(SCHEMAS / "examples" / "news.articles.enriched.v1.json")
    old = {name: value for name, value in old.items() if name not in new} | {"revision": 2}
    article = EnrichedArticle.model_validate(old)
    assert article.id == f"{article.article_id}.2"
    assert article.schema_ == "news.articles.enriched.v1"
    assert (article.change, article.changed) == ("revised", ())
    assert article.enriched_at == article.timings.enricher
    assert EnrichedArticle.model_validate(old | {"revision": 1}).change == "new"
    without_times = EnrichedArticle.model_validate(old | {"timings": {}})
    assert without_times.enriched_at == without_times.seen_at


def test_the_kind_of_record_is_the_topic_it_is_made_for() -> None:
    assert example_of(ENRICHED_ARTICLES).model_dump(mode="json")["schema"] == ENRICHED_ARTICLES.name


def test_the_header_says_the_same_id() -> None:
    article = enriched_article(article_id=hex32("a"), id="as it is in the value")
    assert ENRICHED_ARTICLES.message_id(article) == "as it is in the value"


def test_it_is_enriched_when_the_enricher_is_done() -> None:
    article = enriched_article().timed("enricher", LATER)
    assert article.enriched_at == article.timings.enricher == LATER
    assert article.timed("folder", NOON).enriched_at == LATER
