"""Run one or more rooms in a process: start, health server, graceful shutdown, exit code.

Exit codes: 0 after a graceful shutdown, 1 when something is wrong that a person must fix (one line
on stderr), 2 when that is a setting, 70 when something broke and the supervisor must start the
process again.
"""

import asyncio
import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from datetime import timedelta
from typing import Any, Protocol

from newsmill.errors import UsageError, UserError
from newsmill.exit_codes import ENDS_WITH_PARENT, EXIT_CRASHED, EXIT_NOT_STARTED, EXIT_USAGE
from newsmill.hosting.health import serve_health
from newsmill.hosting.signals import ending_signals
from newsmill.hosting.status import ProcessStatus, RoomStatus
from newsmill.hosting.topic_watch import TopicWatch
from newsmill.hosting.watchdog import ended_when_blocked
from newsmill.kafka.admin import require_group, require_topics
from newsmill.kafka.connection import wait_for_broker
from newsmill.kafka.errors import TopicsMissing, as_user_error, kafka_errors_as_user_errors
from newsmill.kafka.liveness import BrokerLiveness
from newsmill.kafka.publisher import with_idempotence_as_accepted
from newsmill.logs import logger, set_up_logs
from newsmill.pipeline import topics_of
from newsmill.settings import KafkaSettings, RuntimeSettings, load
from newsmill.streaming.worker import Worker, end_process
from newsmill.variables import unknown_variables

TIME_TO_LEAVE = timedelta(seconds=1.75)
"""After the stop timeout, to leave the group and close everything: docker kills after ten."""

PARENT_CHECK_SECONDS = 0.5
TOPICS_RETRY_SECONDS = 1.0

log = logger("newsmill.host")


class Service(Protocol):
    """Something that runs beside the stages, such as the puller."""

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set, then finish what was begun."""

    def is_ready(self) -> bool:
        """Whether it does its work now."""


class RoomService(Service, Protocol):
    """A service that does the work of rooms."""

    def status(self) -> Mapping[str, RoomStatus]:
        """What it has done since it started, by room."""


class Host:
    """What a process offers to its rooms while they are opened."""

    def __init__(
        self,
        kafka: KafkaSettings,
        runtime: RuntimeSettings,
        worker: Worker,
        liveness: BrokerLiveness,
    ) -> None:
        self.kafka = kafka
        self.runtime = runtime
        self.worker = worker
        self.liveness = liveness
        self.services: list[RoomService] = []
        self.preparations: list[Coroutine[Any, Any, None]] = []
        self.meters: dict[str, Callable[[], float]] = {}
        self.conditions: list[Callable[[], bool]] = []

    def add_service(self, service: RoomService) -> None:
        """Run `service` beside the stages."""
        self.services.append(service)

    def prepare(self, work: Coroutine[Any, Any, None]) -> None:
        """Do slow preparations (loading a model) while the worker joins its group.

        The process ends, with the error as its one line, when they fail.
        """
        self.preparations.append(work)

    def require(self, condition: Callable[[], bool]) -> None:
        """The process is ready only while `condition` holds."""
        self.conditions.append(condition)

    def meter(self, room: str, cpu_seconds: Callable[[], float]) -> None:
        """Count the CPU time of a room's child processes."""
        self.meters[room] = cpu_seconds


OpenRoom = Callable[[Host], AbstractAsyncContextManager[None]]


ReadSettings = Callable[[], object]
"""Reads the settings of a room and the files that they name.

It raises a `UserError` if the room cannot work like this, whatever the broker says.
"""


def run_process(
    name: str, rooms: Sequence[OpenRoom], read_settings: Iterable[ReadSettings] = ()
) -> int:
    """Run `rooms` in this process until SIGTERM, SIGINT or SIGHUP; returns the exit code.

    `name` is the consumer group and the `room` of the logs. What is wrong with the rooms' settings
    is found before the broker is waited for.
    """
    try:
        runtime = load(RuntimeSettings)
        kafka = load(KafkaSettings)
        set_up_logs(runtime, name)
        for line in unknown_variables(os.environ):
            log.warning(line)
        for read in read_settings:
            read()
        if parent := os.environ.get(ENDS_WITH_PARENT):
            _end_with_parent(int(parent))
        with kafka_errors_as_user_errors():
            return asyncio.run(_run(name, kafka, runtime, rooms))
    except UserError as error:
        print(f"newsmill: {error}", file=sys.stderr)  # noqa: T201 # the one line a person reads
        return EXIT_USAGE if isinstance(error, UsageError) else EXIT_NOT_STARTED


