"""What a stage consumer does between Faust's stream and a stage, without a broker."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from types import SimpleNamespace
from typing import Any

import pytest

from newsmill.streaming import stage_consumer
from newsmill.streaming.circuit_breaker import CircuitBreaker
from newsmill.streaming.gate import Gate
from newsmill.streaming.hands import Admission
from newsmill.streaming.journal import Journal
from newsmill.streaming.journal_writer import Entry, Sent
from newsmill.streaming.poison import End
from newsmill.streaming.stage_consumer import StageConsumer
from tests.hosting.running import until

ENDS = (End("a", 1), End("b", 2), End("c", 3, alone=True))
ORDINARY = Admission("ordinary")
ALONE = Admission("alone", ENDS[:2])
QUARANTINE = Admission("quarantine", ENDS)
DECISION = SimpleNamespace(origin="feed", topic=None)


def _prepared() -> asyncio.Event:
    event = asyncio.Event()
    event.set()
    return event


class State:
    """Nothing is remembered."""

    def forget(self, partition: int) -> None:
        pass

    def load(self, partition: int, entries: Iterable[Entry]) -> None:
        pass

    def recovered(self, partition: int, *, handled_before: bool) -> list[Entry]:
        return []


class Bench:
    """A stage consumer whose messages are all admitted in one way, and its journal."""

    def __init__(self, admission: Admission = ORDINARY) -> None:
        self.may_write = asyncio.Event()
        self.written: list[Entry] = []
        self.acknowledged: list[int] = []
        self.decided: list[int] = []
        self.failures: list[str] = []
        self.put_down: list[int] = []
        self.gate = Gate()
        self.is_stale = False
        self.is_admitted = True
        self.is_ours = True
        self.has_suspects = False
        self.admitted: list[int] = []
        self.admitted_when_preparing: list[list[int]] = []
        self.while_alone: Callable[[], None] = lambda: None
        self.journal = Journal("journal", State(), self._send, self._no_failure)
        self._admission = admission
        self.kafka = SimpleNamespace(
            admit=self._admit,
            put_down=lambda message: self.put_down.append(message.offset),
            is_stale=lambda _: self.is_stale,
            alone=lambda _: _Alone(self),
            has_suspects=lambda _: self.has_suspects,
        )
        worker: Any = SimpleNamespace(
            app=SimpleNamespace(consumer=self.kafka),
            stopping=asyncio.Event(),
            gate=self.gate,
            failed=lambda what, error: self.failures.append(f"{what}: {error!r}"),
            journal_of=lambda _: self.journal,
        )
        step = SimpleNamespace(room="deduper")
        stage: Any = SimpleNamespace(
            prepared=_prepared(), prepare_all=self._prepare_all, width=2, in_order=True, step=step
        )
        runner: Any = SimpleNamespace(decide=self._decide, publish=self._publish)
        self.runner = runner
        self.consumer = StageConsumer(stage, runner, CircuitBreaker(0, 0.5), worker)

    def event(self, offset: int) -> Any:
        message = SimpleNamespace(
            topic="ferries",
            partition=0,
            tp=("ferries", 0),
            offset=offset,
            key=b"k%d" % offset,
            value=b"",
            headers=(),
        )
        return SimpleNamespace(message=message, ack=lambda: self.acknowledged.append(offset))

    async def _prepare_all(self) -> None:
        self.admitted_when_preparing.append(list(self.admitted))

    async def begin(self, offset: int) -> None:
        await self.consumer._begin(self.event(offset))

    async def _admit(self, message: Any, *_: Any) -> Admission | None:
        self.admitted.append(message.offset)
        return None if self.is_stale or not self.is_admitted else self._admission

    async def _decide(self, message: Any, failures: Any = None) -> Any:
        if failures is None:
            self.decided.append(message.offset)
            self.journal.append(b"%d" % message.offset, b"seen")
        return DECISION

    async def _publish(self, *_: Any) -> None:
        """Every write succeeds."""

    async def _send(self, partition: int, entries: Iterable[Entry]) -> Sent:
        sent = list(entries)
        await self.may_write.wait()
        self.written += sent
        return Sent(len(sent), 0)

    def _no_failure(self, error: BaseException) -> None:
        raise AssertionError(error)


class _Alone:
    """The block in which commits say that a message is alone."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    async def __aenter__(self) -> bool:
        self._bench.while_alone()
        return self._bench.is_ours

    async def __aexit__(self, *_: object) -> None:
        pass


async def test_a_message_is_acknowledged_when_the_journal_has_its_entries() -> None:
    bench = Bench()
    bench.journal.open(0)
    await bench.begin(7)
    await asyncio.sleep(0.02)
    assert bench.acknowledged == []
    bench.may_write.set()
    await until(lambda: bench.acknowledged == [7])
    assert bench.written == [(b"7", b"seen")]


async def test_everything_slow_is_done_before_a_suspect_is_in_hand() -> None:
    """A model that is loaded with a suspect in hand would be a suspect's time."""
    bench = Bench()
    bench.journal.open(0)
    bench.has_suspects = True
    await bench.begin(7)
    assert bench.admitted_when_preparing == [[]]
    assert bench.admitted == [7]


async def test_where_nobody_ended_with_messages_in_hand_nothing_is_done_early() -> None:
    bench = Bench()
    bench.journal.open(0)
    await bench.begin(7)
    assert bench.admitted_when_preparing == []


