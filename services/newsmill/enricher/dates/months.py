"""Months and days of the year as seen from a day: in March, last March, on March 3."""

from datetime import date, timedelta

from newsmill.enricher.dates.seeing import MonthDay, Seen, When, interval_of, month_at, one
from newsmill.enricher.dates.weeks import is_this
from newsmill.enricher.dates.words import NAMES_OF_EVENTS

# News names a month without its year from nine months before to three months after. At the edges,
# both years are possible.
MONTHS_BEFORE, MONTHS_AFTER = 8, 2
DAYS_BEFORE, DAYS_AFTER = timedelta(days=274), timedelta(days=91)
# A sentence in the present may be about either side: “the court hears the case in March”.
MONTHS_BEFORE_UNCLEAR, DAYS_BEFORE_UNCLEAR = 5, timedelta(days=150)
# Where the verb says which side of now is meant, it may be farther.
MOST_MONTHS, MOST_DAYS = 9, timedelta(days=274)


def month(seen: Seen, month: int) -> When | None:
    """The month that news means where it gives no year."""
    back, ahead = (seen.day.month - month) % 12, (month - seen.day.month) % 12
    last, next_ = (one(month_at(seen.day, months), "month") for months in (-back, ahead))
    if seen.tense == "past":
        is_near = back <= MOST_MONTHS or last.first.year == seen.day.year
        return last if is_near else None
    if seen.tense == "future":
        return next_ if ahead <= MOST_MONTHS else None
    if ahead <= MONTHS_AFTER:
        return next_
    most = MONTHS_BEFORE_UNCLEAR if seen.tense == "unclear" else MONTHS_BEFORE
    return last if back <= most else None


def named_month(seen: Seen, relative: int, month: int) -> When | None:
    """Last, this and next March."""
    if relative:
        distance = ((month - seen.day.month) * relative - 1) % 12 + 1
        # Who means the month before says “last month”.
        return one(month_at(seen.day, relative * distance), "month") if distance > 1 else None
    is_other = (seen.tense == "past" and month > seen.day.month) or (
        seen.tense == "future" and month < seen.day.month
    )
    return None if is_other else one(date(seen.day.year, month, 1), "month")


def relative_month(seen: Seen, relative: int) -> When:
    """Last month, this month."""
    return one(month_at(seen.day, relative), "month")


def edge_of_month(seen: Seen, edge: int) -> When | None:
    """The end of the month: not on its first days, when it may have been the last one's."""
    return one(seen.day, "month") if is_this(seen, edge, is_young=seen.day.day <= 5) else None


def month_of_year(seen: Seen, month: int, relative: int) -> When:
    """March last year."""
    return one(date(seen.day.year + relative, month, 1), "month")


def year_of_month(seen: Seen, relative: int, month: int) -> When:
    """Last year, in March."""
    return month_of_year(seen, month, relative)


def months(seen: Seen, first: int, last: int) -> When | None:
    """Between July and October, where both are near and in this order."""
    return interval_of(month(seen, first), month(seen, last))


def adjacent_months(seen: Seen, first: int, last: int) -> When | None:
    """July and August."""
    return months(seen, first, last) if (last - first) % 12 == 1 else None


def month_day(seen: Seen, month_day: MonthDay) -> When | None:
    """The day that news means where it gives no year."""
    if month_day in NAMES_OF_EVENTS:
        return None
    days = list(seen.in_years_around(month_day))
    if seen.tense == "past":
        # Where it is tomorrow already, that may be today.
        tomorrow = seen.day + timedelta(1)
        days = [day for day in days if day <= tomorrow][-1:]
        near = [it for it in days if seen.day - it <= MOST_DAYS or it.year == seen.day.year]
    elif seen.tense == "future":
        days = [day for day in days if day >= seen.day][:1]
        near = [day for day in days if day - seen.day <= MOST_DAYS]
    else:
        most = DAYS_BEFORE_UNCLEAR if seen.tense == "unclear" else DAYS_BEFORE
        near = [day for day in days if -most <= day - seen.day <= DAYS_AFTER]
    return one(near[0]) if len(near) == 1 else None


def month_days(seen: Seen, first: MonthDay, last: MonthDay) -> When | None:
    """From March 30 to April 2."""
    return interval_of(month_day(seen, first), month_day(seen, last))


def month_day_to_number(seen: Seen, first: MonthDay, last: int) -> When | None:
    """March 3-5."""
    return month_days(seen, first, (first[0], last))


def number_to_month_day(seen: Seen, first: int, last: MonthDay) -> When | None:
    """3-5 March."""
    return month_days(seen, (last[0], first), last)


def week_of_month_day(seen: Seen, of: MonthDay) -> When | None:
    """The week of March 3."""
    when = month_day(seen, of)
    return when._replace(precision="week") if when else None


def month_day_of_year(seen: Seen, month_day: MonthDay, relative: int) -> When:
    """March 3 last year, Christmas this year."""
    return one(date(seen.day.year + relative, *month_day))


def relative_holiday(seen: Seen, relative: int, holiday: MonthDay) -> When:
    """Last, this and next Christmas."""
    days = list(seen.in_years_around(holiday))
    if relative < 0:
        return one(max(day for day in days if day < seen.day))
    if relative > 0:
        return one(min(day for day in days if day > seen.day))
    return one(date(seen.day.year, *holiday))
