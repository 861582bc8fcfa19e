"""What the bench's foreign producer writes, and how its articles are judged."""

from types import SimpleNamespace
from typing import Any, cast

from newsmill.contracts.articles import RawArticle
from newsmill.contracts.headers import subject_of
from tests.faults.foreign import article, what_is_foreign_is_handled, with_removed
from tests.faults.reading import CLEAN, DUPLICATES, ENRICHED, RAW, Log, Message
from tests.faults.running import Run


def message(topic: str, subject: str, offset: int = 0) -> Message:
    return Message(topic, 0, offset, 0.0, subject, subject, None)


def run_with(foreign: set[str], aborted: set[str]) -> Run:
    return cast(Run, SimpleNamespace(foreign=foreign, aborted=aborted))


def test_an_article_is_one_that_rooms_read_and_no_other_is_like_it() -> None:
    one, other = article("one"), article("other")
    record = RawArticle.model_validate_json(one.value)
    headers: Any = one.headers
    assert subject_of(headers) == str(record.observation) == one.subject
    assert article("one") == one
    words = set(record.content_html.split())
    assert len(words & set(RawArticle.model_validate_json(other.value).content_html.split())) < 80


def test_what_was_kept_must_be_enriched_or_a_copy() -> None:
    log = Log({ENRICHED: [message(ENRICHED, "a")], DUPLICATES: [message(DUPLICATES, "b")]})
    assert what_is_foreign_is_handled(run_with({"a", "b"}, set()), log) == []
    assert what_is_foreign_is_handled(run_with({"a", "c"}, set()), log) == [
        "kept in a transaction and not enriched: c"
    ]


def test_what_was_taken_back_must_be_nowhere() -> None:
    log = Log({CLEAN: [message(CLEAN, "a")]})
    assert what_is_foreign_is_handled(run_with(set(), {"a", "b"}), log) == [
        "aborted and handled all the same: a"
    ]


def test_what_was_removed_stands_where_it_was() -> None:
    log = Log({RAW: [message(RAW, "c", 2)], CLEAN: [message(CLEAN, "a")]})
    removed = [message(RAW, "a", 0), message(RAW, "b", 1)]
    whole = with_removed(log, [*removed, *removed])
    assert [it.subject for it in whole[RAW]] == ["a", "b", "c"]
    assert whole[CLEAN] == log[CLEAN]
    assert len(log[RAW]) == 1
