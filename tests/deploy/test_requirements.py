"""What the images install is what the lock says, and comes from nowhere else."""

import re
from pathlib import Path

import pytest

from newsmill.pipeline import ROOMS
from tests.deploy.files import REQUIREMENTS, Pin, pins, project

LOCK = REQUIREMENTS / "lock.txt"
SUBSETS = sorted(path for path in REQUIREMENTS.glob("*.txt") if path != LOCK)

each_file = pytest.mark.parametrize("path", [LOCK, *SUBSETS], ids=lambda path: path.stem)
each_subset = pytest.mark.parametrize("path", SUBSETS, ids=lambda path: path.stem)


def versions(path: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for pin in pins(path):
        found.setdefault(pin.name, set()).add(pin.version)
    return found


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^A-Za-z0-9._-]", wanted, maxsplit=1)[0].lower() for wanted in requirements}


def test_every_room_has_a_file() -> None:
    assert {path.stem for path in SUBSETS} == {*ROOMS, "base", "build"}


@each_file
def test_every_pin_has_hashes(path: Path) -> None:
    assert [pin.name for pin in pins(path) if not pin.hashes] == []


@each_file
def test_no_file_says_where_packages_come_from(path: Path) -> None:
    # An index, a link or a folder belongs to whoever installs.
    text = path.read_text(encoding="utf-8")
    options = [line for line in text.splitlines() if line.strip().startswith("-")]
    assert all(line.strip().startswith("--hash=sha256:") for line in options)
    assert "://" not in text
    assert "file:" not in text
    assert not re.search(r"#.*(\s|=)[/~]", text)


@each_subset
def test_a_subset_pins_what_the_lock_pins(path: Path) -> None:
    locked: dict[tuple[str, str], Pin] = {(pin.name, pin.version): pin for pin in pins(LOCK)}
    for pin in pins(path):
        assert (pin.name, pin.version) in locked
        assert pin.hashes == locked[pin.name, pin.version].hashes


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_installs_the_base_and_its_own(room: str) -> None:
    installed = versions(REQUIREMENTS / f"{room}.txt")
    base = versions(REQUIREMENTS / "base.txt")
    assert base.items() <= installed.items()
    wanted = project()["dependencies"] + project()["optional-dependencies"][room]
    assert names(wanted) <= set(installed)


def test_only_the_enricher_has_spacy() -> None:
    assert {path.stem for path in SUBSETS if "spacy" in versions(path)} == {"enricher"}


def test_the_lock_has_everything_the_project_names() -> None:
    wanted = list(project()["dependencies"])
    for extra in project()["optional-dependencies"].values():
        wanted += extra
    assert names(wanted) - {"newsmill"} <= set(versions(LOCK))
