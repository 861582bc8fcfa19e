from pathlib import Path

from newsmill.streaming.poison import Checkpoint
from newsmill.streaming.poison_files import CheckpointFiles


def test_a_checkpoint_in_a_file_is_found_by_the_next_worker(tmp_path: Path) -> None:
    checkpoint = Checkpoint(2, 77, 80, running=True, alone=True)
    CheckpointFiles(tmp_path / "checkpoints", "room").write("ferries", 3, 70, checkpoint)
    assert CheckpointFiles(tmp_path / "checkpoints", "room").read("ferries", 3, 70) == checkpoint
    assert CheckpointFiles(tmp_path / "checkpoints", "room").read("ferries", 4, 70) == Checkpoint()
    assert CheckpointFiles(tmp_path / "checkpoints", "other").read("ferries", 3, 70) == Checkpoint()


def test_a_file_older_than_its_commit_condemns_nobody(tmp_path: Path) -> None:
    files = CheckpointFiles(tmp_path, "room")
    files.write("ferries", 3, 70, Checkpoint(2, 77, 80, running=True, alone=True))
    assert files.read("ferries", 3, 71) == Checkpoint(2, 77, 80, running=True)


def test_a_damaged_file_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "room--ferries-3").write_bytes(b"\xff\x00{")
    assert CheckpointFiles(tmp_path, "room").read("ferries", 3, 70) == Checkpoint()
