"""The whole mill on this machine: a broker where none is given, and all rooms in a child process.

The child is started again when it ends by failing: that is how it asks for it.
"""

import asyncio
import contextlib
import os
import secrets
import shutil
import signal
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from newsmill.errors import UserError
from newsmill.exit_codes import ENDS_WITH_PARENT, EXIT_NOT_STARTED
from newsmill.hosting.status import ProcessStatus
from newsmill.kafka.admin import create_topics, delete_topics
from newsmill.kafka.connection import changelog_name, topic_name, wait_for_broker
from newsmill.kafka.errors import BrokerUnavailable
from newsmill.local.broker import open_embedded_broker
from newsmill.local.ports import free_port
from newsmill.pipeline import ALL_IN_ONE, TABLES, TOPICS
from newsmill.settings import KafkaSettings, RuntimeSettings, load
from newsmill.streaming.status import StageStatus
from newsmill.subprocesses.commands import module_command

MILL = module_command("newsmill.local.mill")

STATUS_TIMEOUT_SECONDS = 1.0
STOP_GRACE_SECONDS = 1.5

RESTART_PAUSE_SECONDS = 0.5
LONGEST_RESTART_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0
"""Rooms that end again and again are started ever later, until they have run for so long."""


RUNS_KEPT = 10
_THIS_RUN = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.getpid()}"


class MillNotStarted(UserError):
    """The rooms could not start, or stopped for good: the message says why, in one line."""


class TopicsLeft(UserError):
    """A run's own topics could not be deleted: the message says which, and why."""


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
        kafka = await _reach(broker, runtime, topic_prefix)
        await create_topics(kafka)
        yield kafka
        return
    async with open_embedded_broker(run_folder(runtime) / "broker.log", port) as kafka:
        await create_topics(kafka)
        yield kafka


@asynccontextmanager
async def open_kafka_for_a_run(
    broker: str | None, runtime: RuntimeSettings, name: str
) -> AsyncIterator[KafkaSettings]:
    """As `open_kafka`, with topics at `broker` that nobody else uses, deleted on leaving.

    Raises:
        TopicsLeft: they could not be deleted.
    """
    if broker is None:
        async with open_kafka(None, runtime) as kafka:
            yield kafka
        return
    kafka = await _reach(broker, runtime, f"{name}-{secrets.token_hex(4)}.")
    try:
        # Cut off in the middle, it has created some.
        await create_topics(kafka)
        yield kafka
    except BaseException as error:
        try:
            await _delete_all(kafka)
        except TopicsLeft as left:
            if isinstance(error, Exception):
                raise TopicsLeft(f"{error}; and {left}") from error
            raise
        raise
    await _delete_all(kafka)


async def _reach(broker: str, runtime: RuntimeSettings, topic_prefix: str) -> KafkaSettings:
    overrides = {"topic_prefix": topic_prefix} if topic_prefix else {}
    kafka = load(KafkaSettings, broker=broker, **overrides)
    await wait_for_broker(kafka, runtime.connect_timeout)
    return kafka


async def _delete_all(kafka: KafkaSettings) -> None:
    names = [topic_name(kafka, topic) for topic in TOPICS]
    names += [changelog_name(kafka, ALL_IN_ONE, table.name) for table in TABLES]
    try:
        await delete_topics(kafka, names)
    except BrokerUnavailable as error:
        raise TopicsLeft(
            f"the topics {kafka.topic_prefix}* stay at {kafka.broker}, for you to delete: {error}"
        ) from error


def run_folder(runtime: RuntimeSettings) -> Path:
    """This run's own folder for logs and records; those of the oldest runs are removed."""
    runs = runtime.state_dir.expanduser() / "runs"
    folder = runs / _THIS_RUN
    if not folder.exists():
        folder.mkdir(parents=True)
        for old in sorted(runs.iterdir())[:-RUNS_KEPT]:
            if _is_over(old):
                shutil.rmtree(old, ignore_errors=True)
    return folder


def _is_over(run: Path) -> bool:
    try:
        os.kill(int(run.name.rpartition("-")[2]), 0)
    except (ProcessLookupError, ValueError):
        return True
    except PermissionError:
        pass
    return False


