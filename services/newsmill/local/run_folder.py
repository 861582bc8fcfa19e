"""A folder for the logs and records of each local run; only the latest runs keep theirs."""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

from newsmill.errors import UserError
from newsmill.settings import RuntimeSettings

RUNS_KEPT = 10
_THIS_RUN = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.getpid()}"


class NoStateFolder(UserError):
    """There is no place for what a local run writes."""

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(f"NEWSMILL_STATE_DIR={str(folder)!r}: {why}")


def run_folder(runtime: RuntimeSettings) -> Path:
    """This run's own folder for logs and records; those of the oldest runs are removed.

    Raises:
        NoStateFolder: it cannot be made.
    """
    try:
        runs = runtime.state_dir.expanduser() / "runs"
    except RuntimeError as error:
        why = "this user has no home folder; name another folder"
        raise NoStateFolder(runtime.state_dir, why) from error
    folder = runs / _THIS_RUN
    if not folder.exists():
        try:
            folder.mkdir(parents=True)
        except OSError as error:
            raise NoStateFolder(runtime.state_dir, error.strerror or str(error)) from error
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
