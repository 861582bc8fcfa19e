"""Arrays of rows, in memory or in files, that grow up to a fixed number of rows."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

FEWEST_ROWS = 1024


class Rows:
    """An array that has as many rows as are in use, or somewhat more."""

    def __init__(self, most: int, shape: tuple[int, ...], dtype: Any, file: Path | None) -> None:
        self._most = most
        self._shape = shape
        self._file = file
        self.data: np.ndarray[Any, Any]
        if file is None:
            self.data = np.zeros((0, *shape), dtype)
        else:
            # What was in it is read from the journal again.
            file.unlink(missing_ok=True)
            self.data = np.memmap(file, dtype, "w+", shape=(most, *shape))
            _reserve(file, self.data.nbytes)

    def reach(self, row: int) -> None:
        """Have at least `row` + 1 rows."""
        if row < len(self.data):
            return
        rows = min(self._most, max(FEWEST_ROWS, len(self.data) * 9 // 8, row + 1))
        # In place, so that the old and the new array are not there together.
        self.data.resize((rows, *self._shape), refcheck=False)


def _reserve(file: Path, size: int) -> None:
    """Take the space now: on a full disk, a write to memory that it backs ends the process."""
    if hasattr(os, "posix_fallocate"):
        with file.open("r+b") as opened:
            os.posix_fallocate(opened.fileno(), 0, size)


@dataclass(frozen=True)
class Arrays:
    """Where arrays are kept: in memory, or as files in `folder`, which the system may page out."""

    folder: Path | None = None

    def rows(self, name: str, most: int, dtype: Any, *shape: int) -> Rows:
        """At most `most` rows of `shape`, all zero."""
        return Rows(most, shape, dtype, self.folder / name if self.folder else None)
