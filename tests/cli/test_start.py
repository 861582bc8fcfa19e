"""An installation for readers has the command, and not what it needs."""

import subprocess
import sys

import pytest

# As if the library were not installed.
WITHOUT = "import sys; sys.modules[{library!r}] = None; "


def ran(program: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )


def test_the_command_says_what_to_install() -> None:
    start = "import newsmill.cli.start as s; s.main()"
    done = ran(WITHOUT.format(library="typer") + start)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "needs typer" in done.stderr
    assert "pip install 'newsmill[service]'" in done.stderr


@pytest.mark.parametrize("library", ["confluent_kafka", "msgspec"])
def test_a_reader_is_told_what_to_install(library: str) -> None:
    done = ran(WITHOUT.format(library=library) + "from newsmill import subscribe")
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    assert last == f"ImportError: readers need {library}: pip install 'newsmill[client]'"


def test_a_reader_imports_neither_pydantic_nor_a_room_s_library() -> None:
    done = ran("from newsmill import subscribe; import sys; print(*sys.modules)")
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "msgspec" in loaded
    assert loaded.isdisjoint({"pydantic", "aiokafka", "aiohttp", "typer", "rich", "yaml", "faust"})
    assert "newsmill.contracts" not in done.stdout.split()


def test_the_version_costs_no_library() -> None:
    done = ran("import newsmill, sys; print(newsmill.__version__); print(*sys.modules)")
    loaded = set(done.stdout.split())
    assert not {"confluent_kafka", "msgspec", "newsmill.client"} & loaded
