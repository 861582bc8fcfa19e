"""Ctrl-C and SIGTERM end everything within ten seconds, and leave no process behind."""

import contextlib
import json
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from newsmill.contracts.topics import ENRICHED_ARTICLES
from tests.commands import INSTALLED
from tests.e2e.conftest import serving_newspaper

pytestmark = [pytest.mark.broker, pytest.mark.timeout(300)]

STOP_SECONDS = 90
"""Ten on an idle machine, as docker waits; tests run on loaded ones."""
START_SECONDS = 90


@contextmanager
def command(
    environment: dict[str, str], output: Path, *arguments: str
) -> Iterator["subprocess.Popen[bytes]"]:
    """`newsmill` with `arguments`, running; killed at the end with all it started."""
    with output.open("wb") as file:
        process = subprocess.Popen(
            [*INSTALLED, *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    family = [process.pid]
    try:
        yield process
    finally:
        for pid in family:
            if psutil.pid_exists(pid):
                for child in psutil.Process(pid).children(recursive=True):
                    child.kill()
        process.kill()
        process.wait()


def descendants(process: "subprocess.Popen[bytes]") -> list[psutil.Process]:
    """Everything it has started."""
    return list(psutil.Process(process.pid).children(recursive=True))


def has_rooms(process: "subprocess.Popen[bytes]") -> bool:
    """Whether the rooms have come so far that they have started one of their own children."""
    for child in descendants(process):
        with contextlib.suppress(psutil.Error):
            if any("newsmill.subprocesses.child" in word for word in child.cmdline()):
                return True
    return False


def wait_for(condition: Callable[[], bool], seconds: float) -> None:
    """Return when `condition` holds; fails when it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)


def assert_stops(process: "subprocess.Popen[bytes]", signum: int, output: Path) -> int:
    """It ends in time, and so does everything it started; returns its exit code."""
    started = descendants(process)
    assert len(started) >= 2, "the rooms and their children are running"
    sent = time.monotonic()
    process.send_signal(signum)
    code = process.wait(STOP_SECONDS + 1)
    assert time.monotonic() - sent < STOP_SECONDS
    _, alive = psutil.wait_procs(started, timeout=60)
    assert not alive, output.read_text()
    assert "Traceback" not in output.read_text()
    return code


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
def test_the_demo_stops_and_sums_up(
    signum: int, environment: dict[str, str], tmp_path: Path
) -> None:
    output = tmp_path / "output"
    with command(environment, output, "demo") as process:
        wait_for(lambda: "localhost" in output.read_text(), START_SECONDS)
        code = assert_stops(process, signum, output)
    assert code == 0
    assert " enriched, " in output.read_text()
    assert "Records: " in output.read_text()


def test_once_stops_in_the_middle_and_keeps_what_was_finished(
    environment: dict[str, str], tmp_path: Path
) -> None:
    output, folder = tmp_path / "output", tmp_path / "records"
    folder.mkdir()
    records, part = folder / "records.jsonl", folder / "records.jsonl.part"
    records.write_text("of an earlier run\n")

    def has_finished_some() -> bool:
        drafts = [path for path in folder.iterdir() if path != records]
        return any(draft.stat().st_size for draft in drafts)

    with serving_newspaper("--at-once", "--speed", "0.2") as paper:
        feeds = [feed["url"] for feed in paper["feeds"]]
        arguments = ["once", *feeds, "--allow-private", "--out", str(records)]
        with command(environment, output, *arguments) as process:
            wait_for(has_finished_some, START_SECONDS)
            code = assert_stops(process, signal.SIGINT, output)
    assert code == 130
    told = f"interrupted; what was finished is in {part}, and {records} is as it was"
    assert told in output.read_text()
    assert records.read_text() == "of an earlier run\n"
    assert all(json.loads(line)["text"] for line in part.read_text().splitlines())
    assert sorted(folder.iterdir()) == [records, part]


def test_up_stops_while_nothing_has_come_yet(environment: dict[str, str], tmp_path: Path) -> None:
    output = tmp_path / "output"
    opml = tmp_path / "feeds.opml"
    opml.write_text(
        '<opml version="2.0"><body><outline text="A" xmlUrl="http://a.localhost:9/feed"/></body>'
        "</opml>"
    )
    with command(environment, output, "up", "--feeds", str(opml), "--port", "19192") as process:
        wait_for(lambda: has_rooms(process), START_SECONDS)
        code = assert_stops(process, signal.SIGINT, output)
    assert code == 0
    assert "1 feed subscribed" in output.read_text()


def test_nothing_is_left_when_a_command_is_killed(
    environment: dict[str, str], tmp_path: Path
) -> None:
    output = tmp_path / "output"
    with command(environment, output, "demo") as process:
        wait_for(lambda: has_rooms(process), START_SECONDS)
        started = descendants(process)
        process.kill()
        process.wait()
        _, alive = psutil.wait_procs(started, timeout=STOP_SECONDS + 2)
        assert not alive


def test_the_demo_ends_by_itself_after_the_limit(
    environment: dict[str, str], tmp_path: Path
) -> None:
    output, records = tmp_path / "output", tmp_path / "demo.jsonl"
    with command(environment, output, "demo", "--limit", "5", "--out", str(records)) as process:
        assert process.wait(START_SECONDS) == 0
    assert output.read_text().count(ENRICHED_ARTICLES.name) == 0
    assert len(records.read_text().splitlines()) == 5
    assert "5 articles enriched" in output.read_text()
