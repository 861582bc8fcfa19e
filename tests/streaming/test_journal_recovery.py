"""What is read of a journal at an assignment, and what is not; without a broker."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.errors import TopicAuthorizationFailedError

from newsmill.kafka.errors import NotPermitted
from newsmill.kafka.log_reading import Batch, Bounds, LogStuck
from newsmill.settings import KafkaSettings
from newsmill.streaming import journal_recovery
from newsmill.streaming.journal import Journal
from newsmill.streaming.journal_recovery import JournalRecovery, entry_headers
from newsmill.streaming.journal_writer import Entry, Sent
from tests.hosting.running import until

MINE = entry_headers(b"me")
THEIRS = entry_headers(b"somebody else")


class State:
    """Remembers what it was told, and in which order."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.rows: dict[int, dict[bytes, bytes]] = {}
        self.first: list[Entry] = []

    def forget(self, partition: int) -> None:
        self.rows.pop(partition, None)
        self.calls.append(f"forget {partition}")

    def load(self, partition: int, entries: Iterable[Entry]) -> None:
        self.rows.setdefault(partition, {}).update(entries)
        self.calls.append(f"load {partition}")

    def recovered(self, partition: int, *, handled_before: bool) -> list[Entry]:
        self.calls.append(f"recovered {partition} {'' if handled_before else 'not '}handled")
        return self.first

    def since(self) -> list[str]:
        """What it was told since it was last asked."""
        calls, self.calls = self.calls, []
        return calls


class Log:
    """The journal's topic, and its brokers; gives `at_once` messages in a batch."""

    def __init__(self, at_once: int = 100) -> None:
        self.messages: dict[int, list[Any]] = {0: [], 1: []}
        self.errors: list[Exception] = []
        self.may_read = asyncio.Event()
        self.may_read.set()
        self._at_once = at_once

    def write(self, partition: int, *numbers: int, headers: Any = THEIRS) -> None:
        for number in numbers:
            self.messages[partition].append(
                SimpleNamespace(key=b"%d" % number, value=b"value", headers=headers)
            )

    async def send(self, partition: int, entries: Iterable[Entry]) -> Sent:
        offset, sent = len(self.messages[partition]), list(entries)
        for key, value in sent:
            self.messages[partition].append(SimpleNamespace(key=key, value=value, headers=MINE))
        return Sent(len(sent), offset)

    @asynccontextmanager
    async def open(self, *_: Any) -> AsyncIterator["Log"]:
        yield self

    async def bounds(self) -> dict[int, Bounds]:
        return {number: Bounds(0, len(log)) for number, log in self.messages.items()}

    async def read(
        self, starts: Mapping[int, int], ends: Mapping[int, int]
    ) -> AsyncIterator[Batch]:
        for number, end in ends.items():
            position = starts[number]
            while True:
                await self.may_read.wait()
                if position and self.errors:
                    raise self.errors.pop()
                until_ = min(end, position + self._at_once)
                messages = self.messages[number][position:until_]
                moved, position = until_ - position, until_
                yield Batch(number, messages, position, moved, position == end)
                if position == end:
                    break


