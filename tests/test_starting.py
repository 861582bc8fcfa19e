"""`python -m newsmill` is the command, and `python -m newsmill.ROOM` a room."""

import subprocess
import sys

import pytest

from newsmill import __version__
from newsmill.pipeline import ROOMS
from tests.commands import Run

NO_BROKER = "127.0.0.1:1"
SECONDS = 60


def test_the_package_is_the_command(newsmill: Run) -> None:
    ended = newsmill("--version")
    assert (ended.returncode, ended.stdout) == (0, f"newsmill {__version__}\n")


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_s_package_is_its_worker(room: str, environment: dict[str, str]) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", f"newsmill.{room}"],
        env={**environment, "NEWSMILL_BROKER": NO_BROKER, "NEWSMILL_START_TIMEOUT": "0.2"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1].startswith("newsmill: ")
    assert NO_BROKER in ended.stderr


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_takes_no_arguments(room: str, environment: dict[str, str]) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", f"newsmill.{room}", "--bogus"],
        env={**environment, "NEWSMILL_BROKER": NO_BROKER},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert ended.returncode == 2
    assert "unrecognized arguments: --bogus" in ended.stderr


def test_a_setting_that_makes_no_sense_ends_a_room_with_exit_code_2(
    environment: dict[str, str],
) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "newsmill.puller"],
        env={**environment, "NEWSMILL_BROKER": "nonsense"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stderr.startswith("newsmill: NEWSMILL_BROKER='nonsense'")
