"""Which tests run which line, and how long each takes: one run of the tests, with coverage.

A process that a test starts is counted for that test, by the name that pytest leaves in its
environment.
"""

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from coverage import CoverageData

from newsmill.errors import UserError
from tests.mutants import timing

CONFIG = """[run]
source = newsmill
branch = false
parallel = true
patch = subprocess
context = ${PYTEST_CURRENT_TEST-}
data_file = %s
"""
ORDINARY = "not broker and not packaging"
WITH_BROKER = "not packaging"


class TestsFail(UserError):
    """The tests must pass before anything can be learned from mutations."""


@dataclass(frozen=True)
class Covering:
    """Tests by file and line, and their seconds."""

    data: CoverageData
    seconds_by_test: dict[str, float]

    def tests_of(self, file: Path) -> dict[int, set[str]]:
        """By line: the tests that run it, also in processes that they start."""
        tests: defaultdict[int, set[str]] = defaultdict(set)
        for line, contexts in self.data.contexts_by_lineno(str(file.resolve())).items():
            for context in contexts:
                test = _test_of(context)
                if test in self.seconds_by_test:
                    tests[line].add(test)
        return tests


def covering(
    root: Path, folder: Path, *, tests: Sequence[str], with_broker: bool, jobs: int
) -> Covering:
    """Run `tests`, or all, of the tree at `root`; or take what such a run left in `folder`.

    Raises:
        TestsFail: one of them fails.
    """
    data_file, times = folder / "coverage", folder / "seconds.json"
    if not times.exists():
        folder.mkdir(parents=True, exist_ok=True)
        config = folder / "coveragerc"
        config.write_text(CONFIG % data_file)
        unsure = folder / "unsure.json"
        coverage = [sys.executable, "-m", "coverage"]
        run = [
            *(*coverage, "run", f"--rcfile={config}", "-m", "pytest", "-q"),
            *(
                "-p",
                timing.__name__,
                "--timeout",
                "600",
                "-m",
                WITH_BROKER if with_broker else ORDINARY,
            ),
            *tests,
            *(() if with_broker else ("-n", str(jobs), "--dist", "worksteal")),
        ]
        environment = timing.environment(unsure)
        ended = subprocess.run(run, cwd=root, env=environment, check=False)
        if ended.returncode:
            raise TestsFail("the tests fail without any mutation: mend them first")
        combine = [*coverage, "combine", "-q", f"--rcfile={config}"]
        subprocess.run(combine, cwd=root, check=True)
        unsure.replace(times)
    data = CoverageData(str(data_file))
    data.read()
    return Covering(data, json.loads(times.read_text()))


def _test_of(context: str) -> str:
    """`a.py::test` of the tests' own process, `a.py::test (call)` of those that tests start."""
    own = context.rpartition("|")[2]
    head, mark, phase = own.rpartition(" (")
    return head if mark and phase in ("setup)", "call)", "teardown)") else own
