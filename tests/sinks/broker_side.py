"""What tests of sinks do on the broker, and how they wait."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from newsmill.contracts.base import Record
from newsmill.contracts.topics import Topic
from newsmill.kafka.connection import topic_name
from newsmill.kafka.publisher import open_publisher
from newsmill.settings import KafkaSettings
from newsmill.sinks.running import Running

PATIENCE_SECONDS = 60
STOP = timedelta(seconds=8)


async def until(condition: Callable[[], object]) -> None:
    """Return when `condition` holds."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not condition():  # noqa: ASYNC110 # the broker brings it about
            await asyncio.sleep(0.02)


async def write(
    kafka: KafkaSettings, topic: Topic[Record], *rows: tuple[str, bytes | None]
) -> None:
    """Write rows of key and value; the key decides the partition."""
    async with open_publisher(kafka) as publisher:
        for key, value in rows:
            await publisher.publish(topic_name(kafka, topic), key.encode(), value, key, [])


@asynccontextmanager
async def running(sink: Running) -> AsyncIterator["asyncio.Task[None]"]:
    """It, until the end of the block; then it stops in order."""
    stop = asyncio.Event()
    task = asyncio.create_task(sink.run(stop, STOP))
    try:
        yield task
    finally:
        stop.set()
        await task
