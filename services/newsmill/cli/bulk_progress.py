"""How far a command has come that writes many messages: a live line, on a terminal only."""

import sys
import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

LOOKS_PER_SECOND = 4


class BulkProgress:
    """Counts what has been written, of so many where that is known."""

    def __init__(self, nouns: str, total: int | None = None) -> None:
        self._total = total
        self._done = 0
        self._started = time.monotonic()
        columns = [TextColumn("{task.fields[note]}")]
        self._bar = Progress(
            TextColumn(nouns),
            *([BarColumn()] if total is not None else []),
            *columns,
            TimeElapsedColumn(),
            console=Console(stderr=True),
            refresh_per_second=LOOKS_PER_SECOND,
            disable=not sys.stderr.isatty(),
            transient=True,
        )
        self._task = self._bar.add_task(nouns, total=total, note="")

    def __enter__(self) -> "BulkProgress":
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def update(self, done: int) -> None:
        """So many have been written."""
        self._done = done
        if not self._bar.disable:
            of = f" of {self._total}" if self._total is not None else ""
            note = f"{done}{of}, {self._rate():.0f} a second"
            self._bar.update(self._task, completed=done, note=note)

    def summary(self) -> str:
        """How long it took, and how many in a second where it took so long."""
        seconds = self._seconds()
        return f"in {seconds:.1f} s" + (f", {self._rate():.0f} a second" if seconds >= 1 else "")

    def _seconds(self) -> float:
        return time.monotonic() - self._started

    def _rate(self) -> float:
        return self._done / max(self._seconds(), 0.001)
