"""The Dockerfile is sound, and each image is one room that cannot do more than its work."""

import json
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

from newsmill.pipeline import ROOMS
from tests.deploy.files import DOCKERFILE, ROOT, line_of, stages

IMAGES = (*ROOMS, "tools")
each_image = pytest.mark.parametrize("image", IMAGES)


def test_hadolint_has_nothing_to_say() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    lint = subprocess.run([hadolint, DOCKERFILE], capture_output=True, text=True, check=False)
    assert (lint.stdout, lint.returncode) == ("", 0)


@each_image
def test_an_image_runs_as_somebody_with_a_number_and_stops_politely(image: str) -> None:
    run = line_of(image)
    said = {name: text for stage in run for name, text in stage.instructions}
    user, _, group = said["USER"].partition(":")
    assert int(user) > 0
    assert int(group) > 0
    assert said["STOPSIGNAL"] == "SIGTERM"
    assert json.loads(said["ENTRYPOINT"]) == ["newsmill"]
    assert not any(stage.all("RUN") for stage in run), "what runs is only copied"


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_starts_and_is_asked_for_its_health(room: str) -> None:
    said = {name: text for stage in line_of(room) for name, text in stage.instructions}
    assert json.loads(said["CMD"]) == ["run", room]
    assert json.loads(said["HEALTHCHECK"].partition("CMD ")[2]) == ["newsmill", "health"]


@each_image
def test_an_image_has_its_own_requirements_and_no_other(image: str) -> None:
    (copied,) = stages()[image].all("COPY")
    assert copied == f"--from={image}-venv /opt/newsmill /opt/newsmill"
    files = [
        said.split()[0].removeprefix("deploy/requirements/")
        for stage in line_of(f"{image}-venv")
        for said in stage.all("COPY")
        if "requirements" in said
    ]
    assert files == (["base.txt"] if image == "tools" else ["base.txt", f"{image}.txt"])


def test_nothing_is_installed_unchecked() -> None:
    for stage in stages().values():
        for command in stage.all("RUN"):
            if "pip" in command and "venv" not in command:
                checked = "--require-hashes" in command
                ours = "--no-deps" in command and (
                    "/wheel/*.whl" in command or "wheel ." in command
                )
                assert checked or ours, command


def test_what_is_copied_reaches_the_builder() -> None:
    patterns = [
        line for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"
    ]
    for stage in stages().values():
        for said in stage.all("COPY"):
            if said.startswith("--from"):
                continue
            for source in said.split()[:-1]:
                assert (ROOT / source).exists(), source
                assert any(fnmatch(source, pattern[1:]) for pattern in patterns), source


def test_the_wheel_has_all_it_is_built_from() -> None:
    copied = {
        source for said in stages()["wheel"].all("COPY") for source in said.split()[:-1]
    }  # fmt: skip
    assert {"pyproject.toml", "README.md", "LICENSE", "schemas", "seeds", "services"} <= copied


def test_what_a_program_writes_by_itself_goes_to_tmp() -> None:
    environment = " ".join(stages()["room"].all("ENV"))
    assert "PYTHONDONTWRITEBYTECODE=1" in environment
    assert "HOME=/tmp" in environment
