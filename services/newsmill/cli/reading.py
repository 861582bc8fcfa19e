"""Topics read from their start, with a bar on a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
)

from newsmill.kafka.reading import History
from newsmill.kafka.records import Message


async def read_all(history: History, what: str, enter: Callable[[Message], None]) -> None:
    """Hand every message of `history` to `enter`.

    Raises:
        BrokerUnavailable: the broker stopped answering.
    """
    with progress(what, history.total) as advance:
        async for messages in history.read():
            for message in messages:
                enter(message)
            advance(len(messages))


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar on stderr while it is a terminal, gone at the end; gives what moves it on."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
        transient=True,
    )
    with bar:
        task = bar.add_task(what, total=total)
        yield lambda count: bar.update(task, advance=count)
