"""Commands as a person runs them, at the test's broker."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from services.runtime.settings import KafkaSettings

Run = Callable[..., "subprocess.CompletedProcess[str]"]
COMMAND_SECONDS = 30


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An environment without settings of the machine's own, and with a state folder of the test."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NEWSMILL_")}
    return {**kept, "NEWSMILL_STATE_DIR": str(tmp_path / "state"), "COLUMNS": "200"}


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


@pytest.fixture
def at_broker(newsmill: Run, environment: dict[str, str], kafka: KafkaSettings) -> Run:
    """The same, at the test's broker, where all topics have been created."""
    environment["NEWSMILL_BROKER"] = kafka.broker
    environment["NEWSMILL_TOPIC_PREFIX"] = kafka.topic_prefix
    environment["NEWSMILL_TOPIC_PARTITIONS"] = "1"
    created = newsmill("topics", "create")
    assert created.returncode == 0, created.stderr
    return newsmill
