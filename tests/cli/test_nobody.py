"""Commands and rooms of a user without a name and without a home, as containers have them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from newsmill.exit_codes import EXIT_FAILED, EXIT_NO_VERDICT, EXIT_USAGE
from newsmill.pipeline import ROOMS

NOBODY = "12345"
NO_BROKER = "127.0.0.1:1"
PATIENCE_SECONDS = 90
TEXT = "Ingrid Solvang said in Lisbon that the bridge opens in March. " * 8

pytestmark = pytest.mark.skipif(
    not (hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("setpriv")),
    reason="only root can become somebody else",
)


def run(
    *arguments: str, inside: str = "/", **environment: str
) -> "subprocess.CompletedProcess[str]":
    """Run `newsmill` as a user that has only what `environment` says, and may read everything."""
    as_nobody = ["setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"]
    # Python and this checkout may lie in root's own folders.
    may_read = ["--inh-caps", "+dac_read_search", "--ambient-caps", "+dac_read_search"]
    return subprocess.run(
        [*as_nobody, *may_read, sys.executable, "-m", "newsmill", *arguments],
        cwd=inside,
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def one_line(ended: "subprocess.CompletedProcess[str]") -> str:
    """What a command says that fails as it should."""
    assert ended.returncode in {EXIT_FAILED, EXIT_USAGE, EXIT_NO_VERDICT}
    assert ended.stderr.startswith("newsmill: ")
    assert ended.stderr.count("\n") == 1
    return ended.stderr


@pytest.fixture
def document(tmp_path: Path) -> str:
    file = tmp_path / "article.txt"
    file.write_text(TEXT)
    return str(file)


LOCAL_RUNS = [["up", "--port", "29092"], ["demo", "--limit", "1"], ["once"]]


@pytest.mark.parametrize("arguments", LOCAL_RUNS, ids=lambda arguments: str(arguments[0]))
def test_a_local_run_without_a_home_names_the_setting(arguments: list[str], document: str) -> None:
    sources = [document] if arguments == ["once"] else []
    said = one_line(run(*arguments, *sources))
    assert "NEWSMILL_STATE_DIR='~/.local/state/newsmill': this user has no home folder" in said


@pytest.mark.parametrize("home", ["/", "/nonexistent"])
def test_a_local_run_names_it_also_where_it_may_not_write(document: str, home: str) -> None:
    said = one_line(run("once", document, HOME=home))
    assert "NEWSMILL_STATE_DIR='~/.local/state/newsmill': Permission denied" in said


@pytest.mark.broker
@pytest.mark.embedded
def test_with_a_state_folder_everything_works(document: str, tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir()
    os.chown(state, int(NOBODY), int(NOBODY))
    for folder in tmp_path.parents:
        if folder.stat().st_uid == os.geteuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o011)
    ended = run("once", document, NEWSMILL_STATE_DIR=str(state))
    assert ended.returncode == 0, ended.stderr
    assert '"Ingrid Solvang"' in ended.stdout


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_needs_no_home(room: str) -> None:
    ended = run("run", room, "--broker", NO_BROKER, NEWSMILL_START_TIMEOUT="0")
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1].startswith(
        f"newsmill: no Kafka broker answers at {NO_BROKER}"
    )
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["feeds", "add", "http://127.0.0.1:8080/", "--no-check", "--allow-private"],
        ["tail"],
        ["audit"],
        ["topics", "create", "--wait", "0"],
        ["replay", "cleaner", "--since", "1h", "--into", "x"],
    ],
    ids=" ".join,
)
def test_a_command_at_a_broker_needs_no_home(arguments: list[str]) -> None:
    said = one_line(run(*arguments, "--broker", NO_BROKER, NEWSMILL_CONNECT_TIMEOUT="0"))
    assert f"no Kafka broker answers at {NO_BROKER}" in said


@pytest.mark.parametrize("arguments", [["--version"], ["up", "--help"]], ids=" ".join)
def test_help_needs_no_home(arguments: list[str]) -> None:
    assert run(*arguments).returncode == 0


def test_the_credentials_of_nobody_are_told_of() -> None:
    said = one_line(run("run", "puller", "--broker", NO_BROKER, NEWSMILL_CREDENTIALS="~/mine"))
    assert said == "newsmill: NEWSMILL_CREDENTIALS='~/mine': there is no such home folder\n"
