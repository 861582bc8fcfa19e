"""Read the date in an article's address: /2026/05/03/, -20260503.html, /2026/may/03/."""

import re

from newsmill.cleaner.date_formats import parse_date
from newsmill.cleaner.facts.moments import WrittenDate

MAX_PATH_CHARS = 500

_DAY_IN_PATH = re.compile(r"/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?=[/_-]|$)")
_NAMED_MONTH_IN_PATH = re.compile(r"/((?:19|20)\d{2})/([a-z]{3})/(\d{1,2})(?=[/_-]|$)")
_DAY_IN_SLUG = re.compile(r"(?<![\d])((?:19|20)\d{2})-?(\d{2})-?(\d{2})(?!\d)")
_MONTH_IN_PATH = re.compile(r"/((?:19|20)\d{2})[/-]?(\d{2})(?=/)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def date_of_address(url: str | None) -> tuple[WrittenDate, bool] | None:
    """The day or month in a URL's path, and whether it has folders of its own there."""
    path = (url or "").partition("://")[2].partition("/")[2]
    path = f"/{path.partition('?')[0].partition('#')[0]}"[:MAX_PATH_CHARS].lower()
    if match := _DAY_IN_PATH.search(path):
        return _of_parts(match[1], match[2], match[3], is_in_path=True)
    if (match := _NAMED_MONTH_IN_PATH.search(path)) and match[2] in _MONTHS:
        month = str(_MONTHS.index(match[2]) + 1)
        return _of_parts(match[1], month, match[3], is_in_path=True)
    if match := _DAY_IN_SLUG.search(path):
        return _of_parts(match[1], match[2], match[3], is_in_path=False)
    if match := _MONTH_IN_PATH.search(path):
        return _of_parts(match[1], match[2], None, is_in_path=True)
    return None


def _of_parts(
    year: str, month: str, day: str | None, *, is_in_path: bool
) -> tuple[WrittenDate, bool] | None:
    written = parse_date("-".join(part for part in (year, month, day) if part))
    return (written, is_in_path) if written else None
