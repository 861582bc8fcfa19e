"""Start rooms from a command line of their own: `python -m newsmill.ROOM`."""

import argparse
from collections.abc import Iterable, Sequence

from newsmill.hosting.host import OpenRoom, ReadSettings, run_process
from newsmill.standard_streams import secure_standard_streams


def start(name: str, rooms: Sequence[OpenRoom], read_settings: Iterable[ReadSettings] = ()) -> int:
    """Run `rooms` until a signal ends them; returns the exit code.

    They take no arguments: settings come from the environment.
    """
    secure_standard_streams()
    argparse.ArgumentParser(
        prog=f"python -m newsmill.{name}",
        description=f"Run the {name} until SIGTERM. Settings come from the environment "
        "(NEWSMILL_...).",
    ).parse_args()
    return run_process(name, rooms, read_settings)
