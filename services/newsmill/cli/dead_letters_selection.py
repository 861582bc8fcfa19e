"""Parse the options that select dead letters: ids, reason, room and time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from newsmill.cli.room_names import room_named
from newsmill.cli.times import instant_or_none
from newsmill.clock import utc_now
from newsmill.errors import UsageError
from newsmill.inspection.quarantine import Position, Selection


@dataclass(frozen=True)
class Filters:
    """The options as they were written."""

    reason: str | None = None
    room: str | None = None
    since: str | None = None
    until: str | None = None


def selection_of(ids: Sequence[str], filters: Filters) -> Selection:
    """Parse `ids` and `filters`.

    Raises:
        UsageError: one of them makes no sense.
    """
    try:
        reason = re.compile(filters.reason) if filters.reason is not None else None
    except re.error as error:
        raise UsageError(f"--reason {filters.reason!r}: {error}") from error
    now = utc_now()
    return Selection(
        frozenset(position(written) for written in ids),
        reason,
        room_named(filters.room) if filters.room is not None else None,
        instant_or_none("--since", filters.since, now),
        instant_or_none("--until", filters.until, now),
    )


def position(written: str) -> Position:
    """Parse the id of a letter: its partition and offset.

    Raises:
        UsageError: it is no PARTITION:OFFSET.
    """
    if (parts := re.fullmatch(r"(\d{1,9}):(\d{1,18})", written)) is None:
        raise UsageError(
            f"{written!r} is no id: write PARTITION:OFFSET, as newsmill dead-letters list shows it"
        )
    return int(parts[1]), int(parts[2])
