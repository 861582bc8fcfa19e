"""Commands as a person runs them."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]
COMMAND_SECONDS = 120


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An environment without settings of the machine's own, and with a state folder of the test."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NEWSMILL_")}
    return {**kept, "NEWSMILL_STATE_DIR": str(tmp_path / "state")}


@pytest.fixture
def newsmill(environment: dict[str, str]) -> Run:
    """Run `newsmill` with these arguments to its end."""

    def run(
        *arguments: str, stdin: str | None = None, **extra: str
    ) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "services.cli.main", *arguments],
            env={**environment, **extra},
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )

    return run


@pytest.fixture(scope="module")
def newspaper() -> Iterator[dict[str, Any]]:
    """The demo newspaper, with everything out."""
    with serving_newspaper("--at-once") as announcement:
        yield announcement


@contextmanager
def serving_newspaper(*arguments: str) -> Iterator[dict[str, Any]]:
    """The demo newspaper in a process of its own; gives what it announces."""
    command = [sys.executable, "-m", "services.local.newspaper_server", "--port", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()
