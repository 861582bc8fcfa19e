"""A Kafka worker of one or more stages, with a watchdog for stalls; built on Faust.

A message is acknowledged when everything it led to has been acknowledged by the broker. A broker
that is away is waited for: nothing is acknowledged, and no more is taken than a stage is wide.
Whatever else goes wrong beyond one message (a send that fails for good, a crash of Faust, a stall)
ends the process at once, without acknowledging: its supervisor starts it again and the messages are
read again. A stage that makes dead letters of everything stops, and waits for somebody to look.
"""

import asyncio
import os
import threading
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any, TypeVar, cast

from aiokafka.errors import KafkaError
from faust.types import TP

from newsmill.contracts.base import Record
from newsmill.contracts.headers import Headers
from newsmill.contracts.topics import Topic
from newsmill.exit_codes import EXIT_CRASHED
from newsmill.kafka.connection import (
    on_broker,
    partition_of,
    topic_name,
)
from newsmill.kafka.errors import classified_errors
from newsmill.logs import logger
from newsmill.settings import KafkaSettings, RuntimeSettings
from newsmill.streaming.circuit_breaker import CircuitBreaker
from newsmill.streaming.faust_app import App, create_app
from newsmill.streaming.faust_producer import Producer
from newsmill.streaming.journal import Journal, JournalState
from newsmill.streaming.journal_writer import Entry, Sent
from newsmill.streaming.journals import Journals
from newsmill.streaming.stage import Runner, Stage
from newsmill.streaming.stage_consumer import StageConsumer
from newsmill.streaming.status import StageStatus

STALL_AFTER = timedelta(seconds=60)
"""Messages waiting, none being worked on and nothing done for so long: start anew."""

WATCH_SECONDS = 1.0

RETRY_PAUSE_SECONDS = 0.2
LONGEST_RETRY_PAUSE_SECONDS = 10.0
"""Between two tries of a write that failed for now; mostly the Kafka client itself tries again."""

UNACKNOWLEDGED_SECONDS = 10.0
"""A write that takes longer means that the brokers are in trouble: not ready."""

NEVER_READY_AFTER = timedelta(minutes=5)
"""Brokers answer, and neither a rebalance nor the reading of a journal gets on: start anew."""


EXIT_PATIENCE_SECONDS = 5.0


log = logger("newsmill.worker")

T = TypeVar("T")


def end_process(reason: str) -> None:
    """End this process now, so that nothing unfinished can be acknowledged."""
    # Who reads our log may hang: that must not keep the process.
    last_resort = threading.Timer(EXIT_PATIENCE_SECONDS, os._exit, (EXIT_CRASHED,))
    last_resort.daemon = True
    last_resort.start()
    log.critical("worker failed", reason=reason)
    os._exit(EXIT_CRASHED)


