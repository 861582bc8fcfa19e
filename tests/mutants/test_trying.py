"""A mutation is caught where a test fails, and nowhere else."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.mutants.mutations import Mutation, mutations_of
from tests.mutants.trying import CannotRun, Copy

ROOT = Path(__file__).parents[2]
HARBOUR = Path("services/harbour.py")
SOURCE = "def is_full(ships):\n    return ships > 3\n"
TESTS = """
from harbour import is_full

def test_near(): assert (is_full(3), is_full(4)) == (False, True)
def test_far(): assert is_full(9)
"""
NEAR, FAR = "tests/test_harbour.py::test_near", "tests/test_harbour.py::test_far"


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """Of a small tree with this project's settings of pytest."""
    root = tmp_path / "tree"
    for name, text in ((HARBOUR, SOURCE), (Path("tests/test_harbour.py"), TESTS)):
        (root / name).parent.mkdir(parents=True)
        (root / name).write_text(text)
    shutil.copy(ROOT / "pyproject.toml", root)
    subprocess.run(["git", "init", "-q", root], check=True)
    return Copy(root, tmp_path / "copy")


@pytest.fixture
def mutation() -> Mutation:
    (mutation,) = (it for it in mutations_of(HARBOUR, SOURCE) if it.after == ">=")
    return mutation


@pytest.mark.parametrize(
    ("tests", "fate"), [([NEAR], "caught"), ([FAR], "survived"), ([FAR, NEAR], "caught")]
)
def test_what_no_test_notices_survives(
    copy: Copy, mutation: Mutation, tests: list[str], fate: str
) -> None:
    assert copy.tried(mutation, tests, 2).fate == fate


def test_tests_that_do_not_run_catch_nothing(copy: Copy, mutation: Mutation) -> None:
    with pytest.raises(CannotRun):
        copy.tried(mutation, ["tests/test_harbour.py::test_gone"], 2)
