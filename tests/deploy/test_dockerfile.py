"""The Dockerfile is sound, and each image is one room that cannot do more than its work."""

import json
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

from newsmill.pipeline import ROOMS
from tests.deploy.files import DOCKERFILE, ROOT, line_of, stages

IMAGES = (*ROOMS, "sinks", "tools")
WITHOUT_THE_INDEX = ("--no-cache-dir", "--no-deps", "--no-index")
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


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_s_health_is_served_to_its_network(room: str) -> None:
    (base,) = (stage for stage in line_of(room) if stage.name == "room")
    (variables,) = base.all("ENV")
    told = dict(variable.split("=", 1) for variable in variables.split())
    assert told["NEWSMILL_HEALTH_HOST"] == "0.0.0.0"  # of the container
    assert base.all("EXPOSE") == [told["NEWSMILL_HEALTH_PORT"]]


@each_image
def test_an_image_has_its_own_requirements_and_no_other(image: str) -> None:
    assert stages()[image].all("COPY") == [
        f"--from={image}-packages /opt/newsmill /opt/newsmill",
        "--from=wheel /opt/newsmill /opt/newsmill",
    ]
    build, *own = line_of(f"{image}-packages")
    assert build == stages()["build"]
    installed = [command for stage in own for command in stage.all("RUN")]
    install = "uv pip install -r pyproject.toml --extra"
    of_all = f"{install} service"
    assert installed == ([of_all] if image == "tools" else [of_all, f"{install} {image}"])
    assert all(name == "RUN" for stage in own for name, _ in stage.instructions)


def test_uv_takes_only_what_the_lock_has_a_hash_of() -> None:
    build = stages()["build"]
    (environment,) = build.all("ENV")
    assert {
        "UV_CONSTRAINT=lock.txt",
        "UV_REQUIRE_HASHES=1",
        "UV_BUILD_CONSTRAINT=lock.txt",
        "UV_REQUIRE_BUILD_HASHES=1",
    } <= set(environment.split())
    assert "pyproject.toml deploy/requirements/lock.txt ./" in build.all("COPY")
    for stage in stages().values():
        uses_uv = any("uv " in command for command in stage.all("RUN"))
        if uses_uv:
            assert line_of(stage.name)[0] == build
            assert stage == build or not stage.all("ENV")


def test_nothing_is_installed_unchecked() -> None:
    checked_by_pip = {
        "sed -n '/^uv==/,/# via/p' lock.txt > uv.txt",
        "pip install --no-cache-dir --require-hashes -r uv.txt",
    }
    checked_by_uv = {
        "uv build --wheel",
        "uv pip install -r pyproject.toml --extra service",
        *(f"uv pip install -r pyproject.toml --extra {name}" for name in (*ROOMS, "sinks")),
    }
    without_the_index = {
        "python -m venv --without-pip /opt/newsmill",
        f"pip --python /opt/newsmill/bin/python install {' '.join(WITHOUT_THE_INDEX)} dist/*.whl",
    }
    commands = {
        " ".join(command.split())
        for stage in stages().values()
        for line in stage.all("RUN")
        for command in line.split("&&")
    }
    assert commands == checked_by_pip | checked_by_uv | without_the_index


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
        source
        for stage in line_of("wheel")
        for said in stage.all("COPY")
        for source in said.split()[:-1]
    }
    assert {"pyproject.toml", "README.md", "LICENSE", "schemas", "seeds", "services"} <= copied


def test_what_a_program_writes_by_itself_goes_to_tmp() -> None:
    environment = " ".join(stages()["room"].all("ENV"))
    assert "PYTHONDONTWRITEBYTECODE=1" in environment
    assert "HOME=/tmp" in environment
