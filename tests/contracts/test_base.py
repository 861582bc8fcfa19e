"""How instants and the rooms' times are read and written."""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from newsmill.contracts.base import NOT_TIMED, Instant, Record, Timings, in_milliseconds, written
from newsmill.pipeline import GATEWAY, Room
from tests.builders import NOON

RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


class Note(Record):
    at: Instant


zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
instants = st.datetimes(
    min_value=datetime(1, 1, 3), max_value=datetime(9999, 12, 29), timezones=zones
)


@pytest.mark.parametrize(
    ("said", "as_written"),
    [
        ("2026-03-17T08:14:09Z", "2026-03-17T08:14:09.000Z"),
        ("2026-03-17T08:14:09.3Z", "2026-03-17T08:14:09.300Z"),
        ("2026-03-17T08:14:09.398000Z", "2026-03-17T08:14:09.398Z"),
        ("2026-03-17T08:14:09.398999Z", "2026-03-17T08:14:09.398Z"),
        ("2026-12-31T23:59:59.999999Z", "2026-12-31T23:59:59.999Z"),
        ("2026-03-17T08:14:09.398+05:30", "2026-03-17T02:44:09.398Z"),
        ("0099-03-17T08:14:09Z", "0099-03-17T08:14:09.000Z"),
    ],
)
def test_an_instant_always_has_three_fraction_digits(said: str, as_written: str) -> None:
    note = Note.model_validate_json(f'{{"at":"{said}"}}')
    assert note.model_dump_json() == f'{{"at":"{as_written}"}}'
    assert note.model_dump(mode="json") == {"at": as_written}


@given(instants)
def test_what_was_written_is_read_as_it_was(at: datetime) -> None:
    note = Note(at=at)
    again = Note.model_validate_json(note.model_dump_json())
    assert again == note
    assert again.model_dump_json() == note.model_dump_json()
    assert RFC_3339.fullmatch(written(at))
    assert timedelta() <= at - note.at < timedelta(milliseconds=1)


@given(instants)
def test_what_was_not_validated_is_written_alike(at: datetime) -> None:
    assert Note.model_construct(at=at).model_dump_json() == Note(at=at).model_dump_json()


@pytest.mark.parametrize("said", ["0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00"])
def test_an_instant_that_utc_does_not_have_is_refused(said: str) -> None:
    with pytest.raises(ValidationError, match="outside the years"):
        Note.model_validate({"at": said})


def test_each_room_has_its_time() -> None:
    assert {*get_args(Room), "cli"} - {GATEWAY} <= set(Timings.model_fields)


def test_only_what_is_known_is_written() -> None:
    assert NOT_TIMED.model_dump_json() == "{}"
    assert Timings(puller=NOON).model_dump_json() == '{"puller":"2026-03-04T12:00:00.000Z"}'


def test_a_room_that_somebody_added_keeps_its_time() -> None:
    told = '{"puller":"2026-03-04T12:00:00.000Z","passer":"2026-03-04T12:00:01.500Z"}'
    read = Timings.model_validate_json(told)
    assert read.model_dump_json() == told
    later = read.timed("weigher", NOON + timedelta(microseconds=7))
    assert later.of("weigher") == NOON
    assert Timings.model_validate_json(later.model_dump_json()) == later


def test_another_room_s_time_is_an_instant_too() -> None:
    with pytest.raises(ValidationError, match="passer"):
        Timings.model_validate({"passer": "soon"})


@pytest.mark.parametrize("name", ["retriever", "somebody", "model_copy"])
def test_a_room_that_was_not_there_has_no_time(name: str) -> None:
    assert Timings(puller=NOON).of(name) is None


def test_a_time_that_a_room_notes_is_the_one_it_reads_back() -> None:
    at = datetime(2026, 3, 4, 12, 0, 0, 123_456, tzinfo=UTC)
    assert NOT_TIMED.timed("cleaner", at).cleaner == in_milliseconds(at)
