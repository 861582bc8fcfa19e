from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmill.contracts.feeds import FeedState
from newsmill.puller.settings import Settings
from newsmill.puller.timing.scheduling import PollResult, next_poll
from tests.puller.documents import NOW, state

SHORTEST = timedelta(minutes=5)
LONGEST = timedelta(hours=1)
DAY = timedelta(days=1)
SETTINGS = Settings(min_interval=SHORTEST, max_interval=LONGEST)


def polled(interval: timedelta, **fields: Any) -> FeedState:
    """A feed whose last poll, `interval` ago, planned the one of now."""
    return state(last_polled_at=NOW - interval, next_poll_at=NOW, **fields)


def pause(before: FeedState, result: PollResult, settings: Settings = SETTINGS) -> timedelta:
    return next_poll(NOW, before, result, settings) - NOW


def about(expected: timedelta) -> Any:
    """`expected`, or up to a tenth later."""
    return pytest.approx(expected.total_seconds() * 1.05, rel=0.05)


@pytest.mark.parametrize(
    ("planned", "had_news", "expected"),
    [
        pytest.param(timedelta(minutes=20), True, timedelta(minutes=10), id="news"),
        pytest.param(timedelta(minutes=20), False, timedelta(minutes=30), id="no news"),
        pytest.param(SHORTEST, True, SHORTEST, id="never too often"),
        pytest.param(LONGEST, False, LONGEST, id="never too seldom"),
        pytest.param(timedelta(hours=20), True, LONGEST / 2, id="a long pause is over at once"),
    ],
)
def test_a_feed_is_asked_as_often_as_it_has_news(
    planned: timedelta, had_news: bool, expected: timedelta
) -> None:
    found = pause(polled(planned), PollResult(had_news=had_news))
    assert found.total_seconds() == about(expected)


def test_a_feed_with_constant_news_is_soon_asked_at_the_shortest_interval_and_back() -> None:
    before = polled(LONGEST)
    for had_news, bound in ((True, SHORTEST * 1.1), (False, LONGEST)):
        for _ in range(8):
            planned = pause(before, PollResult(had_news=had_news))
            before = polled(planned)
        assert planned <= bound
    assert planned == LONGEST


def test_a_new_feed_is_asked_as_often_as_it_says_it_changes() -> None:
    for period, expected in (
        (None, SHORTEST),
        (timedelta(minutes=30), timedelta(minutes=30)),
        (DAY, LONGEST),
    ):
        found = pause(state(), PollResult(had_news=True, update_period=period))
        assert found.total_seconds() == about(expected)


def headers(**fields: str) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in fields.items()}


def date(after: timedelta) -> str:
    return format_datetime(NOW + after, usegmt=True)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (headers(cache_control="public, max-age=7200"), timedelta(hours=2)),
        (headers(cache_control='Max-Age="7200"'), timedelta(hours=2)),
        (headers(cache_control="max-age=7200", age="3600"), timedelta(hours=1)),
        (headers(cache_control="max-age=7200", expires=date(timedelta())), timedelta(hours=2)),
        (headers(cache_control="no-cache, max-age=7200"), timedelta()),
        (headers(cache_control="s-maxage=7200"), timedelta()),
        (headers(cache_control="max-age=-1"), timedelta()),
        (headers(cache_control="max-age=999999999999999"), DAY),
        (headers(cache_control="max-age=31536000"), DAY),
        (headers(expires=date(timedelta(hours=3))), timedelta(hours=3)),
        (
            headers(expires=date(timedelta(hours=9)), date=date(timedelta(hours=7))),
            timedelta(hours=2),
        ),
        (headers(expires=date(timedelta(days=400))), DAY),
        (headers(expires="0"), timedelta()),
        (headers(expires="Thu, 99 Foo 2026"), timedelta()),
        (headers(retry_after="10800"), timedelta(hours=3)),
        (headers(retry_after=date(timedelta(hours=3))), timedelta(hours=3)),
        (headers(retry_after=date(timedelta(hours=-3))), timedelta()),
        (headers(retry_after="soon"), timedelta()),
        (headers(retry_after="9999999999"), DAY),
    ],
    ids=str,
)
def test_a_server_is_not_asked_before_it_wants_us_back_within_a_day(
    told: dict[str, str], expected: timedelta
) -> None:
    found = pause(polled(SHORTEST), PollResult(had_news=True, headers=told))
    assert found >= expected
    assert found.total_seconds() == about(max(expected, SHORTEST))


