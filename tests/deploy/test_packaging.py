"""Each image's install lines work on an empty virtual environment, and what it runs starts there.

Slow, and needs the package index: `make packaging`.
"""

import os
import shlex
import subprocess
import venv
from collections.abc import Mapping
from pathlib import Path

import pytest

from newsmill.pipeline import ROOMS
from tests.deploy.files import REQUIREMENTS, ROOT, line_of

pytestmark = [pytest.mark.packaging, pytest.mark.timeout(900)]

# Nothing listens there: whoever gets so far has imported all it needs.
NO_BROKER = {"NEWSMILL_BROKER": "127.0.0.1:1", "NEWSMILL_START_TIMEOUT": "0.2"}


# Far enough to show that nothing is missing: to the broker that is not there.
COMMANDS: dict[str, list[list[str]]] = {
    **{room: [["run", room]] for room in ROOMS},
    "tools": [
        ["topics", "create", "--wait", "0.2"],
        ["feeds", "add", "https://news.example/feed"],
        ["feeds", "import", str(ROOT / "seeds" / "feeds.opml")],
        ["tail", "enriched"],
    ],
}


def run(
    command: list[str | Path], *, inside: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """As in a container: without this checkout on the path, and with its own variables only."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in ("PATH", "HOME") or name.startswith(("PIP_", "SSL_", "http", "HTTP", "no_proxy"))
    }
    return subprocess.run(
        command,
        cwd=inside,
        env=kept | dict(environment or {}),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def run_pip(stage: str, pip: Path, into: Path, wheel_folder: Path) -> None:
    """Run the pip lines that lead to `stage`, as they stand in the Dockerfile."""
    for command in [said for each in line_of(stage) for said in each.all("RUN")]:
        words = shlex.split(command.replace("/wheel", str(wheel_folder)))
        if words[0] != "pip":
            continue
        words.remove("--no-cache-dir")
        words = [str(next(wheel_folder.glob("*.whl"))) if "*" in word else word for word in words]
        done = run(
            [pip, *words[1:]],
            inside=ROOT if words[1] == "wheel" else REQUIREMENTS,
            environment={"PIP_PYTHON": str(into / "bin" / "python")},
        )
        assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Stands for the images that build: a Python with pip, and newsmill's wheel in `wheel`."""
    folder = tmp_path_factory.mktemp("builder")
    venv.create(folder, with_pip=True)
    run_pip("wheel", folder / "bin" / "pip", folder, folder / "wheel")
    return folder


@pytest.fixture(scope="module", params=[*ROOMS, "tools"])
def image(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, builder: Path
) -> tuple[str, Path]:
    """The name of an image, and a virtual environment with what is in it."""
    name: str = request.param
    folder = tmp_path_factory.mktemp(name)
    venv.create(folder, with_pip=False)
    run_pip(f"{name}-venv", builder / "bin" / "pip", folder, builder / "wheel")
    return name, folder


def test_what_an_image_runs_starts(image: tuple[str, Path], tmp_path: Path) -> None:
    name, folder = image
    for command in COMMANDS[name]:
        done = run([folder / "bin" / "newsmill", *command], inside=tmp_path, environment=NO_BROKER)
        assert done.returncode == 1, (command, done.stderr)
        assert "127.0.0.1:1" in done.stderr
        assert "Traceback" not in done.stderr


def test_nothing_a_room_imports_is_missing(image: tuple[str, Path], tmp_path: Path) -> None:
    name, folder = image
    if name == "tools":
        pytest.skip("has no room")
    package = f"newsmill.{name}"
    importing = (
        f"import importlib, pkgutil, {package} as room\n"
        f"for module in pkgutil.iter_modules(room.__path__, '{package}.'):\n"
        f"    importlib.import_module(module.name)"
    )
    done = run([folder / "bin" / "python", "-c", importing], inside=tmp_path)
    assert done.returncode == 0, done.stderr


def test_an_image_can_ask_for_its_health(image: tuple[str, Path], tmp_path: Path) -> None:
    _, folder = image
    done = run(
        [folder / "bin" / "newsmill", "health"],
        inside=tmp_path,
        environment={"NEWSMILL_HEALTH_PORT": "1"},
    )
    assert done.returncode == 1
    assert "http://127.0.0.1:1/live" in done.stderr


def test_an_installation_brings_its_schemas(image: tuple[str, Path], tmp_path: Path) -> None:
    _, folder = image
    asked = "from newsmill.contracts import schemas as s; print(s.folder_of_this_installation())"
    done = run([folder / "bin" / "python", "-c", asked], inside=tmp_path)
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).is_relative_to(folder)
