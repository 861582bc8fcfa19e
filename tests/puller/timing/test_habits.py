from datetime import datetime, timedelta
from typing import Any

import pytest

from newsmill.contracts.feeds import FeedState
from newsmill.puller.timing.habits import learn, silence
from newsmill.puller.timing.scheduling import PollResult
from tests.puller.documents import NOW, state

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MONDAY = datetime(2026, 3, 2, tzinfo=NOW.tzinfo)
SAME = PollResult(is_same=True)
OTHER = PollResult(is_same=False)


def after(before: FeedState, at: datetime, result: PollResult = SAME) -> FeedState:
    habit, _, _ = learn(at, before, result)
    told: dict[str, Any] = {name: getattr(habit, name) for name in habit.__slots__}
    return before.model_copy(update=told | {"last_polled_at": at})


def office(weeks: int = 4) -> FeedState:
    """Hourly articles from 8 to 17 on working days, polled then; the last on a Friday."""
    feed = state()
    for week in range(weeks):
        for day in range(5):
            for hour in range(8, 18):
                at = MONDAY + timedelta(weeks=week, days=day, hours=hour)
                feed = after(feed, at, PollResult((at,)))
    return feed


FRIDAY = MONDAY + 25 * DAY + 17 * HOUR


def test_a_feed_is_late_when_it_is_silent_in_hours_in_which_it_never_was() -> None:
    feed = office()
    assert after(feed, FRIDAY + 2 * DAY).silent_since is None
    # Monday at 8, before the first article of the week.
    assert after(feed, FRIDAY + 2 * DAY + 15 * HOUR).silent_since is None
    late = after(feed, FRIDAY + 4 * DAY)
    assert late.silent_since is not None
    assert abs(late.silent_since - FRIDAY) < timedelta(minutes=2)


def test_a_late_feed_recovers_by_itself() -> None:
    late = after(office(), FRIDAY + 5 * DAY)
    assert late.silent_since is not None
    at = FRIDAY + 5 * DAY + HOUR
    well = after(late, at, PollResult((at,)))
    assert (well.silent_since, well.is_frozen) == (None, False)
    # And the outage has not made its habit.
    assert after(well, at + 5 * DAY).silent_since is not None


def test_a_failure_teaches_nothing() -> None:
    late = after(office(), FRIDAY + 5 * DAY)
    failed = after(late, FRIDAY + 6 * DAY, PollResult(failures=1))
    assert failed.silent_since == late.silent_since
    assert failed.arrivals == late.arrivals


@pytest.mark.parametrize(("weeks", "days"), [(0, 60), (1, 8)])
def test_a_feed_with_little_history_is_not_late(weeks: int, days: int) -> None:
    feed = after(office(weeks), MONDAY + 5 * DAY, SAME)
    assert after(feed, MONDAY + 5 * DAY + days * DAY).silent_since is None


def test_a_feed_whose_first_document_shows_long_pauses_is_not_late_after_another() -> None:
    even = [MONDAY + n * 12 * HOUR for n in range(40)]
    paused = [date + (8 * DAY if date > MONDAY + 7 * DAY else 0 * DAY) for date in even]
    found = []
    for dates in (even, paused):
        feed = after(state(), dates[-1], PollResult(tuple(dates)))
        found.append(after(feed, dates[-1] + 8 * DAY).silent_since)
    assert found == [even[-1], None]


def test_a_feed_that_never_brought_anything_is_asked_ever_less() -> None:
    feed = state()
    looks = []
    for day in range(30):
        at = MONDAY + day * DAY
        looks.append(learn(at, feed, SAME)[1].articles(24))
        feed = after(feed, at)
    assert looks[-1] < looks[0] / 10


def test_a_late_feed_is_frozen_when_every_answer_is_the_same() -> None:
    frozen = feed = office()
    for day in range(1, 5):
        frozen = after(frozen, FRIDAY + day * DAY)
        feed = after(feed, FRIDAY + day * DAY, OTHER if day == 2 else SAME)
    assert (frozen.silent_since is not None, frozen.is_frozen) == (True, True)
    assert (feed.silent_since is not None, feed.is_frozen) == (True, False)
    at = FRIDAY + 5 * DAY
    assert not after(frozen, at, OTHER).is_frozen
    assert after(after(feed, at, PollResult((at,))), at + 5 * DAY).is_frozen


def test_a_quiet_poll_leaves_the_packed_counts_as_they_are() -> None:
    feed = office()
    assert after(feed, FRIDAY + DAY).arrivals == feed.arrivals
    assert after(feed, FRIDAY + DAY).changed_at == feed.changed_at == FRIDAY


def test_an_event_tells_of_a_change_once() -> None:
    well, late = office(), after(office(), FRIDAY + 5 * DAY, OTHER)
    since = late.silent_since
    frozen = late.model_copy(update={"is_frozen": True})
    assert silence(well, well) == {}
    assert silence(well, late) == {"silent_since": since, "is_frozen": False}
    assert silence(late, late) == {}
    assert silence(late, frozen) == {"silent_since": since, "is_frozen": True}
    assert silence(frozen, frozen) == {}
    assert silence(frozen, well) == {}
