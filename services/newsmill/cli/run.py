"""newsmill run ROOM: one room in a process of its own, as in a container."""

import os
from importlib.util import find_spec

import typer

from newsmill.cli.failures import CommandFailed
from newsmill.cli.room_names import room_named
from newsmill.hosting.host import run_process
from newsmill.rooms import open_room_of, read_settings_of


def run_room(written: str, broker: str | None) -> None:
    """Run the room with this name until SIGTERM or Ctrl-C."""
    room = room_named(written)
    if broker is not None:
        os.environ["NEWSMILL_BROKER"] = broker
    try:
        open_room = open_room_of(room)
    except ImportError as error:
        if error.name is None or find_spec(error.name.partition(".")[0]) is not None:
            raise
        raise CommandFailed(
            f"{room} needs {error.name}, which is not installed: pip install 'newsmill[{room}]'"
        ) from error
    raise typer.Exit(run_process(room, [open_room], [read_settings_of(room)]))
