"""newsmill topics: create and list topics, and print or add the ACLs for them."""

import sys
from collections.abc import Sequence
from datetime import timedelta

import typer
from rich.console import Console
from rich.text import Text

from newsmill.cli.connecting import reach
from newsmill.cli.interruption import run_until_interrupted
from newsmill.cli.wrapping import INDENT, tell, wrapped
from newsmill.errors import UsageError
from newsmill.kafka.acls import grant, rights
from newsmill.kafka.admin import TopicStatus, create_topics, describe_topics
from newsmill.kafka.connection import wait_for_broker
from newsmill.kafka.topic_rules import TopicsUnfit
from newsmill.kafka.topic_settings import Look, look_at_topics
from newsmill.pipeline import ALL_IN_ONE, TOPICS, users_of
from newsmill.settings import KafkaSettings, load


def create(*, broker: str | None, wait: float) -> None:
    """Create what is missing, and say which of the others are not as they should be.

    Raises:
        TopicsUnfit: in some of them messages vanish in silence.
    """

    async def make() -> tuple[int, Look, str]:
        kafka = load(KafkaSettings, **({"broker": broker} if broker else {}))
        await wait_for_broker(kafka, timedelta(seconds=wait))
        statuses = await create_topics(kafka)
        return len(statuses), await look_at_topics(kafka, ALL_IN_ONE), kafka.broker

    count, look, address = run_until_interrupted(make())
    typer.echo(f"{count} topics are there", err=True)
    tell(difference.told for difference in look.differences if not difference.is_grave)
    if grave := [difference for difference in look.differences if difference.is_grave]:
        raise TopicsUnfit(address, grave)


def acls(*, broker: str | None, principal: str, apply: bool) -> None:
    """Print every right, or add them at the broker."""
    if "{}" not in principal:
        raise UsageError(f"--principal {principal}: {{}} is missing, the place of the room")

    async def give() -> int:
        kafka = await reach(broker)
        wanted = list(rights(kafka))
        await grant(kafka, wanted, principal)
        return len(wanted)

    if apply:
        typer.echo(f"{run_until_interrupted(give())} rights are there", err=True)
        return
    for right in rights(load(KafkaSettings, **({"broker": broker} if broker else {}))):
        typer.echo(right.as_arguments(principal))


def list_topics(*, broker: str | None) -> None:
    """Show every topic, and say which are not as they should be."""

    async def describe() -> tuple[list[TopicStatus], Look]:
        kafka = await reach(broker)
        return await describe_topics(kafka, TOPICS), await look_at_topics(kafka, ALL_IN_ONE)

    statuses, look = run_until_interrupted(describe())
    if sys.stdout.isatty():
        show(statuses, Console(highlight=False))
    else:
        for status in statuses:
            typer.echo(f"{status.name}\t{status.partitions}")
    tell(difference.told for difference in look.differences)


def show(statuses: Sequence[TopicStatus], console: Console) -> None:
    """Each topic's name in a line of its own, with what it is for below it."""
    for status in statuses:
        topic, users = status.topic, users_of(status.topic)
        there = Text("missing", "bold red")
        if count := status.partitions:
            there = Text(f"{count} {'partition' if count == 1 else 'partitions'}")
        kept = "compacted" if topic.retention is None else f"{topic.retention.days} days"
        console.print(Text.assemble((status.name, "bold"), "  ", there), soft_wrap=True)
        who = f"{', '.join(users.writers)} → {', '.join(users.readers)}"
        about = f"{kept}; keyed by {topic.keyed_by}; {who}"
        console.print(Text(wrapped(about, console.width, INDENT), "dim"), soft_wrap=True)
