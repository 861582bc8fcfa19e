"""A feed's rate of articles at each hour of the week, and what it lets expect."""

from collections.abc import Sequence
from dataclasses import dataclass

from newsmill.puller.timing.arrivals import (
    EPOCH_WEEKDAY,
    HOURS_A_WEEK,
    MAX_REMEMBERED_SILENCE,
    OCCASIONS_AN_HOUR,
    RECENT,
    UNIT,
    Arrivals,
)

# Occasions an hour that are expected of a feed of which nothing is known; it weighs as much as one.
USUAL_RATE = 0.1
# Hours and days are taken for like all others until their counts say more than this many occasions.
SHRINKAGE = 2.0
# How many occasions the habit weighs against the present activity.
STEADINESS = 3.0

LATE = 6.9
"""Expected occasions without any: e to the power of minus this is less than 1 in 1,000."""
BEYOND_HABIT = 1.5
LEAST_SILENCE = 6.0
LEAST_EXPOSURE = 336.0
LEAST_OCCASIONS = 10.0
"""A feed is late when nothing came in `LATE` expected occasions, in 1.5 times its longest silence
and in 6 hours. Before two weeks, of news or of silence, and ten occasions, nobody can say."""

KNOWN_EXPOSURE = 12.0
KNOWN_OCCASIONS = 2.0
"""From then on the habit decides when a feed is asked."""


EVEN_DAY = (1.0,) * 24
EVEN_WEEK = (1.0,) * 7


@dataclass(frozen=True, slots=True)
class Rates:
    """Articles an hour: `mean` times the hour's and the day's factor. Instants are hours."""

    mean: float
    by_hour: Sequence[float]
    """Factors of the hours of the day in UTC, 1 on average."""
    by_day: Sequence[float]
    """Factors of the days since the epoch, modulo 7: the first is a Thursday's."""
    per_occasion: float
    """Articles that arrive together."""

    def expected(self, begin: float, end: float) -> float:
        """How many articles arrive between two instants."""
        length = end - begin
        if length <= 0:
            return 0.0
        weeks, rest = divmod(length, HOURS_A_WEEK)
        a_day = sum(self.by_hour)
        total = weeks * a_day * sum(self.by_day)
        first_day, first_hour = divmod(begin, 24)
        left = first_hour + rest
        day = int(first_day)
        total -= self.by_day[day % 7] * self._until(first_hour)
        while left >= 24:
            total += self.by_day[day % 7] * a_day
            day += 1
            left -= 24
        return self.mean * max(total + self.by_day[day % 7] * self._until(left), 0.0)

    def _until(self, hour: float) -> float:
        whole = int(hour)
        part = self.by_hour[whole] * (hour - whole) if whole < 24 else 0.0
        return sum(self.by_hour[:whole]) + part


def rates_of(arrivals: Arrivals) -> Rates:
    """The rates that the counts speak for, shrunk towards an even week where they say little."""
    articles, exposure = arrivals.articles, arrivals.exposure
    per_occasion = max(articles / arrivals.occasions, 1.0) if arrivals.occasions >= 1 else 1.0
    mean = (articles + per_occasion) / (exposure + 1 / USUAL_RATE)
    if not exposure or not articles:
        return Rates(mean, EVEN_DAY, EVEN_WEEK, per_occasion)
    prior = SHRINKAGE * per_occasion
    begin = (arrivals.until or 0.0) - exposure
    raw = articles / exposure
    counts = arrivals.by_hour
    # Neighbours lend a quarter each: an hour's own count is small.
    smooth = [
        (counts[hour - 1] + 2 * counts[hour] + counts[hour - 23]) / (4 * UNIT) for hour in range(24)
    ]
    days, rest = divmod(exposure, 24)
    first = int(begin % 24)
    few, many = raw * days + prior, raw * (days + 1) + prior
    by_hour = [
        (smooth[hour] + prior) / (many if (hour - first) % 24 < rest else few) for hour in range(24)
    ]
    scale = 24 / sum(by_hour)
    return Rates(
        mean,
        [factor * scale for factor in by_hour],
        _by_day(arrivals, begin, raw, prior),
        per_occasion,
    )


def _by_day(arrivals: Arrivals, begin: float, raw: float, prior: float) -> list[float]:
    weeks, rest = divmod(arrivals.exposure, HOURS_A_WEEK)
    seen = [24 * weeks] * 7
    day, hour = divmod(begin, 24)
    while rest > 0:
        part = min(24 - hour, rest)
        seen[int(day) % 7] += part
        rest -= part
        day, hour = day + 1, 0.0
    counts = arrivals.by_day
    by_day = [
        (counts[(day + EPOCH_WEEKDAY) % 7] / UNIT + prior) / (raw * seen[day] + prior)
        for day in range(7)
    ]
    scale = 7 / sum(by_day)
    return [factor * scale for factor in by_day]


@dataclass(frozen=True, slots=True)
class Outlook:
    """A feed's rates as they are to be believed at one moment."""

    rates: Rates
    silence: float
    """How many occasions the habit let expect since the last arrival."""
    activity: float
    """By how much the feed is livelier now than its habit: above 1 in a breaking story, near 0
    when it has died."""
    now: float
    is_known: bool
    """Whether the habit is known well enough to plan by it."""
    is_late: bool

    def articles(self, within: float) -> float:
        """How many articles are to be expected within so many hours."""
        return self.activity * self.rates.expected(self.now, self.now + within)


def outlook(arrivals: Arrivals, now: float) -> Outlook:
    """What is to be expected of a feed at `now`."""
    rates = rates_of(arrivals)
    if arrivals.until is None:
        return Outlook(rates, 0.0, 1.0, now, False, False)
    elapsed = max(now - arrivals.until, 0.0)
    silence = rates.expected(arrivals.until, now) / rates.per_occasion
    # More than one occasion a quarter of an hour is never counted.
    silence = min(silence, elapsed * OCCASIONS_AN_HOUR)
    kept = 0.5 ** (elapsed / RECENT)
    activity = (STEADINESS + kept * arrivals.recent) / (
        STEADINESS + kept * arrivals.recent_expected + silence
    )
    is_late = (
        silence > max(LATE, BEYOND_HABIT * min(arrivals.longest_silence, MAX_REMEMBERED_SILENCE))
        and elapsed >= LEAST_SILENCE
        and max(arrivals.exposure, elapsed) >= LEAST_EXPOSURE
        and arrivals.occasions >= LEAST_OCCASIONS
    )
    is_known = arrivals.exposure >= KNOWN_EXPOSURE and arrivals.occasions >= KNOWN_OCCASIONS
    return Outlook(rates, silence, activity, now, is_known, is_late)
