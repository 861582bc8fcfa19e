"""newsmill run ROOM: one worker, as in a container."""

import importlib
import os
from importlib.util import find_spec

import typer

from newsmill.cli.failures import CommandFailed
from newsmill.hosting.host import run_process
from newsmill.pipeline import ROOMS


def run_room(room: str, broker: str | None) -> None:
    """Run it until SIGTERM or Ctrl-C."""
    if room not in ROOMS:
        raise CommandFailed(f"there is no room {room!r}; the rooms are {', '.join(ROOMS)}")
    if broker is not None:
        os.environ["NEWSMILL_BROKER"] = broker
    try:
        app = importlib.import_module(f"newsmill.{room}.app")
    except ImportError as error:
        if error.name is None or find_spec(error.name.partition(".")[0]) is not None:
            raise
        raise CommandFailed(
            f"{room} needs {error.name}, which is not installed: pip install 'newsmill[{room}]'"
        ) from error
    raise typer.Exit(run_process(room, [app.open_room]))
