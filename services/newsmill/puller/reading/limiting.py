"""Choose the newest entries of a document that has more than are taken, before they are read."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from newsmill.puller.reading.dates import parse_date

MAX_DATES = 8
"""Date elements of one entry that are looked at."""
NEW = datetime.max.replace(tzinfo=UTC)

_DATE = re.compile(
    r"<(?:[\w.-]{1,40}:)?(updated|modified|date|pubdate|published|issued|created)"
    r"(?:\s[^<>]{0,200})?>\s*(?:<!\[CDATA\[)?([^<>]{4,100})<?",
    re.IGNORECASE,
)
_UPDATED = frozenset({"updated", "modified", "date"})


def newest(slices: Sequence[str], most: int) -> Sequence[str]:
    """The `most` newest entries, in the document's order; those without a date count as new.

    The choice depends on the document alone: an entry that was left out does not come later as a
    new one because others are known.
    """
    if len(slices) <= most:
        return slices
    order = sorted(range(len(slices)), key=lambda n: _date_of(slices[n]), reverse=True)[:most]
    return [slices[number] for number in sorted(order)]


def _date_of(entry: str) -> datetime:
    """When an entry was updated, else published."""
    found: dict[bool, datetime] = {}
    for number, date in enumerate(_DATE.finditer(entry)):
        if number >= MAX_DATES:
            break
        instant = parse_date(date[2].removesuffix("]]>").strip().removesuffix("]]"))
        if instant is not None:
            found.setdefault(date[1].lower() in _UPDATED, instant)
    return found.get(True) or found.get(False) or NEW
