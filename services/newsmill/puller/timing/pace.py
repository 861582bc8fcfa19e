"""Find the moment at which a feed is worth asking: the expected delay of its articles, priced.

Asked every T hours, articles that come at a rate λ wait λ·T/2 in sum per hour, and cost 1/T
requests. Over all feeds the delay is least for a number of requests where T is proportional to
1/√λ (Lagrange; Cho and Garcia-Molina, “Effective page refresh policies for Web crawlers”, ACM
TODS 28:4, 2003, treat the same problem for pages). Rates vary by the hour: a feed is asked when the
integral of √λ over the time since the last poll has reached a level, the same one for all feeds,
and then moved to where it saves most.
"""

from dataclasses import dataclass
from math import sqrt

from newsmill.puller.settings import Settings
from newsmill.puller.timing.arrivals import EPOCH_WEEKDAY
from newsmill.puller.timing.rates import Outlook

assert EPOCH_WEEKDAY == 3, "Rates.by_day begins with the epoch's weekday"

UNPRICED_LEVEL = 1 / 3
"""Without a budget. A feed with one article an hour is asked every 20 minutes, one with 16 every 5
minutes, and one with fewer than three a day every hour: the default intervals."""
# When so much of the document's entries may be new, the feed is asked before it loses some.
SAFE_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Pace:
    """How often feeds are asked now. Times are hours."""

    shortest: float
    longest: float
    levels: tuple[float, ...] = (UNPRICED_LEVEL,) * 24
    """By hour of the day in UTC, for the 24 hours that come."""
    is_budget: bool = False

    def wait(self, outlook: Outlook, window: int, now: float) -> float:
        """Hours from `now` until a feed is due that has just been asked.

        Between the shortest and the longest, and shorter where its document, which holds
        `window` entries, would overflow (0: unknown).

        The level says when the poll after the next is due. Between now and then the next one is
        where it saves most: as many articles as there are to be expected before it, times the
        time that they need not wait for the one after. With an even rate that is the middle; a
        feed that publishes in the morning is asked at noon and not at midnight.
        """
        hours = self._until_after_next(outlook, now)
        end = hours[-1][1]
        earliest, latest = now + self.shortest, now + self.longest
        room = window * SAFE_SHARE if window else float("inf")
        best, most, seen = min((now + end) / 2, latest), 0.0, 0.0
        for begin, stop, rate in hours:
            if begin >= latest:
                break
            low, high = max(begin, earliest), min(stop, latest)
            if rate > 0 and low <= high:
                # Where the derivative of the articles times the time saved is zero.
                at = min(max((end + begin - seen / rate) / 2, low), high)
                saved = (seen + rate * (at - begin)) * (end - at)
                if saved > most:
                    best, most = at, saved
            seen += rate * (stop - begin)
            if seen >= room:
                best = min(best, stop - (seen - room) / rate)
                break
        return max(best - now, self.shortest)

    def _until_after_next(self, outlook: Outlook, now: float) -> list[tuple[float, float, float]]:
        """The hours until the poll after the next: begin, end, and articles an hour."""
        by_hour, by_day = outlook.rates.by_hour, outlook.rates.by_day
        mean = outlook.rates.mean * outlook.activity
        fastest, slowest = 1 / self.shortest, 1 / self.longest
        passed: list[tuple[float, float, float]] = []
        left = 2.0
        hour = int(now)
        at = now
        while True:
            of_day = hour % 24
            rate = mean * by_hour[of_day] * by_day[hour // 24 % 7]
            speed = sqrt(rate) / self.levels[of_day]
            speed = fastest if speed > fastest else max(speed, slowest)
            hour += 1
            if speed * (hour - at) >= left:
                passed.append((at, at + left / speed, rate))
                return passed
            passed.append((at, hour, rate))
            left -= speed * (hour - at)
            at = hour


def unpriced(settings: Settings) -> Pace:
    """The pace without a budget: the settings' shortest and longest interval, one level."""
    shortest = settings.min_interval.total_seconds() / 3600
    return Pace(shortest, max(settings.max_interval.total_seconds() / 3600, shortest))
