import base64
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmill.puller.timing.arrivals import UNIT, Arrivals, hours, unpack
from newsmill.puller.timing.rates import Rates, outlook, rates_of
from tests.puller.documents import NOW

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MONDAY = datetime(2026, 3, 2, tzinfo=NOW.tzinfo)


def learnt(*offsets: timedelta, each: int = 1) -> Arrivals:
    """A feed that brought `each` articles at these times after a Monday's midnight."""
    arrivals = Arrivals(until=hours(MONDAY))
    for offset in offsets:
        at = MONDAY + offset
        expected = outlook(arrivals, hours(at)).silence
        arrivals.learn([at] * each, at - timedelta(minutes=5), at, expected)
    return arrivals


def test_what_is_packed_is_small_and_unpacked_the_same() -> None:
    arrivals = learnt(*(hour * HOUR for hour in range(5, 300, 5)))
    arrivals.window = 40
    packed = arrivals.pack()
    assert len(packed) <= 120
    again = unpack(packed)
    assert again.pack() == packed
    assert (again.by_hour, again.by_day, again.window) == (arrivals.by_hour, arrivals.by_day, 40)
    assert again.until == pytest.approx(arrivals.until, abs=1 / 60)


@given(st.text(max_size=200) | st.binary(min_size=83, max_size=83).map(lambda raw: raw.hex()))
def test_any_other_text_is_no_arrivals(text: str) -> None:
    assert unpack(text).occasions == 0


@given(st.binary(min_size=83, max_size=83))
def test_damaged_counts_are_usable_all_the_same(raw: bytes) -> None:
    arrivals = unpack(base64.b64encode(b"\x01" + raw[1:]).decode())
    view = outlook(arrivals, hours(NOW))
    assert view.rates.mean > 0
    assert view.activity >= 0
    assert view.articles(24) >= 0
    arrivals.learn([NOW], None, NOW, view.silence)
    assert len(arrivals.pack()) <= 120


def test_publication_dates_count_where_they_lie_after_the_last_poll() -> None:
    arrivals = Arrivals(until=hours(NOW - DAY))
    since = NOW - 4 * HOUR
    arrivals.learn([NOW - 3 * HOUR, NOW - 99 * DAY, NOW + DAY, None], since, NOW, 1.0)
    assert arrivals.articles == 4
    assert arrivals.by_hour[9] == UNIT
    # The others came at an unknown moment of the four hours.
    assert arrivals.by_hour[10] == 3 * UNIT
    assert arrivals.occasions == 2


def test_a_first_document_teaches_by_its_dates_but_not_by_one_old_entry_kept_on_top() -> None:
    dates = [NOW - 2 * HOUR * n for n in range(1, 21)]
    plain, pinned = Arrivals(), Arrivals()
    plain.learn_first(dates, NOW)
    pinned.learn_first([*dates, NOW - 900 * DAY], NOW)
    for arrivals in (plain, pinned):
        assert arrivals.articles / arrivals.exposure == pytest.approx(0.5, rel=0.1)
        assert arrivals.until == hours(NOW - 2 * HOUR)
    undated = Arrivals()
    undated.learn_first([None] * 20, NOW)
    assert (undated.until, undated.exposure) == (hours(NOW), 0)


def test_a_first_document_of_a_feed_that_died_years_ago_does_not_let_expect_much() -> None:
    arrivals = Arrivals()
    arrivals.learn_first([NOW - 700 * DAY - n * DAY for n in range(20)], NOW)
    view = outlook(arrivals, hours(NOW))
    assert view.articles(24) < 0.05
    assert view.rates.mean * 24 > 0.5


def test_old_habits_are_forgotten() -> None:
    lively = [day * DAY + hour * HOUR for day in range(28) for hour in range(24)]
    slow = [28 * DAY + day * DAY for day in range(1, 85)]
    then, now = learnt(*lively), learnt(*lively, *slow)
    assert rates_of(then).mean == pytest.approx(1, rel=0.1)
    assert rates_of(now).mean < 0.15


def test_many_articles_are_counted_without_end() -> None:
    arrivals = learnt(*(hour * HOUR for hour in range(1, 200)), each=1000)
    assert max(*arrivals.by_hour, *arrivals.by_day) <= 65_535
    assert rates_of(unpack(arrivals.pack())).mean == pytest.approx(1000, rel=0.4)


def office_hours(weeks: int) -> Arrivals:
    """An article at every hour from 8 to 17 on working days."""
    return learnt(
        *(
            timedelta(weeks=week, days=day, hours=hour, minutes=30)
            for week in range(weeks)
            for day in range(5)
            for hour in range(8, 18)
        )
    )


def test_rates_know_hours_and_weekends() -> None:
    rates = rates_of(office_hours(4))
    tuesday, sunday = hours(MONDAY + 29 * DAY), hours(MONDAY + 34 * DAY)
    morning = rates.expected(tuesday + 9, tuesday + 12)
    assert morning == pytest.approx(3, rel=0.25)
    assert rates.expected(tuesday, tuesday + 3) < morning / 8
    assert rates.expected(sunday + 9, sunday + 12) < morning / 8
    assert rates.expected(tuesday, tuesday + 168) == pytest.approx(50, rel=0.15)


def test_days_that_were_never_seen_are_like_others() -> None:
    arrivals = learnt(*(day * DAY + hour * HOUR for day in range(3) for hour in range(24)))
    rates = rates_of(arrivals)
    saturday = hours(MONDAY + 5 * DAY)
    assert rates.expected(saturday, saturday + 24) == pytest.approx(24, rel=0.2)


@given(
    st.lists(st.floats(0.01, 5), min_size=24, max_size=24),
    st.lists(st.floats(0.01, 5), min_size=7, max_size=7),
    st.floats(400_000, 600_000),
    st.floats(0, 2_000),
    st.floats(0, 2_000),
)
def test_expectations_of_two_times_add_up(
    by_hour: list[float], by_day: list[float], begin: float, first: float, second: float
) -> None:
    rates = Rates(1.0, by_hour, by_day, 1.0)
    both = rates.expected(begin, begin + first) + rates.expected(
        begin + first, begin + first + second
    )
    assert rates.expected(begin, begin + first + second) == pytest.approx(both, abs=1e-6)


def test_a_breaking_story_makes_a_feed_livelier_and_silence_makes_it_quieter() -> None:
    usual = [day * DAY + hour * HOUR for day in range(21) for hour in (3, 9, 15, 21)]
    story = [21 * DAY + quarter * HOUR / 4 for quarter in range(1, 9)]
    end = hours(MONDAY + 21 * DAY + 2 * HOUR)
    assert outlook(learnt(*usual, *story), end).activity > 2
    assert 0.6 < outlook(learnt(*usual), end).activity < 1.5
    assert outlook(learnt(*usual), end + 240).activity < 0.1
