from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmill.contracts.base import in_milliseconds
from newsmill.contracts.feeds import FeedState, FeedWishes
from newsmill.puller.settings import Settings
from newsmill.puller.timing.pace import Pace
from newsmill.puller.timing.scheduling import (
    LONGEST_WAIT,
    MAX_BACKOFF,
    PollResult,
    next_poll,
    schedule,
)
from newsmill.puller.timing.wishes import document_wish, freshness, retry_after
from tests.puller.documents import NOW, state

SHORTEST = timedelta(minutes=5)
LONGEST = timedelta(hours=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SETTINGS = Settings(min_interval=SHORTEST, max_interval=LONGEST)
NEWS = (NOW,)


def polled(interval: timedelta, **fields: Any) -> FeedState:
    """A feed whose last poll, `interval` ago, planned the one of now."""
    return state(last_polled_at=NOW - interval, next_poll_at=NOW, **fields)


def pause(before: FeedState, result: PollResult, settings: Settings = SETTINGS) -> timedelta:
    return next_poll(NOW, before, result, settings) - NOW


def about(expected: timedelta) -> Any:
    """`expected`, or up to a tenth later."""
    return pytest.approx(expected.total_seconds() * 1.05, rel=0.05)


def headers(**fields: str) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in fields.items()}


@pytest.mark.parametrize(
    ("planned", "arrived", "expected"),
    [
        pytest.param(timedelta(minutes=20), NEWS, timedelta(minutes=10), id="news"),
        pytest.param(timedelta(minutes=20), (), timedelta(minutes=30), id="no news"),
        pytest.param(SHORTEST, NEWS, SHORTEST, id="never too often"),
        pytest.param(LONGEST, (), LONGEST, id="never too seldom"),
        pytest.param(timedelta(hours=20), NEWS, LONGEST / 2, id="a long pause is over at once"),
    ],
)
def test_a_feed_of_unknown_habit_is_asked_as_often_as_it_has_news(
    planned: timedelta, arrived: tuple[datetime, ...], expected: timedelta
) -> None:
    assert pause(polled(planned), PollResult(arrived)).total_seconds() == about(expected)


def test_a_new_feed_is_asked_as_often_as_it_says_it_changes() -> None:
    for period, expected in (
        (None, SHORTEST),
        (timedelta(minutes=30), timedelta(minutes=30)),
        (HOUR, LONGEST),
        (DAY, DAY),
    ):
        result = PollResult(NEWS, wishes=FeedWishes(update_period=period))
        assert pause(state(), result).total_seconds() == about(expected)


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (PollResult(NEWS, headers=headers(cache_control="max-age=7200")), 2 * HOUR),
        (PollResult(NEWS, headers=headers(cache_control="max-age=99999999")), 31 * DAY),
        (PollResult(NEWS, headers=headers(retry_after="864000")), 7 * DAY),
        (PollResult(NEWS, headers=headers(retry_after="60", cache_control="max-age=1")), SHORTEST),
        (PollResult(NEWS, wishes=FeedWishes(ttl=timedelta(minutes=40))), timedelta(minutes=40)),
        (PollResult(NEWS, wishes=FeedWishes(ttl=3 * DAY)), 3 * DAY),
        (PollResult(NEWS, pushed_until=NOW + DAY), SETTINGS.audit_interval),
        (PollResult(NEWS, pushed_until=NOW - DAY), SHORTEST),
    ],
    ids=lambda value: str(value)[:120],
)
def test_wishes_count_beyond_the_longest_interval_but_never_below_the_shortest(
    result: PollResult, expected: timedelta
) -> None:
    found = pause(polled(SHORTEST), result)
    assert found >= expected
    assert found.total_seconds() == about(expected)


def test_the_wishes_of_the_last_document_hold_after_a_304_until_another_is_read() -> None:
    before = polled(SHORTEST, wishes=FeedWishes(ttl=DAY))
    unchanged = schedule(NOW, before, PollResult(is_same=True), SETTINGS)
    assert unchanged.at - NOW >= DAY
    assert unchanged.wishes.ttl == DAY
    read = schedule(NOW, before, PollResult(NEWS, wishes=FeedWishes()), SETTINGS)
    assert read.at - NOW <= SHORTEST * 1.1
    assert read.wishes.ttl is None


