"""Headers: what they say can be read back, and nothing in them is believed."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmill.contracts.base import Record
from newsmill.contracts.headers import (
    HEADER_BY_DEAD_LETTER_FIELD,
    MAX_STACKTRACE_BYTES,
    MAX_TEXT_BYTES,
    Header,
    NotADeadLetter,
    child_traceparent,
    dead_letter_headers,
    event_headers,
    original_headers,
    read_dead_letter,
    schema_id,
    subject_of,
    traceparent_of,
)
from newsmill.contracts.outcomes import DeadLetter
from newsmill.contracts.topics import FEEDS, RAW_ARTICLES, Topic
from newsmill.pipeline import TOPICS
from tests.contracts.examples import example_of

AT = datetime(2026, 3, 17, 9, 14, 9, 412000, tzinfo=timezone(timedelta(hours=1)))
SUBJECT = "0123456789abcdef0123456789abcdef.0123456789abcdef"
TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = f"00-{TRACE}-b7ad6b7169203331-01"

texts = st.text(st.characters(codec="utf-8"), max_size=300)
any_headers = st.lists(
    st.tuples(
        st.sampled_from(["ce_subject", "traceparent", *HEADER_BY_DEAD_LETTER_FIELD.values()])
        | st.text(max_size=20),
        st.none() | st.binary(max_size=60),
    ),
    max_size=12,
)
letters = st.builds(
    DeadLetter,
    room=texts,
    version=texts,
    stage=texts,
    topic=texts,
    partition=st.integers(0, 2**31 - 1),
    offset=st.integers(0, 2**63 - 1),
    exception=texts,
    message=texts,
    stacktrace=texts,
    failed_at=st.datetimes(
        datetime(1970, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)
    ),
)  # fmt: skip


def a_letter(**said: object) -> DeadLetter:
    return DeadLetter.model_validate(
        {
            "room": "cleaner",
            "version": "0.1.0",
            "stage": "decode",
            "topic": "news.articles.retrieved.v1",
            "partition": 3,
            "offset": 18233,
            "exception": "ValueError",
            "message": "no such thing",
            "stacktrace": "Traceback",
            "failed_at": AT,
            **said,
        }
    )


def test_a_record_is_a_cloud_event() -> None:
    article = example_of(RAW_ARTICLES)
    headers = event_headers(RAW_ARTICLES, article, "puller", AT, SUBJECT, PARENT)
    assert dict(headers) == {
        "ce_specversion": b"1.0",
        "ce_id": RAW_ARTICLES.message_id(article).encode(),
        "ce_source": b"/newsmill/puller",
        "ce_type": b"news.articles.raw.v1",
        "ce_time": b"2026-03-17T08:14:09.412Z",
        "ce_subject": SUBJECT.encode(),
        "ce_dataschema": b"urn:newsmill:schema:news.articles.raw.v1",
        "content-type": b"application/json",
        "traceparent": PARENT.encode(),
    }
    assert len(headers) == len(dict(headers))


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_every_topic_has_headers(topic: Topic[Record]) -> None:
    headers = event_headers(topic, example_of(topic), "puller", AT, SUBJECT, None)
    assert dict(headers)["ce_dataschema"].decode() == schema_id(topic)
    assert all(value for _, value in headers)


def test_what_is_not_known_has_no_header() -> None:
    headers = event_headers(RAW_ARTICLES, example_of(RAW_ARTICLES), "cli", AT, "", None)
    assert {"ce_subject", "traceparent"}.isdisjoint(dict(headers))


def test_subject_and_trace_are_read_back() -> None:
    headers = event_headers(RAW_ARTICLES, example_of(RAW_ARTICLES), "cli", AT, SUBJECT, PARENT)
    assert subject_of(headers) == SUBJECT
    assert traceparent_of(headers) == PARENT


def test_a_feed_url_of_any_characters_can_be_said() -> None:
    feed = example_of(FEEDS).model_copy(update={"url": "https://x.example/ü\udc80"})
    assert dict(event_headers(FEEDS, feed, "cli", AT, "é", None))["ce_subject"] == "é".encode()


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("ce_subject", None)],
        [("ce_subject", b"")],
        [("ce_subject", b"\xff\xfe")],
        [("ce_subject", b"x" * (MAX_TEXT_BYTES + 1))],
        [("CE_SUBJECT", b"x")],
    ],
    ids=["none", "null", "empty", "no UTF-8", "endless", "another name"],
)
def test_an_unusable_subject_is_none(headers: list[Header]) -> None:
    assert subject_of([("ce_source", b"/newsmill/cli"), *headers]) is None


OURS = ("ce_subject", SUBJECT.encode())
SOURCE = ("ce_source", b"/newsmill/puller")


@pytest.mark.parametrize(
    "headers",
    [
        [SOURCE, ("ce_subject", b"articles")],
        [SOURCE, ("ce_subject", SUBJECT.upper().encode())],
        [SOURCE, ("ce_subject", f"{SUBJECT}\n".encode())],
        [OURS],
        [("ce_source", None), OURS],
        [("ce_source", b"/connect/newsmill/"), OURS],
        [("ce_source", b"/newsmill"), OURS],
        [SOURCE, OURS, OURS],
        [SOURCE, ("ce_source", b"/mirror"), OURS],
        [SOURCE, OURS, ("ce_subject", None)],
    ],
)
def test_a_subject_of_another_program_is_none(headers: list[Header]) -> None:
    assert subject_of(headers) is None
    assert subject_of([SOURCE, OURS]) == SUBJECT


@given(any_headers)
def test_no_headers_upset_their_reader(headers: list[Header]) -> None:
    subject_of(headers)
    original_headers(headers)
    child_traceparent(traceparent_of(headers), "seed")
    with suppress(NotADeadLetter):
        read_dead_letter(headers)


def test_a_child_stays_in_its_trace_with_a_span_of_its_own() -> None:
    child = child_traceparent(PARENT, "cleaner 3 18233")
    version, trace, span, flags = child.split("-")
    assert (version, trace, flags) == ("00", TRACE, "01")
    assert len(span) == 16
    assert span not in PARENT


def test_the_same_seed_gives_the_same_span_and_another_another() -> None:
    assert child_traceparent(PARENT, "a") == child_traceparent(PARENT, "a")
    assert child_traceparent(PARENT, "a") != child_traceparent(PARENT, "b")


@pytest.mark.parametrize(
    ("parent", "flags"),
    [
        (f"00-{TRACE}-b7ad6b7169203331-00", "00"),
        (f"00-{TRACE}-b7ad6b7169203331-ff", "01"),
        (f"cc-{TRACE}-b7ad6b7169203331-01-what-the-future-brings", "01"),
    ],
    ids=["not sampled", "unknown flags", "a later version"],
)
def test_a_child_says_only_what_version_0_knows(parent: str, flags: str) -> None:
    child = child_traceparent(parent, "seed")
    assert child.startswith(f"00-{TRACE}-")
    assert child.endswith(f"-{flags}")


@pytest.mark.parametrize(
    "parent",
    [
        None,
        "",
        "nonsense",
        PARENT.upper(),
        f"ff-{TRACE}-b7ad6b7169203331-01",
        f"00-{'0' * 32}-b7ad6b7169203331-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"{PARENT}-more",
        f"{PARENT}\n",
        f" {PARENT}",
        f"cc-{TRACE}-b7ad6b7169203331-01.more",
    ],
)
def test_without_a_usable_parent_a_trace_begins(parent: str | None) -> None:
    child = child_traceparent(parent, "seed")
    assert TRACE not in child
    assert child == child_traceparent(None, "seed")
    assert child_traceparent(child, "other").split("-")[1] == child.split("-")[1]


def test_a_malformed_traceparent_is_not_passed_on() -> None:
    headers = event_headers(RAW_ARTICLES, example_of(RAW_ARTICLES), "cli", AT, SUBJECT, "nonsense")
    assert "traceparent" not in dict(headers)


@given(letters, any_headers)
def test_a_dead_letter_is_read_back_and_its_headers_come_first(
    letter: DeadLetter, original: list[Header]
) -> None:
    headers = dead_letter_headers(letter, original)
    assert headers[: len(original)] == original
    assert read_dead_letter(headers) == letter


@given(letters, any_headers)
def test_the_original_headers_can_be_had_back(letter: DeadLetter, original: list[Header]) -> None:
    assert original_headers(dead_letter_headers(letter, original)) == original


def test_headers_of_a_dead_letter_in_another_order_are_not_the_originals() -> None:
    original: list[Header] = [("ce_id", b"1"), ("x", None), ("x", b"\xff"), ("x", b"2")]
    said = dead_letter_headers(a_letter(), [])
    assert original_headers([*reversed(said), *original]) == original


def test_the_last_failure_counts() -> None:
    once = dead_letter_headers(a_letter(room="cleaner"), [])
    twice = dead_letter_headers(a_letter(room="deduper"), once)
    assert read_dead_letter(twice).room == "deduper"
    assert original_headers(twice) == once


def test_every_field_has_the_header_its_description_names() -> None:
    for name, field in DeadLetter.model_fields.items():
        assert field.description
        assert field.description.startswith(f"`{HEADER_BY_DEAD_LETTER_FIELD[name]}`")


def test_long_texts_lose_what_matters_least_and_no_half_characters_remain() -> None:
    letter = a_letter(message="é" * 2000 + "end", stacktrace="begin" + "é" * 4000 + "cause")
    headers = dict(dead_letter_headers(letter, []))
    message = headers[HEADER_BY_DEAD_LETTER_FIELD["message"]]
    stacktrace = headers[HEADER_BY_DEAD_LETTER_FIELD["stacktrace"]]
    assert message == ("é" * (MAX_TEXT_BYTES // 2)).encode()
    assert stacktrace is not None
    assert MAX_STACKTRACE_BYTES - 1 <= len(stacktrace) <= MAX_STACKTRACE_BYTES
    assert stacktrace.decode().endswith("cause")


def test_every_other_text_is_bounded_too() -> None:
    long = "x" * 100_000
    letter = a_letter(room=long, version=long, stage=long, topic=long, exception=long)
    said = dead_letter_headers(letter, [])
    assert sum(len(value or b"") for _, value in said) < 10 * MAX_TEXT_BYTES


def test_a_message_with_half_a_character_can_be_said() -> None:
    headers = dead_letter_headers(a_letter(message="broken \udc80"), [])
    assert read_dead_letter(headers).message == "broken \\udc80"


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("topic", None, "__connect.errors.topic: Field required"),
        ("partition", b"three", "__connect.errors.partition: Input should be a valid integer"),
        ("offset", b"\xff", "__connect.errors.offset: Input should be a valid integer"),
        ("offset", b"9" * 5000, "__connect.errors.offset: "),
        ("offset", b"-5", "__connect.errors.offset: .*greater than or equal to 0"),
        ("partition", b"-1", "__connect.errors.partition: .*greater than or equal to 0"),
        ("failed_at", b"yesterday", "newsmill.failed.at: Input should be a valid datetime"),
        ("failed_at", b"2026-03-17T08:14:09", "newsmill.failed.at: .*timezone"),
        ("failed_at", b"0001-01-01T00:00:00+01:00", "newsmill.failed.at: "),
    ],
    ids=[
        "missing",
        "no number",
        "no text",
        "endless",
        "below",
        "no partition",
        "no instant",
        "no zone",
        "before time",
    ],
)
def test_headers_that_say_no_place_or_time_are_no_dead_letter(
    field: str, value: bytes | None, why: str
) -> None:
    name = HEADER_BY_DEAD_LETTER_FIELD[field]
    with pytest.raises(NotADeadLetter, match=why):
        read_dead_letter([*dead_letter_headers(a_letter(), []), (name, value)])
