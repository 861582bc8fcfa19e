"""newsmill feeds status: how each feed is doing, the troubled ones first."""

import sys
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

import typer
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from newsmill.cli.columns import WIDE, fitted, fitted_address
from newsmill.cli.connecting import reach
from newsmill.cli.failures import fail
from newsmill.cli.interruption import run_until_interrupted
from newsmill.cli.terminal import json_line, plain
from newsmill.clock import utc_now
from newsmill.contracts.feeds import FeedState
from newsmill.contracts.topics import FEED_STATES, FEEDS
from newsmill.inspection.feed_health import CONDITIONS, Condition, Health, health
from newsmill.kafka.compacted import read_to_end
from newsmill.kafka.connection import topic_name
from newsmill.local.feed_addresses import shown

STYLES: dict[Condition, str] = {
    "failing": "bold red",
    "retired": "red",
    "frozen": "yellow",
    "late": "yellow",
    "gapped": "magenta",
    "overdue": "yellow",
    "new": "cyan",
    "moved": "blue",
    "good": "green",
}
CONDITION_WIDTH = max(map(len, CONDITIONS)) + 2
LEAST_COLUMNS = 20
NOT_SHOWN = {"arrivals"}


def status(
    *, as_json: bool, only_failing: bool, only_troubled: bool, wide: bool, broker: str | None
) -> None:
    """Print each feed's condition, with reasons, and a line that counts them."""
    now = utc_now()
    states = run_until_interrupted(_states(broker))
    feeds = sorted((health(state, now) for state in states), key=lambda one: one.order)
    shown = feeds
    if only_failing:
        shown = [one for one in feeds if one.condition == "failing"]
    elif only_troubled:
        shown = [one for one in feeds if one.condition != "good"]
    if as_json or not sys.stdout.isatty():
        for one in shown:
            fields = one.state.model_dump(mode="json", exclude=NOT_SHOWN)
            row = {"condition": one.condition, "remarks": one.remarks, **fields}
            typer.echo(json_line(row))
        return
    console = Console(highlight=False, soft_wrap=True)
    for one in shown:
        for line in lines_of(one, now, WIDE if wide else console.width):
            console.print(line)
    console.print(Text(summary(feeds), "bold"))


def lines_of(one: Health, now: datetime, width: int) -> list[Text]:
    """A feed for a person: what it is and how it does; then why, in as many lines as it takes."""
    state = one.state
    columns = max(LEAST_COLUMNS, width - CONDITION_WIDTH)
    head = Text(f"{one.condition:<{CONDITION_WIDTH}}", STYLES[one.condition])
    address = shown(state.url)
    if state.title:
        title = fitted(state.title, max(columns // 2, columns - len(address) - 2))
        head.append(title, "bold").append("  ")
        address = fitted_address(address, columns - cell_len(title) - 2)
        head.append(address, "not bold dim")
    else:
        head.append(fitted_address(address, columns), "bold")
    lines = [head]
    indent = " " * CONDITION_WIDTH
    for remark in one.remarks:
        wrapped = Text(plain(remark)).wrap(Console(width=width), columns)
        lines += [Text(indent) + line for line in wrapped]
    if (when := _when(state, now)) is not None:
        lines.append(Text(indent + fitted(when, columns), "dim"))
    return lines


def summary(feeds: Sequence[Health]) -> str:
    """How many there are, and of which condition."""
    counts = Counter(one.condition for one in feeds)
    named = [f"{counts[condition]} {condition}" for condition in CONDITIONS if counts[condition]]
    total = "1 feed" if len(feeds) == 1 else f"{len(feeds)} feeds"
    return f"{total}: {', '.join(named)}" if named else total


def _when(state: FeedState, now: datetime) -> str | None:
    parts = []
    if state.last_polled_at is not None:
        parts.append(f"asked {_ago(now - state.last_polled_at)} ago")
    if state.next_poll_at is not None and not state.gone:
        wait = state.next_poll_at - now
        parts.append(f"next in {_ago(wait)}" if wait > timedelta() else "next now")
    if not parts:
        return None
    why = f" ({plain(state.next_poll_why)})" if state.next_poll_why and not state.gone else ""
    return ", ".join(parts) + why


def _ago(length: timedelta) -> str:
    seconds = max(0, int(length.total_seconds()))
    for unit, name in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * unit:
            return f"{seconds // unit} {name}"
    return f"{seconds} s"


async def _states(broker: str | None) -> list[FeedState]:
    kafka = await reach(broker)
    names = [topic_name(kafka, FEEDS), topic_name(kafka, FEED_STATES)]
    tables = await read_to_end(kafka, names)
    subscribed, rows = tables[names[0]], tables[names[1]]
    states = []
    for url in sorted(subscribed):
        state = FeedState(url=url)
        if url in rows:
            try:
                state = FeedState.model_validate_json(rows[url])
            except ValueError:
                fail(f"what is known of {shown(url)} cannot be read; it is shown as new")
        states.append(state)
    return states
