"""English words in the names of dates: what kind of word each is, and its value."""

from datetime import timedelta
from typing import Literal, get_args

# Kinds of words that have a value, and those that say all by themselves.
Valued = Literal[
    "clock",
    "date",
    "decade",
    "edge",
    "holiday",
    "impossible",
    "month",
    "month_day",
    "number",
    "ordinal",
    "part",
    "relative",
    "rolling",
    "today",
    "weekday",
    "year",
    "year_month",
    "zone",
]
Plain = Literal[
    "ago",
    "ahead",
    "and",
    "century",
    "days",
    "decades",
    "half",
    "hours",
    "minutes",
    "months",
    "quarter",
    "season",
    "spring",
    "to",
    "weekend",
    "weeks",
    "years",
]
Kind = Valued | Plain
PLAIN: frozenset[str] = frozenset(get_args(Plain))

DROPPED = frozenset({"at", "by", "during", "in", "of", "on", "the", ",", "'s", "'"})
"""Words that change nothing. Not “about”, “nearly”, “before” or “since”: what stands with them is
not the date that is meant."""

_WEEKDAYS = {
    "monday": ("mon",),
    "tuesday": ("tue", "tues"),
    "wednesday": ("wed",),
    "thursday": ("thu", "thur", "thurs"),
    "friday": ("fri",),
    "saturday": ("sat",),
    "sunday": ("sun",),
}
_MONTHS = {
    "january": ("jan",),
    "february": ("feb",),
    "march": ("mar",),
    "april": ("apr",),
    "may": (),
    "june": ("jun",),
    "july": ("jul",),
    "august": ("aug",),
    "september": ("sep", "sept"),
    "october": ("oct",),
    "november": ("nov",),
    "december": ("dec",),
}
_NUMBERS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
    *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth"),
    *("seventeenth", "eighteenth", "nineteenth"),
)
# Those of the last century; the twenties and thirties may be those of this one, or of a price.
_DECADES = {"fifties": 1950, "sixties": 1960, "seventies": 1970, "eighties": 1980, "nineties": 1990}
_UNITS: dict[str, Kind] = {
    "minute": "minutes",
    "hour": "hours",
    "day": "days",
    "week": "weeks",
    "month": "months",
    "year": "years",
    "decade": "decades",
}

WORDS: dict[str, tuple[Kind, int | None]] = {
    **{
        spelling: ("weekday", number)
        for number, (name, short) in enumerate(_WEEKDAYS.items())
        for spelling in (name, *short)
    },
    **{
        spelling: ("month", number)
        for number, (name, short) in enumerate(_MONTHS.items(), start=1)
        for spelling in (name, *short)
    },
    **{word: ("number", number) for number, word in enumerate(_NUMBERS, start=1)},
    **{word: ("number", 10 * tens) for tens, word in enumerate(_TENS, start=2)},
    **{word: ("ordinal", number) for number, word in enumerate(_ORDINALS, start=1)},
    **{word: ("ordinal", 10 * tens) for tens, word in enumerate(("twentieth", "thirtieth"), 2)},
    **{word: ("decade", year) for word, year in _DECADES.items()},
    **{word: (kind, None) for word, kind in _UNITS.items()},
    **{f"{word}s": (kind, None) for word, kind in _UNITS.items()},
    "a": ("number", 1),
    "an": ("number", 1),
    "last": ("relative", -1),
    "this": ("relative", 0),
    "current": ("relative", 0),
    "next": ("relative", 1),
    "past": ("rolling", -1),
    "coming": ("rolling", 1),
    "yesterday": ("today", -1),
    "today": ("today", 0),
    "tomorrow": ("today", 1),
    **dict.fromkeys(["morning", "afternoon", "noon", "midday", "midnight"], ("part", 0)),
    **dict.fromkeys(["night", "evening"], ("part", -1)),
    **dict.fromkeys(["start", "beginning"], ("edge", -1)),
    "middle": ("edge", 0),
    "end": ("edge", 1),
    "century": ("century", None),
    "quarter": ("quarter", None),
    "half": ("half", None),
    "weekend": ("weekend", None),
    "season": ("season", None),
    # Of one calendar year on both hemispheres. Summer and winter are not.
    **dict.fromkeys(["spring", "autumn", "fall"], ("spring", None)),
    "ago": ("ago", None),
    "and": ("and", None),
    **dict.fromkeys(["to", "through", "-"], ("to", None)),
}
"""The kind of a word, and its value: a number, or for relative ones the distance from now. That of
“night” and “evening” is the distance of the day which “last night” means."""

LOOSE = frozenset({"early", "earlier", "late", "later", "mid"})
"""“Early 2024” is in 2024 and “late Monday” on Monday."""

NUMBER_WORDS_BEFORE_UNITS = {word: 10 * tens for tens, word in enumerate(_TENS, start=2)}

PHRASES: tuple[tuple[tuple[str, ...], Kind, object], ...] = (
    (("day", "before", "yesterday"), "today", -2),
    (("day", "after", "tomorrow"), "today", 2),
    (("from", "now"), "ahead", None),
    (("time",), "ahead", None),
    (("tonight",), "today", 0),
    (("new", "year", "eve"), "holiday", (12, 31)),
    (("new", "year", "day"), "holiday", (1, 1)),
    (("christmas", "eve"), "holiday", (12, 24)),
    (("christmas", "day"), "holiday", (12, 25)),
    (("christmas",), "holiday", (12, 25)),
    (("boxing", "day"), "holiday", (12, 26)),
    (("halloween",), "holiday", (10, 31)),
)
"""Longest first. Of holidays, those on one date in all countries that keep them: not Easter,
Thanksgiving or Independence Day."""

NO_DATES_ALONE = frozenset({"may", "march", "mar", "sat", "sun", "wed", "fall", "second"})
"""In lower case and alone, these are other words."""

NAMES_OF_EVENTS = frozenset({(1, 6), (9, 11), (10, 7)})
"""Days that mostly mean an event when no year is given: the “Sept. 11 attacks”."""

OFFSET_BY_ZONE = {
    "gmt": timedelta(0),
    "utc": timedelta(0),
    "z": timedelta(0),
    "cet": timedelta(hours=1),
    "cest": timedelta(hours=2),
    "msk": timedelta(hours=3),
    "jst": timedelta(hours=9),
    "edt": timedelta(hours=-4),
    "pdt": timedelta(hours=-7),
}
"""Zones whose letters mean one thing. BST, CST and IST are several, and EST is written in summer
too."""
