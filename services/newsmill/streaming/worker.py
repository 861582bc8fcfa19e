"""A Kafka worker of one or more stages, with a watchdog for stalls; built on Faust.

A message is acknowledged when everything it led to has been acknowledged by the broker. A broker
that is away, or that refuses for now, is waited for: nothing is acknowledged, and no more is taken
than a stage is wide. What a broker refuses for good ends the process with the line that says so.
Whatever else goes wrong beyond one message (a send that fails for good, a crash of Faust, a stall)
ends the process at once, without acknowledging: its supervisor starts it again and the messages are
read again. A stage that makes dead letters of everything stops, and waits for somebody to look.
"""

import asyncio
import os
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any, cast

from faust.types import TP

from newsmill.contracts.base import Record
from newsmill.contracts.headers import Headers
from newsmill.contracts.topics import DEAD_LETTERS, LOST_MESSAGES, Topic
from newsmill.errors import UserError
from newsmill.exit_codes import EXIT_CRASHED
from newsmill.kafka.connection import (
    on_broker,
    partition_of,
    topic_name,
)
from newsmill.kafka.errors import (
    NotPermitted,
    RecordRefused,
    as_user_error,
)
from newsmill.kafka.refusals import Deed, line_of, refusal_of
from newsmill.logs import logger
from newsmill.settings import KafkaSettings, RuntimeSettings
from newsmill.streaming.blame import may_be_by_message
from newsmill.streaming.circuit_breaker import CircuitBreaker
from newsmill.streaming.faust_app import App, create_app
from newsmill.streaming.faust_producer import Producer
from newsmill.streaming.gate import Gate
from newsmill.streaming.group_errors import group_error, take_part_again
from newsmill.streaming.journal import Journal, JournalState
from newsmill.streaming.journal_writer import Entry, Sent
from newsmill.streaming.journals import Journals
from newsmill.streaming.losses import Losses
from newsmill.streaming.patient_writes import PatientWrites
from newsmill.streaming.stage import Runner, Stage
from newsmill.streaming.stage_consumer import StageConsumer
from newsmill.streaming.status import StageStatus

STALL_AFTER = timedelta(seconds=60)
"""Messages waiting, none being worked on and nothing done for so long: start anew."""

WATCH_SECONDS = 1.0

UNACKNOWLEDGED_SECONDS = 10.0
"""A write that takes longer means that the brokers are in trouble: not ready."""

NEVER_READY_AFTER = timedelta(minutes=5)
"""Brokers answer, and neither a rebalance nor the reading of a journal gets on: start anew."""

REBALANCE_SECONDS = 1.5
"""How long the end of a rebalance is waited for before leaving; others may keep it from ending."""

REBALANCE_LOOK_SECONDS = 0.05

EXIT_PATIENCE_SECONDS = 5.0