async def test_a_quarantine_does_not_wait_for_the_journal() -> None:
    bench = Bench(QUARANTINE)
    bench.journal.open(0)
    await bench.begin(7)
    await until(lambda: bench.acknowledged == [7])
    assert bench.decided == []


async def test_no_message_is_begun_before_the_journal_is_loaded() -> None:
    bench = Bench()
    beginning = asyncio.create_task(bench.begin(7))
    await asyncio.sleep(0.02)
    assert bench.decided == []
    bench.journal.open(0)
    await beginning
    assert bench.decided == [7]
    bench.may_write.set()


async def test_a_message_whose_partition_goes_away_meanwhile_waits_for_nothing() -> None:
    bench = Bench()
    beginning = asyncio.create_task(bench.begin(7))
    await asyncio.sleep(0)
    bench.is_stale = True
    bench.journal.shut()
    await asyncio.wait_for(beginning, 60)
    assert bench.decided == []
    # Its place is free again.
    assert bench.consumer._free._value == 2


async def test_a_suspect_whose_partition_goes_away_before_its_decision_is_left_alone() -> None:
    bench = Bench(ALONE)
    bench.journal.open(0)
    bench.while_alone = bench.journal.shut
    await bench.begin(7)
    assert bench.decided == []
    assert bench.consumer._free._value == 2


@pytest.mark.parametrize("admission", [ORDINARY, ALONE], ids=["ordinary", "alone"])
async def test_nothing_is_decided_after_a_message_that_was_passed_over(
    admission: Admission,
) -> None:
    """A commit may be refused before it is known here that a rebalance has begun."""
    bench = Bench(admission)
    bench.may_write.set()
    bench.journal.open(0)
    bench.is_admitted = bench.is_ours = False
    await bench.begin(7)
    bench.is_admitted = bench.is_ours = True
    beginning = asyncio.create_task(bench.begin(8))
    await asyncio.sleep(0.02)
    assert bench.decided == []
    bench.journal.shut()
    bench.journal.open(0)
    await beginning
    assert bench.decided == [8]


async def test_a_message_of_an_earlier_assignment_holds_nothing_up() -> None:
    bench = Bench()
    bench.may_write.set()
    bench.journal.open(0)
    admitting = asyncio.Event()

    async def admit(*_: Any) -> None:
        await admitting.wait()

    bench.kafka.admit = admit
    beginning = asyncio.create_task(bench.begin(7))
    await asyncio.sleep(0)
    bench.journal.shut()
    bench.journal.open(0)
    admitting.set()
    await beginning
    assert bench.journal.is_loaded(0)


async def test_a_suspect_waits_for_what_is_in_hand_in_the_whole_process() -> None:
    bench = Bench(ALONE)
    bench.may_write.set()
    bench.journal.open(0)
    await bench.gate.enter()
    beginning = asyncio.create_task(bench.begin(7))
    await asyncio.sleep(0.02)
    assert bench.decided == []
    bench.gate.leave()
    await beginning
    assert bench.decided == [7]
    await until(lambda: bench.acknowledged == [7])
    # Others may go on.
    await asyncio.wait_for(bench.gate.enter(), 60)


async def test_messages_are_begun_in_their_order_while_more_are_taken() -> None:
    bench = Bench()
    bench.journal.open(0)
    events = [bench.event(offset) for offset in range(20)]
    taking = asyncio.create_task(bench.consumer.take(Stream(events)))
    await until(lambda: len(bench.decided) == 2)
    # As many as there are places for; all of them are known to whoever notes what is in hand.
    messages, free = bench.consumer._taken.to_be_noted()
    assert ([message.offset for message in messages], free) == (list(range(3, 11)), 0)
    bench.may_write.set()
    await until(lambda: len(bench.acknowledged) == 20)
    assert bench.decided == list(range(20))
    taking.cancel()
    await asyncio.gather(taking, return_exceptions=True)


async def test_who_waits_for_brokers_is_not_suspected_of_an_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stage_consumer, "KEPT_WAITING_SECONDS", 0.02)
    bench = Bench()
    bench.journal.open(0)
    may_publish = asyncio.Event()

    async def publish(*_: Any) -> None:
        await may_publish.wait()

    bench.runner.publish = publish
    await bench.begin(7)
    await until(lambda: bench.put_down == [7])
    may_publish.set()
    bench.may_write.set()
    await until(lambda: bench.acknowledged == [7])


async def test_an_error_in_beginning_ends_the_worker() -> None:
    bench = Bench()
    bench.journal.open(0)

    async def fail(*_: Any) -> None:
        raise RuntimeError("a mistake")

    bench.kafka.admit = fail
    taking = asyncio.create_task(bench.consumer.take(Stream([bench.event(0)])))
    await until(lambda: bool(bench.failures))
    assert "a mistake" in bench.failures[0]
    taking.cancel()
    await asyncio.gather(taking, return_exceptions=True)


class Stream:
    """What an agent gets of Faust: these events, and then none."""

    def __init__(self, events: Iterable[Any]) -> None:
        self._events = events

    def noack(self) -> "Stream":
        return self

    async def events(self) -> AsyncIterator[Any]:
        for event in self._events:
            yield event
        await asyncio.Event().wait()
