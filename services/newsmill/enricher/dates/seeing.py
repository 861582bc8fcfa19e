"""From where a date is seen, and what it turns out to be."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple

from newsmill.contracts.articles import DatePrecision

Tense = Literal["past", "future", "unclear", "any"]
"""`unclear`: no verb of the sentence tells; `any`: no certain date is meant, as by “a Monday”."""

MonthDay = tuple[int, int]
"""Month and day of a year that is not said."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The time of publication in UTC, and the tense of the sentence, if there is one."""

    moment: datetime
    tense: Tense | None = None

    @property
    def day(self) -> date:
        """The day of publication in UTC."""
        return self.moment.date()

    def in_years_around(self, month_day: MonthDay) -> Iterator[date]:
        """The day in the last year, this one and the next, where they have it."""
        for year in range(self.day.year - 1, self.day.year + 2):
            # February 29, or year 10 000.
            with suppress(ValueError):
                yield date(year, *month_day)


class When(NamedTuple):
    """A time, or an interval with both its ends; in minutes and hours they are `datetime`s."""

    first: date
    last: date
    precision: DatePrecision


def one(day: date, precision: DatePrecision = "day") -> When:
    """A time that is no interval."""
    return When(day, day, precision)


def interval(first: date, last: date, precision: DatePrecision) -> When | None:
    """An interval, if it has more than one such part."""
    return When(first, last, precision) if first < last else None


def interval_of(first: When | None, last: When | None) -> When | None:
    """From one time to another of the same precision."""
    return interval(first.first, last.first, first.precision) if first and last else None


def month_at(day: date, months: int) -> date:
    """The first day of the month that is so many months from that of `day`."""
    months += 12 * day.year + day.month - 1
    return date(months // 12, months % 12 + 1, 1)