log = logger("newsmill.worker")


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
        self._gate = Gate()
        self._over = asyncio.Event()
        self._for_a_person: UserError | None = None
        self._writes = PatientWrites()
        self._group_refused_at = 0.0
        self._consumers: list[StageConsumer] = []
        self._partitions = partitions
        self._name = on_broker(kafka, name)
        self._last_resorts = {topic_name(kafka, topic) for topic in (DEAD_LETTERS, LOST_MESSAGES)}
        self._app = create_app(self._name, kafka)
        self._app.losses = Losses(kafka, self._name, self)
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
        self._app.losses.attach(stage)

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

        A dead letter that the broker refuses waits until its topic is mended, and so does the
        record of a loss: there is no other place for them, and others go on meanwhile.

        Raises:
            RecordRefused: the broker takes no such message.
            WriteRefused: it takes nothing there as things are set up.
            ProducerBroken: only a new process helps.
        """
        partition = partition_of(by, self._partitions[topic])

        async def write() -> None:
            await (await self._producer.send_one(topic, partition, key, value, headers))

        await self._writes.write(topic, write, is_last_resort=topic in self._last_resorts)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set, then finish what was begun, commit and leave the group.

        Raises:
            BrokerUnavailable: no broker answers, or it does not let us create a journal.
            UserError: the broker refuses something for good.
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
        over = asyncio.create_task(self._over.wait(), name="over")
        try:
            endings = {stopped, crashed, broken, over}
            await asyncio.wait(endings, return_when=asyncio.FIRST_COMPLETED)
            if crashed.done() and (error := crashed.exception()) is not None:
                # It was no message: nothing that is in hand is to be suspected.
                await self._leave()
                raise error
            if self._for_a_person is not None:
                await self._finish()
                await self._app.stop()
                raise self._for_a_person
            if self._failing is not None:
                # The process ends with it; to stop the app meanwhile would cut the leaving off.
                await self._failing
            await self._finish()
            await self._app.stop()
            # Others may have the partitions; this process stays, so that somebody sees why.
            await stopped
        finally:
            for task in (crashed, stopped, broken, over):
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
            and not self.is_kept_waiting
        )

    @property
    def is_kept_waiting(self) -> bool:
        """Whether the brokers refuse for now, or have left a write unanswered for too long."""
        if self._writes.waiting or self._producer.waiting:
            return True
        return self._writes.longest_seconds > UNACKNOWLEDGED_SECONDS

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

    def failed(self, what: str, error: BaseException, *, by_message: bool = True) -> None:
        """End the process as `error` asks for, which has come up at `what`.

        A message counts as a possible cause only where `by_message` says that it may be one at all,
        and the error is none of the surroundings'.
        """
        told = as_user_error(error, self._name)
        if told is not None and not isinstance(error, NotPermitted | RecordRefused):
            self._end(told)
            return
        is_suspect = by_message and may_be_by_message(error)
        self.fail(f"{what}: {error!r}", by_message=is_suspect)

    def _end(self, error: UserError) -> None:
        """Leave in order, and let `run` raise `error`."""
        self._for_a_person = self._for_a_person or error
        self._over.set()

    async def leave(self) -> None:
        """Say that whatever is in hand is no cause of the end that is near; does not take long."""
        self._stopping.set()
        await self._end_of_rebalance()
        await self._leave()

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
                lost=consumer.stage.counts.lost,
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
    def gate(self) -> Gate:
        """Whoever begins a message goes through it; a suspect goes alone."""
        return self._gate

    async def _send_entries(
        self, topic: str, partition: int, entries: Iterable[Entry], headers: Headers
    ) -> Sent:
        # There is no other place for an entry either.
        return await self._writes.write(
            topic,
            lambda: self._producer.send_batch(topic, partition, entries, headers),
            is_last_resort=True,
        )

    async def _finish(self) -> None:
        self._stopping.set()
        unfinished = [consumer.finish(self._runtime.stop_timeout) for consumer in self._consumers]
        await asyncio.gather(*unfinished, self._end_of_rebalance())
        await self._leave()

    async def _end_of_rebalance(self) -> None:
        """Wait a moment until it is known which partitions are ours.

        What was in hand before a rebalance is taken back only by who has its partition after it.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(REBALANCE_SECONDS):
                while self._app.rebalancing:  # noqa: ASYNC110 # Faust sets no event
                    await asyncio.sleep(REBALANCE_LOOK_SECONDS)

    async def _leave(self) -> None:
        if self._app._consumer is None or not self._app.started:
            return
        try:
            await self._app.consumer.leave()
        # Faust has crashed, and its thread is gone: that must not hide why we leave.
        except Exception as error:
            log.warning("could not leave in order", error=repr(error))

    async def _leave_and_fail(self, reason: str) -> None:
        try:
            await self._end_of_rebalance()
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
            if started.done() and (error := started.exception()) is not None:
                self.failed("could not start", error, by_message=False)
                return
            if (refused := group_error(self._app)) is not None:
                self._refused_by_group(refused)
            elif time.monotonic() - self._group_refused_at > UNACKNOWLEDGED_SECONDS:
                self._writes.waiting.accepted(self._name)
            if self._app.crashed:
                self.failed("Faust crashed", self._app.crash_reason, by_message=False)
                return
            if self.is_ready():
                await self._app.consumer.look_for_holes()
            sign = self._sign_of_life()
            busy = any(
                consumer.stage.counts.in_flight or not consumer.stage.prepared.is_set()
                for consumer in self._consumers
            )
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

    def _refused_by_group(self, error: BaseException) -> None:
        """Try again what may pass; end where only a person or a new process helps."""
        refusal = refusal_of(error)
        if refusal.deed in (Deed.WAIT, Deed.PASSES):
            self._group_refused_at = time.monotonic()
            self._writes.waiting.refused(self._name, refusal, line_of(self._name, error))
            take_part_again(self._app)
        else:
            self.failed(f"the group {self._name}", error, by_message=False)

    def _sign_of_life(self) -> object:
        """Something that changes while messages are handled, or a rebalance or recovery gets on."""
        return (
            sum(consumer.stage.counts.done for consumer in self._consumers),
            self.is_ready(),
            self._app.consumer_generation_id,
            self._journals.progress,
        )
