"""Guess the date of a page that does not tell it; the only module that imports htmldate."""

import logging
from copy import deepcopy
from datetime import datetime

from htmldate import find_date

from newsmill.cleaner.date_formats import parse_date
from newsmill.cleaner.facts.moments import WrittenDate
from newsmill.cleaner.parsing import Tree

# It tries many patterns on all of a page's text.
MAX_ELEMENTS = 20_000

logging.getLogger("htmldate").setLevel(logging.CRITICAL)


def guessed_date(tree: Tree, url: str | None, seen: datetime | None) -> WrittenDate | None:
    """The day that htmldate finds, at the latest the one when the page was seen. Takes long."""
    if sum(1 for _ in zip(range(MAX_ELEMENTS + 1), tree.iter(), strict=False)) > MAX_ELEMENTS:
        return None
    try:
        # It removes elements.
        found = find_date(deepcopy(tree), original_date=True, url=url, max_date=seen)
    except (AttributeError, LookupError, OverflowError, RecursionError, TypeError, ValueError):
        return None
    written = parse_date(found) if found else None
    # From a year alone, such as a copyright's, it makes the first of January.
    return written if written and (written.instant.month, written.instant.day) != (1, 1) else None
