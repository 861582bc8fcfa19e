"""No command imports what lies in the folder where it is started."""

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsmill.kafka.admin import create_topics
from newsmill.local.ports import free_port
from newsmill.pipeline import ROOMS
from newsmill.settings import KafkaSettings
from tests.commands import INSTALLED, runner
from tests.e2e.rooms import running_rooms
from tests.e2e.test_stopping import command, has_rooms, wait_for

MODULES = ("asyncio", "json", "logging", "random", "socket", "typing", "aiohttp", "faust", "spacy")
PACKAGES = ("newsmill", "services", "pydantic")
TRAP = """
with open({witness!r}, "a") as witness:
    witness.write(__name__ + "\\n")
raise ImportError("a module of the working directory")
"""
ARTICLE = {
    "title": "A bridge opens",
    "text": "Ingrid Solvang said in Lisbon that the bridge opens in March. " * 8,
}
START_SECONDS = 90


@pytest.fixture(autouse=True)
def imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Start in a folder of traps; none of them was imported at the end."""
    folder, witness = tmp_path / "traps", tmp_path / "imported"
    for module in MODULES:
        _lay(folder / f"{module}.py", witness)
    for package in PACKAGES:
        _lay(folder / package / "__init__.py", witness)
    monkeypatch.chdir(folder)
    yield
    assert not witness.exists(), witness.read_text()


def _lay(path: Path, witness: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(TRAP.format(witness=str(witness)))


@pytest.mark.broker
@pytest.mark.timeout(300)
def test_once_imports_nothing_of_the_folder_it_is_started_in(environment: dict[str, str]) -> None:
    ended = runner(environment, INSTALLED)("once", "-", stdin=json.dumps(ARTICLE))

    assert ended.returncode == 0, ended.stderr
    assert [json.loads(line)["title"] for line in ended.stdout.splitlines()] == ["A bridge opens"]


@pytest.mark.broker
@pytest.mark.timeout(300)
def test_demo_imports_nothing_of_the_folder_it_is_started_in(
    environment: dict[str, str], tmp_path: Path
) -> None:
    records = tmp_path / "records.jsonl"

    ended = runner(environment, INSTALLED)("demo", "--limit", "3", "--out", str(records))

    assert ended.returncode == 0, ended.stderr
    assert len(records.read_text().splitlines()) == 3


@pytest.mark.broker
@pytest.mark.timeout(300)
def test_up_imports_nothing_of_the_folder_it_is_started_in(
    environment: dict[str, str], tmp_path: Path
) -> None:
    output, opml = tmp_path / "output", tmp_path / "feeds.opml"
    opml.write_text(
        '<opml version="2.0"><body><outline text="A" xmlUrl="http://a.localhost:9/"/></body></opml>'
    )
    arguments = ("up", "--feeds", str(opml), "--port", str(free_port()))
    with command(environment, output, *arguments) as process:
        wait_for(lambda: has_rooms(process), START_SECONDS)
        process.send_signal(signal.SIGINT)
        assert process.wait(START_SECONDS) == 0, output.read_text()
    assert "1 feed subscribed" in output.read_text()


@pytest.mark.broker
@pytest.mark.timeout(300)
async def test_a_room_imports_nothing_of_the_folder_it_is_started_in(
    kafka: KafkaSettings, tmp_path: Path
) -> None:
    await create_topics(kafka)
    with running_rooms(ROOMS, kafka, tmp_path, {}) as rooms:
        assert [room.stop() for room in rooms.values()] == [0] * len(ROOMS)


def test_newspaper_imports_nothing_of_the_folder_it_is_started_in(
    environment: dict[str, str],
) -> None:
    arguments = [*INSTALLED, "newspaper", "--port", "0", "--at-once"]
    with subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            assert json.loads(process.stdout.readline())["port"] > 0
        finally:
            process.terminate()
    assert process.returncode == 0
