"""Processes of `newsmill sink`, which tests kill."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsmill.settings import KafkaSettings
from tests.commands import clean_environment
from tests.sinks.broker_side import PATIENCE_SECONDS


class Sinks:
    """Processes of one sink."""

    def __init__(self, environment: dict[str, str], url: str, log: Path) -> None:
        self._environment = environment
        self.url = url
        self._log = log
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, *options: str) -> "subprocess.Popen[bytes]":
        """One more."""
        command = [sys.executable, "-m", "newsmill", "sink", self.url, *options]
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                command, env=self._environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        self.running.append(process)
        return process

    def kill(self, process: "subprocess.Popen[bytes]") -> None:
        """With SIGKILL."""
        process.kill()
        process.wait()
        self.running.remove(process)

    def once(self, *options: str) -> None:
        """Write all there is now."""
        process = self.start("--once", *options)
        assert process.wait(PATIENCE_SECONDS) == 0, self.log
        self.running.remove(process)

    @property
    def log(self) -> str:
        """What they have said."""
        return self._log.read_text()


@contextmanager
def sinks_at(kafka: KafkaSettings, url: str, folder: Path) -> Iterator[Sinks]:
    """None yet; those that still run at the end are killed."""
    environment = clean_environment(folder / "state") | {
        "NEWSMILL_BROKER": kafka.broker,
        "NEWSMILL_TOPIC_PREFIX": kafka.topic_prefix,
        "NEWSMILL_SESSION_TIMEOUT": "2",
    }
    started = Sinks(environment, url, folder / "sinks.log")
    try:
        yield started
    finally:
        for process in list(started.running):
            started.kill(process)