def test_an_error_page_may_be_cached_but_the_feed_is_asked_again() -> None:
    told = headers(cache_control="max-age=86400")
    assert pause(polled(SHORTEST), PollResult(failures=1, headers=told)) <= SHORTEST * 1.1


def test_a_failing_server_that_names_a_time_is_asked_then() -> None:
    told = headers(retry_after="7200")
    found = pause(polled(SHORTEST), PollResult(failures=1, headers=told))
    assert found.total_seconds() == about(timedelta(hours=2))


def test_the_time_to_live_holds_as_far_as_the_longest_interval() -> None:
    for ttl, expected in ((timedelta(minutes=40), timedelta(minutes=40)), (DAY, LONGEST)):
        found = pause(polled(SHORTEST), PollResult(had_news=True, ttl=ttl))
        assert found.total_seconds() == about(expected)


def test_failures_double_the_pause_up_to_a_day() -> None:
    pauses = [pause(polled(LONGEST), PollResult(failures=n)) for n in (1, 2, 3, 8, 20, 10**6)]
    expected = [SHORTEST, 2 * SHORTEST, 4 * SHORTEST, 128 * SHORTEST, DAY, DAY]
    assert [found.total_seconds() for found in pauses] == [about(one) for one in expected]
    assert pauses[-1] == DAY


def test_after_a_failure_the_pace_begins_anew() -> None:
    before = polled(DAY, failures=9)
    assert pause(before, PollResult(had_news=False)) <= SHORTEST * 1.1


def test_feeds_added_together_are_spread_but_each_is_always_the_same() -> None:
    befores = [FeedState(url=f"https://site.example/{n}") for n in range(50)]
    pauses = [pause(before, PollResult()) for before in befores]
    assert len(set(pauses)) == 50
    assert pauses == [pause(before, PollResult()) for before in befores]
    assert min(pauses) >= SHORTEST
    assert max(pauses) <= SHORTEST * 1.1


def test_one_interval_for_all_is_kept_exactly() -> None:
    always = Settings(min_interval=SHORTEST, max_interval=SHORTEST)
    for had_news in (True, False):
        assert pause(polled(SHORTEST), PollResult(had_news=had_news), always) == SHORTEST


intervals = st.timedeltas(timedelta(seconds=1), timedelta(days=3))
header_values = st.text() | st.integers().map(str) | st.datetimes().map(format_datetime)


@given(
    st.builds(
        PollResult,
        had_news=st.booleans(),
        failures=st.integers(0, 10**9),
        headers=st.dictionaries(
            st.sampled_from(["retry-after", "expires", "date", "age", "cache-control"]),
            header_values | header_values.map(lambda value: f"max-age={value}"),
        ),
        ttl=st.none() | intervals,
        update_period=st.none() | intervals,
    ),
    st.none() | st.datetimes(),
    st.none() | st.datetimes(),
)
def test_whatever_is_told_the_next_poll_is_between_the_shortest_interval_and_a_day(
    result: PollResult, last: datetime | None, planned: datetime | None
) -> None:
    before = state(
        last_polled_at=last and last.replace(tzinfo=NOW.tzinfo),
        next_poll_at=planned and planned.replace(tzinfo=NOW.tzinfo),
    )
    assert SHORTEST <= pause(before, result) <= DAY * 1.1
