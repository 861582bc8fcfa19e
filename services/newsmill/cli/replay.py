"""newsmill replay: run a room over old input into shadow topics, and say what would change."""

import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import typer
from rich.console import Console

from newsmill.cli.connecting import reach
from newsmill.cli.failures import CommandFailed
from newsmill.cli.interruption import run_until_interrupted
from newsmill.cli.progress_bar import progress_bar
from newsmill.cli.replay_report import fields_of, show
from newsmill.cli.room_names import room_named
from newsmill.cli.terminal import json_line
from newsmill.cli.times import instant
from newsmill.clock import utc_now
from newsmill.errors import UsageError
from newsmill.inspection.auditing import CLOCK_SKEW
from newsmill.local.shadow_input import Order
from newsmill.local.shadow_room import Replayed, replay_room
from newsmill.local.shadow_topics import delete_shadows, shadow_of
from newsmill.pipeline import FOLDER, PULLER, STEPS, Step
from newsmill.settings import KafkaSettings, RuntimeSettings, load

SUFFIX = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38}[A-Za-z0-9])?")

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC) + CLOCK_SKEW
"""Brokers know no time before 1970."""


def run(
    written: str,
    *,
    since: str,
    until: str | None,
    into: str,
    limit: int | None,
    examples: int,
    again: bool,
    may_fetch: bool,
    delete: bool,
    as_json: bool,
    broker: str | None,
) -> None:
    """Replay, and print the report."""
    now = utc_now()
    order = Order(
        step_of(written),
        since=max(EARLIEST, instant("--since", since, now)),
        until=now if until is None else instant("--until", until, now),
        suffix=suffix(into),
        limit=limit,
        again=again,
        may_fetch=may_fetch,
        examples=examples,
    )
    if order.since >= order.until:
        raise UsageError("--since must lie before --until, and before now")
    replayed = Replayed(order)
    try:
        run_until_interrupted(_replay(replayed, broker, delete=delete))
    except Exception:
        # Whatever ended it, somebody has to clear up.
        if replayed.read.has_topics:
            typer.echo(what_remains(order.suffix, broker), err=True)
        raise
    if as_json or not sys.stdout.isatty():
        typer.echo(json_line(fields_of(replayed)))
    else:
        show(replayed, Console(highlight=False))
    if replayed.read.has_topics:
        typer.echo(what_remains(order.suffix, broker), err=True)


def delete_topics(into: str, broker: str | None) -> None:
    """Delete what replays have left under a suffix."""

    named = suffix(into)

    async def delete_them() -> Sequence[str]:
        return await delete_shadows(shadow_of(await reach(broker), named))

    names = run_until_interrupted(delete_them())
    if not names:
        raise CommandFailed(f"there are no shadow topics with the suffix {into!r}")
    typer.echo(f"{len(names)} topics deleted", err=True)
    for name in names:
        typer.echo(name)


async def _replay(replayed: Replayed, broker: str | None, *, delete: bool) -> None:
    reached = await reach(broker)
    # Idempotent, unlike other commands: a copy that is sent again must not be there twice.
    kafka = reached.model_copy(update={"idempotent": load(KafkaSettings).idempotent})
    try:
        with progress_bar() as on_progress:
            await replay_room(kafka, load(RuntimeSettings), replayed, on_progress)
    finally:
        if delete and replayed.read.has_topics:
            await delete_shadows(shadow_of(kafka, replayed.order.suffix))
            replayed.read.has_topics = False


def step_of(written: str) -> Step[Any, Any]:
    """What the room with this name does.

    Raises:
        UsageError: there is none, or it is none of an article's way.
    """
    room = room_named(written)
    for step in STEPS:
        if step.room == room:
            return step
    rooms = ", ".join(step.room for step in STEPS)
    if room == FOLDER:
        raise UsageError(
            f"the {FOLDER} cannot be replayed: it decides nothing, and its rows follow from what "
            f"they are made of; what can be is {rooms}"
        )
    raise UsageError(
        f"the {PULLER} cannot be replayed: it reads no topic of articles but the feeds themselves, "
        f"and what they served then is not kept; what can be is {rooms}"
    )


def suffix(written: str) -> str:
    """What is put behind the names of shadow topics, after a dot.

    Raises:
        UsageError: it cannot be part of a topic's name.
    """
    if not SUFFIX.fullmatch(written):
        raise UsageError(
            f"--into {written!r}: write up to 40 letters, digits and hyphens between them, such as "
            "md-371"
        )
    return written


def what_remains(into: str, broker: str | None) -> str:
    """The shadow topics, how to read them, and how to be rid of them."""
    at = f" --broker {broker}" if broker else ""
    return (
        f"the topics with the suffix .{into} are still there: read them with\n"
        f"  NEWSMILL_TOPIC_SUFFIX=.{into} newsmill tail --from-start{at}\n"
        f"and delete them with\n"
        f"  newsmill topics delete --into {into}{at}"
    )
