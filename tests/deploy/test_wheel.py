"""The wheel brings one package, `newsmill`, and works beside whatever else is installed.

Slow, and needs the package index: `make packaging`.
"""

import json
import shutil
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.building import run
from tests.deploy.files import LOCK, ROOT

pytestmark = [pytest.mark.packaging, pytest.mark.timeout(900)]

OF_SOMEBODY_ELSE = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "services"
version = "1.0"
"""
ARTICLE = {
    "title": "A bridge opens",
    "text": "Ingrid Solvang said in Lisbon that the bridge opens in March. " * 8,
}


def built(project: Path, into: Path) -> Path:
    """The wheel of a project."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(into)]
    subprocess.run(command, cwd=project, check=True, capture_output=True)
    (wheel,) = into.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That of newsmill."""
    return built(ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Iterator[Path]:
    """An environment with newsmill, all its rooms, and a package `services` of somebody else."""
    other = tmp_path_factory.mktemp("other")
    (other / "services").mkdir()
    (other / "services" / "__init__.py").write_text('OWNER = "somebody else"\n')
    (other / "pyproject.toml").write_text(OF_SOMEBODY_ELSE)
    folder = tmp_path_factory.mktemp("installation")
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    uv = [str(Path(sys.executable).with_name("uv")), "pip", "install", "--python", str(python)]
    locked = ["--require-hashes", "-c", str(LOCK), "-r", "pyproject.toml", "--extra", "all"]
    for installing in (locked, ["--no-deps", str(wheel), str(built(other, other / "wheel"))]):
        done = run([*uv, *installing], inside=ROOT)
        assert done.returncode == 0, done.stderr
    yield folder
    shutil.rmtree(folder)


def test_the_wheel_has_one_package(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        top = {name.partition("/")[0] for name in archive.namelist()}
    assert sorted(name.rpartition(".")[2] for name in top) == ["dist-info", "newsmill"]
    assert "newsmill" in top


def test_a_package_called_services_stays_what_it_is(installation: Path, tmp_path: Path) -> None:
    program = "import newsmill.cli.main, services; print(services.OWNER)"
    done = run([installation / "bin" / "python", "-c", program], inside=tmp_path)
    assert (done.stdout, done.returncode) == ("somebody else\n", 0), done.stderr


def test_once_works_as_it_is_installed(installation: Path, tmp_path: Path) -> None:
    document = tmp_path / "article.jsonl"
    document.write_text(json.dumps(ARTICLE))
    done = run(
        [installation / "bin" / "newsmill", "once", str(document)],
        inside=tmp_path,
        environment={"NEWSMILL_STATE_DIR": str(tmp_path / "state")},
    )
    assert done.returncode == 0, done.stderr
    (article,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert article["title"] == ARTICLE["title"]
    assert "Ingrid Solvang" in {entity["name"] for entity in article["entities"]}
