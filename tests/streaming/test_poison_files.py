from pathlib import Path

import pytest

from newsmill.streaming.poison import Checkpoint, End
from newsmill.streaming.poison_files import CheckpointFiles

CHECKPOINT = Checkpoint(frozenset({70, 72}), by="a", suspects={72: (End("b", 7),)})


def test_a_checkpoint_in_a_file_is_found_by_the_next_worker(tmp_path: Path) -> None:
    CheckpointFiles(tmp_path / "checkpoints", "room").write("ferries", 3, 70, CHECKPOINT)
    assert CheckpointFiles(tmp_path / "checkpoints", "room").read("ferries", 3, 70) == CHECKPOINT
    assert CheckpointFiles(tmp_path / "checkpoints", "room").read("ferries", 4, 70) == Checkpoint()
    assert CheckpointFiles(tmp_path / "checkpoints", "other").read("ferries", 3, 70) == Checkpoint()


def test_a_file_older_than_its_commit_is_of_the_same_messages(tmp_path: Path) -> None:
    files = CheckpointFiles(tmp_path, "room")
    files.write("ferries", 3, 70, CHECKPOINT)
    assert files.read("ferries", 3, 72) == CHECKPOINT


def test_what_another_worker_has_written_meanwhile_is_written_over(tmp_path: Path) -> None:
    ours, theirs = CheckpointFiles(tmp_path, "room"), CheckpointFiles(tmp_path, "room")
    ours.write("ferries", 3, 70, CHECKPOINT)
    theirs.write("ferries", 3, 70, Checkpoint())
    assert ours.read("ferries", 3, 70) == Checkpoint()
    ours.write("ferries", 3, 70, CHECKPOINT)
    assert theirs.read("ferries", 3, 70) == CHECKPOINT


def test_a_file_that_is_ahead_of_its_commit_says_nothing(tmp_path: Path) -> None:
    files = CheckpointFiles(tmp_path, "room")
    files.write("ferries", 3, 70, CHECKPOINT)
    assert files.read("ferries", 3, 0) == Checkpoint()


@pytest.mark.parametrize("content", [b"\xff\x00{", b"", b"x {}", b" {}"])
def test_a_damaged_file_says_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "room--ferries-3").write_bytes(content)
    assert CheckpointFiles(tmp_path, "room").read("ferries", 3, 70) == Checkpoint()