def test_a_feed_is_not_asked_in_the_hours_it_skips_and_not_at_their_very_end() -> None:
    wishes = FeedWishes(skip_hours=(12, 13))
    waits = set()
    for number in range(20):
        before = FeedState(url=f"https://site.example/{number}", wishes=wishes)
        told = schedule(NOW, before, PollResult(is_same=True), SETTINGS)
        assert "skipHours" in told.why
        waits.add(told.at - NOW)
    assert min(waits) >= 2 * HOUR
    assert max(waits) < 3 * HOUR
    assert len(waits) == 20


def test_an_error_page_may_be_cached_but_the_feed_is_asked_again() -> None:
    told = headers(cache_control="max-age=86400")
    assert pause(polled(SHORTEST), PollResult(failures=1, headers=told)) <= SHORTEST * 1.1


def test_a_failing_server_that_names_a_time_is_asked_then() -> None:
    for seconds, expected in (("7200", 2 * HOUR), ("172800", 2 * DAY), ("9999999", 7 * DAY)):
        result = PollResult(failures=1, headers=headers(retry_after=seconds))
        assert pause(polled(SHORTEST), result).total_seconds() == about(expected)


def test_failures_double_the_pause_up_to_a_day() -> None:
    pauses = [pause(polled(LONGEST), PollResult(failures=n)) for n in (1, 2, 3, 8, 20, 10**6)]
    expected = [SHORTEST, 2 * SHORTEST, 4 * SHORTEST, 128 * SHORTEST, DAY, DAY]
    assert [found.total_seconds() for found in pauses] == [about(one) for one in expected]


def test_kills_of_the_parser_add_to_the_back_off() -> None:
    found = pause(polled(LONGEST), PollResult(failures=1, kills=4))
    assert found.total_seconds() == about(8 * SHORTEST)


def test_after_a_failure_the_pace_begins_anew() -> None:
    assert pause(polled(DAY, failures=9), PollResult()) <= SHORTEST * 1.1


def test_after_a_gap_the_feed_is_asked_soon() -> None:
    before = polled(LONGEST)
    assert pause(before, PollResult(NEWS, gap=True)) <= LONGEST / 4 * 1.1
    assert pause(before, PollResult(NEWS, gap=True)) < pause(before, PollResult(NEWS))


def test_feeds_due_together_are_spread_but_each_is_always_the_same() -> None:
    befores = [FeedState(url=f"https://site.example/{n}") for n in range(50)]
    for result, least in (
        (PollResult(), SHORTEST),
        (PollResult(headers=headers(retry_after="9999999")), 7 * DAY),
        (PollResult(failures=99), DAY),
    ):
        pauses = [pause(before, result) for before in befores]
        assert len(set(pauses)) == 50
        assert pauses == [pause(before, result) for before in befores]
        assert least <= min(pauses) <= max(pauses) <= least + min(least / 10, HOUR / 2)


def test_one_interval_for_all_is_kept_but_for_the_jitter() -> None:
    always = Settings(min_interval=SHORTEST, max_interval=SHORTEST)
    for arrived in (NEWS, ()):
        found = pause(polled(SHORTEST), PollResult(arrived), always)
        assert SHORTEST <= found <= SHORTEST * 1.1


def test_a_quiet_feed_without_validators_is_asked_once_an_hour_and_a_lively_one_sooner() -> None:
    settings = Settings(min_interval=SHORTEST, max_interval=SHORTEST)
    plain = PollResult(is_same=True, has_validators=False)
    quiet = polled(SHORTEST, changed_at=NOW - 2 * HOUR)
    assert pause(quiet, plain, settings) >= HOUR
    assert pause(quiet, PollResult(NEWS, has_validators=False), settings) < HOUR
    assert pause(quiet, PollResult(is_same=True), settings) < HOUR
    lively = polled(SHORTEST, changed_at=NOW - timedelta(minutes=20))
    assert pause(lively, plain, settings) < HOUR


def morning_paper(silent: timedelta = timedelta()) -> FeedState:
    """A feed with four articles an hour from 6 to 10 every day and none else, and the last at 10.

    It was learnt for three weeks, until `silent` before now (noon).
    """
    state_now = state()
    begin = NOW - 21 * DAY - silent
    for day in range(22):
        for quarter in range(16):
            at = begin + day * DAY - timedelta(hours=6) + quarter * timedelta(minutes=15)
            if at <= NOW:
                told = schedule(at, state_now, PollResult((at,), entry_count=30), SETTINGS)
                state_now = state_now.model_copy(update=told.fields() | {"last_polled_at": at})
    return state_now


