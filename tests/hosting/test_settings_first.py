"""What is wrong with a room's settings is said before anybody waits for a broker."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from newsmill.exit_codes import EXIT_NOT_STARTED, EXIT_USAGE

NO_BROKER = "127.0.0.1:1"
START_TIMEOUT_SECONDS = 300
"""How long a room waits for a broker. It must not matter."""
PATIENCE_SECONDS = 90

WRONG = [
    pytest.param("puller", "PULLER_MIN_INTERVAL", "soon", id="puller"),
    pytest.param("puller", "FETCH_TIMEOUT", "0", id="puller, fetching"),
    pytest.param("puller", "WEBSUB_PORT", "70000", id="puller, websub"),
    pytest.param("puller", "CREDENTIALS", "/nowhere/credentials", id="puller, credentials"),
    pytest.param("retriever", "RETRIEVER_CONCURRENCY", "0", id="retriever"),
    pytest.param("retriever", "FETCH_MAX_BYTES", "0", id="retriever, fetching"),
    pytest.param("cleaner", "CLEANER_PROCESSES", "65", id="cleaner"),
    pytest.param("deduper", "DEDUPER_MAX_BYTES", "1", id="deduper"),
    pytest.param("deduper", "DEDUPER_STORE", "/dev/null/store", id="deduper, store"),
    pytest.param("enricher", "ENRICHER_BATCH_SIZE", "0", id="enricher"),
    pytest.param("enricher", "ENRICHER_KNOWLEDGE_BASE", "/nowhere/people", id="enricher, people"),
]


def ended(environment: dict[str, str], *command: str, **variables: str) -> tuple[int, list[str]]:
    """The exit code of a room's process, and its last words."""
    waiting = {
        "NEWSMILL_BROKER": NO_BROKER,
        "NEWSMILL_START_TIMEOUT": str(START_TIMEOUT_SECONDS),
        "NEWSMILL_LOG_LEVEL": "INFO",
    }
    process = subprocess.run(
        [sys.executable, "-m", *command],
        env=os.environ | environment | waiting | variables,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    return process.returncode, process.stderr.splitlines()


@pytest.mark.parametrize(("room", "variable", "value"), WRONG)
def test_a_room_says_what_is_wrong_with_its_own_settings_at_once(
    room: str, variable: str, value: str, environment: dict[str, str]
) -> None:
    name = f"NEWSMILL_{variable}"
    code, lines = ended(environment, "newsmill", "run", room, **{name: value})
    assert code in {EXIT_NOT_STARTED, EXIT_USAGE}
    assert len(lines) == 1
    assert lines[0].startswith("newsmill: ")
    assert value in lines[0]


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(("newsmill.cleaner",), id="the room's own module"),
        pytest.param(("newsmill.local.mill",), id="all rooms in one process"),
    ],
)
def test_so_does_each_other_way_to_start_it(
    command: tuple[str, ...], environment: dict[str, str]
) -> None:
    code, lines = ended(environment, *command, NEWSMILL_CLEANER_DEADLINE="never")
    assert code == EXIT_USAGE
    assert lines == ["newsmill: NEWSMILL_CLEANER_DEADLINE='never': a number of seconds is wanted"]


def test_a_secret_s_file_that_is_not_there_is_said_at_once(
    environment: dict[str, str], tmp_path: Path
) -> None:
    missing = str(tmp_path / "password")
    code, lines = ended(
        environment, "newsmill", "run", "cleaner", NEWSMILL_SASL_PASSWORD_FILE=missing
    )
    assert code == EXIT_USAGE
    wanted = f"newsmill: NEWSMILL_SASL_PASSWORD_FILE='{missing}': No such file or directory"
    assert lines == [wanted]