def kafka_environment(kafka: KafkaSettings) -> dict[str, str]:
    """What tells another process to use the same broker and names."""
    told = {
        "NEWSMILL_BROKER": kafka.broker,
        "NEWSMILL_TOPIC_PREFIX": kafka.topic_prefix,
        "NEWSMILL_IDEMPOTENT": str(int(kafka.idempotent)),
        "NEWSMILL_REPLICATION_FACTOR": str(kafka.replication_factor),
        "NEWSMILL_SECURITY_PROTOCOL": kafka.security_protocol,
    }
    if kafka.marks_folder is not None:
        told["NEWSMILL_MARKS_FOLDER"] = str(kafka.marks_folder)
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

    async def status(self) -> ProcessStatus | None:
        """What the rooms have done; None while they start. One that is broken fails the mill."""
        status = await asyncio.to_thread(_status, self.health_port)
        for name, room in status.rooms.items() if status else ():
            if isinstance(room, StageStatus) and room.broken:
                self.failed = (
                    f"the {name} has stopped: {room.broken}; the rooms' log is {self.log_file}"
                )
        return status


@asynccontextmanager
async def open_mill(
    kafka: KafkaSettings, runtime: RuntimeSettings, environment: Mapping[str, str]
) -> AsyncIterator[Mill]:
    """Run all rooms in a child process with `environment` added to this one's; end it on leaving.

    The body watches `Mill.failed`: it says why when the rooms could not start.
    """
    log_file = run_folder(runtime) / "mill.log"
    log_file.parent.mkdir(parents=True, exist_ok=True)
    mill = Mill(log_file, free_port())
    child_environment = {
        **os.environ,
        **kafka_environment(kafka),
        "NEWSMILL_HEALTH_PORT": str(mill.health_port),
        "NEWSMILL_HEALTH_HOST": "127.0.0.1",
        ENDS_WITH_PARENT: str(os.getpid()),
        **environment,
    }
    stop = asyncio.Event()
    with log_file.open("wb") as log:
        supervisor = asyncio.create_task(_supervise(mill, log, child_environment, runtime, stop))
        try:
            yield mill
        finally:
            stop.set()
            await supervisor


async def _supervise(
    mill: Mill,
    log: BinaryIO,
    environment: Mapping[str, str],
    runtime: RuntimeSettings,
    stop: asyncio.Event,
) -> None:
    stopped = asyncio.create_task(stop.wait())
    pause = RESTART_PAUSE_SECONDS
    while not stop.is_set():
        started = time.monotonic()
        try:
            process = await _start(environment, log)
        except OSError as error:
            mill.failed = f"cannot start a process: {error.strerror or error}"
            break
        ended = asyncio.create_task(process.wait())
        await asyncio.wait({ended, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if stop.is_set():
            await _end(process, runtime)
        elif process.returncode == EXIT_NOT_STARTED:
            mill.failed = _last_word(mill.log_file)
            break
        else:
            mill.restarts += 1
            if time.monotonic() - started > STEADY_SECONDS:
                pause = RESTART_PAUSE_SECONDS
            await asyncio.wait({stopped}, timeout=pause)
            pause = min(2 * pause, LONGEST_RESTART_PAUSE_SECONDS)
    stopped.cancel()


async def _start(environment: Mapping[str, str], log: BinaryIO) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *MILL,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        env=environment,
        # Ctrl-C is for the command, which ends the rooms in order.
        start_new_session=True,
    )


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


def _status(port: int) -> ProcessStatus | None:
    address = f"http://127.0.0.1:{port}/status"
    try:
        with urllib.request.urlopen(address, timeout=STATUS_TIMEOUT_SECONDS) as reply:  # our own
            return ProcessStatus.from_json(reply.read())
    except (OSError, ValueError, urllib.error.URLError):
        return None


def _last_word(log_file: Path) -> str:
    lines = log_file.read_text(errors="replace").strip().splitlines()
    told = [line.removeprefix("newsmill: ") for line in lines if line.startswith("newsmill: ")]
    return (told or lines or ["the rooms ended without a word"])[-1]
