"""The folders of local runs: one each, and only so many."""

import os
from pathlib import Path

import pytest

from newsmill.local.run_folder import RUNS_KEPT, NoStateFolder, run_folder
from newsmill.settings import RuntimeSettings


def test_a_run_has_one_folder(tmp_path: Path) -> None:
    runtime = RuntimeSettings(state_dir=tmp_path)

    assert run_folder(runtime) == run_folder(runtime)
    assert run_folder(runtime).is_dir()


def test_the_folders_of_the_oldest_runs_are_removed_unless_they_still_run(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    nobody = 2**22 + 1  # more than Linux gives to any process
    ended = [runs / f"20010304-12000{number}-{nobody}" for number in range(RUNS_KEPT)]
    running = runs / f"20010101-000000-{os.getpid()}"
    for folder in (*ended, running):
        folder.mkdir(parents=True)

    ours = run_folder(RuntimeSettings(state_dir=tmp_path))

    assert sorted(runs.iterdir()) == sorted([running, *ended[1:], ours])


@pytest.mark.parametrize("folder", ["file/state", "/dev/null/state", "/proc/state"])
def test_a_folder_that_cannot_be_made_is_told_with_its_setting(tmp_path: Path, folder: str) -> None:
    (tmp_path / "file").touch()
    state = tmp_path / folder

    with pytest.raises(NoStateFolder, match=f"NEWSMILL_STATE_DIR='{state}': "):
        run_folder(RuntimeSettings(state_dir=state))
