"""Count a feed's articles by hour of the day and day of the week, with exponential forgetting.

The counts end at the last arrival. The silence after it is no part of them: it is judged by them,
see `rates.py`. So they only change when there is news.
"""

import base64
import binascii
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

HOURS_A_WEEK = 168
# The Unix epoch was a Thursday.
EPOCH_WEEKDAY = 3

SHORTEST_HALF_LIFE = 4.0
LONGEST_HALF_LIFE = 52.0
"""In weeks. Between the two, a feed is remembered for so many occasions:"""
REMEMBERED_OCCASIONS = 20.0
MAX_EXPOSURE = 2 * LONGEST_HALF_LIFE * HOURS_A_WEEK

# Articles within a quarter of an hour are one occasion: they were written or loaded together.
OCCASIONS_AN_HOUR = 4
# An outage must not make the feed's next one unnoticeable.
MAX_REMEMBERED_SILENCE = 14.0
# Of a feed's first document: some old entries are kept on top, and some have wrong dates.
TRUSTED_SHARE = 0.9
LEAST_DATES = 3
LEAST_SPAN = 3.0
LONGEST_SPAN = 8_760.0
# How long a feed's present activity is remembered.
RECENT = 12.0

VERSION = 1
UNIT = 8
"""Counts are kept in eighths, so that weekly forgetting takes something from small ones too."""
MAX_COUNT = 65_535
_PACKED = struct.Struct(">BBBIffeee31H")


def hours(instant: datetime) -> float:
    """Hours since the Unix epoch."""
    return instant.timestamp() / 3600


