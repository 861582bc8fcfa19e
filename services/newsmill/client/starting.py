"""Where to begin reading: the beginning, now, an instant, how long ago, or a position."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from newsmill.client.errors import WrongPosition
from newsmill.errors import UsageError
from newsmill.positions import BadPosition, Position, decode

Start = str | datetime | date | timedelta
"""What a reader may write."""

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_AGO = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s*([smhdw])")
_LIKE_A_DATE = re.compile(r"\d{4}-\d{2}.*")
_LIKE_A_TOKEN = re.compile(r"[A-Za-z0-9_-]{10,}")


@dataclass(frozen=True, slots=True)
class Beginning:
    """What `start` means."""

    at: Literal["earliest", "latest"] | datetime | Position


def beginning(start: Start, now: datetime) -> Beginning:
    """Parse `start`; dates and instants without a zone are in UTC.

    Raises:
        UsageError: it is none of what can be written.
        WrongPosition: it is a token, but a damaged one.
    """
    match start:
        case datetime():
            return Beginning(_in_utc(start))
        case date():
            return Beginning(datetime.combine(start, time(), UTC))
        case timedelta():
            return Beginning(now - start)
        case "earliest" | "latest":
            return Beginning(start)
        case str():
            return _written(start.strip(), now)
    raise _unknown(start)


def _written(start: str, now: datetime) -> Beginning:
    try:
        if (ago := _AGO.fullmatch(start)) is not None:
            return Beginning(now - timedelta(**{_UNITS[ago[2]]: float(ago[1])}))
        if _LIKE_A_DATE.fullmatch(start):
            return Beginning(_in_utc(datetime.fromisoformat(start)))
    except (ValueError, OverflowError) as error:
        raise _unknown(start) from error
    if not _LIKE_A_TOKEN.fullmatch(start):
        raise _unknown(start)
    try:
        return Beginning(decode(start))
    except BadPosition as error:
        raise WrongPosition(f"start={start!r}: {error}") from error


def _in_utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _unknown(start: object) -> UsageError:
    return UsageError(
        f'start={start!r}: write "earliest", "latest", an instant or a day such as 2026-11-20, how'
        ' long ago such as "2h", or a position'
    )
