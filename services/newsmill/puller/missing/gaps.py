"""Estimate how many entries were missed when two documents of a feed have none in common."""

from collections.abc import Iterable
from datetime import datetime

MOST = 10_000
"""A larger number would say no more."""


def estimate(published: Iterable[datetime | None], since: datetime | None) -> int:
    """How many entries came and went between `since`, the poll before, and the document's oldest.

    `published` are the dates of the document's entries. It is assumed that as many came in a time
    as in the time that the document covers. It is 1 at least: that something was missed is certain,
    how much is not.
    """
    dates = sorted(date for date in published if date is not None)
    if since is None or len(dates) < 2 or dates[0] <= since:
        return 1
    covered = dates[-1] - dates[0]
    uncovered = dates[0] - since
    if not covered:
        return len(dates)
    # One entry less than there are: between n entries there are n - 1 pauses.
    missed = (len(dates) - 1) * (uncovered / covered)
    return max(1, min(round(missed), MOST))
