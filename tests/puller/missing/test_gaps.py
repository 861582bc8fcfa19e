"""How many entries may have been missed."""

from datetime import UTC, datetime, timedelta

from newsmill.puller.missing.gaps import MOST, estimate

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


def hourly(count: int, newest: datetime = NOW) -> list[datetime | None]:
    return [newest - timedelta(hours=back) for back in range(count)]


def test_what_came_in_the_time_between_is_estimated_from_what_comes_in_the_document() -> None:
    # Ten entries of ten hours, and the poll before was 29 hours ago: 20 hours are not covered.
    assert estimate(hourly(10), NOW - timedelta(hours=29)) == 20


def test_dates_without_order_and_missing_ones_do_no_harm() -> None:
    dates = [None, *reversed(hourly(10)), None]
    assert estimate(dates, NOW - timedelta(hours=29)) == 20


def test_something_was_missed_even_where_nothing_can_be_estimated() -> None:
    assert estimate([], NOW - timedelta(days=1)) == 1
    assert estimate([None, None], NOW - timedelta(days=1)) == 1
    assert estimate(hourly(1), NOW - timedelta(days=1)) == 1
    assert estimate(hourly(10), None) == 1
    assert estimate(hourly(48), NOW - timedelta(hours=1)) == 1


def test_entries_of_one_moment_are_taken_for_all_that_fits() -> None:
    assert estimate([NOW] * 20, NOW - timedelta(days=1)) == 20


def test_the_estimate_is_bounded() -> None:
    dates = [NOW, NOW - timedelta(microseconds=1)]
    assert estimate(dates, NOW - timedelta(days=10_000)) == MOST
