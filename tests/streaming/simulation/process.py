"""One worker process: the real worker on a model of what is around it; it can die at any step."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from faust.types import TP

from newsmill.settings import KafkaSettings, RuntimeSettings
from newsmill.streaming import worker as worker_module
from newsmill.streaming.faust_consumer import Consumer
from newsmill.streaming.faust_consumer_thread import ConsumerThread
from newsmill.streaming.stage import Stage
from newsmill.streaming.worker import Worker
from tests.streaming.simulation.broker import Broker
from tests.streaming.simulation.client import Client
from tests.streaming.simulation.faust_app import SimulatedApp
from tests.streaming.simulation.group import Joined
from tests.streaming.simulation.logs import Letter
from tests.streaming.simulation.loop import Actor, ProcessEnded, SimulatedLoop
from tests.streaming.simulation.producer import SimulatedProducer

HEARTBEAT_SECONDS = 1.0
KAFKA = KafkaSettings(_env_file=None)
RUNTIME = RuntimeSettings(_env_file=None, broken_after=0)


class SimulatedThread(ConsumerThread):
    """Faust's thread with the Kafka client; two of its calls run at once, as in Faust's queue."""

    def __init__(self, consumer: Any, process: "Process") -> None:
        # Not Faust's: it would make a thread.
        self.consumer = consumer
        self.app = consumer.app
        self.transport = consumer.transport
        self._process = process
        self._consumer = process.client
        self._beacon = None
        self._free = asyncio.Semaphore(2)

    async def call_thread(self, fun: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """The call goes on in the thread also when nobody waits for it any more."""
        loop = self._process.loop
        promise = loop.create_future()
        loop.spawn(self._process.kafka_thread, self._call(promise, fun, args, kwargs))
        return await promise

    async def _call(self, promise: "asyncio.Future[Any]", fun: Any, args: Any, kwargs: Any) -> None:
        async with self._free:
            if promise.cancelled():
                return
            try:
                result = fun(*args, **kwargs)
                if hasattr(result, "__await__"):
                    result = await result
            except Exception as error:
                if not promise.done():
                    promise.set_exception(error)
            else:
                if not promise.done():
                    promise.set_result(result)


class SimulatedConsumer(Consumer):
    """The consumer under test, without a thread of its own; tells what it does."""

    def _new_consumer_thread(self) -> Any:
        return SimulatedThread(self, self.app.process)

    async def admit(self, message: Any, *more: Any) -> Any:
        """As the consumer does."""
        admission = await super().admit(message, *more)
        if admission is not None:
            process = self.app.process
            process.watched.on_admitted(process, message, admission)
        return admission

    def ack(self, message: Any) -> bool:
        """As the consumer does."""
        is_done = super().ack(message)
        process = self.app.process
        process.watched.on_acked(process, message, is_done)
        return is_done


@dataclass
class Watched:
    """What is told of a process."""

    on_end: "Callable[[Process, str], None]"
    on_hook: "Callable[[Process, str], None]"
    on_taken: "Callable[[Process, Any], None]"
    on_admitted: "Callable[[Process, Any, Any], None]"
    on_acked: "Callable[[Process, Any, bool], None]"


class Process:
    """From start to end: `main` is its event loop's thread, `kafka_thread` Faust's other one."""

    def __init__(
        self,
        name: str,
        loop: SimulatedLoop,
        broker: Broker,
        stage: Callable[["Process"], Stage[Any, Any]],
        watched: Watched,
        rng: random.Random,
        buffered: int,
    ) -> None:
        self.name = name
        self.loop = loop
        self.broker = broker
        self.main = Actor(name)
        self.kafka_thread = Actor(f"{name}'s thread")
        self.end: str | None = None
        self.hangs = False
        self.poisoned_by: Letter | None = None
        self.hangs_since = 0.0
        self.away_for = 0.2
        """How long it is not started again after it has left."""
        self.is_frozen = False
        self.stop_asked_at: float | None = None
        self._stop = asyncio.Event()
        self.watched = watched
        self.client = Client(broker, name, lambda what: watched.on_hook(self, what))
        self.producer = SimulatedProducer(broker, name)
        self.app = SimulatedApp(rng.choice((0.3, 1.0)), buffered)
        self.app.process = self
        self.app.worker_name = name
        self.app.on_event = lambda message: watched.on_taken(self, message)
        self.app.producer = self.producer
        self.app.start_it = self._start_client
        self.app.stop_it = self._leave_group
        self._member_tasks: list[asyncio.Task[Any]] = []
        self._stage = stage
        loop.spawn(self.main, self._run())

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended."""
        return self.end is None

    @property
    def owns(self) -> bool:
        """Whether its partitions are its own, as far as it knows."""
        return bool(self.app.flow_control.is_active())

    @property
    def generation(self) -> int:
        """The generation of the group in which it works."""
        return int(self.app.consumer_generation_id)

    def kill(self, how: str = "killed") -> None:
        """It ends at once; nothing of it runs any more."""
        if self.end is not None:
            return
        self.end = how
        self.loop.end(self.main)
        self.loop.end(self.kafka_thread)
        self.watched.on_end(self, how)

    def freeze(self, *, whole: bool = True) -> None:
        """It stands still: SIGSTOP; or only its event loop does."""
        self.is_frozen = True
        self.loop.freeze(self.main)
        if whole:
            self.loop.freeze(self.kafka_thread)

    def hang(self, letter: Letter) -> None:
        """It will never answer again, because of this message."""
        self.poisoned_by = letter
        self.hangs = True
        self.hangs_since = self.loop.now

    def thaw(self) -> None:
        """It goes on."""
        self.is_frozen = False
        self.loop.thaw(self.main)
        self.loop.thaw(self.kafka_thread)

    def ask_to_stop(self) -> None:
        """SIGTERM."""
        if self.stop_asked_at is None:
            self.stop_asked_at = self.loop.now
            self.loop.spawn(self.main, self._set_stop())

    async def _set_stop(self) -> None:
        self._stop.set()

    async def _run(self) -> None:
        try:
            await self._work()
        except Exception as error:
            # As its host does.
            self.kill(f"crashed: {error!r}")
        else:
            self.kill("left")

    async def _work(self) -> None:
        vars(worker_module)["create_app"] = lambda *_: self.app
        self.worker = worker = Worker("group", KAFKA, PARTITIONS, RUNTIME, fail=self._fail)
        self.app.transport = SimpleNamespace(
            app=self.app, create_transaction_manager=lambda **_: None, _topic_waiters={}
        )
        self.app.consumer = self._new_consumer()
        worker.attach(self._stage(self))
        await worker.run(self._stop)

    def _new_consumer(self) -> Any:
        return SimulatedConsumer(
            self.app.transport,
            callback=self.app.deliver,
            on_partitions_revoked=self.app._on_partitions_revoked,
            on_partitions_assigned=self.app._on_partitions_assigned,
            loop=self.loop,
        )

    def _fail(self, reason: str) -> None:
        self.kill(f"failed: {reason}")
        raise ProcessEnded

    def _start_client(self) -> None:
        for coroutine in (self._be_a_member(), self.client.fetch_ahead()):
            self._member_tasks.append(self.loop.spawn(self.kafka_thread, coroutine))

    async def _leave_group(self) -> None:
        for task in self._member_tasks:
            task.cancel()
        await self.broker.ask(lambda: self.broker.group.leave(self.name))

    async def _be_a_member(self) -> None:
        """aiokafka's coordinator: be revoked, join, be assigned, send heartbeats, and again."""
        client, app = self.client, self.app
        heart: asyncio.Task[None] | None = None
        while True:
            app.on_rebalance_start()
            self.watched.on_hook(self, "revoked")
            revoked = {TP(*tp) for tp in client.assignment()}
            await self._in_main(app.consumer.on_partitions_revoked, revoked)
            if heart is not None:
                heart.cancel()
            generation, assigned, app.members = await self._join()
            client.must_rejoin.clear()
            client.assign(assigned, generation)
            heart = asyncio.ensure_future(self._beat(generation))
            app.consumer_generation_id = generation
            self.watched.on_hook(self, "assigned")
            await self._in_main(app.consumer.on_partitions_assigned, set(assigned), generation)
            await client.must_rejoin.wait()

    async def _join(self) -> Joined:
        group = self.broker.group
        while True:
            answer = await self.broker.ask(lambda: group.join(self.name))
            await asyncio.wait({answer})
            if not answer.cancelled():
                return answer.result()

    async def _beat(self, generation: int) -> None:
        group = self.broker.group
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            answer = await self.broker.ask(lambda: group.heartbeat(self.name, generation))
            if answer == "rebalance":
                self.client.must_rejoin.set()
            elif answer == "unknown" and self.client.generation == generation:
                self.client.put_out()

    async def _in_main(self, call: Callable[..., Awaitable[None]], *args: Any) -> None:
        promise = self.loop.create_future()

        async def run() -> None:
            try:
                await call(*args)
            except Exception as error:
                promise.set_exception(error)
            else:
                promise.set_result(None)

        self.loop.spawn(self.main, run())
        await promise


PARTITIONS: dict[str, int] = {}
"""By topic; filled in by the rooms of the simulation."""
