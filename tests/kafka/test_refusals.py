"""Each error has a row: what is done about it, and what a person does."""

import ast
import inspect
from pathlib import Path

import aiokafka
import pytest
from aiokafka import errors
from aiokafka.errors import (
    BrokerResponseError,
    GroupAuthorizationFailedError,
    InvalidTimestampError,
    KafkaError,
    MessageSizeTooLargeError,
    NotEnoughReplicasError,
    OutOfOrderSequenceNumber,
    TopicAuthorizationFailedError,
    for_code,
    kafka_errors,
)

from newsmill.kafka import unnamed_errors
from newsmill.kafka.errors import (
    KafkaFailed,
    NotPermitted,
    ProducerBroken,
    RecordRefused,
    WriteRefused,
    as_user_error,
    classified,
)
from newsmill.kafka.refusals import REFUSALS, Deed, Refusal, line_of, refusal_of

CLASSES = {
    kind for kind in vars(errors).values() if inspect.isclass(kind) and issubclass(kind, Exception)
}


def test_every_class_of_aiokafka_has_a_row() -> None:
    """A new version's new errors are to be decided on, too."""
    assert CLASSES | set(kafka_errors.values()) <= REFUSALS.keys()


def test_no_class_has_two_rows() -> None:
    tree = ast.parse(Path(inspect.getfile(refusal_of)).read_text())
    named = [
        ast.unparse(row.elts[0])
        for row in ast.walk(tree)
        if isinstance(row, ast.Tuple) and isinstance(row.elts[0], ast.Attribute)
    ]
    assert len(named) == len(set(named)) == len(REFUSALS)


@pytest.mark.parametrize("row", REFUSALS.values(), ids=lambda row: row.error.__name__)
def test_each_row_says_what_it_means_and_what_to_do(row: Refusal) -> None:
    assert row.means
    assert row.remedy
    needs_somebody = row.deed in (Deed.WAIT, Deed.DEAD_LETTER)
    assert needs_somebody <= (row.remedy != "nothing")


def test_what_passes_by_itself_for_aiokafka_ends_nothing_here() -> None:
    retriable = {kind for kind in CLASSES if getattr(kind, "retriable", False)}
    assert {REFUSALS[kind].deed for kind in retriable} == {Deed.PASSES, Deed.WAIT}


def test_codes_that_aiokafka_does_not_know_have_names() -> None:
    assert for_code(81) is unnamed_errors.GroupMaxSizeReachedError
    assert for_code(87) is unnamed_errors.InvalidRecordError
    assert refusal_of(for_code(87)()).deed is Deed.DEAD_LETTER
    assert aiokafka.errors.for_code(0) is errors.NoError
    assert refusal_of(for_code(9999)()).deed is Deed.WAIT


def test_what_a_coordinator_said_is_found_in_the_text() -> None:
    """As aiokafka raises what it does not expect of a join."""
    hidden = KafkaError(repr(unnamed_errors.GroupMaxSizeReachedError()))
    assert refusal_of(hidden).error is unnamed_errors.GroupMaxSizeReachedError
    assert refusal_of(KafkaError("Unexpected error")).deed is Deed.RESTART


def test_a_class_that_is_not_there_yet_is_treated_as_its_base() -> None:
    new = type("NewError", (BrokerResponseError,), {"errno": 200, "message": "NEW"})
    assert refusal_of(new()).error is BrokerResponseError


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (MessageSizeTooLargeError("9 bytes"), RecordRefused),
        (TopicAuthorizationFailedError("enriched"), NotPermitted),
        (OutOfOrderSequenceNumber(), ProducerBroken),
        (KafkaError("Unexpected error during batch delivery"), ProducerBroken),
        (NotEnoughReplicasError(), WriteRefused),
        (InvalidTimestampError(), WriteRefused),
    ],
)
def test_a_failed_write_is_raised_as_what_can_be_done_about_it(
    error: KafkaError, kind: type[Exception]
) -> None:
    assert type(classified(error, "enriched")) is kind


@pytest.mark.parametrize(
    "row",
    [row for row in REFUSALS.values() if issubclass(row.error, KafkaError)],
    ids=lambda row: row.error.__name__,
)
def test_a_failed_write_goes_on_as_its_row_says(row: Refusal) -> None:
    failure = classified(row.error(), "news")
    if isinstance(failure, WriteRefused):
        assert failure.may_pass is (row.deed in (Deed.PASSES, Deed.WAIT))
        assert failure.may_pass or as_user_error(failure, "news") is failure
    else:
        kinds = {
            Deed.DEAD_LETTER: RecordRefused,
            Deed.RESTART: ProducerBroken,
            Deed.WAIT: NotPermitted,
        }
        assert type(failure) is kinds[row.deed]


def test_only_what_a_person_must_mend_is_a_line_that_ends_a_room() -> None:
    ending = as_user_error(GroupAuthorizationFailedError("newsmill-enricher"), "the group")
    assert isinstance(ending, KafkaFailed)
    assert "newsmill topics acls" in str(ending)
    assert as_user_error(NotEnoughReplicasError(), "enriched") is None
    assert as_user_error(ZeroDivisionError(), "enriched") is None


TOLD = (
    "Timestamp {} of message with offset 0 is out of range. The timestamp should be within [{}, {}]"
)
AT = 1_795_000_000_000
HOUR = 3_600_000


@pytest.mark.parametrize(
    ("told", "line"),
    [
        (
            TOLD.format(AT + HOUR * 3 // 2, AT - 2**63 + 1, AT + HOUR),
            "our clock (2026-11-18 12:36:40 UTC) is 1:30:00 ahead of the broker's (2026-11-18 11",
        ),
        (
            TOLD.format(AT - HOUR * 3, AT - HOUR, AT + HOUR),
            "our clock (2026-11-18 08:06:40 UTC) is 2:00:00 further behind the broker's than",
        ),
        (
            TOLD.format(AT + HOUR * 3, AT - HOUR, AT + HOUR),
            "our clock (2026-11-18 14:06:40 UTC) is 2:00:00 further ahead of the broker's than",
        ),
        (None, "the broker refuses the timestamps of our clock"),
        ("no such words", "the broker refuses the timestamps of our clock"),
        (
            TOLD.format(2**62, AT - 2**63 + 1, AT + HOUR),
            "the broker refuses the timestamps of our clock",
        ),
    ],
    ids=["ahead", "behind", "ahead, narrow", "silent", "other words", "absurd"],
)
def test_a_wrong_clock_is_named_with_how_far_it_is_off(told: str | None, line: str) -> None:
    assert line_of("enriched", InvalidTimestampError(), told).startswith(f"enriched: {line}")
