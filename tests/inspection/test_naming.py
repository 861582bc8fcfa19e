"""Which observation a message belongs to, whatever other programs write into its headers."""

import json
from collections.abc import Sequence

import pytest

from newsmill.contracts.headers import Header
from newsmill.inspection.counts import Count
from newsmill.inspection.naming import name_of
from newsmill.kafka.records import Message
from newsmill.pipeline import PATH
from tests.builders import FEED_URL, clean_article, raw_article, retrieved_article, unique_article
from tests.inspection.logs import (
    CLEAN,
    ENRICHED,
    PREFIX,
    RAW,
    RETRIEVED,
    Log,
    about,
    named,
    subject,
)

HEADERS: dict[str, Sequence[Header]] = {
    "one-word": [("ce_subject", b"articles")],
    "ours-copied": named("another"),
    "ours-without-source": [("ce_subject", subject("another").encode())],
    "ours-of-another-source": [
        ("ce_source", b"/connect/files"),
        ("ce_subject", subject("another").encode()),
    ],
    "repeated": [*named("another"), ("ce_subject", b"articles")],
    "empty": [("ce_source", b"/newsmill/puller"), ("ce_subject", b"")],
    "null": [("ce_source", b"/newsmill/puller"), ("ce_subject", None)],
    "no-utf-8": [("ce_source", b"/newsmill/\xff"), ("ce_subject", b"\xff")],
    "huge": [("ce_source", b"/newsmill/puller"), ("ce_subject", b"x" * 100_000)],
}

foreign = pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS)


def written(name: object) -> bytes:
    """A raw article."""
    value: str = about(raw_article(), name).model_dump_json()
    return value.encode()


@foreign
def test_what_a_foreign_producer_lost_is_missing(headers: Sequence[Header]) -> None:
    log = Log()
    for number in range(20):
        log.put(RAW, written(number), headers)
    for number in range(5):
        log.put(ENRICHED, b"{}", named(number))

    audit = log.audited()

    assert audit.counts() == {("feed", FEED_URL): Count(20, 5, missing=15)}
    assert {it.subject for it in audit.missing()} == {subject(number) for number in range(5, 20)}


@foreign
def test_what_nobody_can_read_is_accounted_by_its_place(headers: Sequence[Header]) -> None:
    log = Log()
    for number in range(4):
        message = log.put(RAW, b"\xff%d" % number, headers)
        if number == 0:
            log.dead_letter(message)

    audit = log.audited()

    assert audit.counts() == {("unreadable", None): Count(4, dead_letters=1, missing=3)}
    assert {it.subject for it in audit.missing()} == {f"{RAW}-0-{n}" for n in (1, 2, 3)}


@pytest.mark.parametrize("topic", [topic.name for topic in PATH])
@foreign
def test_the_value_is_right_where_the_headers_say_something_else(
    headers: Sequence[Header], topic: str
) -> None:
    record = {
        RAW: raw_article(),
        RETRIEVED: retrieved_article(),
        CLEAN: clean_article(),
    }.get(topic, unique_article())
    value = about(record, "x").model_dump_json().encode()
    spaced = json.dumps(json.loads(value), sort_keys=True, indent=1).encode()

    for form in (value, spaced):
        message = Message(topic, 0, 7, b"k", form, headers)
        assert name_of(message, PREFIX) == subject("x")


@pytest.mark.parametrize(
    ("entry_id", "entry_version"),
    [
        pytest.param("articles", "1", id="words"),
        pytest.param("A" * 32, "0" * 16, id="capitals"),
        pytest.param(int("1" * 32), int("1" * 16), id="numbers"),
        pytest.param(None, None, id="nothing"),
    ],
)
def test_ids_that_are_none_of_ours_name_nothing(entry_id: object, entry_version: object) -> None:
    value = json.dumps({"entry_id": entry_id, "entry_version": entry_version}).encode()
    assert name_of(Message(RAW, 0, 7, b"k", value, []), PREFIX) == f"{RAW}-0-7"


def test_a_raw_article_has_no_provenance_to_be_named_by() -> None:
    fields = about(raw_article(), "x").model_dump(mode="json")
    fields["provenance"] = json.loads(about(clean_article(), "y").provenance.model_dump_json())
    message = Message(RAW, 0, 7, b"k", json.dumps(fields).encode(), named("y"))
    assert name_of(message, PREFIX) == subject("x")


def test_behind_the_entrance_what_a_room_wrote_is_named_by_its_headers() -> None:
    assert name_of(Message(CLEAN, 0, 7, b"k", b"\xff", named("x")), PREFIX) == subject("x")
