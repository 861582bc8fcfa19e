"""Help and refusals: quick, without Kafka, and in one line."""

import fcntl
import signal
import socket
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from tests.commands import Run

COMMANDS = [
    "demo",
    "up",
    "once",
    "run",
    "ingest",
    "tail",
    "export",
    "sink",
    "audit",
    "explain",
    "retract",
    "mcp",
    "token",
    "replay",
    "newspaper",
    "health",
    "feeds",
    "feeds add",
    "feeds remove",
    "feeds list",
    "feeds import",
    "feeds export",
    "feeds status",
    "dead-letters",
    "dead-letters list",
    "dead-letters show",
    "dead-letters replay",
    "topics",
    "topics create",
    "topics list",
    "topics delete",
    "schemas",
    "schemas export",
    "schemas check",
]
PATIENCE_SECONDS = 60
REPLAY = ["--since", "2h", "--into", "next"]
HEAVY = ("aiokafka", "aiohttp", "faust", "pydantic", "spacy", "trafilatura", "feedparser", "lxml")


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys\n"
        "from newsmill.cli.main import app\n"
        "app(['--help'], standalone_mode=False)\n"
        f"print('heavy:', [name for name in {HEAVY!r} if name in sys.modules])\n"
    )

    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=30, check=True
    )

    assert ended.stdout.splitlines()[-1] == "heavy: []"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    from newsmill.cli.main import app

    app([*command.split(), "--help"], standalone_mode=False, prog_name="newsmill")

    told = capsys.readouterr().out
    assert f"Usage: newsmill {command}" in told
    assert "--no-" not in told.replace("--no-check", "").replace("--no-open", "")
    assert "noqa" not in told


@pytest.mark.parametrize("command", ["demo", "up", "once"])
def test_where_a_broker_comes_from_is_told(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from newsmill.cli.main import app

    app([command, "--help"], standalone_mode=False, prog_name="newsmill")

    told = " ".join(capsys.readouterr().out.replace("│", " ").split())
    assert "an embedded one is started when none is named" in told
    assert "NEWSMILL_BROKER" in told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(
            ["feeds", "list", "--broker", "127.0.0.1:1"],
            "no Kafka broker answers at 127.0.0.1:1",
            id="no-broker",
        ),
        pytest.param(["feeds", "import", "missing"], "missing: No such file", id="no-feed-list"),
        pytest.param(["up", "--feeds", "missing.opml"], "missing.opml: No such", id="up-no-list"),
        pytest.param(["once", "missing.txt"], "missing.txt: No such file", id="no-source"),
        pytest.param(["once", "a.opml", "--out", "/nowhere/b"], "a.opml: No such", id="no-list"),
        pytest.param(["health", "--port", "1"], "127.0.0.1:1/live", id="no-worker"),
        pytest.param(
            ["replay", "cleaner", *REPLAY, "--broker", "127.0.0.1:1"],
            "no Kafka broker answers at 127.0.0.1:1",
            id="replay-no-broker",
        ),
        pytest.param(["schemas", "check", "tests"], "tests differs", id="no-schemas"),
        pytest.param(["once", "a\x1b[2J\x9b2J"], "a [2J 2J: not a feed", id="obeyed-file"),
    ],
)
def test_a_failure_is_one_line_and_exit_code_1(
    newsmill: Run, arguments: list[str], told: str
) -> None:
    _assert_is_refused(newsmill, arguments, told, code=1)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(["run", "kitchen"], "there is no room 'kitchen'", id="no-such-room"),
        pytest.param(["tail", "weather"], "there is no topic 'weather'", id="no-such-topic"),
        pytest.param(["tail", "--where", "title~("], "--where 'title~('", id="no-condition"),
        pytest.param(["feeds", "list", "--broker", "nonsense"], "NEWSMILL_BROKER", id="no-address"),
        pytest.param(["feeds", "add", "paper.example"], "not a feed address", id="no-feed"),
        pytest.param(
            ["feeds", "add", "https://me:word@paper.example/"],
            "NEWSMILL_CREDENTIALS",
            id="password",
        ),
        pytest.param(["feeds", "add", "http://10.0.0.1/"], "ALLOW_PRIVATE", id="private-feed"),
        pytest.param(["feeds", "add", "http://paper.example:22/"], "ALLOW_PORTS", id="system-port"),
        pytest.param(["ingest", "https://paper.example/"], "newsmill feeds add", id="a-feed"),
        pytest.param(["explain", "ferry"], "'ferry' is neither the id of an", id="no-article"),
        pytest.param(["dead-letters", "replay"], "say which: their ids", id="nothing-to-replay"),
        pytest.param(["dead-letters", "replay", "7"], "write PARTITION:OFFSET", id="no-letter"),
        pytest.param(["dead-letters", "show", "0:x"], "write PARTITION:OFFSET", id="no-offset"),
        pytest.param(["dead-letters", "list", "--reason", "("], "--reason '('", id="no-reason"),
        pytest.param(["dead-letters", "list", "--room", "attic"], "no room 'attic'", id="no-room"),
        pytest.param(["replay", "puller", *REPLAY], "the puller cannot be replayed", id="puller"),
        pytest.param(["replay", "attic", *REPLAY], "there is no room 'attic'", id="replay-no-room"),
        pytest.param(["replay", "cleaner", *REPLAY[2:], "--since", "soon"], "--since", id="when"),
        pytest.param(
            ["replay", "cleaner", *REPLAY, "--until", "3h"], "must lie before", id="order"
        ),
        pytest.param(
            ["replay", "cleaner", "--since", "2h", "--into", "a.b"], "such as md-371", id="suffix"
        ),
        pytest.param(["topics", "delete", "--into", ""], "such as md-371", id="no-suffix"),
        pytest.param(["feeds", "import", ""], "a list of feeds is wanted", id="empty-list"),
        pytest.param(["up", "--feeds", ""], "a list of feeds is wanted", id="up-empty-list"),
        pytest.param(["schemas", "export", "/dev/null"], "/dev/null is no folder", id="no-folder"),
        pytest.param(["explain", "a\x1b[2J\x9b2J"], "'a\\x1b[2J\\x9b2J' is", id="obeyed"),
        pytest.param(["audit", "--since", "soon"], "'soon': write an instant", id="no-time"),
        pytest.param(["audit", "--broker", "nonsense"], "NEWSMILL_BROKER", id="audit-no-address"),
        pytest.param(["run", "cleaner", "--broker", "nonsense"], "NEWSMILL_BROKER", id="room"),
        pytest.param(["explain", "x" * 20_000], "argument 2 is longer than 10000", id="endless"),
    ],
)
def test_what_makes_no_sense_is_one_line_and_exit_code_2(
    newsmill: Run, arguments: list[str], told: str
) -> None:
    _assert_is_refused(newsmill, arguments, told, code=2)


