"""What a command and everything it started costs."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from newsmill.local.measuring import Meter, short_name
from newsmill.subprocesses.commands import module_command

WORK = "import sys; sum(range(2_000_000)); x = bytearray(20_000_000); print(flush=True); input()"


@pytest.fixture
def child() -> Iterator["subprocess.Popen[bytes]"]:
    """A process that has worked, and waits for its end."""
    with subprocess.Popen(
        [sys.executable, "-P", "-c", WORK, "kitchen"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.kill()


def test_the_work_of_children_counts_also_after_their_end(
    child: "subprocess.Popen[bytes]",
) -> None:
    meter = Meter()
    meter.sample()
    by_name = meter.cpu_seconds_by_name()
    assert by_name["kitchen"] > 0
    assert meter.peak_memory["kitchen"] > 20_000_000

    child.kill()
    child.wait()
    meter.sample()

    assert meter.cpu_seconds_by_name()["kitchen"] >= by_name["kitchen"]
    assert meter.cpu_seconds() == pytest.approx(sum(meter.cpu_seconds_by_name().values()))


def test_a_child_that_has_ended_and_was_not_waited_for_spoils_nothing(
    child: "subprocess.Popen[bytes]",
) -> None:
    meter = Meter()
    child.kill()
    assert child.stdout is not None
    child.stdout.read()

    meter.sample()

    assert meter.cpu_seconds() > 0
    assert meter.seconds() > 0


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (["/x/bin/tansu", "broker"], "broker"),
        (["/bin/sh", "-c", "…", "newsmill-broker", "/x/bin/tansu"], "broker starter"),
        (module_command("newsmill.local.mill"), "mill"),
        (module_command("newsmill.local.newspaper_server", "--port", "0"), "newspaper"),
        (["python", "-P", "-c", "…", "enricher", "5"], "enricher"),
        (["python", "-P", "-c", "…"], "command"),
        (["python", "/x/bin/newsmill", "once"], "command"),
        ([], "command"),
    ],
)
def test_a_process_is_named_for_what_it_does(command: list[str], name: str) -> None:
    assert short_name(command) == name
