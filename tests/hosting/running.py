"""Processes with rooms, and what is on the topics before and after them."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from newsmill.contracts.base import Record
from newsmill.contracts.topics import Topic
from newsmill.kafka.connection import topic_name
from newsmill.kafka.publisher import open_publisher, publish_record
from newsmill.kafka.reading import open_reader
from newsmill.local.ports import free_port
from newsmill.settings import KafkaSettings

REPOSITORY = Path(__file__).parents[2]
PATIENCE_SECONDS = 90
POLL_SECONDS = 0.05

R = TypeVar("R", bound=Record)


class RunningRoom:
    """One process of `tests.hosting.small_rooms`."""

    def __init__(self, process: asyncio.subprocess.Process, port: int, log: Path) -> None:
        self._process = process
        self._url = f"http://127.0.0.1:{port}"
        self.log = log

    async def status(self) -> dict[str, Any] | None:
        """What it says of itself; None while nobody answers."""
        try:
            told: dict[str, Any] = json.loads(await self._page("/status"))
        except aiohttp.ClientError:
            return None
        return told

    async def metrics(self) -> list[Metric]:
        """What it tells Prometheus."""
        return list(text_string_to_metric_families(await self._page("/metrics")))

    async def _page(self, path: str) -> str:
        async with aiohttp.ClientSession() as session, session.get(self._url + path) as reply:
            return await reply.text()

    async def until(self, condition: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Its status as soon as `condition` holds for it."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                told = await self.status()
                if told is not None and condition(told):
                    return told
                assert self._process.returncode is None, self.log.read_text()
                await asyncio.sleep(POLL_SECONDS)

    async def ready(self) -> None:
        """Return when it has its partitions."""
        await self.until(lambda told: bool(told["ready"]))

    async def ended(self, patience: float = PATIENCE_SECONDS) -> int:
        """Its exit code, when it has ended by itself."""
        async with asyncio.timeout(patience):
            return await self._process.wait()

    async def stop(self, patience: float = 10.0) -> int:
        """End it politely."""
        self._process.send_signal(signal.SIGTERM)
        return await self.ended(patience)

    async def kill(self) -> None:
        """End it between two instructions."""
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()


@asynccontextmanager
async def run_room(
    name: str, kafka: KafkaSettings, log: Path, **environment: str
) -> AsyncIterator[RunningRoom]:
    """Start a room of `tests.hosting.small_rooms`; it is gone on leaving."""
    port = free_port()
    variables = {
        "NEWSMILL_BROKER": kafka.broker,
        "NEWSMILL_TOPIC_PREFIX": kafka.topic_prefix,
        "NEWSMILL_IDEMPOTENT": str(kafka.idempotent),
        "NEWSMILL_SESSION_TIMEOUT": str(kafka.session_timeout.total_seconds()),
        "NEWSMILL_COMMIT_INTERVAL": "0.2",
        "NEWSMILL_HEALTH_PORT": str(port),
        "NEWSMILL_START_TIMEOUT": "10",
    }
    if kafka.checkpoint_folder is not None:
        variables["NEWSMILL_CHECKPOINT_FOLDER"] = str(kafka.checkpoint_folder)
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.hosting.small_rooms",
            name,
            cwd=REPOSITORY,
            env=os.environ | variables | environment,
            stdout=output,
            stderr=output,
        )
    room = RunningRoom(process, port, log)
    try:
        yield room
    finally:
        await room.kill()


async def write(kafka: KafkaSettings, topic: Topic[Record], records: Iterable[Record]) -> None:
    """Publish `records` in their order."""
    async with open_publisher(kafka) as publisher:
        await asyncio.gather(
            *(publish_record(publisher, kafka, topic, record, "test") for record in records)
        )


async def read(
    kafka: KafkaSettings, topics: Sequence[Topic[Record]], enough: Callable[[list[Record]], bool]
) -> list[Record]:
    """What is on `topics` from their start, as soon as it is enough."""
    by_name = {topic_name(kafka, topic): topic for topic in topics}
    records: list[Record] = []
    async with open_reader(kafka, list(by_name), from_start=True) as consumer:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not enough(records):
                batches = await consumer.getmany(timeout_ms=100)
                for partition, messages in batches.items():
                    record = by_name[partition.topic].record
                    records += [record.model_validate_json(m.value) for m in messages]
    return records


async def until(condition: Callable[[], bool]) -> None:
    """Return as soon as `condition` holds."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not condition():  # noqa: ASYNC110 # what is waited for sets no event
            await asyncio.sleep(POLL_SECONDS / 5)
