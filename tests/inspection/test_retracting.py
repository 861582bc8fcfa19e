"""The record that takes an article back, and which version it is made of."""

from datetime import timedelta
from typing import Any

import pytest

from newsmill.contracts.articles import EnrichedArticle
from newsmill.contracts.base import Record
from newsmill.contracts.current import current_of, is_newer, version_of
from newsmill.contracts.enriched_ids import enriched_id
from newsmill.contracts.topics import CURRENT_ARTICLES, ENRICHED_ARTICLES, Topic
from newsmill.inspection.describing import describe
from newsmill.inspection.retracting import EMPTY, Newest, retraction
from newsmill.kafka.records import Message
from tests.builders import NOON, enriched_article
from tests.contracts.examples import example_of
from tests.inspection.logs import Log, subject

ARTICLE = enriched_article()
LATER = NOON + timedelta(days=3)


def example() -> EnrichedArticle:
    article = example_of(ENRICHED_ARTICLES)
    assert isinstance(article, EnrichedArticle)
    return article


def message(record: Record, topic: Topic[Any] = ENRICHED_ARTICLES, **changes: Any) -> Message:
    key = topic.key(record).encode()
    fields = {"key": key, "value": record.model_dump_json().encode()} | changes
    return Message(topic.name, 0, 0, fields["key"], fields["value"], [], 0)


def newest_of(*messages: Message) -> EnrichedArticle | None:
    newest = Newest(ARTICLE.article_id)
    for one in messages:
        newest.enter(one)
    return newest.article


def test_nothing_of_the_content_is_left() -> None:
    record = retraction(example(), "a court order", LATER)
    left = record.model_dump_json()
    for part in ("Tide mill", "grinding", "Okonjo", "Halloran", "Energy", "tide-mill.jpg"):
        assert part in example().model_dump_json()
        assert part not in left
    assert set(record.changed) == set(EMPTY)


def test_it_says_what_why_and_when() -> None:
    record = retraction(ARTICLE, "a court order", LATER)
    assert (record.change, record.retraction_reason) == ("retracted", "a court order")
    assert record.enriched_at == LATER
    assert (record.article_id, record.revision) == (ARTICLE.article_id, ARTICLE.revision)
    assert record.observation == ARTICLE.observation
    assert record.id == enriched_id(record, b"[]") != ARTICLE.id


def test_only_what_there_was_has_changed() -> None:
    assert retraction(ARTICLE, None, LATER).changed == ("title", "text", "entities", "word_count")


def test_it_counts_after_everything_of_its_revision() -> None:
    record = retraction(ARTICLE, None, NOON)
    again = enriched_article(enriched_at=LATER)
    assert is_newer(record, version_of(again))
    assert not is_newer(again, version_of(record))
    assert current_of(record) is None
    assert is_newer(enriched_article(revision=2), version_of(record))


def test_it_is_read_as_it_was_written() -> None:
    record = retraction(example(), None, LATER)
    assert EnrichedArticle.model_validate_json(record.model_dump_json()) == record


@pytest.mark.parametrize("in_order", [False, True])
def test_the_newest_is_found_in_any_order(in_order: bool) -> None:
    versions = [enriched_article(revision=number) for number in (1, 2, 3)]
    found = newest_of(*map(message, versions if in_order else versions[::-1]))
    assert found == versions[2]


def test_a_retraction_is_found_as_the_newest() -> None:
    taken_back = retraction(ARTICLE, None, LATER)
    again = enriched_article(enriched_at=LATER + timedelta(days=1))
    assert newest_of(message(taken_back), message(again)) == taken_back


def test_others_and_what_cannot_be_read_are_passed_over() -> None:
    other = enriched_article(article_id="f" * 32, revision=9)
    found = newest_of(
        message(other),
        message(ARTICLE),
        message(ARTICLE, value=b"{"),
        message(ARTICLE, value=None),
        message(other, key=None),
    )
    assert found == ARTICLE
    assert newest_of(message(other)) is None


def test_of_what_retention_has_removed_the_row_is_enough() -> None:
    article = example()
    row = current_of(article)
    assert row is not None
    newest = Newest(article.article_id)
    newest.enter(message(row, CURRENT_ARTICLES))
    assert newest.article is not None
    assert version_of(newest.article) == version_of(article)
    record = retraction(newest.article, None, LATER)
    assert is_newer(record, version_of(article))
    assert record.source == article.source
    assert EnrichedArticle.model_validate_json(record.model_dump_json()) == record


@pytest.mark.parametrize("row_first", [True, False])
def test_the_record_itself_counts_before_its_row(row_first: bool) -> None:
    """The two topics are read at the same time."""
    row = current_of(ARTICLE)
    assert row is not None
    both = [message(ARTICLE), message(row, CURRENT_ARTICLES)]
    assert newest_of(*(reversed(both) if row_first else both)) == ARTICLE


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (None, "taken back, revision 1 and all before"),
        ("a court order", "taken back, revision 1 and all before: a court order"),
    ],
)
def test_it_is_explained(reason: str | None, told: str) -> None:
    described = describe(message(retraction(ARTICLE, reason, LATER)))
    assert described.what == told
    assert described.fields["change"] == "retracted"


def test_an_audit_does_not_take_it_for_a_second_end() -> None:
    log = Log()
    log.offer("a")
    log.end("a", record="r1")
    headers = [("ce_source", b"/newsmill/cli"), ("ce_id", b"r2")]
    log.put(ENRICHED_ARTICLES.name, b"{}", [*headers, ("ce_subject", subject("a").encode())])
    assert list(log.audited().ended_twice()) == []
    log.end("a", record="r3")
    assert [it.subject for it in log.audited().ended_twice()] == [subject("a")]


def test_an_audit_does_not_take_another_model_for_a_second_end() -> None:
    log = Log()
    log.offer("a")
    log.end("a", record="article.1.1a2b3c4d")
    log.end("a", record="article.1.5e6f7a8b")
    log.end("a", record="article.1")
    assert list(log.audited().ended_twice()) == []
    log.end("a", record="article.2.1a2b3c4d")
    assert [it.subject for it in log.audited().ended_twice()] == [subject("a")]
