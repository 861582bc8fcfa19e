"""Commands as a person runs them."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

Run = Callable[..., "subprocess.CompletedProcess[str]"]
COMMAND_SECONDS = 120

INSTALLED = (str(Path(sys.executable).with_name("newsmill")),)
"""What a person starts."""
AS_A_MODULE = (sys.executable, "-m", "newsmill")


def clean_environment(state: Path) -> dict[str, str]:
    """This machine's environment without settings of newsmill's, and with a state folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NEWSMILL_")}
    return {**kept, "NEWSMILL_STATE_DIR": str(state), "COLUMNS": "200"}


def runner(environment: dict[str, str], command: Sequence[str] = AS_A_MODULE) -> Run:
    """Runs `newsmill` with the arguments it is called with, to its end."""

    def run(
        *arguments: str, stdin: str | None = None, **extra: str
    ) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*command, *arguments],
            env={**environment, **extra},
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )

    return run
