"""A folder for the logs and records of each local run; only the latest runs keep theirs."""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

from newsmill.settings import RuntimeSettings

RUNS_KEPT = 10
_THIS_RUN = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.getpid()}"


def run_folder(runtime: RuntimeSettings) -> Path:
    """This run's own folder for logs and records; those of the oldest runs are removed."""
    runs = runtime.state_dir.expanduser() / "runs"
    folder = runs / _THIS_RUN
    if not folder.exists():
        folder.mkdir(parents=True)
        for old in sorted(runs.iterdir())[:-RUNS_KEPT]:
            if _is_over(old):
                shutil.rmtree(old, ignore_errors=True)
    return folder


def _is_over(run: Path) -> bool:
    try:
        os.kill(int(run.name.rpartition("-")[2]), 0)
    except (ProcessLookupError, ValueError):
        return True
    except PermissionError:
        pass
    return False
