"""Consume a stage's messages: in their order, `width` at a time, each acknowledged on its own."""

import asyncio
import time
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any, Protocol

from newsmill.contracts.topics import DEAD_LETTERS
from newsmill.kafka.errors import NotPermitted
from newsmill.kafka.records import Message
from newsmill.streaming.circuit_breaker import CircuitBreaker
from newsmill.streaming.faust_app import App
from newsmill.streaming.gate import Gate
from newsmill.streaming.journal import Journal
from newsmill.streaming.key_order import KeyOrder, Turn, TurnLost
from newsmill.streaming.poison import End
from newsmill.streaming.stage import Decision, Runner, Stage
from newsmill.streaming.taken import Taken

KEPT_WAITING_SECONDS = 5.0
"""A decision that is not written by then waits for what its message is not the cause of."""


class WorkerControls(Protocol):
    """What a stage consumer needs of the worker that it belongs to."""

    @property
    def app(self) -> App:
        """The Faust app."""

    @property
    def stopping(self) -> asyncio.Event:
        """Set when no more messages are to be begun."""

    @property
    def gate(self) -> Gate:
        """Whoever begins a message goes through it; a suspect goes alone."""

    def journal_of(self, topic: str) -> Journal | None:
        """The journal of the stage that reads `topic`."""

    def failed(self, what: str, error: BaseException) -> None:
        """End the process, unless it is about to end in order; a message may be the cause."""

    def break_off(self, reason: str) -> None:
        """Stop working without acknowledging what led to it; the process stays, not ready."""


class Broken(Exception):
    """A room makes dead letters of everything: it is the room that is broken, not the messages."""


