from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmill.cleaner.dates import (
    Publication,
    WrittenDate,
    parse_instant,
    published_at,
    updated_at,
)
from newsmill.contracts.articles import PublishedAtPrecision
from tests.cleaner.articles import SEEN, article, document

HOUR = timedelta(hours=1)
EARLIER = SEEN - 5 * HOUR
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        pytest.param("2026-05-01T10:00:00Z", datetime(2026, 5, 1, 10), id="UTC"),
        pytest.param("2026-05-01T10:00:00.123456789+02:00", datetime(2026, 5, 1, 8), id="offset"),
        pytest.param("2026-05-01 10:00:00 +0200", datetime(2026, 5, 1, 8), id="PHP"),
        pytest.param("2026-05-01 10:00:00 -0700", datetime(2026, 5, 1, 17), id="west"),
        pytest.param("2026-05-01T10:00", datetime(2026, 5, 1, 10), id="no zone"),
        pytest.param(" 2026-05-01\n", datetime(2026, 5, 1), id="day only"),
        pytest.param("Fri, 01 May 2026 10:00:00 +0200", datetime(2026, 5, 1, 8), id="RFC 5322"),
        pytest.param("2025/5/6 15:07:41", datetime(2025, 5, 6, 15, 7, 41), id="year first"),
        pytest.param("20260503T101500Z", datetime(2026, 5, 3, 10, 15), id="ISO basic"),
        pytest.param("2026-05-03T10:15:00,5+02", datetime(2026, 5, 3, 8, 15), id="comma, hours"),
        pytest.param("2026-05-03t24:00:00z", datetime(2026, 5, 4), id="24 o'clock, lower case"),
        pytest.param(
            "Sun May 03 2026 10:15:00 GMT+0200 (CEST)", datetime(2026, 5, 3, 8, 15), id="JavaScript"
        ),
        pytest.param("Sun May 03 10:15:00 CEST 2026", datetime(2026, 5, 3, 8, 15), id="Java"),
        pytest.param("Sunday, May 3, 2026 - 10:15", datetime(2026, 5, 3, 10, 15), id="Drupal"),
        pytest.param("Sunday, 03-May-26 10:15:00 GMT", datetime(2026, 5, 3, 10, 15), id="RFC 850"),
        pytest.param("Fri, 03 May 2026 10:15:00 EDT", datetime(2026, 5, 3, 14, 15), id="weekday"),
        pytest.param("2026-05", datetime(2026, 5, 1), id="month only"),
        pytest.param("03/05/2026", None, id="day or month first"),
        pytest.param("yesterday", None, id="words"),
        pytest.param("1777629600", None, id="seconds"),
        pytest.param("2026-13-45", None, id="no such day"),
        pytest.param("0001-01-01T00:00:00+14:00", None, id="before the first year"),
        pytest.param("2026-05-01" + "0" * 100, None, id="too long"),
        pytest.param("", None, id="empty"),
    ],
)
def test_dates_are_read(text: str, instant: datetime | None) -> None:
    parsed = parse_instant(text)
    assert (parsed and parsed.replace(microsecond=0, tzinfo=None)) == instant
    assert parsed is None or parsed.tzinfo is UTC


@given(st.text(max_size=70) | st.from_regex(r"[0-9T:.+ Z-]{1,40}", fullmatch=True))
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    parsed = parse_instant(text)
    assert parsed is None or parsed.tzinfo is not None


def written(instant: datetime, precision: PublishedAtPrecision = "instant") -> WrittenDate:
    return WrittenDate(instant, precision)


def test_the_entrys_date_comes_before_the_pages() -> None:
    entry = article(published_at=EARLIER)
    assert published_at(entry, [written(EARLIER - HOUR, "day")]) == Publication(
        EARLIER, "feed", "instant"
    )


def test_the_pages_date_comes_before_the_entrys_last_change() -> None:
    entry = article(updated_at=EARLIER)
    found = published_at(entry, [written(EARLIER - HOUR, "day")])
    day = (EARLIER - HOUR).date().isoformat()
    assert found == Publication(EARLIER - HOUR, "page", "day", day)


def test_an_atom_entry_may_only_say_when_it_changed() -> None:
    assert published_at(article(updated_at=EARLIER), []) == Publication(EARLIER, "feed", "instant")


def test_an_article_without_a_date_was_published_when_it_was_seen() -> None:
    assert published_at(article(), []) == Publication(SEEN, "seen", "instant")


def test_a_documents_date_is_the_documents() -> None:
    own = document(published_at=EARLIER)
    assert published_at(own, []) == Publication(EARLIER, "document", "instant")
    page = [written(EARLIER, "local_time")]
    day = EARLIER.date().isoformat()
    assert published_at(document(), page) == Publication(EARLIER, "document", "local_time", day)


def test_the_day_is_that_of_the_pages_own_zone() -> None:
    late = datetime(2026, 5, 4, 3, 30, tzinfo=UTC)
    in_new_york = WrittenDate(late, "instant", timedelta(hours=-4))

    found = published_at(article(), [in_new_york])

    assert (found.at, found.day) == (late, "2026-05-03")


def test_a_month_is_no_day() -> None:
    assert published_at(article(), [written(EARLIER, "month")]).day is None


@pytest.mark.parametrize(
    "date",
    [
        pytest.param(SEEN + timedelta(days=1, seconds=1), id="in the future"),
        pytest.param(EPOCH, id="a clock never set"),
        pytest.param(EPOCH + 3 * HOUR, id="a clock never set, in another zone"),
        pytest.param(datetime(1, 1, 1, tzinfo=UTC), id="a field never filled in"),
    ],
)
def test_an_incredible_date_is_passed_over(date: datetime) -> None:
    page = [written(date), written(EARLIER)]
    assert published_at(article(published_at=date), page).at == EARLIER
    assert updated_at(article(updated_at=date), page[:1], EPOCH) is None


def test_a_date_a_few_hours_ahead_is_a_local_clock() -> None:
    ahead = SEEN + 5 * HOUR
    assert published_at(article(published_at=ahead), []).at == ahead


def test_only_a_change_after_publication_is_told() -> None:
    entry = article(updated_at=EARLIER)
    assert updated_at(entry, [], EARLIER - HOUR) == EARLIER
    assert updated_at(entry, [], EARLIER) is None
    assert updated_at(article(), [written(EARLIER)], EARLIER - HOUR) == EARLIER
