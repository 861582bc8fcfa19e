"""Parse the time that a person writes: an instant, or how long ago."""

import re
from datetime import UTC, datetime, timedelta

from newsmill.errors import UsageError

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}

_AGO = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s*([smhdw])")


def instant(option: str, written: str, now: datetime) -> datetime:
    """Parse an ISO instant, or how long before `now` it is.

    `2026-03-04T12:00Z`, `2026-03-04`, `90m` or `3d`; without a zone, in that of this machine.

    Raises:
        UsageError: it is neither; names `option`.
    """
    try:
        if (ago := _AGO.fullmatch(written.strip())) is not None:
            return now - timedelta(**{UNITS[ago[2]]: float(ago[1])})
        return datetime.fromisoformat(written.strip()).astimezone(now.tzinfo)
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(
            f"{option} {written!r}: write an instant such as 2026-03-04T12:00Z, or how long ago, "
            "such as 90m, 2h or 3d"
        ) from error


def local_time(at: datetime) -> datetime:
    """In this machine's time zone; in UTC where that would leave the years that Python has."""
    try:
        return at.astimezone()
    except (OverflowError, ValueError, OSError):
        return at.astimezone(UTC)


def instant_or_none(option: str, written: str | None, now: datetime) -> datetime | None:
    """As `instant`, for an option that may be left out."""
    return None if written is None else instant(option, written, now)
