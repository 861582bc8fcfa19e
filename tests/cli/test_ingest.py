"""newsmill ingest: documents into a running mill, however many, and how to go on where it ended."""

import asyncio
import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from newsmill.contracts.articles import RawArticle
from newsmill.contracts.topics import RAW_ARTICLES
from newsmill.kafka.admin import create_topics
from newsmill.kafka.reading import open_history
from newsmill.settings import KafkaSettings
from tests.brokers import OwnBroker
from tests.commands import AS_A_MODULE, Run

pytestmark = [pytest.mark.broker, pytest.mark.timeout(300)]

PATIENCE_SECONDS = 90
MANY = 3_000


def line(number: int, characters: int = 100) -> str:
    return json.dumps(
        {"title": str(number), "text": "x" * characters, "url": f"https://a.example/{number}"}
    )


def lines(count: int, characters: int = 100) -> str:
    return "".join(f"{line(number, characters)}\n" for number in range(count))


def pushed(kafka: KafkaSettings) -> "Counter[str]":
    """The titles on the raw topic."""

    async def read() -> "Counter[str]":
        async with open_history(kafka, [RAW_ARTICLES]) as history:
            return Counter(
                [
                    RawArticle.model_validate_json(message.value or b"").title
                    async for messages in history.read()
                    for message in messages
                ]
            )

    return asyncio.run(read())


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.1)


def started(environment: dict[str, str], *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*AS_A_MODULE, "ingest", *arguments],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_bad_line_spoils_no_other_and_is_in_the_exit_code(
    at_broker: Run, kafka: KafkaSettings, tmp_path: Path
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(line(1) + '\n{"text": "\\ud800"}\n[\n' + line(2) + "\n")
    other = tmp_path / "b.txt"
    other.write_text("B\n\nSomething to read.")

    ended = at_broker("ingest", str(path), str(tmp_path / "missing.txt"), str(other))

    assert ended.returncode == 1
    *told, summary = ended.stderr.splitlines()
    assert [message.partition(": ")[2].partition(": ")[0] for message in told] == [
        f"{path}:2",
        f"{path}:3",
        f"{tmp_path}/missing.txt",
    ]
    assert summary.startswith("documents pushed: 3 in ")
    assert pushed(kafka) == Counter(["1", "2", "B"])


def test_a_thousand_bad_lines_do_not_flood_the_terminal(at_broker: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("{\n" * 1_000)
    ended = at_broker("ingest", str(path))
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 102
    assert "and 900 more" in ended.stderr


def test_what_comes_through_a_pipe_is_published_as_it_comes(
    at_broker: Run, environment: dict[str, str], kafka: KafkaSettings
) -> None:
    """A pipe that never ends, and a Ctrl-C at last."""
    process = started(environment, "-")
    assert process.stdin is not None
    try:
        for number in range(3):
            process.stdin.write(line(number) + "\n")
            process.stdin.flush()
            wait_for(lambda number=number: str(number) in pushed(kafka))  # type: ignore[misc]
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=PATIENCE_SECONDS)
    finally:
        process.kill()
    assert process.returncode == 130
    (told,) = told.splitlines()
    assert told.startswith("newsmill: interrupted; 3 documents pushed. To go on, give the same")
    assert "--skip 3;" in told


def test_a_command_that_waits_for_its_first_line_ends_at_once(
    at_broker: Run, environment: dict[str, str], tmp_path: Path
) -> None:
    fifo = tmp_path / "a.jsonl"
    os.mkfifo(fifo)
    for source in ("-", str(fifo)):
        process = started(environment, source)
        try:
            wait_for(lambda process=process: has_reader(process.pid))  # type: ignore[misc]
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE_SECONDS) == 130
            assert process.stderr is not None
            assert process.stderr.read() == ""
        finally:
            process.kill()
            process.communicate()


def has_reader(pid: int) -> bool:
    """Whether the thread that reads ahead is there."""
    return len(list(Path(f"/proc/{pid}/task").iterdir())) > 1


def test_it_goes_on_where_it_ended(at_broker: Run, kafka: KafkaSettings, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("[]\n" + lines(10))
    rest = at_broker("ingest", str(path), "--skip", "7")
    assert "documents pushed: 3 in" in rest.stderr
    assert sorted(pushed(kafka)) == ["7", "8", "9"]

    beyond = at_broker("ingest", str(path), "--skip", "11")
    assert beyond.returncode == 1
    assert "--skip 11: there are 10 documents in all" in beyond.stderr


@pytest.mark.timeout(300)
def test_a_broker_that_goes_ends_it_with_how_to_go_on(
    own_broker: OwnBroker, environment: dict[str, str]
) -> None:
    async def go() -> tuple[str, int]:
        async with own_broker.running():
            kafka = own_broker.kafka
            await create_topics(kafka, [RAW_ARTICLES])
            environment["NEWSMILL_BROKER"] = kafka.broker
            process = await asyncio.create_subprocess_exec(
                *AS_A_MODULE,
                "ingest",
                "-",
                env=environment,
                stdin=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
            assert process.stdin is not None
            assert process.stderr is not None
            process.stdin.write(lines(500).encode())
            await process.stdin.drain()
            deadline = time.monotonic() + PATIENCE_SECONDS
            while await asyncio.to_thread(lambda: len(pushed(kafka))) < 500:
                assert time.monotonic() < deadline
        # It is gone now.
        process.stdin.write(line(500).encode() + b"\n")
        process.stdin.close()
        told = (await asyncio.wait_for(process.stderr.read(), PATIENCE_SECONDS)).decode()
        return told, await process.wait()

    told, code = asyncio.run(go())

    assert code == 1
    (told,) = told.splitlines()
    assert RAW_ARTICLES.name in told
    assert "500 documents pushed." in told
    assert "--skip 500;" in told


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_thousands_go_through_at_once_and_in_bounded_memory(
    at_broker: Run, environment: dict[str, str], kafka: KafkaSettings, tmp_path: Path
) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("w") as file:
        for number in range(MANY):
            file.write(line(number, 50_000) + "\n")
    # What getrusage tells is never less than the memory of the process that started this one.
    script = (
        "import re, runpy\n"
        "try:\n    runpy.run_module('newsmill', run_name='__main__')\n"
        "finally:\n    status = open('/proc/self/status').read()\n"
        "    print(re.search(r'VmHWM:\\s+(\\d+) kB', status)[1], flush=True)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, "ingest", str(path)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr.startswith(f"documents pushed: {MANY} in ")
    assert len(ended.stderr.splitlines()) == 1
    assert len(pushed(kafka)) == MANY
    # The file alone has 150 MB, and is in memory several times if it is read as a whole.
    assert int(ended.stdout) < 200 * 1024


def test_a_terminal_shows_how_fast_it_goes(
    at_broker: Run, environment: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(lines(MANY))
    terminal, of_command = pty.openpty()
    process = subprocess.Popen(
        [*AS_A_MODULE, "ingest", str(path)],
        env={**environment, "TERM": "xterm"},
        stdin=subprocess.DEVNULL,
        stdout=of_command,
        stderr=of_command,
    )
    os.close(of_command)
    shown = b""
    try:
        while chunk := os.read(terminal, 4096):
            shown += chunk
    except OSError:
        pass  # Linux's way to say that the other side is closed.
    assert process.wait(PATIENCE_SECONDS) == 0
    os.close(terminal)
    assert b" a second" in shown.partition(b"documents pushed")[0]
    assert f"documents pushed: {MANY}".encode() in shown