def test_an_audit_that_cannot_look_is_told_from_one_that_misses_something(newsmill: Run) -> None:
    no_broker = ["audit", "--broker", "127.0.0.1:1"]
    _assert_is_refused(newsmill, no_broker, "no Kafka broker answers", code=3)


@pytest.mark.parametrize(
    "arguments",
    [["--bogus"], ["bogus"], ["tail", "--bogus"], ["feeds", "bogus"], ["explain"], ["feeds"], []],
    ids=" ".join,
)
def test_an_unknown_option_or_command_is_a_usage_error(newsmill: Run, arguments: list[str]) -> None:
    assert newsmill(*arguments).returncode == 2


def _assert_is_refused(newsmill: Run, arguments: list[str], told: str, *, code: int) -> None:
    ended = newsmill(*arguments, NEWSMILL_CONNECT_TIMEOUT="0")

    assert ended.returncode == code
    assert told in ended.stderr
    assert ended.stderr.startswith("newsmill: ")
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "signum"),
    [
        (["audit"], signal.SIGINT),
        (["explain", "paper.example/a"], signal.SIGTERM),
        (["dead-letters", "list"], signal.SIGHUP),
        (["feeds", "list"], signal.SIGINT),
    ],
    ids=lambda words: words[0] if isinstance(words, list) else words.name,
)
def test_a_signal_ends_a_command_without_a_word(
    environment: dict[str, str], arguments: list[str], signum: signal.Signals
) -> None:
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        command = [sys.executable, "-m", "newsmill", *arguments]
        with subprocess.Popen(
            command,
            env={**environment, "NEWSMILL_BROKER": f"127.0.0.1:{mute.getsockname()[1]}"},
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            # It waits for an answer.
            mute.settimeout(30)
            mute.accept()
            process.send_signal(signum)
            _, told = process.communicate(timeout=60)

    assert process.returncode == 130
    assert told == ""


@pytest.mark.skipif(sys.platform != "linux", reason="asks how much is left in a pipe")
@pytest.mark.parametrize("arguments", [["feeds", "import", "-"], ["up", "--feeds", "-"]])
@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_command_that_waits_for_the_rest_of_a_list(
    environment: dict[str, str], arguments: list[str], signum: signal.Signals
) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "newsmill", *arguments],
        env=environment,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        try:
            process.stdin.write("https://paper.example/feed\n")
            process.stdin.flush()
            deadline = time.monotonic() + PATIENCE_SECONDS
            while _left_in(process.stdin.fileno()):
                assert time.monotonic() < deadline, "it reads nothing"
                time.sleep(0.05)
            process.send_signal(signum)
            code = process.wait(PATIENCE_SECONDS)
        finally:
            process.kill()
        told = process.stderr.read()

    # Where `up` is ended on purpose, that is no failure.
    assert (code, told) == ((0, "Stopped.\n") if arguments[0] == "up" else (130, ""))


def _left_in(pipe: int) -> int:
    """How many bytes nobody has read yet."""
    (left,) = struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, b"\0" * 4))
    return int(left)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        pytest.param(
            ["--out", "same", "--duplicates", "same"], "2 same is given twice", id="equal"
        ),
        pytest.param(["--out", "same", "--drops", "./same"], "2 same is given twice", id="another"),
        pytest.param(["--out", "doc.txt"], "2 doc.txt is given twice", id="its-own-source"),
        pytest.param(["--out", "no/folder"], "1 no/folder: No such file", id="no-folder"),
        pytest.param(["--drops", "doc.txt/x"], "1 doc.txt/x: Not a directory", id="no-place"),
    ],
)
def test_files_that_cannot_be_written_are_refused_before_anything_starts(
    newsmill: Run,
    options: list[str],
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("doc.txt").write_text("A sentence about a ferry.")

    ended = newsmill("once", "doc.txt", *options)

    code, _, words = told.partition(" ")
    assert ended.returncode == int(code)
    assert words in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert Path("doc.txt").read_text() == "A sentence about a ferry."
    assert not Path("state").exists()


def test_a_state_folder_that_cannot_be_made_is_told_in_one_line(
    newsmill: Run, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")

    ended = newsmill("once", "-", stdin="A text.", NEWSMILL_STATE_DIR=str(tmp_path / "file" / "x"))

    assert ended.returncode == 1
    assert "Not a directory" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
