"""All rooms in one process, as `newsmill up`, `demo` and `once` start it.

Rooms that are named as arguments stay closed.
"""

import sys


def main() -> int:
    """Run every room until SIGTERM or SIGINT; returns the exit code."""
    from newsmill.hosting.starting import start
    from newsmill.pipeline import ALL_IN_ONE, ROOMS
    from newsmill.rooms import open_room_of, read_settings_of

    rooms = [room for room in ROOMS if room not in sys.argv[1:]]
    sys.argv = [argument for argument in sys.argv if argument not in ROOMS]
    return start(
        ALL_IN_ONE,
        [open_room_of(room) for room in rooms],
        [read_settings_of(room) for room in rooms],
    )


if __name__ == "__main__":
    sys.exit(main())