@dataclass(slots=True)
class Arrivals:
    """What is known of a feed's habit. All times are hours, and instants hours since the epoch."""

    until: float | None = None
    """The last arrival; None before there was any."""
    exposure: float = 0.0
    """For how long arrivals were counted, less what is forgotten."""
    occasions: float = 0.0
    """In how many quarters of an hour something arrived, less what is forgotten."""
    recent: float = 0.0
    recent_expected: float = 0.0
    """Of the last `RECENT` hours: occasions, and how many the habit had let expect."""
    longest_silence: float = 0.0
    """In expected occasions: the longest time without news, slowly forgotten."""
    window: int = 0
    """Entries in the feed's document, up to 255."""
    has_changed: bool = False
    """Whether the document has changed since the last arrival without bringing anything."""
    by_hour: list[int] = field(default_factory=lambda: [0] * 24)
    by_day: list[int] = field(default_factory=lambda: [0] * 7)
    """Articles in eighths; hours of the day in UTC, Monday is 0."""

    @property
    def articles(self) -> float:
        """How many articles are counted."""
        return sum(self.by_day) / UNIT

    def pack(self) -> str:
        """The counts in base64: 112 characters."""
        packed = _PACKED.pack(
            VERSION,
            min(self.window, 255),
            self.has_changed,
            min(max(round((self.until or 0) * 60), 0), 2**32 - 1),
            self.exposure,
            self.occasions,
            min(self.recent, 60_000.0),
            min(self.recent_expected, 60_000.0),
            min(self.longest_silence, MAX_REMEMBERED_SILENCE),
            *self.by_hour,
            *self.by_day,
        )
        return base64.b64encode(packed).decode()

    def learn_first(self, dates: Iterable[datetime | None], now: datetime) -> None:
        """Learn from the publication dates in the feed's first document."""
        today = hours(now)
        known = sorted(at for date in dates if date and (at := hours(date)) <= today)
        self.until = known[-1] if known else today
        trusted = known[len(known) - 1 - int(TRUSTED_SHARE * (len(known) - 1)) :] if known else []
        trusted = [at for at in trusted if at >= self.until - LONGEST_SPAN]
        if len(trusted) < LEAST_DATES:
            return
        # The oldest date only begins the time that is counted.
        self.exposure = max(self.until - trusted[0], LEAST_SPAN)
        self._count(trusted[1:])
        longest = max(after - before for before, after in pairwise(trusted))
        silence = longest * self.occasions / self.exposure
        self.longest_silence = min(silence, MAX_REMEMBERED_SILENCE)

    def learn(
        self,
        dates: Iterable[datetime | None],
        since: datetime | None,
        now: datetime,
        expected: float,
    ) -> None:
        """Learn from the articles of a poll: they came after `since`, when the feed was last read.

        `dates` are their publication dates, which count where they lie in that time. `expected`
        is how many occasions the habit had let expect since the last arrival.
        """
        today = hours(now)
        if self.until is None:
            self.until = today
        begin = max(self.until, hours(since)) if since else self.until
        begin = min(begin, today)
        middle = (begin + today) / 2
        found = sorted(
            at if date and begin < (at := hours(date)) <= today else middle for date in dates
        )
        elapsed = max(found[-1] - self.until, 0.0)
        self._forget(int(_week(found[-1]) - _week(self.until)))
        self.longest_silence = max(self.longest_silence, min(expected, MAX_REMEMBERED_SILENCE))
        kept = 0.5 ** (elapsed / RECENT)
        before = self.occasions
        self.until = max(found[-1], self.until)
        self.exposure = min(self.exposure + elapsed, MAX_EXPOSURE)
        self._count(found)
        self.recent = kept * self.recent + self.occasions - before
        self.recent_expected = kept * (self.recent_expected + expected)
        self.has_changed = False

    def _count(self, instants: list[float]) -> None:
        for at in instants:
            day, hour = divmod(int(at), 24)
            self.by_hour[hour] += UNIT
            self.by_day[(day + EPOCH_WEEKDAY) % 7] += UNIT
        self.occasions += len({int(at * OCCASIONS_AN_HOUR) for at in instants})
        while max(*self.by_hour, *self.by_day) > MAX_COUNT:
            self._keep(0.5)

    def _forget(self, weeks: int) -> None:
        if weeks <= 0 or not self.occasions:
            return
        half_life = REMEMBERED_OCCASIONS * self.exposure / self.occasions / HOURS_A_WEEK
        half_life = min(max(half_life, SHORTEST_HALF_LIFE), LONGEST_HALF_LIFE)
        self._keep(0.5 ** (weeks / half_life))
        self.longest_silence *= 0.5 ** (weeks / half_life)

    def _keep(self, share: float) -> None:
        self.exposure *= share
        self.occasions *= share
        self.by_hour = [int(count * share) for count in self.by_hour]
        self.by_day = [int(count * share) for count in self.by_day]


def unpack(packed: str) -> Arrivals:
    """What `Arrivals.pack` has written; no arrivals for any other text."""
    try:
        numbers = _PACKED.unpack(base64.b64decode(packed, validate=True))
    except (binascii.Error, ValueError, struct.error):
        return Arrivals()
    version, window, has_changed, until, exposure, occasions, recent, expected, longest = numbers[
        :9
    ]
    # Written so that NaN fails too.
    plausible = (
        version == VERSION
        and 0 <= exposure <= MAX_EXPOSURE
        and 0 <= occasions <= MAX_EXPOSURE * OCCASIONS_AN_HOUR
        and 0 <= recent <= MAX_COUNT
        and 0 <= expected <= MAX_COUNT
        and 0 <= longest <= MAX_REMEMBERED_SILENCE
    )
    if not plausible:
        return Arrivals()
    return Arrivals(
        until=until / 60 if until else None,
        exposure=exposure,
        occasions=occasions,
        recent=recent,
        recent_expected=expected,
        longest_silence=longest,
        window=window,
        has_changed=bool(has_changed),
        by_hour=list(numbers[9:33]),
        by_day=list(numbers[33:]),
    )


def _week(at: float) -> float:
    return (at + EPOCH_WEEKDAY * 24) // HOURS_A_WEEK
