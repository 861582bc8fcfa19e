"""newsmill topics: create and list topics, and print or add the ACLs for them."""

import sys
from datetime import timedelta

import typer
from rich.console import Console
from rich.table import Table

from newsmill.cli.connecting import reach
from newsmill.cli.failures import CommandFailed
from newsmill.cli.interruption import run_until_interrupted
from newsmill.kafka.acls import grant, rights
from newsmill.kafka.admin import TopicStatus, create_topics, describe_topics
from newsmill.kafka.connection import wait_for_broker
from newsmill.pipeline import TOPICS, users_of
from newsmill.settings import KafkaSettings, load


def create(*, broker: str | None, wait: float) -> None:
    """Create what is missing."""

    async def make() -> list[TopicStatus]:
        kafka = load(KafkaSettings, **({"broker": broker} if broker else {}))
        await wait_for_broker(kafka, timedelta(seconds=wait))
        return await create_topics(kafka)

    statuses = run_until_interrupted(make())
    typer.echo(f"{len(statuses)} topics are there", err=True)


def acls(*, broker: str | None, principal: str, apply: bool) -> None:
    """Print every right, or add them at the broker."""
    if "{}" not in principal:
        raise CommandFailed(f"--principal {principal}: {{}} is missing, the place of the room")

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
    """Show every topic."""

    async def describe() -> list[TopicStatus]:
        return await describe_topics(await reach(broker), TOPICS)

    statuses = run_until_interrupted(describe())
    if not sys.stdout.isatty():
        for status in statuses:
            typer.echo(f"{status.name}\t{status.partitions}")
        return
    table = Table("topic", "partitions", "key", "kept", "written by", "read by")
    for status in statuses:
        topic, users = status.topic, users_of(status.topic)
        kept = "compacted" if topic.retention is None else f"{topic.retention.days} days"
        there = str(status.partitions) if status.partitions else "[red]missing"
        table.add_row(
            status.name,
            there,
            topic.keyed_by,
            kept,
            ", ".join(users.writers),
            ", ".join(users.readers),
        )
    Console().print(table)
