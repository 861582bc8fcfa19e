"""A room's messages: taken in their order, `width` at a time, each acknowledged on its own."""

import asyncio
import time
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any, Protocol

from faust.types import TP

from newsmill.contracts.topics import DEAD_LETTERS
from newsmill.kafka.errors import NotPermitted, ProducerBroken, told_apart
from newsmill.kafka.records import Message
from newsmill.streaming.circuit_breaker import CircuitBreaker
from newsmill.streaming.faust_app import App
from newsmill.streaming.key_order import Lane, Turn
from newsmill.streaming.stage import Decision, Runner, Stage


class WorkerControls(Protocol):
    """The worker in which rooms live."""

    @property
    def app(self) -> App:
        """The Faust app."""

    @property
    def stopping(self) -> asyncio.Event:
        """Set when no more messages are to be begun."""

    @property
    def one_alone(self) -> asyncio.Lock:
        """Held by who handles a suspect, so that at most one is in this process's hands."""

    def missing_changelog(self, tp: TP) -> TP | None:
        """What should have been assigned together with `tp`, and was not."""

    def fail(self, reason: str, *, by_message: bool = False) -> None:
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
            self._worker.fail(
                f"{self.stage.step.room}: stopped taking messages: {error!r}", by_message=True
            )
            raise

    async def finish(self, patience: timedelta) -> None:
        """Wait for what was begun, at most `patience`; the rest is read again later."""
        if self._begun:
            await asyncio.wait(self._begun, timeout=patience.total_seconds())

    async def _begin(self, event: Any) -> None:
        await self._free.acquire()
        if self._worker.stopping.is_set() or self.broken:
            # Not begun and not acknowledged: whoever comes next reads it again.
            await asyncio.Event().wait()
        tp = event.message.tp
        trial = self._app.consumer.trial(tp)
        if trial is None and not self._is_stale(event.message):
            if missing := self._worker.missing_changelog(tp):
                self._worker.fail(f"{self.stage.step.room}: assigned {tp} without {missing}")
            trial = await self._app.consumer.begin_trial(tp)
        if trial and not trial.begin(event.message.offset):
            trial = await self._app.consumer.note_begun(tp)
        if trial is None or self._is_stale(event.message):
            self._free.release()
            return
        handling = trial.handling(event.message.offset)
        message = _message(event)
        if handling == "alone":
            await self._handle_alone(event, message, tp)
            return
        turn = self._lane.enter(message.key)
        decided = None
        changes: list[Awaitable[Any]] = []
        if handling == "quarantine":
            decided = self._runner.quarantine(message, trial.failed)
        elif self.stage.in_order:
            decided = await self._runner.decide(message)
            changes = self._app.producer.take_changes()
        self._start(event, message, turn, decided, changes)

    async def _handle_alone(self, event: Any, message: Message, tp: TP) -> None:
        """Handle a message that may be what ended the workers before this one."""
        async with self._worker.one_alone:
            if self._begun:
                await asyncio.wait(self._begun)
            if not await self._app.consumer.note_alone(tp, message.offset):
                self._free.release()
                return
            turn = self._lane.enter(message.key)
            decided = await self._runner.decide(message) if self.stage.in_order else None
            changes = self._app.producer.take_changes() if self.stage.in_order else []
            await asyncio.wait({self._start(event, message, turn, decided, changes)})
            await self._app.consumer.note_done(tp)

    def _start(
        self,
        event: Any,
        message: Message,
        turn: Turn,
        decided: Decision | None,
        changes: list[Awaitable[Any]],
    ) -> "asyncio.Task[None]":
        task = asyncio.create_task(self._finish(event, message, turn, decided, changes))
        self._begun.add(task)
        task.add_done_callback(self._ended)
        return task

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
            self._judge(decision)
            await self._runner.publish(message, decision)
        with told_apart(f"the changelog of {self.stage.step.room}"):
            for change in changes:
                await change
        event.ack()

    def _judge(self, decision: Decision) -> None:
        """Note an outcome.

        Raises:
            Broken: it is one dead letter too many, and must not be published.
        """
        self._breaker.note(time.monotonic(), decision.origin, dead=decision.topic is DEAD_LETTERS)
        if decision.topic is DEAD_LETTERS and (reason := self._breaker.broken()):
            raise Broken(reason)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._begun.discard(task)
        self._free.release()
        error = asyncio.CancelledError() if task.cancelled() else task.exception()
        # While stopping it is enough that it was not acknowledged.
        if isinstance(error, Broken | NotPermitted):
            self.broken = self.broken or str(error)
            self._worker.break_off(f"{self.stage.step.room}: {error}")
        elif error is not None:
            self._worker.fail(
                f"{self.stage.step.room}: could not publish: {error!r}",
                by_message=not isinstance(error, ProducerBroken),
            )


def _message(event: Any) -> Message:
    raw = event.message
    return Message(raw.topic, raw.partition, raw.offset, raw.key, raw.value, raw.headers or ())
