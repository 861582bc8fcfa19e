from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmill.cleaner.facts.written_dates import DayOrder, dates_in

NOW = datetime(2026, 6, 1, tzinfo=UTC)
DAY = "2026-05-03T00:00:00 day"
MORNING = "2026-05-03T10:15:00 local_time"
AFTERNOON = "2026-05-03T15:15:00 local_time"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 May 2026", DAY),
        ("May 3rd, 2026", DAY),
        ("Sunday 3 May 2026 10.15", MORNING),
        ("10:15, 3 May 2026", MORNING),
        ("May 3, 2026 at 10:15 am EDT", "2026-05-03T14:15:00 instant"),
        ("May 3, 2026, 3:15 p.m.", AFTERNOON),
        ("3 May 2026 11:15 BST", "2026-05-03T10:15:00 instant"),
        ("3 May 2026 10:15 UTC+2", "2026-05-03T08:15:00 instant"),
        ("3. Mai 2026, 10:15 Uhr", MORNING),
        ("03.05.2026", DAY),
        ("3 mai 2026 à 10h15", MORNING),
        ("3 de mayo de 2026 - 10:15 h", MORNING),
        ("3 maggio 2026", DAY),
        ("3 de maio de 2026 às 10h15", MORNING),
        ("3 mei 2026 om 10:15", MORNING),
        ("3 maj 2026 kl. 10.15", MORNING),
        ("3.5.2026 klo 10.15", MORNING),
        ("3 maja 2026, 10:15", MORNING),
        ("3. května 2026", DAY),
        ("2026. május 3.", DAY),
        ("3 мая 2026, 10:15", MORNING),
        ("3 травня 2026 р.", DAY),
        ("3 Mayıs 2026", DAY),
        ("3 Μαΐου 2026", DAY),
        ("٣ مايو ٢٠٢٦", DAY),
        ("٣ مايو", DAY),
        ("3 במאי 2026", DAY),
        ("३ मई २०२६", DAY),
        ("19 फरवरी 2026", "2026-02-19T00:00:00 day"),
        ("3 พฤษภาคม 2569", DAY),
        ("3 tháng 5, 2026", DAY),
        ("Minggu, 3 Mei 2026 10:15 WIB", "2026-05-03T03:15:00 instant"),
        ("2026年5月3日 下午3:15", AFTERNOON),
        ("2026年5月3日 10時15分", MORNING),
        ("2026년 5월 3일 오후 3:15", AFTERNOON),
        ("2026 m. gegužės 3 d.", DAY),
        ("2026. gada 3. maijs", DAY),
    ],
)
def test_dates_are_read_in_many_languages(text: str, expected: str) -> None:
    (found,) = dates_in(text, now=NOW)
    assert f"{found.date.instant:%FT%T} {found.date.precision}" == expected


@pytest.mark.parametrize(("order", "days"), [(None, []), ("dmy", [(5, 3)]), ("mdy", [(3, 5)])])
def test_day_and_month_are_told_apart_by_the_country(
    order: DayOrder | None, days: list[tuple[int, int]]
) -> None:
    found = [(one.date.instant.day, one.date.instant.month) for one in dates_in("5/3/2026", order)]
    assert found == days


@pytest.mark.parametrize(
    "text",
    ["", "may 2026", "they may join 300 others", "version 1.2.2026.4", "31 February 2026", "3/5/26",
     "phone 0301 2026", "1 2 3 may", "listopad 3, 12"],
)  # fmt: skip
def test_what_is_no_day_is_none(text: str) -> None:
    assert dates_in(text) == []


def test_each_date_has_the_words_before_it() -> None:
    found = dates_in("Published 3 May 2026, updated 4 May 2026 10:00 BST")
    assert [one.before.strip(" ,") for one in found] == ["published", "updated"]


def test_a_month_that_two_languages_share_is_read_in_the_pages() -> None:
    assert dates_in("18. listopadu 2025", language="cs")[0].date.instant.month == 11
    assert dates_in("18. listopad 2025", language="hr")[0].date.instant.month == 10
    assert dates_in("18. listopad 2025") == []


@given(st.text(max_size=120) | st.from_regex(r"[0-9T:.+/ aMpmay-]{1,60}", fullmatch=True))
def test_no_text_breaks_the_search(text: str) -> None:
    for one in dates_in(text, "dmy", "en", NOW):
        assert one.date.instant.tzinfo is UTC