async def _run(
    name: str, kafka: KafkaSettings, runtime: RuntimeSettings, rooms: Sequence[OpenRoom]
) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in ending_signals():
        loop.add_signal_handler(signum, _begin_shutdown, stop, runtime)
    rooms_services: list[RoomService] = []
    services: list[Service] = []
    meters: dict[str, Callable[[], float]] = {}
    conditions: list[Callable[[], bool]] = []
    watch = TopicWatch(kafka, name)

    def status() -> ProcessStatus:
        return _status(services, rooms_services, meters, conditions, watch.differing)

    async with AsyncExitStack() as stack:
        await stack.enter_async_context(serve_health(runtime, status))
        await stack.enter_async_context(ended_when_blocked(runtime.blocked_timeout, end_process))
        partitions = await _unless_stopped(stop, _kafka_ready(name, kafka, runtime))
        if partitions is None:
            return 0
        await watch.begin()
        wanted = kafka
        kafka = await with_idempotence_as_accepted(wanted)
        if kafka != wanted:
            log.warning("the broker refuses idempotent producers; repeats are more likely")
        liveness = BrokerLiveness(kafka)
        worker = Worker(
            f"newsmill-{name}", kafka, partitions, runtime, brokers_answer=liveness.is_ready
        )
        host = Host(kafka, runtime, worker, liveness)
        for open_room in rooms:
            await stack.enter_async_context(open_room(host))
        meters |= host.meters
        conditions += host.conditions
        rooms_services += host.services
        if worker.has_stages:
            rooms_services.append(worker)
        services += [*rooms_services, liveness, watch]
        log.info("started", broker=kafka.broker)
        await _until_stopped(stop, services, host)
    log.info("stopped")
    return 0


async def _kafka_ready(name: str, kafka: KafkaSettings, runtime: RuntimeSettings) -> Any:
    """Wait for the broker and its topics: containers may start in any order."""
    log.info("waiting for broker", broker=kafka.broker)
    await wait_for_broker(kafka, runtime.start_timeout)
    deadline = time.monotonic() + runtime.start_timeout.total_seconds()
    while True:
        try:
            partitions = await require_topics(kafka, topics_of(name))
        except TopicsMissing:
            if time.monotonic() >= deadline:
                raise
            await asyncio.sleep(TOPICS_RETRY_SECONDS)
        else:
            await require_group(kafka, name)
            return partitions


async def _unless_stopped(stop: asyncio.Event, work: Coroutine[Any, Any, Any]) -> Any:
    task = asyncio.create_task(work)
    async with _waiting_for(stop) as stopped:
        await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return None


def _begin_shutdown(stop: asyncio.Event, runtime: RuntimeSettings) -> None:
    """Begin to stop, and end the process by force if that hangs, as Faust's thread may."""
    patience = (runtime.stop_timeout + TIME_TO_LEAVE).total_seconds()
    last_resort = threading.Timer(patience, os._exit, (EXIT_CRASHED,))
    last_resort.daemon = True
    last_resort.start()
    stop.set()


async def _until_stopped(stop: asyncio.Event, services: Sequence[Service], host: Host) -> None:
    """Run everything until `stop` is set.

    Raises:
        UserError: a preparation or a service raised it; everything was shut down in order.
    """
    user_error: UserError | None = None
    running = {asyncio.create_task(service.run(stop)) for service in services}
    preparing = {asyncio.create_task(work) for work in host.preparations}
    async with _waiting_for(stop) as stopped:
        waiting = {stopped, *running, *preparing}
        while not stop.is_set():
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            failed = next((t for t in done if not t.cancelled() and t.exception()), None)
            if failed is not None:
                user_error = await _user_error_or_end(failed.exception(), host)
            if failed is not None or done & running:
                _begin_shutdown(stop, host.runtime)
    for task in preparing:
        task.cancel()
    patience = host.runtime.stop_timeout + timedelta(seconds=1)
    _, unfinished = await asyncio.wait(running, timeout=patience.total_seconds())
    if unfinished:
        log.warning("stopped without finishing; what was not finished is read again")
        for task in unfinished:
            task.cancel()
    await asyncio.gather(*preparing, return_exceptions=True)
    if user_error is not None:
        raise user_error
    for task in running - unfinished:
        task.result()


async def _user_error_or_end(error: BaseException | None, host: Host) -> UserError:
    """Return `error` if a person can fix it; end the process at once otherwise.

    Whatever a worker here has in hand is no cause of it: it leaves in order.
    """
    if (told := as_user_error(error, host.kafka.broker)) is not None:
        return told
    log.critical("room failed", exc_info=error)
    try:
        await host.worker.leave()
    finally:
        os._exit(EXIT_CRASHED)


@contextlib.asynccontextmanager
async def _waiting_for(stop: asyncio.Event) -> AsyncIterator["asyncio.Task[bool]"]:
    task: asyncio.Task[bool] = asyncio.create_task(stop.wait())
    try:
        yield task
    finally:
        task.cancel()


def _status(
    services: Sequence[Service],
    rooms_services: Sequence[RoomService],
    meters: Mapping[str, Callable[[], float]],
    conditions: Sequence[Callable[[], bool]],
    differing_topics: tuple[str, ...],
) -> ProcessStatus:
    rooms: dict[str, RoomStatus] = {}
    for service in rooms_services:
        rooms |= service.status()
    return ProcessStatus(
        rooms=rooms,
        cpu_seconds={
            "process": round(time.process_time(), 3),
            **{room: round(meter(), 3) for room, meter in meters.items()},
        },
        ready=bool(services)
        and all(service.is_ready() for service in services)
        and all(condition() for condition in conditions),
        differing_topics=differing_topics or None,
    )


def _end_with_parent(parent: int) -> None:
    """Send ourselves SIGTERM when the process `parent` is gone, also if it already is."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(PARENT_CHECK_SECONDS)
        log.info("leaving: the process that started this one is gone", parent=parent)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
