"""`newsmill up` serves the health of all its rooms where the settings say, and needs no proxy."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from newsmill.hosting.asking import Answer, ask
from newsmill.hosting.status import ProcessStatus
from newsmill.local.ports import free_port
from newsmill.pipeline import ROOMS
from tests.commands import Run

pytestmark = [pytest.mark.broker, pytest.mark.embedded, pytest.mark.timeout(300)]

START_SECONDS = 120
NO_FEED = "http://feed.invalid/"
NO_PROXY_THERE = "http://127.0.0.1:1"


@contextmanager
def up(environment: dict[str, str], folder: Path, *arguments: str) -> Iterator[Path]:
    """The command, with a feed that is not there; yields the file of what it says."""
    feeds, said = folder / "feeds.txt", folder / "said"
    feeds.write_text(f"{NO_FEED}\n")
    command = [sys.executable, "-m", "newsmill", "up", "--feeds", str(feeds), *arguments]
    with said.open("wb") as output:
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=output
        )
    try:
        yield said
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0, said.read_text()
    finally:
        process.kill()
        process.wait()


def answer(host: str, port: int, path: str, said: Path) -> Answer:
    """What it answers, as soon as it does so with 200."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            if (answer := ask(host, port, path, timeout=2)).status == 200:
                return answer
        except OSError:
            pass
        time.sleep(0.2)
    raise AssertionError(f"no answer: {said.read_text()}")


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_all_rooms_are_at_the_port_of_the_settings(
    host: str, environment: dict[str, str], newsmill: Run, tmp_path: Path
) -> None:
    port = free_port()
    environment["NEWSMILL_HEALTH_HOST"] = host
    environment["NEWSMILL_HEALTH_PORT"] = str(port)
    environment["HTTP_PROXY"] = environment["http_proxy"] = NO_PROXY_THERE
    with up(os.environ | environment, tmp_path, "--port", str(free_port())) as said:
        answer(host, port, "/ready", said)
        status = ProcessStatus.from_json(answer(host, port, "/status", said).body)
        assert set(status.rooms) == set(ROOMS)
        assert b"newsmill_ready 1.0" in answer(host, port, "/metrics", said).body
        assert newsmill("health", "--ready").returncode == 0
        shown = f"[{host}]" if ":" in host else host
        assert f"Metrics: http://{shown}:{port}/metrics" in said.read_text()


def test_a_port_that_somebody_has_is_named(
    environment: dict[str, str], newsmill: Run, tmp_path: Path
) -> None:
    port = free_port()
    feeds = tmp_path / "feeds.txt"
    feeds.write_text(f"{NO_FEED}\n")
    with subprocess.Popen(
        [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as other:
        environment["NEWSMILL_HEALTH_PORT"] = str(port)
        try:
            ended = newsmill("up", "--port", str(free_port()), "--feeds", str(feeds))
        finally:
            other.terminate()
    assert ended.returncode == 1
    wanted = f"newsmill: port {port} on 127.0.0.1 is already taken; set NEWSMILL_HEALTH_PORT"
    assert ended.stderr.splitlines()[-1] == wanted
