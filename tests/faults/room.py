"""A room that can be told to die at a point, to choke on poison, or to break its promises.

python -m tests.faults.room ROOM: as `newsmill run ROOM`, with methods replaced before.
"""

import os
import sys
from pathlib import Path

import typer

from newsmill.cli.run import run_room
from tests.faults.mutations import VARIABLE, mutate
from tests.faults.points import set_points, set_poison

FOLDER_VARIABLE = "NEWSMILL_BENCH_FOLDER"
"""Where points are armed."""


def main() -> None:
    """Prepare and run the room."""
    room = sys.argv[1]
    if mutation := os.environ.get(VARIABLE):
        mutate(mutation)
    set_poison(room)
    set_points(Path(os.environ[FOLDER_VARIABLE]), room)
    try:
        run_room(room, None)
    except typer.Exit as end:
        sys.exit(end.exit_code)


if __name__ == "__main__":
    main()
