"""A Kafka worker of one or more stages, built on Faust so that nothing is lost.

A message is acknowledged when everything it led to has been acknowledged by the broker. Whatever
goes wrong beyond one message (a send that fails, a crash of Faust, a stall) ends the process at
once, without acknowledging: its supervisor starts it again and the messages are read again.
"""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from datetime import timedelta
from typing import Any

import faust
from faust.sensors import Sensor

from services.contracts.base import Record
from services.contracts.headers import Headers
from services.contracts.topics import Topic
from services.runtime.exits import EXIT_FAILED
from services.runtime.kafka import (
    BATCH_BYTES,
    LINGER_MILLISECONDS,
    MAX_REQUEST_BYTES,
    TopicMismatch,
    partition_of,
    ssl_context,
    topic_name,
)
from services.runtime.logs import logger
from services.runtime.settings import KafkaSettings
from services.runtime.stage import Decision, Lane, Message, Runner, Stage, Turn
from services.runtime.transport import App

STALL_AFTER = timedelta(seconds=60)
"""Messages waiting, none being worked on and nothing done for so long: start anew."""

WATCH_SECONDS = 1.0

SEND_PATIENCE = timedelta(seconds=60)
"""Faust's 20 minutes would hide a broker that does not come back."""

BUFFERED_MESSAGES = 256
"""Per stage; Faust's 4 096 cost 180 MB with messages of 20 KB."""

log = logger("newsmill.worker")


def end_process(reason: str) -> None:
    """End this process now, so that nothing unfinished can be acknowledged."""
    log.critical("worker failed", reason=reason)
    os._exit(EXIT_FAILED)


