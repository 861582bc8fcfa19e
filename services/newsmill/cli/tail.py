"""newsmill tail: print the records of topics as they are written."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import typer
from rich.console import Console

from newsmill.cli.conditions import Fields, Test
from newsmill.cli.connecting import reach
from newsmill.cli.failures import Interrupted, fail
from newsmill.cli.interruption import run_until_interrupted
from newsmill.cli.tail_lines import as_line, fields_of
from newsmill.cli.terminal import json_line
from newsmill.cli.topic_names import topic_named
from newsmill.cli.where import record_test
from newsmill.contracts.topics import Topic
from newsmill.errors import UsageError
from newsmill.kafka.connection import topic_name
from newsmill.kafka.ending import ends_now, is_at
from newsmill.kafka.errors import BrokerUnavailable
from newsmill.kafka.liveness import ASK_SECONDS, BrokerLiveness
from newsmill.kafka.reading import open_reader
from newsmill.settings import KafkaSettings, RuntimeSettings, load

POLL_MILLISECONDS = 200
LAST_ANSWER_SECONDS = 0.5

Show = Callable[[Fields], None]


def run(
    topics: Sequence[str],
    *,
    from_start: bool,
    until_now: bool,
    limit: int | None,
    as_json: bool,
    where: list[str],
    broker: str | None,
) -> None:
    """Print records until the limit, the end as it is now, or Ctrl-C."""
    if until_now and not from_start:
        raise UsageError("--until-now shows nothing without --from-start")
    chosen = list(dict.fromkeys(map(topic_named, topics)))
    tests = [record_test(written, chosen) for written in where]
    show = _print_json if as_json or not sys.stdout.isatty() else _print_line
    try:
        run_until_interrupted(_tail(chosen, from_start, until_now, limit, tests, show, broker))
    except Interrupted:
        raise typer.Exit(0) from None


async def _tail(
    topics: Sequence[Topic[Any]],
    from_start: bool,
    until_now: bool,
    limit: int | None,
    tests: list[Test],
    show: Show,
    broker: str | None,
) -> None:
    kafka = await reach(broker)
    patience = load(RuntimeSettings).connect_timeout.total_seconds()
    names = {topic_name(kafka, topic): topic for topic in topics}
    shown = 0
    async with (
        open_reader(kafka, list(names), from_start=from_start) as consumer,
        _broker_watched(kafka) as liveness,
    ):
        ends = await ends_now(kafka, consumer) if until_now else None
        while ends is None or not await is_at(consumer, ends):
            if ends is not None and liveness.away_seconds() > patience:
                # What has an end is given to another command, which would wait for ever.
                raise BrokerUnavailable(kafka.broker, "it stopped answering before the end")
            batches = await consumer.getmany(timeout_ms=POLL_MILLISECONDS)
            for partition, messages in batches.items():
                for message in messages:
                    if ends is not None and message.offset >= ends[partition]:
                        break
                    fields = fields_of(names[partition.topic], message)
                    if not all(test(fields) for test in tests):
                        continue
                    show(fields)
                    shown += 1
                    if shown == limit:
                        return


@asynccontextmanager
async def _broker_watched(kafka: KafkaSettings) -> AsyncIterator[BrokerLiveness]:
    """Say when the brokers stop answering, and when they are back; aiokafka tries again itself."""
    stop = asyncio.Event()
    liveness = BrokerLiveness(kafka, lambda away: fail(_said(kafka, away)))

    async def watch() -> None:
        # It has answered just now.
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), ASK_SECONDS)
        await liveness.run(stop)

    watching = asyncio.create_task(watch())
    try:
        yield liveness
    finally:
        stop.set()
        # It may be waiting for an answer.
        await asyncio.wait({watching}, timeout=LAST_ANSWER_SECONDS)
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)


def _said(kafka: KafkaSettings, away_seconds: float | None) -> str:
    if away_seconds is None:
        return f"no broker answers at {kafka.broker}, trying again"
    return f"the broker answers again, after {away_seconds:.0f} s"


def _print_json(fields: Fields) -> None:
    sys.stdout.write(json_line(fields) + "\n")
    sys.stdout.flush()


def _print_line(fields: Fields) -> None:
    Console().print(as_line(fields), soft_wrap=True, highlight=False)
