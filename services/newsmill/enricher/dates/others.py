"""See that the name of a date is that of another thing: Ms. May, route 2012."""

import re

# “June said no”, “April, 34, left”
_PERSON_AFTER = re.compile(
    r" (?:said|says|told|added|replied|wept|insisted|argued|warned|tweeted|herself|himself)\b"
    r"|, (?:aged )?\d{1,2},"
)
_PERSON_BEFORE = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Lady|Sir|Theresa)\.?\s$")
_DATE_BEFORE = re.compile(
    r"\b(?:in|of|since|until|by|last|next|this|early|late|mid)[ -]$", re.IGNORECASE
)
_NUMBER_BEFORE = re.compile(
    r"\b(?:route|road|highway|interstate|flight|room|suite|gate|bus|train|model|windows|number"
    r"|no\.|page|section|resolution|version|asteroid|channel|boeing|peugeot|extension|code"
    r"|psalm|radio)\s$",
    re.IGNORECASE,
)
_DAY_BEFORE_BRACKET = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today|tomorrow)\b[^()]{0,16}\($",
    re.IGNORECASE,
)
CHARS_BEFORE = 32


def is_person(text: str, start: int, end: int) -> bool:
    """Whether the month at `text[start:end]` is a person who says something or is so old."""
    before = text[max(0, start - CHARS_BEFORE) : start]
    if _PERSON_BEFORE.search(before):
        return True
    return _PERSON_AFTER.match(text, end) is not None and not _DATE_BEFORE.search(before)


def is_number(text: str, start: int) -> bool:
    """Whether the year that begins at `start` counts something else: “flight 2012”."""
    return _NUMBER_BEFORE.search(text, max(0, start - CHARS_BEFORE), start) is not None


def is_of_local_day(text: str, start: int) -> bool:
    """Whether it is a time in brackets behind a day that may be another one in its zone.

    “11pm on Wednesday (0400 GMT)”
    """
    before = max(0, start - CHARS_BEFORE)
    return _DAY_BEFORE_BRACKET.search(text, before, start) is not None