class Worker:
    """One Faust app with its stages. `name` is the consumer group.

    `partitions` are those of all topics on the broker, by name there; `brokers_answer` says whether
    they can be reached at all.
    """

    def __init__(
        self,
        name: str,
        kafka: KafkaSettings,
        partitions: Mapping[str, int],
        runtime: RuntimeSettings,
        *,
        fail: Callable[[str], None] = end_process,
        brokers_answer: Callable[[], bool] = lambda: True,
    ) -> None:
        self._kafka = kafka
        self._runtime = runtime
        self._fail = fail
        self._failing: asyncio.Task[None] | None = None
        self._brokers_answer = brokers_answer
        self._stopping = asyncio.Event()
        self._broken = asyncio.Event()
        self._one_alone = asyncio.Lock()
        self._writing: dict[object, float] = {}
        self._consumers: list[StageConsumer] = []
        self._partitions = partitions
        self._name = on_broker(kafka, name)
        self._app = create_app(self._name, kafka)
        self._journals = Journals(kafka, partitions, self._send_entries, self)

        async def assigned(_: Any, tps: set[TP], **__: Any) -> None:
            self._journals.assigned(tps)

        async def revoked(*_: Any, **__: Any) -> None:
            self._journals.revoked()

        self._app.on_partitions_assigned.connect(assigned, weak=False)
        self._app.on_partitions_revoked.connect(revoked, weak=False)

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
        runner: Runner[Any, Any] = Runner(
            stage,
            self,
            lambda topic: topic_name(self._kafka, topic),
            time_limit=self._runtime.message_timeout,
        )
        breaker = CircuitBreaker(self._runtime.broken_after, self._runtime.broken_share)
        consumer = StageConsumer(stage, runner, breaker, self)
        self._app.agent(reads, name=f"{stage.step.room}.agent")(consumer.take)
        self._consumers.append(consumer)

    def journal(self, name: str, like: Topic[Record], state: JournalState) -> Journal:
        """Durable state of a stage that reads the topic `like`, which must decide `in_order`.

        Its topic is the same whatever this process is called, and partitioned as `like` is.

        Raises:
            TopicMismatch: the topic has another number of partitions than the journal had.
        """
        return self._journals.add(name, like, state)

    async def publish(
        self, topic: str, key: bytes | None, value: bytes | None, by: str, headers: Headers
    ) -> None:
        """Write one message; returns when the broker has acknowledged it, however long it takes.

        Raises:
            RecordRefused: the broker takes no such message.
            NotPermitted: the broker takes nothing from us on this topic.
            KafkaError: it failed for another reason that will not pass.
        """
        partition = partition_of(by, self._partitions[topic])

        async def write() -> None:
            await (await self._producer.send_one(topic, partition, key, value, headers))

        await self._patiently(topic, write)

    async def _patiently(self, topic: str, write: Callable[[], Awaitable[T]]) -> T:
        """What `write` returns; it is called again while its error is one that passes."""
        pause = RETRY_PAUSE_SECONDS
        token = object()
        self._writing[token] = time.monotonic()
        try:
            while True:
                try:
                    with classified_errors(topic):
                        return await write()
                except KafkaError as error:
                    if not error.retriable:
                        raise
                    log.warning("could not write, trying again", topic=topic, error=repr(error))
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_RETRY_PAUSE_SECONDS)
        finally:
            del self._writing[token]

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set, then finish what was begun, commit and leave the group.

        Raises:
            BrokerUnavailable: no broker answers, or it does not let us create a journal.
        """
        if stop.is_set():
            return
        for consumer in self._consumers:
            source = topic_name(self._kafka, consumer.stage.step.reads)
            if self.journal_of(source) is not None and not consumer.stage.in_order:
                raise ValueError(f"{consumer.stage.step.room} has a journal: decide in order")
        await self._journals.prepare()
        self._app.finalize()
        started = asyncio.create_task(self._app.start(), name="faust app")
        crashed = asyncio.create_task(self._watch(started), name="watch")
        stopped = asyncio.create_task(stop.wait(), name="stop signal")
        broken = asyncio.create_task(self._broken.wait(), name="broken")
        try:
            await asyncio.wait({stopped, crashed, broken}, return_when=asyncio.FIRST_COMPLETED)
            if crashed.done():
                crashed.result()
            if self._failing is not None:
                # The process ends with it; to stop the app meanwhile would cut the leaving off.
                await self._failing
            await self._finish()
            await self._app.stop()
            # Others may have the partitions; this process stays, so that somebody sees why.
            await stopped
        finally:
            for task in (crashed, stopped, broken):
                task.cancel()
            await self._journals.close()

    @property
    def has_stages(self) -> bool:
        """Whether anything was attached."""
        return bool(self._consumers)

    def is_ready(self) -> bool:
        """Whether this worker has joined its group and is not in the middle of a rebalance."""
        return bool(
            self._app.started
            and not self._app.rebalancing
            and not self._stopping.is_set()
            and not self._broken.is_set()
            # An empty one is fine: there are more workers than partitions.
            and self._app._assignment is not None
            and not self._journals.are_recovering
            and not self._is_kept_waiting()
        )

    def _is_kept_waiting(self) -> bool:
        """Whether the brokers have left a write unanswered for too long."""
        oldest = next(iter(self._writing.values()), None)
        return oldest is not None and time.monotonic() - oldest > UNACKNOWLEDGED_SECONDS

    def fail(self, reason: str, *, by_message: bool = False) -> None:
        """End the process, unless it is about to end in order.

        What is in hand is read again. Unless one `by_message` may have led to it, that counts
        against none of them: the partitions are left in order.
        """
        if self._stopping.is_set():
            return
        if by_message:
            self._fail(reason)
            return
        self._stopping.set()
        self._failing = asyncio.create_task(self._leave_and_fail(reason), name="fail")

    def break_off(self, reason: str) -> None:
        """Stop working without acknowledging what led to it; the process stays, not ready."""
        if not self._broken.is_set():
            log.critical(
                "worker broken: it takes no more messages until it is restarted", why=reason
            )
            self._broken.set()

    def status(self) -> dict[str, StageStatus]:
        """What each stage has done since the start, by its room."""
        return {
            consumer.stage.step.room: StageStatus(
                read=consumer.stage.counts.read,
                published=dict(consumer.stage.counts.published),
                dropped=dict(consumer.stage.counts.dropped),
                dead_lettered=consumer.stage.counts.dead_lettered,
                in_flight=consumer.stage.counts.in_flight,
                journal=self._journals.status_of(
                    topic_name(self._kafka, consumer.stage.step.reads)
                ),
                broken=consumer.broken or None,
            )
            for consumer in self._consumers
        }

    @property
    def app(self) -> App:
        """The Faust app."""
        return self._app

    @property
    def _producer(self) -> Producer:
        return cast(Producer, self._app.producer)

    def journal_of(self, topic: str) -> Journal | None:
        """The journal of the stage that reads `topic`."""
        return self._journals.of(topic)

    @property
    def stopping(self) -> asyncio.Event:
        """Set when no more messages are to be begun."""
        return self._stopping

    @property
    def one_alone(self) -> asyncio.Lock:
        """Held by who handles a suspect, so that at most one is in this process's hands."""
        return self._one_alone

    async def _send_entries(
        self, topic: str, partition: int, entries: Iterable[Entry], headers: Headers
    ) -> Sent:
        return await self._patiently(
            topic, lambda: self._producer.send_batch(topic, partition, entries, headers)
        )

    async def _finish(self) -> None:
        self._stopping.set()
        unfinished = [consumer.finish(self._runtime.stop_timeout) for consumer in self._consumers]
        await asyncio.gather(*unfinished)
        await self._leave()

    async def _leave(self) -> None:
        if self._app._consumer is not None and self._app.started:
            await self._app.consumer.leave()

    async def _leave_and_fail(self, reason: str) -> None:
        try:
            await self._leave()
        finally:
            self._fail(reason)

    async def _watch(self, started: "asyncio.Task[None]") -> None:
        """End the process when Faust has crashed, or when there is work and nothing moves."""
        last_sign, moved_at = None, time.monotonic()
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            if self._stopping.is_set():
                return
            if started.done() and started.exception() is not None:
                self.fail(f"could not start: {started.exception()!r}")
                return
            if self._app.crashed:
                self.fail(f"Faust crashed: {self._app.crash_reason!r}")
                return
            if self.is_ready():
                await self._app.consumer.look_for_cut_logs()
            sign = self._sign_of_life()
            busy = any(consumer.stage.counts.in_flight for consumer in self._consumers)
            still_for = timedelta(seconds=time.monotonic() - moved_at)
            if sign != last_sign or busy or not self._brokers_answer():
                last_sign, moved_at = sign, time.monotonic()
            elif not self.is_ready():
                if still_for > NEVER_READY_AFTER:
                    self.fail(f"not ready: brokers answer, no progress for {NEVER_READY_AFTER}")
                    return
            elif still_for > STALL_AFTER:
                if any((await self._app.consumer.lags()).values()):
                    self.fail(f"stalled: messages wait, nothing done for {STALL_AFTER}")
                    return
                moved_at = time.monotonic()

    def _sign_of_life(self) -> object:
        """Something that changes while messages are handled, or a rebalance or recovery gets on."""
        return (
            sum(consumer.stage.counts.done for consumer in self._consumers),
            self.is_ready(),
            self._app.consumer_generation_id,
            self._journals.progress,
        )
