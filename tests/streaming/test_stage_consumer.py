"""What a stage consumer does between Faust's stream and a stage, without a broker."""

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from newsmill.streaming.circuit_breaker import CircuitBreaker
from newsmill.streaming.faust_consumer import Admission
from newsmill.streaming.stage_consumer import StageConsumer

ORDINARY = Admission("ordinary", 0)
QUARANTINE = Admission("quarantine", 3)


class Changes:
    """The producer's list of changes of tables that are on their way."""

    def __init__(self) -> None:
        self.pending: list[Any] = []

    def take_changes(self) -> list[Any]:
        taken, self.pending = self.pending, []
        return taken


def consumer_of(
    decide: Callable[..., Any], producer: Changes, admission: Admission, *, in_order: bool
) -> StageConsumer:
    """A stage consumer whose messages are all admitted in this way."""

    async def admit(_: Any) -> Admission:
        return admission

    async def publish(*_: Any) -> None:
        """Every write succeeds."""

    kafka = SimpleNamespace(admit=admit, has_begun=lambda _: True)
    worker: Any = SimpleNamespace(
        app=SimpleNamespace(producer=producer, consumer=kafka),
        stopping=asyncio.Event(),
        one_alone=asyncio.Lock(),
    )
    stage: Any = SimpleNamespace(width=2, in_order=in_order, step=SimpleNamespace(room="deduper"))
    runner: Any = SimpleNamespace(decide=decide, publish=publish)
    return StageConsumer(stage, runner, CircuitBreaker(0, 0.5), worker)


def event(acknowledged: list[int], offset: int) -> Any:
    message = SimpleNamespace(
        topic="ferries", partition=0, offset=offset, key=b"k", value=b"", headers=(), tp=("t", 0)
    )
    return SimpleNamespace(message=message, ack=lambda: acknowledged.append(offset))


async def test_a_quarantine_leaves_the_changes_of_tables_to_those_who_made_them() -> None:
    producer, written = Changes(), asyncio.Event()
    acknowledged: list[int] = []
    decision = SimpleNamespace(origin="feed", topic=None)

    async def change_a_table(*_: Any) -> Any:
        producer.pending.append(written.wait())
        await asyncio.sleep(0.01)
        return decision

    async def quarantine(*_: Any) -> Any:
        return decision

    with_table = consumer_of(change_a_table, producer, ORDINARY, in_order=True)
    other = consumer_of(quarantine, producer, QUARANTINE, in_order=False)
    beginning = asyncio.create_task(with_table._begin(event(acknowledged, 1)))
    await asyncio.sleep(0)
    await other._begin(event(acknowledged, 2))
    await beginning
    await asyncio.sleep(0.02)
    assert acknowledged == [2]
    written.set()
    await asyncio.sleep(0.02)
    assert acknowledged == [2, 1]