class Worker:
    """One Faust app with its stages. `name` is the consumer group and what tables belong to.

    `partitions` are those of all topics on the broker, by name there.
    """

    def __init__(
        self,
        name: str,
        kafka: KafkaSettings,
        partitions: Mapping[str, int],
        *,
        stop_timeout: timedelta = timedelta(seconds=8),
        fail: Callable[[str], None] = end_process,
    ) -> None:
        self._kafka = kafka
        self._fail = fail
        self._stop_timeout = stop_timeout
        self._stopping = asyncio.Event()
        self._rooms: list[_Room] = []
        self._partitions = partitions
        self._name = kafka.topic_prefix + name
        self._app = _create_app(self._name, kafka)
        self._app.sensors.add(_FailStop(fail))
        self._on_recovered: list[Callable[[], None]] = []

        async def recovered(*_: Any, **__: Any) -> None:
            for callback in self._on_recovered:
                callback()

        self._app.on_rebalance_complete.connect(recovered, weak=False)

    def attach(self, stage: Stage[Any, Any]) -> None:
        """Let this worker read the stage's topic and write what it decides."""
        reads = self._app.topic(
            topic_name(self._kafka, stage.step.reads),
            key_type=bytes,
            value_type=bytes,
            key_serializer="raw",
            value_serializer="raw",
            acks=True,
        )
        runner: Runner[Any, Any] = Runner(stage, self, lambda t: topic_name(self._kafka, t))
        room = _Room(stage, runner, self._app, self._fail, self._stopping)
        self._app.agent(reads, name=f"{stage.step.room}.agent")(room.take)
        self._rooms.append(room)

    def table(
        self, name: str, like: Topic[Record], on_recovered: Callable[[], None]
    ) -> MutableMapping[str, Any]:
        """Durable state of JSON values, partitioned as the topic `like` whose messages change it.

        `on_recovered` is called after every change of the assignment, before messages flow.

        Raises:
            TopicMismatch: the topic has another number of partitions than the table had.
        """
        source = topic_name(self._kafka, like)
        partitions = self._partitions[source]
        changelog = f"{self._name}-{name}-changelog"
        if self._partitions.get(changelog, partitions) != partitions:
            raise TopicMismatch(source, partitions, changelog, self._partitions[changelog])
        self._on_recovered.append(on_recovered)
        table: MutableMapping[str, Any] = self._app.Table(
            name, partitions=partitions, key_type=str, value_type=None
        )
        return table

    async def publish(
        self, topic: str, key: bytes | None, value: bytes | None, by: str, headers: Headers
    ) -> None:
        """Write one message; returns when the broker has acknowledged it."""
        acknowledged = await self._app.producer.send(
            topic, key, value, partition_of(by, self._partitions[topic]), None, list(headers)
        )
        await acknowledged

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set, then finish what was begun, commit and leave the group."""
        if stop.is_set():
            return
        self._app.finalize()
        started = asyncio.create_task(self._app.start(), name="faust app")
        crashed = asyncio.create_task(self._watch(started), name="watch")
        stopped = asyncio.create_task(stop.wait(), name="stop signal")
        try:
            await asyncio.wait({stopped, crashed}, return_when=asyncio.FIRST_COMPLETED)
            if crashed.done():
                crashed.result()
            await self._finish()
        finally:
            crashed.cancel()
            stopped.cancel()
        await self._app.stop()

    @property
    def has_stages(self) -> bool:
        """Whether anything was attached."""
        return bool(self._rooms)

    def is_ready(self) -> bool:
        """Whether this worker has joined its group and is not in the middle of a rebalance."""
        return bool(
            self._app.started
            and not self._app.rebalancing
            and not self._stopping.is_set()
            # An empty one is fine: there are more workers than partitions.
            and self._app._assignment is not None
        )

    def status(self) -> dict[str, Any]:
        """What each stage has done since the start."""
        return {
            room.stage.step.room: {
                "read": room.stage.counts.read,
                "published": dict(room.stage.counts.published),
                "dropped": dict(room.stage.counts.dropped),
                "dead_lettered": room.stage.counts.dead_lettered,
                "in_flight": room.stage.counts.in_flight,
            }
            for room in self._rooms
        }

    async def _finish(self) -> None:
        self._stopping.set()
        unfinished = [room.finish(self._stop_timeout) for room in self._rooms]
        await asyncio.gather(*unfinished)
        if self._app._consumer is not None and self._app.started:
            await self._app.consumer.commit()

    async def _watch(self, started: "asyncio.Task[None]") -> None:
        """End the process when Faust has crashed, or when messages wait and nothing moves."""
        last_done, moved_at = -1, time.monotonic()
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            if self._stopping.is_set():
                return
            if started.done() and started.exception() is not None:
                self._fail(f"could not start: {started.exception()!r}")
                return
            if self._app.crashed:
                self._fail(f"Faust crashed: {self._app.crash_reason!r}")
                return
            done = sum(room.stage.counts.done for room in self._rooms)
            busy = any(room.stage.counts.in_flight for room in self._rooms)
            if done != last_done or busy or not self.is_ready():
                last_done, moved_at = done, time.monotonic()
            elif time.monotonic() - moved_at > STALL_AFTER.total_seconds():
                if any((await self._app.consumer.lags()).values()):
                    self._fail(f"stalled: messages wait, nothing done for {STALL_AFTER}")
                    return
                moved_at = time.monotonic()


class _Room:
    """Takes a stage's messages from Faust's stream, `width` at a time."""

    def __init__(
        self,
        stage: Stage[Any, Any],
        runner: Runner[Any, Any],
        app: App,
        fail: Callable[[str], None],
        stopping: asyncio.Event,
    ) -> None:
        self.stage = stage
        self._runner = runner
        self._app = app
        self._fail = fail
        self._stopping = stopping
        self._lane = Lane()
        self._free = asyncio.Semaphore(stage.width)
        self._begun: set[asyncio.Task[None]] = set()

    async def take(self, stream: Any) -> None:
        """The agent: begin messages in their order; each ends and is acknowledged on its own."""
        try:
            async for event in stream.noack().events():
                await self._begin(event)
        except (Exception, asyncio.CancelledError) as error:
            # Faust would start the agent again, and never come back to this message.
            if not self._stopping.is_set():
                self._fail(f"{self.stage.step.room}: stopped taking messages: {error!r}")
            raise

    async def finish(self, patience: timedelta) -> None:
        """Wait for what was begun, at most `patience`; the rest is read again later."""
        if self._begun:
            await asyncio.wait(self._begun, timeout=patience.total_seconds())

    async def _begin(self, event: Any) -> None:
        await self._free.acquire()
        if self._stopping.is_set():
            # Not begun and not acknowledged: whoever comes next reads it again.
            await asyncio.Event().wait()
        if self._is_stale(event.message):
            self._free.release()
            return
        message = _message(event)
        turn = self._lane.enter(message.key)
        decided = None
        changes: list[Awaitable[Any]] = []
        if self.stage.in_order:
            decided = await self._runner.decide(message)
            changes = self._app.producer.take_changes()
        task = asyncio.create_task(self._finish(event, message, turn, decided, changes))
        self._begun.add(task)
        task.add_done_callback(self._ended)

    def _is_stale(self, message: Any) -> bool:
        """Whether a rebalance came between: the partition's new owner reads `message` again.

        To work on it here would be wasted, and would change a table that others have taken over.
        """
        return bool(
            message.generation_id != self._app.consumer_generation_id
            or not self._app.flow_control.is_active()
        )

    async def _finish(
        self,
        event: Any,
        message: Message,
        turn: Turn,
        decided: Decision | None,
        changes: list[Awaitable[Any]],
    ) -> None:
        async with turn:
            decision = decided or await self._runner.decide(message)
            await self._runner.publish(decision)
        for change in changes:
            await change
        event.ack()

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._begun.discard(task)
        self._free.release()
        error = asyncio.CancelledError() if task.cancelled() else task.exception()
        # While stopping it is enough that it was not acknowledged.
        if error is not None and not self._stopping.is_set():
            self._fail(f"{self.stage.step.room}: could not publish: {error!r}")


class _FailStop(Sensor):
    """A changelog message that could not be sent must never be committed over."""

    def __init__(self, fail: Callable[[str], None]) -> None:
        super().__init__()
        self._fail = fail

    def on_send_error(self, producer: Any, exc: BaseException, state: Any) -> None:  # noqa: ARG002
        """End the process."""
        self._fail(f"a send failed: {exc!r}")


def _message(event: Any) -> Message:
    raw = event.message
    return Message(raw.topic, raw.partition, raw.offset, raw.key, raw.value, raw.headers or ())


def _create_app(name: str, kafka: KafkaSettings) -> App:
    app = App(
        name,
        broker=[f"kafka://{server}" for server in kafka.broker.split(",")],
        broker_credentials=_credentials(kafka),
        broker_session_timeout=kafka.session_timeout.total_seconds(),
        broker_heartbeat_interval=kafka.session_timeout.total_seconds() / 6,
        broker_commit_interval=kafka.commit_interval.total_seconds(),
        consumer_auto_offset_reset="earliest",
        producer_compression_type="zstd",
        producer_linger=LINGER_MILLISECONDS / 1000,
        producer_max_batch_size=BATCH_BYTES,
        producer_max_request_size=MAX_REQUEST_BYTES,
        producer_request_timeout=SEND_PATIENCE.total_seconds(),
        producer_threaded=False,
        store="memory://",
        stream_buffer_maxsize=BUFFERED_MESSAGES,
        # What was begun is finished by Worker.run; what was not is read again by the next owner.
        stream_wait_empty=False,
        stream_recovery_delay=0.0,
        table_standby_replicas=0,
        topic_disable_leader=True,
        topic_replication_factor=kafka.replication_factor,
        web_enabled=False,
    )
    app.idempotent = kafka.idempotent
    return app


def _credentials(kafka: KafkaSettings) -> Any:
    context = ssl_context(kafka) if "SSL" in kafka.security_protocol else None
    if "SASL" in kafka.security_protocol:
        return faust.SASLCredentials(
            username=kafka.sasl_username,
            password=kafka.sasl_password,
            mechanism=kafka.sasl_mechanism,
            ssl_context=context,
        )
    return faust.SSLCredentials(context) if context else None
