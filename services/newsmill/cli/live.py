"""The live view of `up` and `demo`: the latest articles and a line per room; in a pipe, lines."""

import time
from collections import deque
from collections.abc import Sequence
from datetime import datetime
from types import TracebackType
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from newsmill.cli.room_progress import outcomes
from newsmill.cli.terminal import plain
from newsmill.contracts.articles import EnrichedArticle
from newsmill.hosting.status import GatewayStatus, ProcessStatus, PullerStatus
from newsmill.local.watching import Copies, Watch
from newsmill.pipeline import ROOMS

ROWS_BELOW_TABLE = len(ROOMS) + 8
ENTITIES_SHOWN = 4
REFRESH_SECONDS = 0.25

ENTITIES_FROM_COLUMNS = 70
NUMBERS_FROM_COLUMNS = 100
"""On a narrower screen, headlines would have no room beside them."""

COLOUR_BY_LABEL = {
    "PERSON": "cyan",
    "PER": "cyan",
    "ORG": "magenta",
    "GPE": "green",
    "LOC": "green",
}
"""spaCy's English and French labels for who and where; others stay uncoloured."""


class LiveView:
    """Shows the articles that a `Watch` sees, and the status of the rooms."""

    def __init__(self, console: Console, watch: Watch, title: str) -> None:
        self._console = console
        self._watch = watch
        self._title = title
        self._rows: deque[tuple[EnrichedArticle, datetime]] = deque(maxlen=60)
        self._status: ProcessStatus | None = None
        self._refreshed_at = 0.0
        self._live = (
            Live(
                self._picture(),
                console=console,
                # A thread that refreshes could not tell anybody that the terminal has gone away.
                auto_refresh=False,
                get_renderable=self._picture,
            )
            if console.is_terminal
            else None
        )

    def __enter__(self) -> "LiveView":
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def on_status(self, status: ProcessStatus | None) -> None:
        """Show this status of the rooms; without one, the last stays."""
        self._status = status or self._status
        self._refresh()

    def on_article(self, article: EnrichedArticle, now: datetime) -> None:
        """Show one more enriched article."""
        self._rows.append((article, now))
        if self._live is None:
            self._console.print(self._line(article, now), soft_wrap=True, highlight=False)
        elif time.monotonic() - self._refreshed_at > REFRESH_SECONDS:
            self._refresh()

    def _refresh(self) -> None:
        if self._live is not None:
            self._live.refresh()
            self._refreshed_at = time.monotonic()

    def _line(self, article: EnrichedArticle, now: datetime) -> Text:
        latency = (now - article.seen_at).total_seconds()
        line = Text(f"{_headline(article)} [{article.source.host}, {article.language}]")
        names = ", ".join(plain(entity.name) for entity in _foremost(article))
        line.append(f" {names or article.entities_status} ({latency:.1f} s)")
        return line

    def _picture(self) -> RenderableType:
        width = self._console.width
        has_entities, has_numbers = width >= ENTITIES_FROM_COLUMNS, width >= NUMBERS_FROM_COLUMNS
        table = Table(title=self._title, expand=True, title_justify="left")
        table.add_column("headline", ratio=5, no_wrap=True)
        table.add_column("site", ratio=2, no_wrap=True, style="blue")
        if has_entities:
            table.add_column("entities", ratio=4, no_wrap=True)
        if has_numbers:
            table.add_column("lang", width=4)
            table.add_column("also on", width=8, justify="right")
            table.add_column("after", width=7, justify="right", style="dim")
        height = max(3, self._console.height - ROWS_BELOW_TABLE)
        for article, at in list(self._rows)[-height:]:
            copies = self._watch.copies_by_group.get(article.group_id, Copies())
            cells = [Text(_headline(article)), Text(article.source.host)]
            if has_entities:
                cells.append(_entities(article))
            if has_numbers:
                elsewhere = sites(copies.elsewhere(article.source.host))
                after = f"{(at - article.seen_at).total_seconds():.1f} s"
                cells += [Text(article.language), Text(elsewhere), Text(after)]
            table.add_row(*cells)
        return Group(table, self._rooms())

    def _rooms(self) -> RenderableType:
        lines = Table.grid(padding=(0, 2))
        lines.add_column(no_wrap=True, min_width=max(map(len, ROOMS)))
        lines.add_column(no_wrap=True)
        rooms = self._status.rooms if self._status else {}
        for room in ROOMS:
            status = rooms.get(room)
            if status is None:
                lines.add_row(Text(room, style="bold"), Text("starting", style="dim"))
            elif isinstance(status, PullerStatus):
                lines.add_row(
                    Text(room, style="bold"),
                    Text(
                        f"{status.feeds} feeds, {status.polls} polls, "
                        f"{status.offered} entries offered, {status.failed} polls failed"
                    ),
                )
            elif isinstance(status, GatewayStatus):
                behind = f", {status.behind} behind" if status.behind else ""
                lines.add_row(
                    Text(room, style="bold"),
                    Text(f"{status.indexed} articles{behind}, {status.clients} readers"),
                )
            else:
                lines.add_row(Text(room, style="bold"), Text(outcomes(status)))
        return lines


def sites(hosts: Sequence[str]) -> str:
    """How many there are, in words; nothing for none."""
    return f"{len(hosts)} site{'s'[: len(hosts) != 1]}" if hosts else ""


def _headline(article: EnrichedArticle) -> str:
    title = plain(article.title)
    return title if article.revision == 1 else f"{title} (rev. {article.revision})"


def _foremost(article: EnrichedArticle) -> list[Any]:
    named = [entity for entity in article.entities if entity.label in COLOUR_BY_LABEL]
    return (named or list(article.entities))[:ENTITIES_SHOWN]


def _entities(article: EnrichedArticle) -> Text:
    if article.entities_status != "ok":
        return Text(article.entities_status.replace("_", " "), style="dim")
    line = Text()
    for entity in _foremost(article):
        line.append(
            (" · " if line else "") + plain(entity.name), COLOUR_BY_LABEL.get(entity.label, "")
        )
    return line
