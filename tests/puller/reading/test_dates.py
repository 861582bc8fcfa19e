import time
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsmill.puller.reading.date_words import is_date_word
from newsmill.puller.reading.dates import MAX_WRITTEN_CHARACTERS, parse_date
from newsmill.puller.reading.zones import AMBIGUOUS_ZONES, MINUTES_BY_ZONE
from tests.puller.reading.date_forms import FORMS

INSTANTS = st.datetimes(datetime(1970, 1, 2), datetime(2100, 12, 30)).map(
    lambda instant: instant.replace(microsecond=0)
)
ZONES = st.integers(-14 * 4, 14 * 4).map(
    lambda quarters: timezone(quarters * timedelta(minutes=15))
)
PIECES = (
    "Tue", ",", " ", "06", "6", "May", "mar", "2025", "25", "15:07:41", "15.07", "15", ":", "-",
    "/", ".", "+0200", "-04:00", "GMT", "CST", "IST", "PM", "am", "(", ")", "[", "]", "T", "Z",
    "W19",
    "년", "월", "오후", "h", "de", "kl.", "'", "٣", "\u200f", "م", "tháng", "²", "99999999999",
)  # fmt: skip


def test_at_least_eighty_forms_are_read() -> None:
    assert len({written for written, meant, _ in FORMS if meant}) >= 80


@pytest.mark.parametrize(
    ("written", "meant"), [pytest.param(form, meant, id=form) for form, meant, _ in FORMS]
)
def test_a_date_is_read_as_it_was_meant_or_not_at_all(written: str, meant: str | None) -> None:
    instant = parse_date(written)
    assert instant == (datetime.fromisoformat(meant).replace(tzinfo=UTC) if meant else None)
    assert instant is None or instant.tzinfo is UTC


@given(INSTANTS, ZONES)
def test_what_programs_write_is_read(instant: datetime, zone: timezone) -> None:
    at = instant.replace(tzinfo=UTC)
    local = at.astimezone(zone)
    assert parse_date(format_datetime(local)) == at
    assert parse_date(local.isoformat()) == at
    assert parse_date(local.strftime("%A, %d-%b-%Y %I:%M:%S %p GMT%z")) == at
    assert parse_date(local.strftime("%Y%m%dT%H%M%S%z")) == at
    assert parse_date(local.strftime("%G-W%V-%uT%H:%M:%S%z")) == at
    assert parse_date(local.strftime("%Y-%jT%H:%M:%S%z")) == at


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=12).map("".join)))
@example("\x00")
@example("6 May ²")
def test_no_text_makes_it_fail_or_give_a_date_of_another_age(text: str) -> None:
    instant = parse_date(text)
    assert instant is None or 1970 <= instant.year <= 2100


@pytest.mark.parametrize("piece", [*PIECES, "((", "6 May 2025 ", "15:", "2025-", "<![CDATA[", "&"])
def test_long_texts_take_no_time(piece: str) -> None:
    started = time.process_time()
    for size in (90, MAX_WRITTEN_CHARACTERS, 1_000_000):
        parse_date((piece * size)[:size])
    assert time.process_time() - started < 0.5


def test_zones_that_are_also_words_of_dates_are_known() -> None:
    """In front of the time they are weekdays of Slovakia and Croatia, and months of two others."""
    zones = {*MINUTES_BY_ZONE, *AMBIGUOUS_ZONES}
    assert {zone for zone in zones if is_date_word(zone)} == {"ut", "cet", "awst", "uzt"}
