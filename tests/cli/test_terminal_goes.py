"""Commands that last, when their terminal goes away."""

import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from newsmill.exit_codes import EXIT_CANNOT_WRITE
from tests.commands import AS_A_MODULE

PATIENCE_SECONDS = 90


def wait_until(is_so: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def started_on_a_terminal(environment: dict[str, str], *arguments: str) -> tuple[int, int]:
    """The process, which is its session's leader, and our end of its terminal."""
    process, terminal = pty.fork()
    if process == 0:
        os.execve(sys.executable, [*AS_A_MODULE, *arguments], environment)
    return process, terminal


def read_until(terminal: int, wanted: bytes) -> None:
    told = b""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while wanted not in told:
        assert time.monotonic() < deadline, told
        told += os.read(terminal, 4096)


@pytest.mark.broker
@pytest.mark.embedded
@pytest.mark.timeout(300)
def test_the_demo_ends_in_order_and_leaves_no_process_behind(environment: dict[str, str]) -> None:
    process, terminal = started_on_a_terminal(environment, "demo")
    try:
        read_until(terminal, b"starting")
        family = psutil.Process(process).children(recursive=True)
        assert len(family) >= 2
        os.close(terminal)
        _, status = os.waitpid(process, 0)
    except BaseException:
        os.kill(process, signal.SIGKILL)
        raise

    # Nobody takes its summary.
    assert os.waitstatus_to_exitcode(status) == EXIT_CANNOT_WRITE
    wait_until(lambda: not any(one.is_running() for one in family), f"still there: {family}")


def room(environment: dict[str, str], *before: str) -> "subprocess.Popen[str]":
    """A room that waits for its broker."""
    return subprocess.Popen(
        [*before, *AS_A_MODULE, "run", "cleaner"],
        env={**environment, "NEWSMILL_BROKER": "127.0.0.1:1", "NEWSMILL_LOG_FORMAT": "json"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for_its_wait(process: "subprocess.Popen[str]") -> None:
    assert process.stderr is not None
    for line in process.stderr:
        if "waiting for broker" in line:
            return
    pytest.fail("it has ended")


def test_a_room_ends_in_order(environment: dict[str, str]) -> None:
    with room(environment) as process:
        wait_for_its_wait(process)
        process.send_signal(signal.SIGHUP)
        assert process.wait(PATIENCE_SECONDS) == 0


def test_a_room_that_was_started_with_nohup_goes_on(environment: dict[str, str]) -> None:
    with room(environment, "nohup") as process:
        wait_for_its_wait(process)
        process.send_signal(signal.SIGHUP)
        status = Path(f"/proc/{process.pid}/status").read_text()
        ignored = int(status.partition("SigIgn:")[2].split()[0], 16)
        assert ignored >> (signal.SIGHUP - 1) & 1
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_SECONDS) == 0
