"""No command shows a traceback, whatever surrounds it; each ends with a documented exit code."""

import asyncio
import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsmill.clock import utc_now
from newsmill.contracts.feeds import Feed
from newsmill.contracts.topics import ENRICHED_ARTICLES, FEEDS
from newsmill.exit_codes import EXIT_CANNOT_WRITE, EXIT_CODES, EXIT_READER_GONE, EXIT_USAGE
from newsmill.kafka.publisher import open_publisher, publish_record
from newsmill.settings import KafkaSettings
from tests.builders import enriched_article
from tests.cli.surroundings import (
    ASCII,
    SAMPLES,
    SURROUNDINGS,
    Ended,
    Surroundings,
    arguments_of,
    commands,
    run,
)
from tests.commands import Run, clean_environment

COMMANDS = commands()

LASTING = {"demo", "newspaper", "once", "run", "up"}
"""With a broker, they go on, or take their time: tried without one only."""

SAMPLE = ["explain", "feeds list"]
"""Those that are quick. The others join in with a broker."""


@pytest.fixture
def nowhere(tmp_path: Path) -> Iterator[dict[str, str]]:
    """No broker, and no free port for those that would listen."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        yield {
            **clean_environment(tmp_path / "state"),
            "NEWSMILL_BROKER": "127.0.0.1:1",
            "NEWSMILL_CONNECT_TIMEOUT": "0",
            "NEWSMILL_START_TIMEOUT": "0",
            "TAKEN": port,
        }


def words_of(name: str, environment: dict[str, str], folder: Path) -> list[str]:
    words = arguments_of(name, COMMANDS[name])
    if name == "newspaper":
        words += ["--port", environment.get("TAKEN", "0")]
    if name == "schemas export":
        words += [str(folder)]
    return words


def require_order(ended: Ended, name: str, surroundings: str) -> None:
    assert b"Traceback" not in ended.stdout + ended.stderr, ended
    assert b"Exception ignored" not in ended.stdout + ended.stderr, ended
    assert ended.code in EXIT_CODES, (name, surroundings, ended)
    if SURROUNDINGS[surroundings].argument is not None:
        assert ended.code == EXIT_USAGE, ended
        assert ended.stderr.count(b"\n") == 1, ended
        assert b"is not UTF-8" in ended.stderr


def test_all_commands_are_found() -> None:
    assert {"tail", "feeds list", "dead-letters replay", "run"} <= COMMANDS.keys()


@pytest.mark.parametrize("surroundings", SURROUNDINGS)
@pytest.mark.parametrize("name", SAMPLE)
def test_a_sample_of_commands_in_hostile_surroundings(
    name: str, surroundings: str, nowhere: dict[str, str], tmp_path: Path
) -> None:
    ended = run(words_of(name, nowhere, tmp_path), SURROUNDINGS[surroundings], nowhere)

    require_order(ended, name, surroundings)


@pytest.mark.parametrize(
    ("shell", "code", "told"),
    [
        (">&-", EXIT_CANNOT_WRITE, b"newsmill: could not write: stdout is closed\n"),
        (">/dev/full", EXIT_CANNOT_WRITE, b"newsmill: could not write: No space left on device\n"),
        ("| true", EXIT_READER_GONE, b""),
        ("2>&- >&-", EXIT_CANNOT_WRITE, b""),
    ],
)
@pytest.mark.parametrize("words", [["--help"], ["topics", "acls"]], ids=" ".join)
def test_output_that_nobody_takes_is_told_by_the_exit_code(
    words: list[str], shell: str, code: int, told: bytes, nowhere: dict[str, str]
) -> None:
    ended = run(words, Surroundings(shell), nowhere)

    assert (ended.code, ended.stderr) == (code, told)


@pytest.mark.parametrize(
    ("shell", "code"), [(">&-", EXIT_CANNOT_WRITE), (">/dev/full", EXIT_CANNOT_WRITE)]
)
def test_a_newspaper_that_cannot_say_where_it_is_ends(
    shell: str, code: int, nowhere: dict[str, str]
) -> None:
    ended = run(["newspaper", "--port", "0"], Surroundings(shell), nowhere)

    assert ended.code == code
    assert ended.stderr.startswith(b"newspaper: could not write: ")
    assert ended.stderr.count(b"\n") == 1


def test_output_is_utf_8_also_where_the_locale_knows_only_ascii(nowhere: dict[str, str]) -> None:
    told = run(["--help"], Surroundings(environment=ASCII), nowhere)
    asked = run(["explain", "café"], Surroundings(environment=ASCII), nowhere)

    assert "NEWSMILL_…" in told.stdout.decode()
    assert asked.stderr.decode().startswith("newsmill: 'café' is neither")


def test_a_file_is_found_by_its_name_also_where_the_locale_knows_only_ascii(
    nowhere: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "schémas"

    ended = run(["schemas", "export", str(folder)], Surroundings(environment=ASCII), nowhere)

    assert ended.code == 0, ended
    assert json.loads((folder / "news.feeds.v1.schema.json").read_text(encoding="utf-8"))


def test_a_setting_that_is_not_utf_8_is_refused_by_its_name(nowhere: dict[str, str]) -> None:
    bad = Surroundings(environment={"NEWSMILL_TOPIC_PREFIX": "\udcff"})

    ended = run(["feeds", "list"], bad, nowhere)

    assert (ended.code, ended.stderr.decode()) == (
        EXIT_USAGE,
        "newsmill: NEWSMILL_TOPIC_PREFIX is not UTF-8: \\xff\n",
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_every_command_says_when_nobody_takes_it(
    name: str, nowhere: dict[str, str]
) -> None:
    ended = run([*name.split(), "--help"], Surroundings(">/dev/full"), nowhere)

    assert ended.code == EXIT_CANNOT_WRITE
    assert ended.stderr == b"newsmill: could not write: No space left on device\n"


@pytest.fixture
def at_a_mill(at_broker: Run, kafka: KafkaSettings, environment: dict[str, str]) -> dict[str, str]:
    """A broker with an article and a subscription, so that there is something to print."""

    async def put() -> None:
        feed = Feed(url=SAMPLES["URL…"], added_at=utc_now())
        async with open_publisher(kafka) as publisher:
            await publish_record(publisher, kafka, FEEDS, feed, "cli")
            await publish_record(publisher, kafka, ENRICHED_ARTICLES, enriched_article(), "cli")

    asyncio.run(put())
    return environment


@pytest.mark.broker
@pytest.mark.embedded
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_in_hostile_surroundings(
    name: str, at_a_mill: dict[str, str], nowhere: dict[str, str], tmp_path: Path
) -> None:
    words = words_of(name, nowhere, tmp_path)
    for surroundings, at in SURROUNDINGS.items():
        comes_to_something = at.is_about_output and name not in LASTING
        require_order(
            run(words, at, at_a_mill if comes_to_something else nowhere), name, surroundings
        )
