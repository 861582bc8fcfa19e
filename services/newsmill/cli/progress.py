"""One progress line per room on a terminal; nothing where there is none."""

from types import TracebackType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from newsmill.local.once import Progress as OnceProgress
from newsmill.pipeline import ROOMS


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
            room: self._progress.add_task(room, total=None, note="starting") for room in ROOMS
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

    def tell(self, told: OnceProgress) -> None:
        """Move the bars."""
        rooms: dict[str, Any] = told.status.get("rooms", {})
        for room, bar in self._bars.items():
            if room not in rooms:
                continue
            if room == "puller":
                self._progress.update(
                    bar,
                    completed=len(told.tally.events),
                    total=self._feeds,
                    note=f"{len(told.tally.offered)} entries offered",
                )
                continue
            counts = rooms[room]
            done = counts["read"] - counts["in_flight"]
            self._progress.update(
                bar, completed=done, total=max(done, counts["read"]), note=outcomes(counts)
            )


def outcomes(counts: dict[str, Any]) -> str:
    """A room's counts in words."""
    parts = [
        f"{number} {name.removeprefix('news.articles.').removesuffix('.v1')}"
        for name, number in counts.get("published", {}).items()
    ]
    parts += [f"{number} dropped ({reason})" for reason, number in counts["dropped"].items()]
    if counts["dead_lettered"]:
        parts.append(f"{counts['dead_lettered']} dead letters")
    return ", ".join(parts) or "waiting"
