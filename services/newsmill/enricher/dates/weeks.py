"""Days and weeks as seen from a day: today, last Tuesday, the weekend, two weeks ago."""

from collections.abc import Callable
from datetime import date, timedelta

from newsmill.contracts.articles import DatePrecision
from newsmill.enricher.dates.seeing import MonthDay, Seen, When, interval_of, month_at, one

# In the evening in UTC, people in Asia and Australia already name the next day.
EVENING_HOUR = 16

# “Last Tuesday” is not yesterday or the day before: who says so means the week before.
MIN_DAYS_OF_LAST = 3

# “Thirty years ago” is a round number.
ROUND_YEARS, MIN_ROUND_YEARS = 10, 20

SATURDAY = 5


def today(seen: Seen, days: int) -> When:
    """Yesterday, today, tomorrow."""
    return one(seen.day + timedelta(days))


def part_of_day(seen: Seen, relative: int, of_last: int) -> When | None:
    """This morning, last night; not next morning, nor last morning."""
    if relative == 0 or (relative == -1 and of_last == -1):
        return one(seen.day + timedelta(relative))
    return None


def weekday(seen: Seen, weekday: int) -> When | None:
    """The last one, today included, unless the sentence is about the future."""
    if seen.tense == "future" or seen.day.weekday() == weekday:
        return one(_next(seen.day, weekday))
    is_tomorrow = (seen.day.weekday() + 1) % 7 == weekday
    if seen.tense == "unclear" or (is_tomorrow and seen.moment.hour >= EVENING_HOUR):
        return None
    return one(_last(seen.day, weekday))


def rolling_weekday(seen: Seen, direction: int, weekday: int) -> When:
    """This past Tuesday, this coming Tuesday."""
    of = _next if direction > 0 else _last
    return one(of(seen.day + timedelta(direction), weekday))


def relative_weekday(seen: Seen, relative: int, weekday: int) -> When | None:
    """Last, this and next Tuesday, where all readers mean the same by it."""
    if relative < 0:
        day = _last(seen.day - timedelta(1), weekday)
        return one(day) if (seen.day - day).days >= MIN_DAYS_OF_LAST else None
    if relative > 0:
        day = _next(seen.day + timedelta(1), weekday)
        is_of_next_week = day.isocalendar()[1] != seen.day.isocalendar()[1]
        return one(day) if is_of_next_week and (day - seen.day).days > 1 else None
    day = _last(seen.day, 0) + timedelta(weekday)
    if day > seen.day:
        return one(day - timedelta(7) if seen.tense == "past" else day)
    return one(day) if day == seen.day or seen.tense == "past" else None


def weekday_of_week(seen: Seen, weekday: int, relative: int) -> When:
    """Tuesday of last week."""
    return one(_last(seen.day, 0) + timedelta(7 * relative + weekday))


def week_of_weekday(seen: Seen, relative: int, weekday: int) -> When:
    """Last week's Tuesday."""
    return weekday_of_week(seen, weekday, relative)


def weekday_of_month_day(seen: Seen, weekday: int, month_day: MonthDay) -> When | None:
    """Tuesday, March 3: of the years around, the one in which that is so."""
    days = [day for day in seen.in_years_around(month_day) if day.weekday() == weekday]
    return one(min(days, key=lambda day: abs(day - seen.day))) if days else None


def weekday_of_number(seen: Seen, weekday: int, number: int) -> When | None:
    """Tuesday the 24th: the nearest such day, which is never far."""
    around = (seen.day + timedelta(days) for days in range(-31, 32))
    days = [day for day in around if day.weekday() == weekday and day.day == number]
    return one(days[0]) if len(days) == 1 else None


def adjacent_weekdays(seen: Seen, first: int, last: int) -> When | None:
    """Monday and Tuesday. Other pairs mean two days, or each week's."""
    if (last - first) % 7 != 1:
        return None
    return interval_of(weekday(seen, first), weekday(seen, last))


def relative_week(seen: Seen, relative: int) -> When:
    """Last week, this week."""
    return one(seen.day + timedelta(7 * relative), "week")


def edge_of_week(seen: Seen, edge: int) -> When | None:
    """The end of the week: not on its first days, when it may have been the last one's."""
    is_young = seen.day.weekday() <= 1
    return one(seen.day, "week") if is_this(seen, edge, is_young=is_young) else None


def is_this(seen: Seen, edge: int, *, is_young: bool) -> bool:
    """Whether the edge of this year is meant, and not that of the one before or after."""
    if edge > 0:
        return seen.tense == "future" or not is_young
    return seen.tense != "future"


def weekend(seen: Seen) -> When | None:
    """The last one or the current one, unless the sentence is about the future."""
    if seen.day.weekday() < SATURDAY:
        if seen.tense == "unclear":
            return None
        if seen.tense == "future":
            return _from(_next(seen.day, SATURDAY))
    return _from(_last(seen.day, SATURDAY))


def relative_weekend(seen: Seen, relative: int) -> When | None:
    """Last, this and next weekend, where all readers mean the same by it."""
    saturday = _last(seen.day, SATURDAY)
    weekday = seen.day.weekday()
    if weekday >= SATURDAY:
        return _from(saturday + timedelta(7 * relative))
    if relative < 0 or (relative == 0 and seen.tense == "past" and weekday < 2):
        return _from(saturday)
    if relative == 0 and seen.tense != "past" and (seen.tense == "future" or weekday >= 2):
        return _from(saturday + timedelta(7))
    # Within a week, “next weekend” is the one at its end, or the one after.
    return None


def _from(saturday: date) -> When:
    return When(saturday, saturday + timedelta(1), "day")


def _last(day: date, weekday: int) -> date:
    """The last such day up to `day` itself."""
    return day - timedelta((day.weekday() - weekday) % 7)


def _next(day: date, weekday: int) -> date:
    """The first such day from `day` itself."""
    return day + timedelta((weekday - day.weekday()) % 7)


def distant(precision: DatePrecision, direction: int) -> Callable[[Seen, int], When | None]:
    """What finds the time so many days, weeks, … ago or from now, with their own precision."""

    def find(seen: Seen, number: int) -> When | None:
        distance = direction * number
        match precision:
            case "minute":
                return one(seen.moment + timedelta(minutes=distance), precision)
            case "hour":
                return one(seen.moment + timedelta(hours=distance), precision)
            case "day":
                return one(seen.day + timedelta(distance))
            case "week":
                return one(seen.day + timedelta(7 * distance), precision)
            case "month":
                return one(month_at(seen.day, distance), precision)
        if number >= MIN_ROUND_YEARS and number % ROUND_YEARS == 0:
            return None
        return one(date(seen.day.year + distance, 1, 1), precision)

    return find
