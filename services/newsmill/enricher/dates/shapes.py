"""What each shape of words means: a table of dates as they are written, one of relative ones."""

from collections.abc import Callable, Mapping
from itertools import product
from typing import Any

from newsmill.contracts.articles import DatePrecision
from newsmill.enricher.dates import months, weeks, years
from newsmill.enricher.dates.seeing import Seen, When, one

_PARTS_BY_UNIT = {"half": 2, "quarter": 4}
_PRECISION_BY_UNIT: Mapping[str, DatePrecision] = {
    "minutes": "minute",
    "hours": "hour",
    "days": "day",
    "weeks": "week",
    "months": "month",
    "years": "year",
}

WRITTEN: dict[str, Callable[..., When | None]] = {
    "date": one,
    "date to date": years.dates,
    "weekday date": years.weekday_of_date,
    "weeks date": years.week_of,
    "month_day to number year": years.month_day_to_number_of_year,
    "month_day to ordinal year": years.month_day_to_number_of_year,
    "month_day to date": years.month_day_to_date,
    "number to date": years.number_to_date,
    "year_month": years.year_month,
    "year_month to year_month": years.year_months,
    "month to year_month": years.month_to_year_month,
    "month and year_month": years.month_to_year_month,
    "year": years.year,
    "years year": years.year,
    "year season": years.year,
    "spring year": years.year,
    "year to year": years.years,
    "year and year": years.adjacent_years,
    "decade": years.decade,
    "ordinal century": years.century,
    "ordinal to century": years.century,
    **{f"ordinal {it} year": years.part_of_year(parts) for it, parts in _PARTS_BY_UNIT.items()},
}

RELATIVE: dict[str, Callable[..., When | None]] = {
    "today": weeks.today,
    "relative part": weeks.part_of_day,
    "weekday": weeks.weekday,
    "relative weekday": weeks.relative_weekday,
    "rolling weekday": weeks.rolling_weekday,
    "weekday relative weeks": weeks.weekday_of_week,
    "relative weeks weekday": weeks.week_of_weekday,
    "weekday month_day": weeks.weekday_of_month_day,
    "weekday ordinal": weeks.weekday_of_number,
    "weekday and weekday": weeks.adjacent_weekdays,
    "relative weeks": weeks.relative_week,
    "edge weeks": weeks.edge_of_week,
    "weekend": weeks.weekend,
    "relative weekend": weeks.relative_weekend,
    "weeks month_day": months.week_of_month_day,
    "month_day": months.month_day,
    "month_day relative years": months.month_day_of_year,
    "month_day to month_day": months.month_days,
    "month_day to number": months.month_day_to_number,
    "month_day to ordinal": months.month_day_to_number,
    "number to month_day": months.number_to_month_day,
    "holiday": months.month_day,
    "holiday relative years": months.month_day_of_year,
    "relative holiday": months.relative_holiday,
    "month": months.month,
    "relative month": months.named_month,
    "month relative years": months.month_of_year,
    "relative years month": months.year_of_month,
    "relative months": months.relative_month,
    "edge months": months.edge_of_month,
    "month to month": months.months,
    "month and month": months.adjacent_months,
    "relative years": years.relative_year,
    "edge years": years.edge_of_year,
    "relative decades": years.relative_decade,
    "relative century": years.relative_century,
    "relative quarter": years.relative_quarter,
    **{
        f"ordinal {it} relative years": years.part_of_relative_year(parts)
        for it, parts in _PARTS_BY_UNIT.items()
    },
    **{
        f"relative years ordinal {it}": years.relative_year_part(parts)
        for it, parts in _PARTS_BY_UNIT.items()
    },
    **{
        f"number {unit} {side}": weeks.distant(precision, direction)
        for (unit, precision), (side, direction) in product(
            _PRECISION_BY_UNIT.items(), (("ago", -1), ("ahead", 1))
        )
    },
}
"""Shapes that are in neither table have no certain date: “two years” without “ago” last so long."""


TENSED = frozenset(
    {
        *("weekday", "relative weekday", "weekday and weekday", "weekend", "relative weekend"),
        *("month_day", "month_day to month_day", "month_day to number", "month_day to ordinal"),
        *("number to month_day", "weeks month_day", "holiday", "month", "relative month"),
        *("month to month", "month and month", "edge years", "edge months", "edge weeks"),
    }
)
"""Shapes whose meaning depends on the tense of the sentence."""


def found(shape: str, values: tuple[Any, ...], seen: Seen) -> When | None:
    """The time that is meant; None where that is not certain.

    Raises:
        OverflowError, ValueError: it is in no calendar.
    """
    if shape.startswith("edge ") and shape not in RELATIVE:
        # “The end of March” is in March.
        shape, values = shape.removeprefix("edge "), values[1:]
    if shape in WRITTEN:
        return WRITTEN[shape](*values)
    return RELATIVE[shape](seen, *values) if shape in RELATIVE else None
