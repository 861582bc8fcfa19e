"""What is named more often than usual, and how often something was named over time.

Articles are counted once, when their first revision came; copies are not counted.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from newsmill.filters import EVERYTHING, Filter, folded
from newsmill.gateway.index.searching import Searcher
from newsmill.gateway.index.tables import HOUR_NUMBERS, number_at

HOUR_MILLISECONDS = 3_600_000
WEEK_HOURS = 168
MIN_COUNT = 3
"""Rarer names rise by chance."""

STRETCHES = 24
"""Of a series."""

MAX_CANDIDATES = 400
MAX_COUNTED = 5000
"""Of the newest articles that match a filter."""

_LEAST_USUAL = 0.5
"""Of a name that the week did not have: it might have had one."""

Measure = Literal["rising", "count"]


@dataclass(frozen=True)
class Rising:
    """A name, and how often it was named."""

    name: str
    kind: str
    count: int
    """Articles of the last hours that were asked for."""
    usual: float
    """How many name it in as long a time, by the rest of the week."""
    series: tuple[int, ...]
    """Articles in `STRETCHES` equal stretches, the last of which ends now."""

    @property
    def score(self) -> float:
        """How unlikely so many are, coming as usual: the deviance of a Poisson distribution."""
        usual = max(self.usual, _LEAST_USUAL)
        if self.count <= usual:
            return 0.0
        return 2 * (self.count * math.log(self.count / usual) - (self.count - usual))


class Trends:
    """Asks one searcher; not for several threads at once."""

    def __init__(self, searcher: Searcher, now: int) -> None:
        self._searcher = searcher
        self._db = searcher.connection
        self._hour = now // HOUR_MILLISECONDS

    def rising(
        self, wanted: Filter, hours: int, kind: str | None, limit: int, measure: Measure
    ) -> list[Rising]:
        """What stands out in the last `hours`, or is named most in them."""
        with self._searcher.snapshot():
            return self._rising(wanted, hours, kind, limit, measure)

    def _rising(
        self, wanted: Filter, hours: int, kind: str | None, limit: int, measure: Measure
    ) -> list[Rising]:
        counts = self._counts(wanted, max(WEEK_HOURS, hours), self._hour - hours, kind)
        known = self._known_hours(max(WEEK_HOURS, hours))
        found = [self._one(name, by_hour, hours, known) for name, by_hour in counts.items()]
        enough = [(one, by) for one, by in found if by.count >= MIN_COUNT or measure == "count"]
        if measure == "rising":
            enough = [(one, by) for one, by in enough if by.score > 0]
        enough.sort(
            key=lambda pair: (
                -(pair[1].score if measure == "rising" else pair[1].count),
                -pair[1].count,
                pair[0],
            )
        )
        return [self._named(one, by) for one, by in enough[:limit]]

    def over_time(
        self, name: str, kind: str | None, hours: int
    ) -> tuple[datetime, int, tuple[int, ...]]:
        """When the first stretch begins, the seconds of each, and the articles in each."""
        with self._searcher.snapshot():
            by_hour = self._by_hour(name, kind, self._hour - hours + 1)
        first = self._hour - hours + 1
        begins = datetime.fromtimestamp(first * 3600, UTC)
        return begins, 3600, tuple(by_hour[hour] for hour in range(first, self._hour + 1))

    def _by_hour(self, name: str, kind: str | None, first: int) -> Counter[int]:
        ids = [
            row[0]
            for row in self._db.execute(
                "SELECT id FROM names WHERE folded = ?1 AND (?2 IS NULL OR kind = ?2)",
                (folded(name), kind),
            )
        ]
        by_hour: Counter[int] = Counter()
        for counted in self._of_week(ids, first).values():
            by_hour.update(counted)
        return by_hour

    def _counts(
        self, wanted: Filter, hours: int, after: int, kind: str | None
    ) -> dict[int, Counter[int]]:
        first = self._hour - hours + 1
        if wanted == EVERYTHING:
            return self._of_week(self._candidates(after, kind), first)
        counts: dict[int, Counter[int]] = {}
        begins = number_at(first * HOUR_MILLISECONDS)
        for number in self._searcher.newest(wanted, MAX_COUNTED, begins):
            hour = number // HOUR_NUMBERS
            for name in self._searcher.names(number):
                counts.setdefault(name, Counter())[hour] += 1
        recent = {
            name: by_hour
            for name, by_hour in counts.items()
            if any(hour > after for hour in by_hour)
        }
        return recent if kind is None else self._of_kind(recent, kind)

    def _candidates(self, after: int, kind: str | None) -> list[int]:
        """The names that the hours after `after` have most often."""
        parts = [
            f"SELECT name AS id, articles FROM hours_{day} WHERE hour > {after - day * 24}"
            for day in self._searcher.days()
            if (day + 1) * 24 > after + 1
        ]
        if not parts:
            return []
        rows = self._db.execute(
            f"SELECT id FROM ({' UNION ALL '.join(parts)}) JOIN names USING (id)"
            " WHERE ?1 IS NULL OR kind = ?1"
            " GROUP BY id HAVING sum(articles) > 0"
            f" ORDER BY sum(articles) DESC LIMIT {MAX_CANDIDATES}",
            (kind,),
        )
        return [row[0] for row in rows]

    def _of_week(self, names: Sequence[int], first: int) -> dict[int, Counter[int]]:
        """Articles by name and hour since the hour `first`."""
        counts: dict[int, Counter[int]] = {name: Counter() for name in names}
        listed = ",".join(map(str, names))
        for day in self._searcher.days():
            if (day + 1) * 24 <= first:
                continue
            for name, hour, articles in self._db.execute(
                f"SELECT name, hour, articles FROM hours_{day} WHERE name IN ({listed})"
            ):
                if day * 24 + hour >= first and articles > 0:
                    counts[name][day * 24 + hour] += articles
        return counts

    def _of_kind(self, counts: dict[int, Counter[int]], kind: str) -> dict[int, Counter[int]]:
        listed = ",".join(map(str, counts))
        rows = self._db.execute(
            f"SELECT id FROM names WHERE id IN ({listed}) AND kind = ?", (kind,)
        )
        return {row[0]: counts[row[0]] for row in rows}

    def _known_hours(self, most: int) -> int:
        """So many hours of the week are in the index."""
        days = self._searcher.days()
        return min(most, self._hour + 1 - days[-1] * 24) if days else 0

    def _one(self, name: int, by_hour: Counter[int], hours: int, known: int) -> tuple[int, Rising]:
        after = self._hour - hours
        count = sum(articles for hour, articles in by_hour.items() if hour > after)
        before = sum(by_hour.values()) - count
        usual = before * hours / (known - hours) if known > hours else 0.0
        step = max(1, math.ceil(4 * hours / STRETCHES))
        series = _series(by_hour.items(), self._hour, step)
        return name, Rising("", "", count, round(usual, 2), series)

    def _named(self, name: int, one: Rising) -> Rising:
        found = self._db.execute("SELECT name, kind FROM names WHERE id = ?", (name,)).fetchone()
        called, kind = found or ("", "other")
        return Rising(called, kind, one.count, one.usual, one.series)


def _series(by_hour: Iterable[tuple[int, int]], now: int, step: int) -> tuple[int, ...]:
    series = [0] * STRETCHES
    for hour, articles in by_hour:
        stretch = STRETCHES - 1 - (now - hour) // step
        if 0 <= stretch < STRETCHES:
            series[stretch] += articles
    return tuple(series)
