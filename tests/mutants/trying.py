"""Try one mutation: in a copy of the tree, the tests that run its line, until one fails."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from newsmill.errors import UserError
from tests.mutants.mutations import Mutation

SECONDS = 240
"""So long the tests of one mutation may take; a loop without end is noticed so, too."""

MOST_SECONDS_OF_TESTS = 150.0
"""As they took without the mutation; the rest is not run."""

Fate = Literal["caught", "survived", "not covered"]
PASSED, FAILED, NO_TESTS = 0, 1, 5


class CannotRun(UserError):
    """Without any mutation, too: that nothing passes tells nothing about one."""


@dataclass(frozen=True)
class Tried:
    """What became of a mutation; `tests` were to be run, and took `seconds`."""

    mutation: Mutation
    fate: Fate
    tests: int = 0
    seconds: float = 0.0
    is_cut: bool = False
    """Not all of its tests were run."""


def chosen(tests: Sequence[str], seconds_by_test: dict[str, float], room: str) -> list[str]:
    """The tests in the order in which they are run: those of the room first, the quick ones first.

    Cut where they would take too long.
    """
    in_order = sorted(
        tests, key=lambda test: (f"tests/{room}" not in test, seconds_by_test[test], test)
    )
    left = MOST_SECONDS_OF_TESTS
    kept: list[str] = []
    for test in in_order:
        left -= seconds_by_test[test]
        if left < 0 and kept:
            break
        kept.append(test)
    return kept


class Copy:
    """A copy of the tree's files, in which mutations are made one at a time."""

    def __init__(self, root: Path, folder: Path) -> None:
        self._root = root
        self._folder = folder
        listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(listed, cwd=root, check=True, capture_output=True, text=True).stdout
        for name in filter(None, names.split("\0")):
            if (root / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(root / name, folder / name)

    def tried(self, mutation: Mutation, tests: Sequence[str], of: int) -> Tried:
        """What becomes of `mutation`; `tests` are some or all of the `of` that run its line.

        Raises:
            CannotRun: pytest does not even begin with them.
        """
        if not tests:
            return Tried(mutation, "not covered")
        source = (self._root / mutation.path).read_text(encoding="utf-8")
        place = self._folder / mutation.path
        place.write_text(mutation.applied(source), encoding="utf-8")
        began = time.monotonic()
        try:
            code = self._run(tests)
        finally:
            place.write_text(source, encoding="utf-8")
        if code == NO_TESTS:
            return Tried(mutation, "not covered")
        # It may have broken what the tests import, or else they cannot be run like this at all.
        if code not in (PASSED, FAILED, None) and (without := self._run(tests)) != PASSED:
            raise CannotRun(f"pytest ends with {without} without any mutation: {tests[0]}")
        fate: Fate = "survived" if code == PASSED else "caught"
        taken = time.monotonic() - began
        return Tried(mutation, fate, len(tests), taken, is_cut=len(tests) < of)

    def _run(self, tests: Sequence[str]) -> int | None:
        """The exit code of the tests; None where they took too long."""
        names = self._folder / "tests-to-run"
        names.write_text("\n".join(tests), encoding="utf-8")
        command = [
            *(sys.executable, "-m", "pytest", "-x", "-q", "--no-header", "--no-summary"),
            *("--randomly-dont-reorganize", "-p", "no:cacheprovider", f"@{names}"),
        ]
        # Also for the processes that tests start: their newsmill is this copy's.
        environment = {
            **os.environ,
            "PYTHONPATH": str(self._folder / "services"),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        environment.pop("PYTEST_CURRENT_TEST", None)
        started = subprocess.Popen(
            command,
            cwd=self._folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            return started.wait(SECONDS)
        except subprocess.TimeoutExpired:
            return None
        finally:
            with suppress(ProcessLookupError):
                os.killpg(started.pid, signal.SIGKILL)
            started.wait()
