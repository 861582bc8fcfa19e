"""Supervise rooms in one child process: start it, restart it when it fails, and stop it."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from newsmill.errors import UserError
from newsmill.exit_codes import ENDS_WITH_PARENT, EXIT_NOT_STARTED, EXIT_USAGE
from newsmill.hosting.asking import LOOPBACK, ask
from newsmill.hosting.status import ProcessStatus
from newsmill.local.page_address import PORT_VARIABLE, page_address, page_port
from newsmill.local.ports import free_port
from newsmill.local.run_folder import run_folder
from newsmill.local.topics import kafka_environment
from newsmill.pipeline import ALL_IN_ONE, GATEWAY, Room
from newsmill.settings import KafkaSettings, RuntimeSettings
from newsmill.streaming.status import StageStatus
from newsmill.subprocesses.commands import module_command

MILL = module_command("newsmill.local.mill")

STATUS_TIMEOUT_SECONDS = 1.0
STOP_GRACE_SECONDS = 1.5

RESTART_PAUSE_SECONDS = 0.5
LONGEST_RESTART_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0
"""The pause before a restart doubles each time, until the rooms have run for so long."""


class MillNotStarted(UserError):
    """The rooms could not start, or have stopped for good."""


@dataclass
class Mill:
    """The process of all rooms, or of one, as its supervisor sees it."""

    log_file: Path
    health_port: int
    health_host: str = LOOPBACK
    page: str | None = None
    """The address of the gateway's page; None where the gateway is not run."""
    restarts: int = 0
    failed: str | None = None

    async def status(self) -> ProcessStatus | None:
        """The status of the rooms; None while they start. A broken room fails the whole mill."""
        status = await asyncio.to_thread(_status, self.health_host, self.health_port)
        for name, room in status.rooms.items() if status else ():
            if isinstance(room, StageStatus) and room.broken:
                self.failed = (
                    f"the {name} has stopped: {room.broken}; the rooms' log is {self.log_file}"
                )
        return status


@asynccontextmanager
async def open_mill(
    kafka: KafkaSettings,
    runtime: RuntimeSettings,
    environment: Mapping[str, str],
    only: Room | None = None,
    *,
    without: Sequence[Room] = (),
    is_watched: bool = False,
) -> AsyncIterator[Mill]:
    """Run all rooms but those in `without`, or `only` one, in a child process that is ended on
    leaving.

    `environment` is added to this process's. One that `is_watched` serves its health and metrics
    where NEWSMILL_HEALTH_PORT wants them; any other on a port that only the supervisor knows. The
    gateway's page is where `Mill.page` says.

    The body must watch `Mill.failed`, which is set when the rooms cannot go on.
    """
    command = module_command("newsmill", "run", only) if only else (*MILL, *without)
    log_file = run_folder(runtime) / f"{only or ALL_IN_ONE}.log"
    log_file.parent.mkdir(parents=True, exist_ok=True)
    mill = Mill(log_file, free_port())
    if is_watched and runtime.health_port:
        mill = Mill(log_file, runtime.health_port, runtime.health_host)
    of_gateway: dict[str, str] = {}
    if only is None and GATEWAY not in without:
        host, port = page_port({**os.environ, **environment})
        mill.page = page_address(host, port)
        of_gateway = {PORT_VARIABLE: str(port)}
    child_environment = {
        **os.environ,
        **kafka_environment(kafka),
        **of_gateway,
        "NEWSMILL_HEALTH_PORT": str(mill.health_port),
        "NEWSMILL_HEALTH_HOST": mill.health_host,
        ENDS_WITH_PARENT: str(os.getpid()),
        **environment,
    }
    stop = asyncio.Event()
    with log_file.open("wb") as log:
        supervising = _supervise(mill, command, log, child_environment, runtime, stop)
        supervisor = asyncio.create_task(supervising)
        try:
            yield mill
        finally:
            stop.set()
            await supervisor


async def _supervise(
    mill: Mill,
    command: Sequence[str],
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
            process = await _start(command, environment, log)
        except OSError as error:
            mill.failed = f"cannot start a process: {error.strerror or error}"
            break
        ended = asyncio.create_task(process.wait())
        await asyncio.wait({ended, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if stop.is_set():
            await _end(process, runtime)
        elif process.returncode in (EXIT_NOT_STARTED, EXIT_USAGE):
            mill.failed = _last_error(mill.log_file)
            break
        else:
            mill.restarts += 1
            if time.monotonic() - started > STEADY_SECONDS:
                pause = RESTART_PAUSE_SECONDS
            await asyncio.wait({stopped}, timeout=pause)
            pause = min(2 * pause, LONGEST_RESTART_PAUSE_SECONDS)
    stopped.cancel()


async def _start(
    command: Sequence[str], environment: Mapping[str, str], log: BinaryIO
) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *command,
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


def _status(host: str, port: int) -> ProcessStatus | None:
    try:
        return ProcessStatus.from_json(ask(host, port, "/status", STATUS_TIMEOUT_SECONDS).body)
    except (OSError, ValueError):
        return None


def _last_error(log_file: Path) -> str:
    lines = log_file.read_text(errors="replace").strip().splitlines()
    reasons = [line.removeprefix("newsmill: ") for line in lines if line.startswith("newsmill: ")]
    return (reasons or lines or ["the rooms ended without a word"])[-1]
