import heapq
from datetime import timedelta
from math import sqrt

import pytest

from newsmill.contracts.feeds import FeedState
from newsmill.puller.settings import Settings
from newsmill.puller.timing.arrivals import Arrivals, hours
from newsmill.puller.timing.freshness import SURVEY_EVERY, Budget
from newsmill.puller.timing.scheduling import PollResult, schedule
from tests.puller.documents import NOW

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def budget(requests_per_hour: int) -> Budget:
    return Budget(Settings(requests_per_hour=requests_per_hour))


def feed(number: int, a_day: int) -> FeedState:
    """A feed with so many articles a day for two weeks, evenly."""
    arrivals = Arrivals(until=hours(NOW), exposure=336.0, occasions=14.0 * a_day)
    arrivals.by_hour = [8 * 14 * a_day // 24] * 24
    arrivals.by_day = [8 * 2 * a_day] * 7
    url = f"https://{number}.example/feed"
    return FeedState(url=url, arrivals=arrivals.pack(), changed_at=NOW, last_polled_at=NOW)


def used(ours: Budget, feeds: list[FeedState], length: timedelta) -> dict[str, int]:
    """Polls by feed in this time, with a virtual clock, of feeds that bring nothing."""
    polls = {one.url: 0 for one in feeds}
    queue = [(NOW, number) for number in range(len(feeds))]
    now = NOW
    while now < NOW + length:
        if ours.wants_survey(now):
            ours.survey(now, feeds, len(feeds), sum(at <= now for at, _ in queue))
        for _ in range(ours.allowance(now)):
            if queue[0][0] > now:
                break
            _, number = heapq.heappop(queue)
            ours.spend(1)
            state = feeds[number]
            told = schedule(now, state, PollResult(is_same=True), Settings(), ours.pace)
            polls[state.url] += 1
            heapq.heappush(queue, (told.at, number))
        now += MINUTE / 2
    return polls


def test_the_budget_is_used_and_never_exceeded() -> None:
    feeds = [feed(number, a_day=1 + 5 * (number % 10)) for number in range(40)]
    polls = used(budget(60), feeds, 12 * HOUR)
    assert 0.9 * 12 * 60 <= sum(polls.values()) <= 12 * 60 + 2


def test_no_feed_starves_beside_lively_ones() -> None:
    dead = [
        FeedState(url=f"https://{n}.example/", arrivals=Arrivals(1.0).pack()) for n in range(30)
    ]
    feeds = [*dead, *(feed(number, a_day=400) for number in range(30, 40))]
    polls = used(budget(40), feeds, 2 * DAY)
    assert min(polls.values()) >= 2
    assert sum(polls.values()) <= 48 * 40 + 2


def test_feeds_that_are_not_asked_leave_their_part_to_others() -> None:
    lively = [feed(number, a_day=24) for number in range(10)]
    idle = [
        *(one.model_copy(update={"gone": True}) for one in lively),
        *(one.model_copy(update={"retired": "410 Gone"}) for one in lively),
        *(one.model_copy(update={"pushed_until": NOW + DAY}) for one in lively),
    ]
    alone, together = budget(20), budget(20)
    alone.survey(NOW, lively, len(lively))
    together.survey(NOW, [*lively, *idle], len(lively) + len(idle))
    assert together.pace.levels == pytest.approx(alone.pace.levels)


def test_livelier_feeds_are_asked_more_often_by_the_root_of_their_rate() -> None:
    feeds = [feed(number, a_day=3 if number % 2 else 48) for number in range(40)]
    ours = budget(40)
    ours.survey(NOW, feeds, len(feeds))
    waits = [ours.pace.longest, ours.pace.longest]
    for number in (0, 1):
        told = schedule(NOW, feeds[number], PollResult(is_same=True), Settings(), ours.pace)
        waits[number] = (told.at - NOW) / HOUR
    assert waits[1] / waits[0] == pytest.approx(sqrt(48 / 3), rel=0.25)


def test_a_dead_feed_is_asked_once_a_day_however_small_the_budget() -> None:
    ours = budget(1)
    assert ours.pace.longest == 24.0
    ours.survey(NOW, [feed(1, 5)], feeds=30)
    assert ours.pace.longest == 60.0
    ours.survey(NOW, [feed(1, 5)], feeds=1_000_000)
    assert ours.pace.longest == 168.0


def test_requests_that_were_not_needed_are_not_saved_up() -> None:
    ours = budget(600)
    ours.allowance(NOW)
    assert ours.allowance(NOW + DAY) == 10
    ours.spend(10)
    assert ours.allowance(NOW + DAY) == 0
    ours.give_back()
    assert ours.allowance(NOW + DAY) == 1
    ours.spend(1)
    assert timedelta(0) < ours.until_next() <= timedelta(seconds=6)
    assert ours.allowance(NOW + DAY + ours.until_next() + timedelta(milliseconds=1)) == 1


def test_a_small_budget_saves_up_for_one_poll() -> None:
    ours = budget(1)
    assert ours.allowance(NOW) == 1
    ours.spend(1)
    assert ours.allowance(NOW + 59 * MINUTE) == 0
    assert ours.allowance(NOW + 61 * MINUTE) == 1


def test_the_share_of_the_partitions_is_the_share_of_the_budget() -> None:
    ours = budget(600)
    ours.share(0.25)
    assert ours.an_hour == 150
    ours.share(0.0)
    assert 0 < ours.an_hour < 1
    ours.allowance(NOW)
    ours.spend(1)
    assert ours.until_next() > HOUR


def test_a_clock_that_was_set_back_stops_nothing() -> None:
    ours = budget(60)
    ours.survey(NOW, [], 0)
    ours.allowance(NOW)
    ours.spend(1)
    assert ours.wants_survey(NOW - DAY)
    assert ours.allowance(NOW - DAY) == 0
    assert ours.allowance(NOW - DAY + 2 * MINUTE) == 1


def test_the_level_is_surveyed_every_hour() -> None:
    ours = budget(60)
    assert ours.wants_survey(NOW)
    ours.survey(NOW, [], 0)
    assert not ours.wants_survey(NOW + SURVEY_EVERY / 2)
    assert ours.wants_survey(NOW + SURVEY_EVERY)
