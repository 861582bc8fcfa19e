"""Checkpoints in files, for a broker that keeps no metadata with its commits.

Only for workers of one machine that are started again there. Elsewhere a checkpoint is the metadata
of its commit, and found by whoever gets the partition.
"""

import os
from pathlib import Path

from newsmill.streaming.poison import Checkpoint


class CheckpointFiles:
    """One small file for each partition that a consumer group has begun, in `folder`."""

    def __init__(self, folder: Path, group: str) -> None:
        self._folder = folder
        self._group = group
        self._written: dict[tuple[str, int], str] = {}

    def read(self, topic: str, partition: int, committed: int) -> Checkpoint:
        """The checkpoint of this partition; an empty one where the file is missing or damaged.

        File and commit are not written at once. Nothing is begun before both are, and what the
        file has below `committed` is done.
        """
        # Others may have written since we did.
        self._written.pop((topic, partition), None)
        try:
            offset, _, metadata = self._path(topic, partition).read_text().partition(" ")
            # One that is ahead of its commit is of another log, or of a group that was set back.
            if int(offset) > committed:
                return Checkpoint()
            return Checkpoint.decoded(metadata, int(offset))
        except (OSError, ValueError):
            return Checkpoint()

    def write(self, topic: str, partition: int, committed: int, checkpoint: Checkpoint) -> None:
        """Note `checkpoint` beside the offset `committed`.

        Raises:
            OSError: the file cannot be written.
        """
        metadata = checkpoint.encoded()
        if self._written.get((topic, partition)) == metadata:
            return
        path = self._path(topic, partition)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_text(f"{committed} {metadata}")
        draft.replace(path)
        self._written[topic, partition] = metadata

    def _path(self, topic: str, partition: int) -> Path:
        return self._folder / f"{self._group}--{topic}-{partition}"
