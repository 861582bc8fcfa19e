"""Each image's instructions work on an empty folder, and what it runs starts there.

Slow, and needs the package index: `make packaging`.
"""

import re
import shutil
import venv
from collections.abc import Iterator
from pathlib import Path
from sysconfig import get_path

import pytest

from newsmill.pipeline import ROOMS
from tests.deploy.building import BuildFailed, Image, run
from tests.deploy.files import LOCK, ROOT, extra, pins
from tests.deploy.installed import installed_in, needed_for

pytestmark = [pytest.mark.packaging, pytest.mark.timeout(900)]

# Nothing listens there: whoever gets so far has imported all it needs.
NO_BROKER = {"NEWSMILL_BROKER": "127.0.0.1:1", "NEWSMILL_START_TIMEOUT": "0.2"}


# Far enough to show that nothing is missing: to the broker that is not there.
COMMANDS: dict[str, list[list[str]]] = {
    **{room: [["run", room]] for room in ROOMS},
    "sinks": [
        ["sink", "postgresql://nobody@127.0.0.1:1/news"],
        ["sink", "parquet:articles"],
    ],
    "tools": [
        ["topics", "create", "--wait", "0.2"],
        ["feeds", "add", "https://news.example/feed"],
        ["feeds", "import", str(ROOT / "seeds" / "feeds.opml")],
        ["tail", "enriched"],
    ],
}


each_digest = pytest.mark.parametrize("digest", ["0" * 64, None], ids=["another hash", "no hash"])


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with pip, and with uv once an image was built with it."""
    folder = tmp_path_factory.mktemp("python")
    venv.create(folder, with_pip=True)
    return folder


@pytest.fixture(scope="module", params=[*ROOMS, "sinks", "tools"])
def image(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, python: Path
) -> Iterator[tuple[str, Path]]:
    """The name of an image, and a virtual environment with what is in it."""
    name: str = request.param
    built = Image(tmp_path_factory.mktemp(name), python)
    built.build(f"{name}-packages")
    built.add("wheel")
    yield name, built.installation
    shutil.rmtree(built.installation)


def lock_with(name: str, digest: str | None) -> str:
    """The lock, with `digest` for every hash of one package; without hashes for None."""
    text = LOCK.read_text(encoding="utf-8")
    found = re.search(rf"^{name}==.*?(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, name
    if digest is None:
        changed = re.sub(r" \\\n +--hash=\S+", "", found[0])
    else:
        changed = re.sub(r"(?<=sha256:)[0-9a-f]{64}", digest, found[0])
    assert changed != found[0]
    return text.replace(found[0], changed)


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
    asked = "from newsmill.contracts import schema_folder as s; "
    asked += "print(s.folder_of_this_installation())"
    done = run([folder / "bin" / "python", "-c", asked], inside=tmp_path)
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).is_relative_to(folder)


def test_an_image_has_what_its_room_needs_in_the_lock_s_versions_and_nothing_else(
    image: tuple[str, Path],
) -> None:
    name, folder = image
    (site_packages,) = folder.glob("lib/python*/site-packages")
    installed = installed_in(site_packages)
    wanted = extra("service" if name == "tools" else name)
    assert set(installed) == needed_for(wanted, installed) | {"newsmill"}
    found = {(each, it.version) for each, it in installed.items() if each != "newsmill"}
    assert found <= {(pin.name, pin.version) for pin in pins(LOCK)}


def can_compile() -> bool:
    """Whether this machine has what the image has to build with."""
    return shutil.which("cc") is not None and Path(get_path("include"), "Python.h").exists()


@each_digest
def test_an_installer_that_has_not_the_lock_s_hash_is_not_installed(
    tmp_path: Path, digest: str | None
) -> None:
    venv.create(tmp_path / "python", with_pip=True)
    image = Image(tmp_path, tmp_path / "python")
    with pytest.raises(BuildFailed, match="uv==") as failure:
        image.build("build", lock=lock_with("uv", digest))
    assert (digest or "Hashes are required") in str(failure.value)


@pytest.mark.parametrize(
    ("stage", "package"),
    [
        pytest.param("tools-packages", "rich", id="what newsmill names"),
        pytest.param("tools-packages", "venusian", id="what a package names"),
        pytest.param("puller-packages", "feedparser", id="what a room names"),
        pytest.param("wheel", "hatchling", id="what newsmill is built with"),
    ],
)
@each_digest
def test_what_has_not_the_lock_s_hash_is_not_installed(
    tmp_path: Path, python: Path, stage: str, package: str, digest: str | None
) -> None:
    image = Image(tmp_path, python)
    with pytest.raises(BuildFailed, match=package) as failure:
        image.build(stage, lock=lock_with(package, digest))
    assert (digest or "no trusted hash was provided") in str(failure.value)


@pytest.mark.skipif(not can_compile(), reason="needs a C compiler and Python's headers")
def test_what_has_no_wheel_is_built_with_nothing_but_what_the_lock_has(
    tmp_path: Path, python: Path
) -> None:
    from_source = " --no-binary faust-streaming"
    (tmp_path / "refused").mkdir()
    with pytest.raises(BuildFailed, match=r"Hash mismatch for `cython==") as failure:
        Image(tmp_path / "refused", python).build(
            "tools-packages", lock=lock_with("cython", "0" * 64), options=from_source
        )
    assert "faust-streaming" in str(failure.value)

    image = Image(tmp_path, python)
    image.build("tools-packages", options=from_source)
    assert list(image.installation.glob("lib/python*/site-packages/faust/_cython/streams.*.so"))