class Bench:
    """A recovery of a journal that lies in `log`."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self.state = State()
        self.failures: list[BaseException] = []
        self.handled: set[int] = set()
        self.journal = Journal("journal", self.state, log.send, self.failures.append)
        self.recovery = JournalRecovery(
            KafkaSettings(), self.journal, MINE, self._handled_before, self.failures.append
        )

    async def assign(self, partitions: Collection[int] = (0,)) -> list[str]:
        """Assign, wait until all is read, and tell what the state was told meanwhile."""
        self.recovery.revoked()
        self.recovery.assigned(partitions)
        await until(lambda: not self.recovery.is_running)
        assert all(map(self.journal.is_loaded, partitions))
        return self.state.since()

    async def decide(self, partition: int, number: int) -> None:
        async def decision() -> None:
            self.journal.append(b"%d" % number, b"value")

        _, mark = await self.journal.decide(partition, decision())
        await self.journal.written(partition, mark)

    async def _handled_before(self) -> set[int]:
        return self.handled


@pytest.fixture
async def bench(monkeypatch: pytest.MonkeyPatch) -> Bench:
    return bench_of(Log(), monkeypatch)


def bench_of(log: Log, monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.setattr(journal_recovery, "open_log", log.open)
    monkeypatch.setattr(journal_recovery, "RETRY_SECONDS", 0.01)
    return Bench(log)


async def test_all_is_loaded_and_then_derived(bench: Bench) -> None:
    bench.log.write(0, 1, 2, 3)
    assert await bench.assign({0}) == ["forget 0", "load 0", "recovered 0 not handled"]
    assert list(bench.state.rows[0]) == [b"1", b"2", b"3"]
    assert (bench.journal.progress.read, bench.journal.progress.total) == (3, 3)


async def test_an_empty_journal_of_a_partition_with_a_history_is_told_apart(bench: Bench) -> None:
    bench.handled = {1}
    calls = await bench.assign({0, 1})
    assert {"recovered 0 not handled", "recovered 1 handled"} <= set(calls)


async def test_what_a_recovery_adds_is_written_before_messages_flow(bench: Bench) -> None:
    bench.state.first = [(b"floor", b"7")]
    await bench.assign()
    assert [message.key for message in bench.log.messages[0]] == [b"floor"]


async def test_a_partition_that_comes_back_is_not_read_again(bench: Bench) -> None:
    bench.log.write(0, 1, 2)
    await bench.assign()
    await bench.decide(0, 3)
    assert await bench.assign() == []
    assert bench.journal.progress.total == 0


async def test_our_own_entries_behind_what_we_know_change_nothing(bench: Bench) -> None:
    """Written twice, for one, by a producer without idempotence."""
    await bench.assign()
    bench.log.write(0, 1, headers=MINE)
    assert await bench.assign() == []


async def test_a_partition_in_which_somebody_else_has_written_is_read_anew(bench: Bench) -> None:
    bench.log.write(0, 1, 2)
    await bench.assign()
    await bench.decide(0, 3)
    bench.log.write(0, 4)
    await bench.decide(0, 5)
    calls = await bench.assign()
    assert calls == ["forget 0", "load 0", "recovered 0 not handled"] or calls == [
        "forget 0",
        "forget 0",
        "load 0",
        "recovered 0 not handled",
    ]
    assert sorted(bench.state.rows[0]) == [b"1", b"2", b"3", b"4", b"5"]


async def test_a_partition_that_others_have_is_forgotten(bench: Bench) -> None:
    bench.log.write(0, 1)
    bench.log.write(1, 1)
    await bench.assign({0, 1})
    assert await bench.assign({1}) == ["forget 0"]
    assert "recovered 0 not handled" in await bench.assign({0, 1})


async def test_a_journal_that_was_made_anew_is_read_anew(bench: Bench) -> None:
    bench.log.write(0, 1, 2, 3)
    await bench.assign()
    bench.log.messages[0] = []
    bench.log.write(0, 9)
    calls = await bench.assign()
    assert calls == ["forget 0", "load 0", "recovered 0 not handled"]
    assert list(bench.state.rows[0]) == [b"9"]


async def test_brokers_that_go_away_in_the_middle_are_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bench = bench_of(Log(at_once=10), monkeypatch)
    bench.log.write(0, *range(100))
    bench.log.errors = [LogStuck("nothing"), LogStuck("nothing")]
    calls = await bench.assign()
    # What was taken over stays taken over.
    assert calls == ["forget 0", *["load 0"] * 10, "recovered 0 not handled"]
    assert len(bench.state.rows[0]) == 100
    assert bench.failures == []


async def test_a_rebalance_in_the_middle_ends_a_recovery(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = bench_of(Log(at_once=10), monkeypatch)
    bench.log.write(0, *range(100))
    bench.log.may_read.clear()
    bench.recovery.assigned({0})
    await asyncio.sleep(0.01)
    bench.recovery.revoked()
    bench.log.may_read.set()
    await until(lambda: not bench.recovery.is_running)
    assert not bench.journal.is_loaded(0)
    await bench.assign({1})
    assert not bench.journal.is_loaded(0)
    assert await bench.assign({0, 1})
    assert len(bench.state.rows[0]) == 100


async def test_who_swallows_its_cancellation_does_not_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """aiokafka's consumer does."""
    bench = bench_of(Log(at_once=10), monkeypatch)
    bench.log.write(0, *range(100))
    read, reading = bench.log.read, asyncio.Event()

    async def stubborn(*bounds: Any) -> AsyncIterator[Batch]:
        async for batch in read(*bounds):
            try:
                reading.set()
                await asyncio.sleep(0.05)
            except asyncio.CancelledError:
                pass
            yield batch

    monkeypatch.setattr(bench.log, "read", stubborn)
    bench.recovery.assigned({0})
    await reading.wait()
    bench.recovery.revoked()
    await until(lambda: not bench.recovery.is_running)
    assert bench.state.since() == ["forget 0"]
    assert not bench.journal.is_loaded(0)


async def test_nothing_is_forgotten_while_a_message_is_decided_on(bench: Bench) -> None:
    await bench.assign({0})
    bench.state.since()
    may_end = asyncio.Event()
    deciding = asyncio.create_task(bench.journal.decide(0, may_end.wait()))
    await asyncio.sleep(0)
    bench.recovery.assigned({1})
    await asyncio.sleep(0.02)
    assert bench.state.since() == []
    may_end.set()
    await deciding
    await until(lambda: bench.journal.is_loaded(1))
    assert bench.state.since()[0] == "forget 0"


@pytest.mark.parametrize(
    ("error", "expected"),
    [(TopicAuthorizationFailedError(), NotPermitted), (ZeroDivisionError(), ZeroDivisionError)],
    ids=repr,
)
async def test_what_will_not_pass_is_told(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, error: Exception, expected: type[Exception]
) -> None:
    def refuse(*_: Any) -> None:
        raise error

    monkeypatch.setattr(bench.log, "bounds", refuse)
    bench.recovery.assigned({0})
    await until(lambda: bool(bench.failures))
    assert isinstance(bench.failures[0], expected)
    assert not bench.journal.is_loaded(0)


@pytest.mark.parametrize(
    "use", [lambda journal: journal.partition, lambda journal: journal.append(b"key", b"value")]
)
async def test_a_journal_is_used_while_a_message_is_in_hand(
    bench: Bench, use: Callable[[Journal], object]
) -> None:
    with pytest.raises(RuntimeError, match="no message is in hand"):
        use(bench.journal)


async def test_the_partition_is_that_of_the_message_in_hand(bench: Bench) -> None:
    async def decision() -> int:
        return bench.journal.partition

    assert await bench.journal.decide(1, decision()) == (1, 0)
