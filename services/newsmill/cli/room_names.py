"""Parse the name of a room."""

from newsmill.errors import UsageError
from newsmill.pipeline import ROOMS, Room


def room_named(written: str) -> Room:
    """The room with this name.

    Raises:
        UsageError: there is none.
    """
    for room in ROOMS:
        if room == written:
            return room
    raise UsageError(f"there is no room {written!r}; the rooms are {', '.join(ROOMS)}")
