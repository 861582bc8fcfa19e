"""Progress bars of `newsmill once`, one per room; none where there is no terminal."""

from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from newsmill.hosting.status import PullerStatus
from newsmill.local.once import NEEDED
from newsmill.local.once import Progress as OnceProgress
from newsmill.streaming.status import StageStatus


class RoomProgress:
    """Bars that follow a run of `once`."""

    def __init__(self, console: Console, feeds: int) -> None:
        self._feeds = feeds
        self._progress = Progress(
            TextColumn("{task.description:>10}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("[dim]{task.fields[note]}"),
            TimeElapsedColumn(),
            console=console,
            disable=not console.is_terminal,
            transient=True,
        )
        self._bars = {
            room: self._progress.add_task(room, total=None, note="starting") for room in NEEDED
        }

    def __enter__(self) -> "RoomProgress":
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def update(self, run: OnceProgress) -> None:
        """Move the bars to where the run is."""
        rooms = run.status.rooms if run.status else {}
        for room, bar in self._bars.items():
            status = rooms.get(room)
            if isinstance(status, PullerStatus):
                self._progress.update(
                    bar,
                    completed=len(run.tally.events),
                    total=self._feeds,
                    note=f"{len(run.tally.offered)} entries offered",
                )
            elif isinstance(status, StageStatus):
                done = status.read - status.in_flight
                self._progress.update(
                    bar, completed=done, total=max(done, status.read), note=outcomes(status)
                )


def outcomes(status: StageStatus) -> str:
    """A stage's counts in words."""
    parts = [
        f"{number} {name.removeprefix('news.articles.').removesuffix('.v1')}"
        for name, number in status.published.items()
    ]
    parts += [f"{number} dropped ({reason})" for reason, number in status.dropped.items()]
    if status.dead_lettered:
        parts.append(f"{status.dead_lettered} dead letters")
    return ", ".join(parts) or "waiting"