class StageConsumer:
    """Takes a stage's messages from Faust's stream, `width` at a time."""

    def __init__(
        self,
        stage: Stage[Any, Any],
        runner: Runner[Any, Any],
        breaker: CircuitBreaker,
        worker: WorkerControls,
    ) -> None:
        self.stage = stage
        self.broken: str | None = None
        self._runner = runner
        self._breaker = breaker
        self._worker = worker
        self._app = worker.app
        self._key_order = KeyOrder()
        self._free = asyncio.Semaphore(stage.width)
        self._taken = Taken(lambda: stage.width - len(self._begun))
        self._begun: set[asyncio.Task[None]] = set()

    async def take(self, stream: Any) -> None:
        """The agent: take messages in their order; they are begun in this order, too."""
        beginning = asyncio.create_task(self._begin_taken())
        try:
            async for event in stream.noack().events():
                await self._taken.put(event)
        except (Exception, asyncio.CancelledError) as error:
            # Faust would start the agent again, and never come back to this message.
            self._worker.failed(f"{self.stage.step.room}: stopped taking messages", error)
            raise
        finally:
            beginning.cancel()

    async def _begin_taken(self) -> None:
        try:
            while True:
                event = await self._taken.next()
                await self._begin(event)
        except (Exception, asyncio.CancelledError) as error:
            self._worker.failed(f"{self.stage.step.room}: stopped taking messages", error)

    async def finish(self, patience: timedelta) -> None:
        """Wait for what was begun, at most `patience`; the rest is read again later."""
        if self._begun:
            await asyncio.wait(self._begun, timeout=patience.total_seconds())

    async def _begin(self, event: Any) -> None:
        """Begin one message as soon as there is a place, and as its partition's history asks for.

        With that place the stream waits too: it is the backpressure on everything before.
        """
        await self._free.acquire()
        await self.stage.prepared.wait()
        if self.stage.prepare_all and self._app.consumer.has_suspects(event.message.tp):
            await self.stage.prepare_all()
        if self._worker.stopping.is_set() or self.broken:
            # Not begun and not acknowledged: whoever comes next reads it again.
            await asyncio.Event().wait()
        message = event.message
        assignment = 0
        if (journal := self._worker.journal_of(message.topic)) is not None:
            is_stale = partial(self._app.consumer.is_stale, message)
            assignment = await journal.until_loaded(message.partition, is_stale)
        await self._worker.gate.enter()
        admission = await self._app.consumer.admit(message, self._taken)
        if admission is None:
            self._pass_over(message, assignment)
        elif admission.handling == "alone":
            self._worker.gate.leave()
            await self._handle_alone(event, assignment)
        elif admission.handling == "quarantine":
            await self._start(event, admission.ends)
        else:
            await self._start(event)

    def _pass_over(self, message: Any, assignment: int) -> None:
        """Leave a message to whoever has its partition after the rebalance that is under way."""
        if (journal := self._worker.journal_of(message.topic)) is not None:
            journal.pass_over(message.partition, assignment)
        self._worker.gate.leave()
        self._free.release()

    async def _handle_alone(self, event: Any, assignment: int) -> None:
        """Handle a message that may be what ended the workers before this one."""
        async with (
            self._worker.gate.alone(),
            self._app.consumer.alone(event.message) as is_ours,
        ):
            if is_ours and self._may_decide(event.message):
                await asyncio.wait({await self._start(event)})
            else:
                self._pass_over(event.message, assignment)

    def _may_decide(self, message: Any) -> bool:
        """Whether the journal is still that of the assignment in which `message` came."""
        journal = self._worker.journal_of(message.topic)
        return journal is None or (
            journal.is_loaded(message.partition) and not self._app.consumer.is_stale(message)
        )

    async def _start(
        self, event: Any, failures: Sequence[End] | None = None
    ) -> "asyncio.Task[None]":
        """Begin to handle a message, or to quarantine one that was in hand at these ends.

        Where decisions are made in the order of the log, this one is made before the next begins.
        """
        message = _as_message(event.message)
        turn = self._key_order.enter(message.key)
        decided: Decision | None = None
        journal, mark = None, 0
        if failures is not None:
            decided = await self._runner.decide(message, failures)
        elif self.stage.in_order:
            journal = self._worker.journal_of(message.topic)
            if journal is None:
                decided = await self._runner.decide(message)
            else:
                decided, mark = await journal.decide(
                    message.partition, self._runner.decide(message)
                )
        task = asyncio.create_task(self._finish(event, message, turn, decided, journal, mark))
        self._begun.add(task)
        task.add_done_callback(self._ended)
        return task

    async def _finish(
        self,
        event: Any,
        message: Message,
        turn: Turn,
        decided: Decision | None,
        journal: Journal | None,
        mark: int,
    ) -> None:
        """Decide and publish in the order of keys, then acknowledge."""
        async with turn:
            decision = decided or await self._runner.decide(message)
            # What waits for brokers for so long ends no worker, and is not suspected of it.
            put_down = asyncio.get_running_loop().call_later(
                KEPT_WAITING_SECONDS, self._app.consumer.put_down, event.message
            )
            try:
                await self._runner.publish(message, decision, self._judge)
            finally:
                put_down.cancel()
        if journal is not None:
            await journal.written(message.partition, mark)
        event.ack()

    def _judge(self, decision: Decision) -> None:
        """Note an outcome at the circuit breaker.

        Raises:
            Broken: it is one dead letter too many, and must not be published.
        """
        self._breaker.note(time.monotonic(), decision.origin, dead=decision.topic is DEAD_LETTERS)
        if decision.topic is DEAD_LETTERS and (reason := self._breaker.broken()):
            raise Broken(reason)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._begun.discard(task)
        self._worker.gate.leave()
        self._free.release()
        error = asyncio.CancelledError() if task.cancelled() else task.exception()
        # While stopping it is enough that it was not acknowledged.
        if isinstance(error, Broken | NotPermitted):
            self.broken = self.broken or str(error)
            self._worker.break_off(f"{self.stage.step.room}: {error}")
        elif error is not None and not isinstance(error, TurnLost):
            self._worker.failed(f"{self.stage.step.room}: could not publish", error)


def _as_message(raw: Any) -> Message:
    return Message(raw.topic, raw.partition, raw.offset, raw.key, raw.value, raw.headers or ())
