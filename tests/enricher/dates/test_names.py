"""What the names of dates mean when nothing is known but the time of publication."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmill.contracts.articles import Date, Entity
from newsmill.enricher.dates.dating import dated
from newsmill.enricher.dates.reading import MAX_CHARS, read
from newsmill.enricher.dates.words import LOOSE, OFFSET_BY_ZONE, PHRASES, WORDS

PRECISION_BY_PATTERN = {
    r"\d{4}": "year",
    r"\d{4}-\d{2}": "month",
    r"\d{4}-W\d{2}": "week",
    r"\d{4}-\d{2}-\d{2}": "day",
    r"\d{4}-\d{2}-\d{2}T\d{2}": "hour",
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}": "minute",
}


class Case(NamedTuple):
    """A line of `cases.txt`."""

    name: str
    published_at: datetime
    value: str | None


def read_cases() -> Iterator[Case]:
    published_at = datetime.max
    for line in (Path(__file__).parent / "cases.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            published_at = datetime.fromisoformat(line.split()[1])
        elif line and not line.startswith("#"):
            name, value = (part.strip() for part in line.split("|"))
            yield Case(name, published_at, value or None)


CASES = list(read_cases())


def date_of(name: str, published_at: datetime, label: str = "DATE") -> Date | None:
    entity = Entity(name=name, label=label, mentions=(), count=1, salience=0)
    return dated([entity], published_at, "en")[0].date


def precision_of(value: str) -> str:
    (precision,) = (
        precision
        for pattern, precision in PRECISION_BY_PATTERN.items()
        if re.fullmatch(pattern, value)
    )
    return precision


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.name} on {case.published_at:%F}")
def test_a_date_is_resolved_or_none_is_given(case: Case) -> None:
    found = date_of(case.name, case.published_at)
    assert (found.value if found else None) == case.value
    if found:
        assert {precision_of(end) for end in found.value.split("/")} == {found.precision}


def first_day(value: str) -> datetime:
    match precision_of(value):
        case "year":
            return datetime(int(value), 1, 1)
        case "month":
            return datetime.strptime(value, "%Y-%m")
        case "week":
            return datetime.strptime(f"{value}-1", "%G-W%V-%u")
        case "hour":
            return datetime.strptime(value, "%Y-%m-%dT%H")
    return datetime.fromisoformat(value)


WORDS_AND_MARKS = sorted(
    {*WORDS, *LOOSE, *OFFSET_BY_ZONE, *(word for it in PHRASES for word in it[0])}
    | {"the", "from", "between", "of", "'s", "hundred", ",", "/", "31", "29th", "30", "2nd", "5 pm"}
    | {"1999", "2024", "2999", "1000", "9999", "0900", "24:00", "1990s", "'90s", "2020-02-30", "q3"}
    | {"1999-2000", "3/4/2020", "2019-21", "15:30"}
)


@given(
    name=st.lists(st.sampled_from(WORDS_AND_MARKS), max_size=8).map(" ".join)
    | st.text(max_size=100),
    published_at=st.datetimes(timezones=st.just(UTC)),
    label=st.sampled_from(["DATE", "TIME"]),
)
def test_any_name_has_a_valid_date_of_its_precision_or_none(
    name: str, published_at: datetime, label: str
) -> None:
    found = date_of(name, published_at, label)
    if found is None:
        return
    ends = found.value.split("/")
    assert {precision_of(end) for end in ends} == {found.precision}
    days = [first_day(end) for end in ends]
    assert days == sorted(set(days))
    assert all(1000 <= int(end[:4]) <= 2999 for end in ends)


@given(day=st.dates(min_value=date(1000, 1, 1), max_value=date(2999, 12, 31)))
def test_a_day_that_is_written_in_full_is_itself(day: date) -> None:
    now = datetime(2026, 11, 28, 13, tzinfo=UTC)
    for form in (
        f"{day:%B} {day.day}, {day:%Y}",
        f"{day.day} {day:%b} {day:%Y}",
        f"{day:%A}, {day:%B} {day.day}, {day:%Y}",
        f"{day:%Y-%m-%d}",
    ):
        assert date_of(form, now) == Date(value=f"{day}", precision="day")


@pytest.mark.parametrize(
    "name",
    [
        "1" * 100_000,
        "the " * 50_000,
        "between " + "March 3 and " * 20_000,
        "twenty-" * 20_000,
        "\0" * 79,
        "３ März ٢٠٢٤",
        "²³ March",
        "",
        " ",
        "'",
        "-",
        "to",
        "the last",
    ],
    ids=lambda name: repr(name[:12]),
)
def test_hostile_names_have_no_date(name: str) -> None:
    assert date_of(name, datetime(2026, 11, 28, 13, tzinfo=UTC)) is None


def test_a_long_name_is_not_even_read() -> None:
    assert read("Tuesday" + " " * MAX_CHARS) is None
