from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmill.puller.settings import Settings
from newsmill.puller.timing.pace import Pace, unpriced
from newsmill.puller.timing.rates import Outlook, Rates

PACE = Pace(shortest=1 / 12, longest=24.0, levels=(1.0,) * 24)
MIDNIGHT = 24.0 * 20_000


def even(rate: float, activity: float = 1.0) -> Outlook:
    rates = Rates(rate, [1.0] * 24, [1.0] * 7, 1.0)
    return Outlook(rates, 0.0, activity, MIDNIGHT, True, False)


@pytest.mark.parametrize(
    ("rate", "expected"), [(1.0, 1.0), (4.0, 0.5), (0.25, 2.0), (1e6, 1 / 12), (1e-9, 24.0)]
)
def test_intervals_go_with_one_over_the_root_of_the_rate(rate: float, expected: float) -> None:
    assert PACE.wait(even(rate), 0, MIDNIGHT + 0.3) == pytest.approx(expected)


def test_a_level_twice_as_high_halves_the_requests() -> None:
    dear = Pace(PACE.shortest, PACE.longest, (2.0,) * 24)
    assert dear.wait(even(1.0), 0, MIDNIGHT) == pytest.approx(2 * PACE.wait(even(1.0), 0, MIDNIGHT))


def test_hours_without_articles_are_slept_through() -> None:
    by_hour = [0.0] * 8 + [1.5] * 16
    nightly = Outlook(Rates(4.0, by_hour, [1.0] * 7, 1.0), 0.0, 1.0, MIDNIGHT, True, False)
    assert PACE.wait(nightly, 0, MIDNIGHT) == pytest.approx(8.3, abs=0.3)
    assert PACE.wait(nightly, 0, MIDNIGHT + 12) < 0.5


def test_a_morning_paper_is_asked_when_it_is_complete_and_not_half_a_day_later() -> None:
    by_hour = [0.01] * 24
    by_hour[6:8] = [10.0, 10.0]
    paper = Outlook(Rates(0.1, by_hour, [1.0] * 7, 1.0), 0.0, 1.0, MIDNIGHT, True, False)
    slow = Pace(1 / 12, 24.0, (4.0,) * 24)
    for hour in (0, 3, 12, 20):
        due = (hour + slow.wait(paper, 0, MIDNIGHT + hour)) % 24
        assert 7 <= due <= 8.5


def test_a_narrow_document_is_asked_for_before_half_of_it_is_new() -> None:
    dear = Pace(PACE.shortest, PACE.longest, (20.0,) * 24)
    assert dear.wait(even(4.0), 0, MIDNIGHT) == pytest.approx(10.0)
    assert dear.wait(even(4.0), 20, MIDNIGHT) == pytest.approx(2.5)
    assert dear.wait(even(4.0), 1, MIDNIGHT) == pytest.approx(0.125)
    assert dear.wait(even(400.0), 1, MIDNIGHT) == dear.shortest


def test_without_a_budget_the_settings_bound_the_interval() -> None:
    pace = unpriced(
        Settings(min_interval=timedelta(minutes=10), max_interval=timedelta(minutes=30))
    )
    waits = [pace.wait(even(rate), 0, MIDNIGHT) for rate in (1e-6, 1.0, 1e6)]
    assert waits == pytest.approx([1 / 2, 1 / 3, 1 / 6])


@given(
    st.lists(st.floats(0, 100), min_size=24, max_size=24),
    st.floats(0, 1e6),
    st.floats(0, 1e6),
    st.floats(0.001, 1000),
    st.integers(0, 255),
    st.floats(0, 24),
)
def test_the_wait_is_within_bounds_and_shorter_the_livelier_a_feed_is(
    by_hour: list[float], rate: float, more: float, level: float, window: int, hour: float
) -> None:
    pace = Pace(1 / 12, 24.0, (level,) * 24)
    waits = []
    for mean in (rate, rate + more):
        rates = Rates(mean, by_hour, [1.0] * 7, 1.0)
        view = Outlook(rates, 0.0, 1.0, MIDNIGHT, True, False)
        waits.append(pace.wait(view, window, MIDNIGHT + hour))
    assert waits[1] <= waits[0] + 1e-3
    assert all(1 / 12 <= wait <= 24.0 + 1e-6 for wait in waits)