def test_a_busy_morning_is_asked_often_and_a_quiet_night_seldom() -> None:
    known = morning_paper()
    result = PollResult(is_same=True)
    night = next_poll(NOW + 12 * HOUR, known, result, SETTINGS) - (NOW + 12 * HOUR)
    morning = next_poll(NOW + 19 * HOUR, known, result, SETTINGS) - (NOW + 19 * HOUR)
    assert morning <= timedelta(minutes=15)
    assert night >= 3 * morning
    assert "its habit" in schedule(NOW + 19 * HOUR, known, result, SETTINGS).why


def test_every_reason_is_said() -> None:
    for result, expected in (
        (PollResult(), "no news: interval grown to 30 min"),
        (PollResult(NEWS), "news: interval cut to 10 min"),
        (PollResult(failures=3), "back-off after 3 failures"),
        (PollResult(wishes=FeedWishes(ttl=DAY)), "its ttl of 24 h"),
        (PollResult(headers=headers(retry_after="7200")), "Retry-After: 2 h"),
        (PollResult(headers=headers(cache_control="max-age=5400")), "max-age of 90 min"),
        (PollResult(wishes=FeedWishes(update_period=DAY)), "its sy:updatePeriod of 24 h"),
        (PollResult(NEWS, gap=True), "articles were missed"),
    ):
        told = schedule(NOW, polled(timedelta(minutes=20)), result, SETTINGS)
        assert told.why.split(":")[0] == expected.split(":")[0]
        assert told.fields()["next_poll_why"] == told.why
        assert told.fields()["next_poll_at"] == in_milliseconds(told.at)


intervals = st.timedeltas(-DAY, timedelta(days=900))
header_values = st.text(max_size=50) | st.integers().map(str) | st.datetimes().map(format_datetime)
aware = st.datetimes().map(lambda instant: instant.replace(tzinfo=NOW.tzinfo))
all_wishes = st.builds(
    FeedWishes,
    ttl=st.none() | intervals,
    update_period=st.none() | intervals,
    update_base=st.none() | aware,
    skip_hours=st.lists(st.integers(-2, 30)).map(tuple),
    skip_days=st.lists(st.integers(-2, 9)).map(tuple),
)
results = st.builds(
    PollResult,
    arrived=st.lists(st.none() | aware, max_size=5).map(tuple),
    failures=st.sampled_from([0, 0, 1, 5, 10**9]),
    kills=st.sampled_from([0, 0, 10**9]),
    headers=st.dictionaries(
        st.sampled_from(["retry-after", "expires", "date", "age", "cache-control"]),
        header_values | header_values.map(lambda value: f"max-age={value}"),
    ),
    wishes=st.none() | all_wishes,
    is_same=st.booleans(),
    has_validators=st.booleans(),
    entry_count=st.integers(0, 10**6),
    gap=st.booleans(),
)


@given(
    results,
    st.none() | aware,
    st.none() | aware,
    all_wishes,
    st.text(max_size=120),
    st.sampled_from(
        [None, Pace(1 / 12, 24.0, (1e-6,) * 24, True), Pace(1 / 12, 168.0, (1e6,) * 24, True)]
    ),
)
def test_whatever_is_told_the_next_poll_is_after_every_wish_and_within_the_law(
    result: PollResult,
    last: datetime | None,
    planned: datetime | None,
    wishes: FeedWishes,
    arrivals: str,
    pace: Pace | None,
) -> None:
    before = state(
        last_polled_at=last,
        next_poll_at=planned,
        wishes=wishes,
        arrivals=arrivals,
        changed_at=last,
    )
    told = schedule(NOW, before, result, SETTINGS, pace)
    found = told.at - NOW
    heeded = [retry_after(result.headers, NOW).pause, SHORTEST]
    if not result.failures:
        heeded.append(freshness(result.headers, NOW).pause)
        heeded.append(document_wish(told.wishes, NOW, LONGEST).pause)
    assert found >= max(heeded)
    if result.failures:
        most = max(MAX_BACKOFF, *heeded)
    else:
        most = max(timedelta(hours=pace.longest) if pace else LONGEST, HOUR, *heeded)
    skipped = 8 * DAY if told.wishes.skip_days or told.wishes.skip_hours else timedelta()
    assert found <= most * 1.1 + skipped + timedelta(seconds=1)
    assert found <= LONGEST_WAIT
    assert told.why
    FeedState.model_validate_json(before.model_copy(update=told.fields()).model_dump_json())
