"""The least of a Faust app: what stands between its consumer and the worker, in Faust's order."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from types import SimpleNamespace
from typing import Any

from faust.transport.conductor import ConductorCompiler
from faust.transport.utils import DefaultSchedulingStrategy
from faust.types import TP
from mode.utils.queues import FlowControlEvent, ThrowableQueue

from newsmill.streaming import faust_app as app_module
from newsmill.streaming.faust_app import App

NOTHING: Any = SimpleNamespace(
    on_message_in=lambda *_: None,
    on_commit_initiated=lambda *_: None,
    on_commit_completed=lambda *_: None,
    on_topic_buffer_full=lambda *_: None,
    track_tp_end_offset=lambda *_: None,
    on_tp_commit=lambda *_: None,
    on_rebalance_start=lambda *_: True,
    on_rebalance_return=lambda *_: None,
    on_rebalance_end=lambda *_: None,
    dev=lambda *_: None,
    info=lambda *_: None,
)


WORKER_URL = getattr(app_module, "WORKER_URL", "")


class Signal:
    """Handlers that are called one after the other."""

    def __init__(self) -> None:
        self._handlers: list[Callable[..., Awaitable[None]]] = []

    def connect(self, handler: Callable[..., Awaitable[None]], **_: Any) -> None:
        """Call it, too."""
        self._handlers.append(handler)

    async def send(self, *arguments: Any) -> None:
        """Call all."""
        for handler in self._handlers:
            await handler(None, *arguments)


class Channel:
    """A topic as an agent reads it."""

    key_type = value_type = bytes

    def __init__(self, app: "SimulatedApp", name: str) -> None:
        self.name = name
        self.app = app
        self.queue: Any = ThrowableQueue(
            maxsize=app.buffered, flow_control=app.flow_control, clear_on_resume=True
        )

    async def decode(self, message: Any, *, propagate: bool = False) -> "Event":
        """Bytes stay bytes."""
        return Event(self.app, message)

    async def put(self, event: "Event") -> None:
        """Wait for room."""
        await self.queue.put(event)


class Event:
    """A message in an agent's hands."""

    __slots__ = ("_app", "message")

    def __init__(self, app: "SimulatedApp", message: Any) -> None:
        self._app = app
        self.message = message

    def ack(self) -> bool:
        """It is done."""
        return bool(self.message.ack(self._app.consumer))


class Stream:
    """What an agent iterates over."""

    def __init__(self, app: "SimulatedApp", channel: Channel) -> None:
        self._app = app
        self._channel = channel

    def noack(self) -> "Stream":
        """Acknowledging is left to the agent."""
        return self

    async def events(self) -> AsyncIterator[Event]:
        """As Faust does: passes over events of an older generation without acknowledging."""
        queue = self._channel.queue
        while True:
            await asyncio.sleep(0)
            event = queue.get_nowait() if not queue.empty() else await queue.get()
            if (
                self._app.flow_control.is_active()
                and event.message.generation_id == self._app.consumer_generation_id
            ):
                self._app.on_event(event.message)
                yield event


