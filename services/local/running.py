"""The whole mill on this machine: a broker where none is given, and all rooms in a child process.

The child is started again when it ends by failing: that is how it asks for it.
"""

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.local.broker import open_embedded_broker
from services.runtime.exits import EXIT_NOT_STARTED
from services.runtime.kafka import create_topics, wait_for_broker
from services.runtime.settings import KafkaSettings, RuntimeSettings, load

STATUS_TIMEOUT_SECONDS = 1.0
STOP_GRACE_SECONDS = 1.5
RESTART_PAUSE_SECONDS = 0.5


class MillNotStarted(Exception):
    """The rooms could not start: the message is what the process said, in one line."""


@asynccontextmanager
async def open_kafka(
    broker: str | None, runtime: RuntimeSettings, *, topic_prefix: str = "", port: int = 0
) -> AsyncIterator[KafkaSettings]:
    """The broker at `broker`, or an embedded one on `port`, with all topics created.

    Raises:
        BrokerUnavailable: no broker answers at `broker`.
        BrokerBroken: the embedded one did not start.
    """
    if broker is not None:
        overrides = {"topic_prefix": topic_prefix} if topic_prefix else {}
        kafka = load(KafkaSettings, broker=broker, **overrides)
        await wait_for_broker(kafka, runtime.connect_timeout)
        await create_topics(kafka)
        yield kafka
        return
    async with open_embedded_broker(log_folder(runtime) / "broker.log", port) as kafka:
        await create_topics(kafka)
        yield kafka


def log_folder(runtime: RuntimeSettings) -> Path:
    """Where the local broker and the rooms write their logs."""
    return runtime.state_dir.expanduser() / "logs"


def kafka_environment(kafka: KafkaSettings) -> dict[str, str]:
    """What tells another process to use the same broker and names."""
    told = {
        "NEWSMILL_BROKER": kafka.broker,
        "NEWSMILL_TOPIC_PREFIX": kafka.topic_prefix,
        "NEWSMILL_IDEMPOTENT": str(int(kafka.idempotent)),
        "NEWSMILL_REPLICATION_FACTOR": str(kafka.replication_factor),
    }
    if kafka.topic_partitions is not None:
        told["NEWSMILL_TOPIC_PARTITIONS"] = str(kafka.topic_partitions)
    return told


@dataclass
class Mill:
    """The running rooms."""

    log_file: Path
    health_port: int
    restarts: int = 0
    failed: str | None = None

    async def status(self) -> dict[str, Any] | None:
        """What the rooms have done; None while they start."""
        return await asyncio.to_thread(_status, self.health_port)


@asynccontextmanager
async def open_mill(
    kafka: KafkaSettings, runtime: RuntimeSettings, environment: Mapping[str, str]
) -> AsyncIterator[Mill]:
    """Run all rooms in a child process with `environment` added to this one's; end it on leaving.

    The body watches `Mill.failed`: it says why when the rooms could not start.
    """
    log_file = log_folder(runtime) / "mill.log"
    log_file.parent.mkdir(parents=True, exist_ok=True)
    mill = Mill(log_file, _free_port())
    child_environment = {
        **os.environ,
        **kafka_environment(kafka),
        "NEWSMILL_HEALTH_PORT": str(mill.health_port),
        "NEWSMILL_HEALTH_HOST": "127.0.0.1",
        "NEWSMILL_ENDS_WITH_PARENT": "1",
        **environment,
    }
    stop = asyncio.Event()
    supervisor = asyncio.create_task(_supervise(mill, child_environment, runtime, stop))
    try:
        yield mill
    finally:
        stop.set()
        await supervisor


async def _supervise(
    mill: Mill, environment: Mapping[str, str], runtime: RuntimeSettings, stop: asyncio.Event
) -> None:
    stopped = asyncio.create_task(stop.wait())
    with mill.log_file.open("wb") as log:
        while not stop.is_set():
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "services.local.mill",
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment,
                # Ctrl-C is for the command, which ends the rooms in order.
                start_new_session=True,
            )
            ended = asyncio.create_task(process.wait())
            await asyncio.wait({ended, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if stop.is_set():
                await _end(process, runtime)
            elif process.returncode == EXIT_NOT_STARTED:
                mill.failed = _last_line(mill.log_file)
                break
            else:
                mill.restarts += 1
                await asyncio.sleep(RESTART_PAUSE_SECONDS)
    stopped.cancel()


async def _end(process: asyncio.subprocess.Process, runtime: RuntimeSettings) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    patience = runtime.stop_timeout.total_seconds() + STOP_GRACE_SECONDS
    try:
        await asyncio.wait_for(process.wait(), patience)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def _status(port: int) -> dict[str, Any] | None:
    address = f"http://127.0.0.1:{port}/status"
    try:
        with urllib.request.urlopen(address, timeout=STATUS_TIMEOUT_SECONDS) as reply:  # our own
            told: dict[str, Any] = json.load(reply)
            return told
    except (OSError, ValueError, urllib.error.URLError):
        return None


def _last_line(log_file: Path) -> str:
    lines = log_file.read_text(errors="replace").strip().splitlines()
    return lines[-1].removeprefix("newsmill: ") if lines else "the rooms ended without a word"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
