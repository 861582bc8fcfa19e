"""Years, decades and centuries, and parts of years; and dates that are written in full."""

from collections.abc import Callable
from datetime import date

from newsmill.enricher.dates.seeing import MonthDay, Seen, When, interval, one
from newsmill.enricher.dates.weeks import is_this


def year(year: int) -> When:
    """2019."""
    return one(date(year, 1, 1), "year")


def years(first: int, last: int) -> When | None:
    """2019-2021."""
    return interval(date(first, 1, 1), date(last, 1, 1), "year")


def adjacent_years(first: int, last: int) -> When | None:
    """2019 and 2020. Others are two years, and not those between."""
    return years(first, last) if last - first == 1 else None


def relative_year(seen: Seen, relative: int) -> When:
    """Last year, this year."""
    return year(seen.day.year + relative)


def edge_of_year(seen: Seen, edge: int) -> When | None:
    """The end of the year: not in January, when it may have been the last one's."""
    is_young = seen.day.month <= 2
    return year(seen.day.year) if is_this(seen, edge, is_young=is_young) else None


def decade(first: int) -> When | None:
    """The 1990s."""
    return years(first, first + 9)


def relative_decade(seen: Seen, relative: int) -> When | None:
    """This decade; the last one are mostly the last ten years."""
    return decade(seen.day.year // 10 * 10) if relative == 0 else None


def century(number: int) -> When | None:
    """The 19th century."""
    return years(100 * number - 99, 100 * number)


def relative_century(seen: Seen, relative: int) -> When | None:
    """Last century, this century."""
    return century((seen.day.year - 1) // 100 + 1 + relative)


def part_of_year(parts: int) -> Callable[[int, int], When | None]:
    """What finds the third quarter of 2024, with four parts, or the first half, with two."""
    months = 12 // parts

    def find(number: int, year: int) -> When | None:
        if not 1 <= number <= parts:
            return None
        first = date(year, months * (number - 1) + 1, 1)
        return When(first, first.replace(month=months * number), "month")

    return find


def part_of_relative_year(parts: int) -> Callable[[Seen, int, int], When | None]:
    """The same for “the third quarter of last year”."""
    find = part_of_year(parts)
    return lambda seen, number, relative: find(number, seen.day.year + relative)


def relative_year_part(parts: int) -> Callable[[Seen, int, int], When | None]:
    """The same for “last year's third quarter”."""
    find = part_of_year(parts)
    return lambda seen, relative, number: find(number, seen.day.year + relative)


def relative_quarter(seen: Seen, relative: int) -> When | None:
    """This quarter; a company's last one depends on its books."""
    quarter = (seen.day.month + 2) // 3
    return part_of_year(4)(quarter, seen.day.year) if relative == 0 else None


def weekday_of_date(weekday: int, day: date) -> When | None:
    """Tuesday, March 3, 2026: if it is one."""
    return one(day) if day.weekday() == weekday else None


def week_of(day: date) -> When:
    """The week of March 3, 2026."""
    return one(day, "week")


def dates(first: date, last: date) -> When | None:
    """From March 3, 2026 to April 2, 2026."""
    return interval(first, last, "day")


def month_day_to_number_of_year(first: MonthDay, last: int, year: int) -> When | None:
    """March 3-5, 2026."""
    return dates(date(year, *first), date(year, first[0], last))


def number_to_date(first: int, last: date) -> When | None:
    """3-5 March 2026."""
    return dates(last.replace(day=first), last)


def month_day_to_date(first: MonthDay, last: date) -> When | None:
    """March 30 to April 2, 2026."""
    return dates(date(last.year, *first), last)


def year_month(first: date) -> When:
    """March 2026."""
    return one(first, "month")


def year_months(first: date, last: date) -> When | None:
    """March 2025 to May 2026."""
    return interval(first, last, "month")


def month_to_year_month(first: int, last: date) -> When | None:
    """March to May 2026."""
    return year_months(last.replace(month=first), last)
