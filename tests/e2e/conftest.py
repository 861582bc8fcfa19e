"""The demo newspaper, served."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest


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
