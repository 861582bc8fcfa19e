"""The ledger of what was served: a line is on the disk before its publication leaves the server."""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from io import FileIO
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Served:
    """One publication that was served for the first time."""

    number: int
    target: int
    kind: str
    feed: str
    guid: str
    url: str
    title: str
    time: float


class Ledger:
    """Appends lines to a file."""

    def __init__(self, path: Path) -> None:
        self._file: FileIO = path.open("ab", buffering=0)

    def enter(self, lines: Iterable[Served]) -> None:
        """Return when all `lines` are on the disk."""
        text = "".join(json.dumps(asdict(line)) + "\n" for line in lines)
        self._file.write(text.encode())
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def read_ledger(path: Path) -> list[Served]:
    """All lines, in the order of serving; one that was cut off was never served."""
    whole = path.read_text().rpartition("\n")[0]
    return [Served(**json.loads(line)) for line in whole.splitlines()]
