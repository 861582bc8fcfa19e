"""How wrong our clock is, as far as a broker that refuses our timestamps tells."""

import re
from datetime import UTC, datetime, timedelta

_TOLD = re.compile(
    r"Timestamp (?P<given>-?\d+) .*?out of range.*?\[(?P<earliest>-?\d+), ?(?P<latest>-?\d+)\]"
)
"""Apache Kafka since 3.6: which timestamps it takes at this moment."""

_ANY_AGE = 2**63 - 1
"""message.timestamp.before.max.ms as it is where nobody has set it: from its clock the broker takes
off so much, and so its clock is known exactly."""

_LATEST_DATE = 253_402_300_799_000


def how_wrong(told: str | None) -> str:
    """A sentence on our clock and the broker's, made of what the broker has `told`."""
    found = _TOLD.search(told or "")
    numbers = found.groupdict().values() if found else ()
    given, earliest, latest = map(int, numbers or (-1, -1, -1))
    if not 0 <= given < _LATEST_DATE:
        return "the broker refuses the timestamps of our clock"
    if 0 < earliest + _ANY_AGE < _LATEST_DATE:
        ours, theirs = _as_time(given), _as_time(earliest + _ANY_AGE)
        apart, side = _apart(given - earliest - _ANY_AGE)
        return f"our clock ({ours}) is {apart} {side} the broker's ({theirs})"
    apart, side = _apart(given - latest if given > latest else given - earliest)
    ours = _as_time(given)
    return f"our clock ({ours}) is {apart} further {side} the broker's than the topic allows"


def _apart(milliseconds: int) -> tuple[str, str]:
    apart = timedelta(seconds=round(abs(milliseconds) / 1000))
    return str(apart), "ahead of" if milliseconds > 0 else "behind"


def _as_time(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
