"""Keep within the budget of requests per hour, and spend it where articles wait least for it."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from math import exp, sqrt

from newsmill.contracts.feeds import FeedState
from newsmill.puller.settings import Settings
from newsmill.puller.timing.arrivals import hours, unpack
from newsmill.puller.timing.pace import Pace
from newsmill.puller.timing.rates import outlook

SAMPLE = 1_000
"""Feeds that are looked at to set the level; more would say little more."""
SURVEY_EVERY = timedelta(hours=1)

# Within a budget the longest interval is the budget's: asking dead feeds hourly would eat it up.
LONGEST_HOURS = 24.0
# A budget of less than one request a day and feed stretches it, up to a week.
LONGEST_OF_EQUAL_SHARES = 2.0
UTMOST_HOURS = 168.0

# Requests that were not needed are not saved up, or a stall would end in a burst.
BURST = timedelta(minutes=1)

# The survey knows rates only. What it does not know (wishes, failures, pauses) is learnt from how
# many feeds fall due. The steps are in logarithms and per hour, and small, because a change shows
# only when feeds are due again.
GAIN = 0.1
MEMORY = timedelta(hours=6)
# A few overdue feeds keep the budget used: this share of all feeds.
WANTED_BACKLOG = 0.02
BACKLOG_GAIN = 0.5
# More than an hour's budget is no backlog but a start or an outage, which says nothing.
MOST_BACKLOG = 1.0
MOST_STEP = 0.1
MEAN_JITTER = 1.05
LEAST_CORRECTION, MOST_CORRECTION = 0.02, 50.0
LEAST_SHARE = 1e-6
LEAST_LEVEL, MOST_LEVEL = 1e-6, 1e6


class Budget:
    """The budget of one puller: its share of the setting, as large as its share of partitions.

    A poll counts as one request, however many redirects it follows. Polls are let through one by
    one (token bucket), so that no hour has more than the budget and one burst of a minute.
    """

    def __init__(self, settings: Settings) -> None:
        self._all = float(settings.requests_per_hour)
        self._shortest = settings.min_interval.total_seconds() / 3600
        self._configured = settings.max_interval.total_seconds() / 3600
        self._share = 1.0
        self._correction = 1.0
        self._tokens = 1.0
        self._filled_at: datetime | None = None
        self._surveyed_at: datetime | None = None
        self._used = 0
        self._overdue = 0
        self._demand = 1.0
        self.pace = Pace(self._shortest, self._longest(0), is_budget=True)

    @property
    def an_hour(self) -> float:
        """Requests per hour of this puller."""
        return self._all * self._share

    def share(self, part: float) -> None:
        """Note which part of all partitions this puller has, from 0 to 1."""
        self._share = max(min(part, 1.0), LEAST_SHARE)

    def allowance(self, now: datetime) -> int:
        """How many polls may begin now."""
        if self._filled_at is None or now < self._filled_at:
            self._filled_at = now
        new = self.an_hour * ((now - self._filled_at) / timedelta(hours=1))
        most = max(self.an_hour * (BURST / timedelta(hours=1)), 1.0)
        self._tokens = min(self._tokens + new, most)
        self._filled_at = now
        return int(self._tokens)

    def spend(self, polls: int) -> None:
        """Note that so many polls have begun."""
        self._tokens -= polls
        self._used += polls

    def give_back(self) -> None:
        """Note that nobody was asked in one of these polls: it was put off."""
        self.spend(-1)

    def until_next(self) -> timedelta:
        """How long until another poll may begin, from the last call of `allowance`."""
        missing = max(1.0 - self._tokens, 0.0)
        return timedelta(hours=missing / self.an_hour) if missing else timedelta()

    def wants_survey(self, now: datetime) -> bool:
        """Whether it is time for `survey`; also when the clock was set back."""
        last = self._surveyed_at
        return last is None or not last <= now < last + SURVEY_EVERY

    def survey(
        self,
        now: datetime,
        sample: Sequence[FeedState],
        feeds: int,
        overdue: int = 0,
    ) -> None:
        """Set the level for the next 24 hours.

        `sample` are some of this puller's `feeds`, drawn at random; `overdue` is how many of them
        wait to be asked.
        """
        self._correct(now, feeds, overdue)
        self._surveyed_at = now
        self._used, self._overdue = 0, overdue
        shortest, longest = self._shortest, max(self._longest(feeds), self._shortest)
        levels = self.pace.levels
        living = [state for state in sample if not _is_idle(state, now)]
        if living:
            wanted = MEAN_JITTER * self.an_hour / max(feeds, 1) * len(sample)
            roots = _roots(living, hours(now))
            found = [_level(of_hour, wanted, 1 / shortest, 1 / longest) for of_hour in roots]
            levels = tuple(min(max(level, LEAST_LEVEL), MOST_LEVEL) for level in found)
            levels = tuple(level * self._correction for level in levels)
        self.pace = Pace(shortest, longest, levels, is_budget=True)

    def _correct(self, now: datetime, feeds: int, overdue: int) -> None:
        if self._surveyed_at is None or now <= self._surveyed_at:
            return
        if max(overdue, self._overdue) > MOST_BACKLOG * self.an_hour:
            return
        elapsed = now - self._surveyed_at
        length = min(elapsed / timedelta(hours=1), 1.0)
        fell_due = self._used + overdue - self._overdue
        kept = 0.5 ** (elapsed / MEMORY)
        granted = self.an_hour * (elapsed / timedelta(hours=1))
        self._demand = kept * self._demand + (1 - kept) * fell_due / granted
        # As a share of the mean interval: a lag of minutes is little to feeds asked twice a day.
        backlog = overdue / max(feeds, 1)
        step = GAIN * (self._demand - 1) + BACKLOG_GAIN * (backlog - WANTED_BACKLOG)
        step = min(max(step * length, -MOST_STEP), MOST_STEP)
        self._correction = min(max(self._correction * exp(step), LEAST_CORRECTION), MOST_CORRECTION)

    def _longest(self, feeds: int) -> float:
        equal_shares = min(LONGEST_OF_EQUAL_SHARES * feeds / self.an_hour, UTMOST_HOURS)
        return max(LONGEST_HOURS, self._configured, equal_shares)


def _is_idle(state: FeedState, now: datetime) -> bool:
    """Whether a feed is not asked at all, or for an audit only because its hub pushes it."""
    is_pushed = state.pushed_until is not None and now < state.pushed_until
    return state.gone or state.retired is not None or is_pushed


def _roots(sample: Sequence[FeedState], now: float) -> list[list[float]]:
    """Per hour of the day, for the 24 hours from now: the square roots of the rates."""
    views = [outlook(unpack(state.arrivals), now) for state in sample]
    roots: list[list[float]] = [[]] * 24
    for hour in range(int(now), int(now) + 24):
        roots[hour % 24] = [
            sqrt(
                view.rates.mean
                * view.activity
                * view.rates.by_hour[hour % 24]
                * view.rates.by_day[hour // 24 % 7]
            )
            for view in views
        ]
    return roots


def _level(roots: list[float], wanted: float, fastest: float, slowest: float) -> float:
    """The level at which feeds with these √λ make `wanted` requests an hour (water-filling).

    Between the bounds a feed makes √λ divided by the level; their sum falls as the level rises.
    """
    ascending = sorted(roots)
    sums = [0.0, *accumulate(ascending)]
    count = len(ascending)

    def requests(level: float) -> float:
        slow = bisect_left(ascending, slowest * level)
        fast = bisect_left(ascending, fastest * level)
        between = (sums[fast] - sums[slow]) / level
        return slow * slowest + between + (count - fast) * fastest

    low, high = LEAST_LEVEL, MOST_LEVEL
    for _ in range(50):
        middle = sqrt(low * high)
        if requests(middle) > wanted:
            low = middle
        else:
            high = middle
    return high