class SimulatedApp(App):
    """The app's own rebalances and recovery; everything around them is left out."""

    # Faust makes these when they are asked for, with threads, files and servers.
    process: Any = None
    conf: Any = None
    consumer: Any = None
    producer: Any = None
    transport: Any = None
    monitor: Any = NOTHING
    sensors: Any = NOTHING
    log: Any = NOTHING
    loop: Any = None
    beacon: Any = None
    should_stop: bool = False
    started: bool = False
    crashed: bool = False
    crash_reason: BaseException | None = None
    in_transaction = client_only = in_recovery = False
    checkpoint_files = tracer = None

    def __init__(self, commit_interval: float, buffered: int) -> None:
        self.buffered = buffered
        self.flow_control = FlowControlEvent()
        self.conf = SimpleNamespace(
            broker_commit_every=None,
            broker_commit_interval=commit_interval,
            broker_commit_livelock_soft_timeout=300.0,
            broker_request_timeout=40.0,
            broker_session_timeout=6.0,
            ConsumerScheduler=DefaultSchedulingStrategy,
            stream_recovery_delay=0.0,
            stream_wait_empty=False,
            store=None,
            id="group",
            name="group",
        )
        self.topics = SimpleNamespace(
            acks_enabled_for=lambda _: True,
            maybe_wait_for_subscriptions=_nothing,
            on_partitions_assigned=self._build_handlers,
        )
        self.agents = SimpleNamespace(on_rebalance=_nothing)
        self.members: frozenset[str] = frozenset()
        self.assignor = SimpleNamespace(
            assigned_standbys=set,
            assigned_actives=set,
            tables_metadata=lambda: [f"{WORKER_URL}{name}" for name in self.members],
        )
        self._attachments = SimpleNamespace(publish_for_tp_offset=_nothing)
        self._fetcher = SimpleNamespace(maybe_start=self._start_fetcher, _stopped=asyncio.Event())
        self.on_partitions_assigned = Signal()
        self.on_partitions_revoked = Signal()
        self.on_rebalance_complete = Signal()
        self.on_event: Callable[[Any], None] = lambda _: None
        self.start_it: Callable[[], None] = lambda: None
        self.stop_it: Callable[[], Awaitable[None]] = _nothing
        self._assignment = None
        self._fetches = False
        self._channels: dict[str, Channel] = {}
        self._agents: list[tuple[Channel, Callable[[Any], Awaitable[None]]]] = []
        self._handlers: dict[TP, Callable[[Any], Awaitable[None]]] = {}
        self._tasks: list[asyncio.Task[Any]] = []

    @property
    def _consumer(self) -> Any:
        return self.consumer

    @property
    def _producer(self) -> Any:
        return self.producer

    def topic(self, name: str, **_: Any) -> Channel:
        """A topic to be read."""
        return self._channels.setdefault(name, Channel(self, name))

    def agent(self, channel: Channel, name: str) -> Callable[[Any], Any]:
        """Let a coroutine function read it."""

        def attach(take: Callable[[Any], Awaitable[None]]) -> Any:
            self._agents.append((channel, take))
            return take

        return attach

    def finalize(self) -> None:
        """Nothing is left open."""

    async def start(self) -> None:
        """Run agents, commits and recovery, and join the group."""
        self._run(*(take(Stream(self, channel)) for channel, take in self._agents))
        recovery = self.tables.recovery
        self._run(self._commit(), recovery._restart_recovery.fun(recovery))
        self.start_it()
        self.started = True

    async def stop(self) -> None:
        """As Faust: flow ends, then everything is called off, then the last commit."""
        self.should_stop = True
        consumer = self.consumer
        if consumer.assignment():
            consumer.stop_flow()
            self.flow_control.suspend()
        for task in self._tasks:
            task.cancel()
        await consumer.on_stop()
        await self.stop_it()

    async def crash(self, reason: BaseException) -> None:
        """The worker looks for it."""
        self.crashed, self.crash_reason = True, reason

    async def deliver(self, message: Any) -> None:
        """The conductor: hand a message to the channel that reads its topic."""
        await self._handlers[message.tp](message)

    async def _build_handlers(self, assigned: set[TP]) -> None:
        build: Any = ConductorCompiler().build
        conductor = SimpleNamespace(app=self)
        self._handlers = {tp: build(conductor, tp, {self._channels[tp.topic]}) for tp in assigned}

    async def _start_fetcher(self) -> None:
        if not self._fetches:
            self._fetches = True
            self._run(self.consumer._drain_messages(self._fetcher))

    async def _commit(self) -> None:
        """`Consumer._commit_handler`."""
        while True:
            await asyncio.sleep(self.conf.broker_commit_interval)
            await self.consumer.commit()

    def _run(self, *coroutines: Any) -> None:
        for coroutine in coroutines:
            task = asyncio.ensure_future(coroutine)
            task.add_done_callback(self._ended)
            self._tasks.append(task)

    def _ended(self, task: "asyncio.Task[Any]") -> None:
        if not task.cancelled() and not self.should_stop:
            self.crashed, self.crash_reason = True, task.exception()


async def _nothing(*_: Any, **__: Any) -> None:
    """There is nothing to do."""
