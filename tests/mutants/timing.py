"""A plugin for pytest: how many seconds each test took, as JSON, and which lines it ran."""

import json
import os
from collections import defaultdict
from pathlib import Path

import pytest
from coverage import Coverage

FILE = "NEWSMILL_TEST_SECONDS_FILE"

_seconds: defaultdict[str, float] = defaultdict(float)


def environment(file: Path) -> dict[str, str]:
    """What a run needs to write its seconds to `file`."""
    return {**os.environ, FILE: str(file)}


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """What runs from now on is for this test."""
    if (measuring := Coverage.current()) is not None:
        measuring.switch_context(item.nodeid)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Count setting up and clearing away too."""
    _seconds[report.nodeid] += report.duration


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Only in the process that all reports come to."""
    if not hasattr(session.config, "workerinput") and (file := os.environ.get(FILE)):
        Path(file).write_text(json.dumps(_seconds))
