import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import (
    KafkaTimeoutError,
    NodeNotReadyError,
    TopicAuthorizationFailedError,
)
from faust.tables.recovery import RebalanceAgain
from faust.types import TP
from faust.types.tuples import ConsumerMessage
from structlog.testing import capture_logs

from newsmill.streaming import faust_consumer, offset_tracker, partition
from newsmill.streaming.faust_app import App
from newsmill.streaming.faust_consumer import Consumer
from newsmill.streaming.hands import Admission
from newsmill.streaming.losses import Loss
from newsmill.streaming.poison import Checkpoint, End
from tests.hosting.running import until

FERRIES = TP("ferries", 0)
GULLS = TP("gulls", 0)
ME = "this worker"
ORDINARY = Admission("ordinary")
NOW = int(time.time())
ENDS = (End("a", NOW), End("b", NOW), End("c", NOW, alone=True))


@dataclass
class FakeThread:
    """Stands for Faust's thread with the Kafka client, whose answers are given."""

    assigned: set[TP] = field(default_factory=lambda: {FERRIES, GULLS})
    positions: dict[TP, int | None] = field(default_factory=dict)
    checkpoints: dict[TP, Checkpoint] = field(default_factory=dict)
    notes: list[tuple[TP, int, Checkpoint]] = field(default_factory=list)
    highwaters: dict[TP, int | None] = field(default_factory=dict)
    starts: dict[TP, int] = field(default_factory=dict)
    sought: list[tuple[TP, int | str]] = field(default_factory=list)
    gaps: dict[TP, tuple[int, int]] = field(default_factory=dict)
    fetched: dict[TP, int] = field(default_factory=dict)
    seconds_per_note: float = 0.0

    def assignment(self) -> set[TP]:
        return self.assigned

    def highwater(self, tp: TP) -> int | None:
        assert tp in self.assigned
        return self.highwaters.get(tp)

    def readable_end(self, tp: TP) -> int | None:
        return self.highwater(tp)

    def gap(self, tp: TP) -> tuple[int, int] | None:
        return self.gaps.get(tp)

    def fetched_until(self, tp: TP) -> int | None:
        return self.fetched.get(tp)

    async def earliest_offsets(self, *tps: TP) -> dict[TP, int]:
        return {tp: self.starts.get(tp, 0) for tp in tps}

    def seek(self, tp: TP, offset: int) -> None:
        self.sought.append((tp, offset))

    async def seek_to_committed(self) -> dict[TopicPartition, int | None]:
        return {TopicPartition(*tp): offset for tp, offset in self.positions.items()}

    async def committed(self, tps: list[TP]) -> dict[TP, tuple[int, Checkpoint]]:
        found = {tp: self.positions.get(tp) for tp in tps}
        return {
            tp: (at, self.checkpoints.get(tp, Checkpoint()))
            for tp, at in found.items()
            if at is not None
        }

    async def note(self, commits: dict[TP, tuple[int, Checkpoint]]) -> bool:
        await asyncio.sleep(self.seconds_per_note)
        ours = {tp: note for tp, note in commits.items() if tp in self.assigned}
        self.notes += [(tp, *note) for tp, note in ours.items()]
        self.positions |= {tp: offset for tp, (offset, _) in ours.items()}
        self.checkpoints |= {tp: checkpoint for tp, (_, checkpoint) in ours.items()}
        return len(ours) == len(commits)

    async def seek_to_beginning(self, *tps: TopicPartition) -> None:
        assert all(isinstance(tp, TopicPartition) for tp in tps)
        self.sought += [(TP(tp.topic, tp.partition), "beginning") for tp in tps]


class Harness:
    """A consumer of an app that was never started, with its thread replaced."""

    def __init__(self) -> None:
        self.app = App("room", broker="kafka://127.0.0.1:1", topic_disable_leader=True)
        self.app.finalize()
        self.app.topics._acking_topics |= {FERRIES.topic, GULLS.topic}
        self.app.consumer_generation_id = 1
        self.app.flow_control.resume()
        app: Any = self.app
        app.losses = self
        self.losses: list[Loss] = []
        self.before_report: Callable[[], object] = lambda: None
        self.seen_before_report: list[object] = []
        self.report_hangs = False
        self.others: dict[TP, int] = {}
        self.go_on = asyncio.Event()
        self.delivered: list[ConsumerMessage] = []
        self.told_of_revoked: list[set[TP]] = []
        self.hangs = False
        self.consumer: Any = Consumer(
            self.app.transport,
            callback=self._deliver_to_app,
            on_partitions_revoked=self._taken_away,
            on_partitions_assigned=self._nothing,
        )
        self.thread = FakeThread()
        self.consumer._thread = self.thread
        self.name(ME)

    async def _taken_away(self, revoked: set[TP]) -> None:
        """What Faust does when partitions are revoked."""
        self.told_of_revoked.append(revoked)

    def name(self, worker: str) -> None:
        """Who this worker is."""
        self.consumer._hands._me = self.app.worker_name = worker

    async def deliver(self, *offsets: int, tp: TP = FERRIES, since: int | None = None) -> list[int]:
        """Hand messages over as the broker does; returns the offsets that reached the app."""
        before = len(self.delivered)
        for offset in offsets:
            message: Any = self.message(offset, tp)
            message.since = since
            await self.consumer.callback(message)
        return [message.offset for message in self.delivered[before:]]

    def message(self, offset: int, tp: TP = FERRIES) -> ConsumerMessage:
        generation = self.app.consumer_generation_id
        return ConsumerMessage(
            *(tp.topic, tp.partition, offset, 0.0, 0, (), b"key", b"value", None),
            tp=tp,
            generation_id=generation,
        )

    async def admit(self, offset: int, tp: TP = FERRIES) -> Admission | None:
        """Ask how the message at `offset` is to be handled."""
        admission: Admission | None = await self.consumer.admit(self.message(offset, tp))
        return admission

    def finish(self, *offsets: int) -> None:
        """The room is done with what it was given last at these offsets."""
        last_by_offset = {message.offset: message for message in self.delivered}
        for offset in offsets:
            self.consumer.ack(last_by_offset[offset])

    def committable(self, tp: TP = FERRIES) -> int | None:
        offset: int | None = self.consumer._new_offset(tp)
        assert offset is None or tp in self.consumer._filter_tps_with_pending_acks()
        return offset

    async def rebalance(self, **committed: int | None) -> None:
        """Lose all partitions and get them again, at these positions."""
        await self.consumer.on_partitions_revoked(self.thread.assigned)
        self.app.consumer_generation_id += 1
        self.thread.positions = {TP(topic, 0): offset for topic, offset in committed.items()}
        await self.consumer.perform_seek()

    async def read_by_others(self, places: list[TP]) -> dict[TP, int]:
        """Likewise."""
        return {place: at for place, at in self.others.items() if place in places}

    async def report(self, loss: Loss) -> None:
        """Stands for the worker's `Losses`."""
        self.seen_before_report.append(self.before_report())
        if self.report_hangs:
            await self.go_on.wait()
        self.losses.append(loss)

    def active(self) -> set[TP]:
        """What is fetched."""
        return set(self.consumer._active_partitions)

    async def _deliver_to_app(self, message: ConsumerMessage) -> None:
        if self.hangs:
            await asyncio.Event().wait()
        self.consumer.track_message(message)
        self.delivered.append(message)

    async def _nothing(self, *_: Any) -> None:
        """No app is there to care."""


@pytest.fixture
async def harness() -> Harness:
    return Harness()


async def test_offsets_are_handed_over_once_and_in_order(harness: Harness) -> None:
    await harness.rebalance(ferries=5)
    assert await harness.deliver(5, 6, 6, 5, 7) == [5, 6, 7]


async def test_a_jump_is_answered_by_going_back(harness: Harness) -> None:
    await harness.rebalance(ferries=5)
    assert await harness.deliver(5, 9, 10) == [5]
    assert harness.thread.sought[-1] == (FERRIES, 6)
    assert await harness.deliver(6) == [6]


async def test_a_message_that_did_not_reach_the_app_is_expected_again(harness: Harness) -> None:
    """Faust cancels the delivery when a rebalance begins."""
    await harness.rebalance(ferries=5)
    harness.hangs = True
    delivery = asyncio.create_task(harness.deliver(5))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    delivery.cancel()
    with pytest.raises(asyncio.CancelledError):
        await delivery
    harness.hangs = False
    assert await harness.deliver(5) == [5]


async def test_only_what_is_done_without_a_gap_is_committed(harness: Harness) -> None:
    await harness.rebalance(ferries=5)
    await harness.deliver(5, 6, 7)
    assert harness.committable() is None
    harness.finish(5, 7)
    assert harness.committable() == 6


async def test_what_was_done_for_an_earlier_assignment_is_not_committed(harness: Harness) -> None:
    await harness.rebalance(ferries=5)
    await harness.deliver(5, 6)
    old = list(harness.delivered)
    await harness.rebalance(ferries=5)
    await harness.deliver(5, 6)
    for message in old:
        assert harness.consumer.ack(message) is False
    assert harness.committable() is None


async def test_a_message_counts_once_however_often_it_is_acknowledged(harness: Harness) -> None:
    await harness.rebalance(ferries=5)
    await harness.deliver(5)
    (message,) = harness.delivered
    assert [harness.consumer.ack(message), harness.consumer.ack(message)] == [True, False]


async def test_nothing_of_a_partition_that_went_away_is_committed(harness: Harness) -> None:
    await harness.rebalance(ferries=5)
    await harness.deliver(5)
    await harness.consumer.on_partitions_revoked({FERRIES})
    harness.finish(5)
    assert harness.committable() is None


async def test_faust_is_told_what_was_taken_away(harness: Harness) -> None:
    """Its tables, its queues and `on_partitions_revoked` of the app hang on it."""
    await harness.rebalance(ferries=5)
    harness.told_of_revoked.clear()
    await harness.consumer.on_partitions_revoked({FERRIES})
    assert harness.told_of_revoked == [{FERRIES}]


@pytest.mark.parametrize("what", ["a newer generation", "no flow"])
async def test_each_sign_of_a_rebalance_alone_makes_a_message_stale(
    harness: Harness, what: str
) -> None:
    await harness.rebalance(ferries=5)
    message = harness.message(5)
    assert not harness.consumer.is_stale(message)
    if what == "no flow":
        harness.app.flow_control.suspend()
    else:
        harness.app.consumer_generation_id += 1
    assert harness.consumer.is_stale(message)
    assert await harness.consumer.admit(message) is None


async def test_messages_are_begun_on_the_record(harness: Harness) -> None:
    await harness.rebalance(ferries=5)
    await harness.deliver(5)
    assert await harness.admit(5) == ORDINARY
    assert harness.thread.notes == [(FERRIES, 5, Checkpoint(frozenset({5}), by=ME))]


async def test_each_commit_says_what_is_in_hand(harness: Harness) -> None:
    await harness.rebalance(ferries=5)
    await harness.deliver(5, 6, 7)
    for offset in (5, 6, 7):
        await harness.admit(offset)
    harness.finish(5, 7)
    assert await harness.consumer._commit({FERRIES: 6})
    assert harness.thread.notes[-1] == (FERRIES, 6, Checkpoint(frozenset({6}), by=ME))
    harness.finish(6)
    assert await harness.consumer._commit({FERRIES: 8})
    assert harness.thread.notes[-1] == (FERRIES, 8, Checkpoint())


async def test_a_change_of_what_is_in_hand_is_committed_though_no_offset_is(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(harness.app.producer, "flush", harness._nothing)
    await harness.rebalance(ferries=5)
    await harness.deliver(5, 6)
    await harness.admit(5)
    await harness.admit(6)
    harness.finish(6)
    assert await harness.consumer._commit_tps({FERRIES}, start_new_transaction=False)
    assert harness.thread.notes[-1] == (FERRIES, 5, Checkpoint(frozenset({5}), by=ME))
    assert not await harness.consumer._commit_tps({FERRIES}, start_new_transaction=False)


async def test_who_loses_a_partition_in_order_leaves_no_suspicion(harness: Harness) -> None:
    await harness.rebalance(ferries=5)
    await harness.deliver(5, 6)
    await harness.admit(5)
    harness.finish(5)
    await harness.rebalance(ferries=6)
    assert harness.thread.notes[-1] == (FERRIES, 6, Checkpoint())
    await harness.deliver(6)
    assert await harness.admit(6) == ORDINARY


async def test_what_is_begun_stays_in_hand_of_who_loses_its_partition(harness: Harness) -> None:
    await harness.rebalance(ferries=5)
    await harness.deliver(5)
    await harness.admit(5)
    await harness.rebalance(ferries=5)
    assert harness.thread.checkpoints[FERRIES] == Checkpoint(frozenset({5}), by=ME)
    # And is taken back by who leaves for good.
    await harness.consumer.leave()
    assert harness.thread.checkpoints[FERRIES] == Checkpoint()


async def test_nothing_is_begun_while_leaving(harness: Harness) -> None:
    await harness.rebalance(ferries=5)
    await harness.deliver(5, 6)
    await harness.admit(5)
    harness.finish(5)
    harness.thread.seconds_per_note = 0.02
    leaving = asyncio.create_task(harness.consumer.on_partitions_revoked({FERRIES}))
    await asyncio.sleep(0.01)
    assert await harness.admit(6) is None
    await leaving
    assert harness.thread.notes[-1] == (FERRIES, 6, Checkpoint())
    await harness.rebalance(ferries=6)
    assert await harness.admit(6)


async def test_who_began_nothing_notes_nothing_on_leaving(harness: Harness) -> None:
    await harness.rebalance(ferries=5)
    await harness.rebalance(ferries=5)
    assert harness.thread.notes == []


async def test_a_first_checkpoint_on_its_way_is_taken_back_on_leaving(harness: Harness) -> None:
    await harness.rebalance(ferries=5)
    await harness.deliver(5)
    harness.thread.seconds_per_note = 0.02
    admitting = asyncio.create_task(harness.admit(5))
    await asyncio.sleep(0.01)
    await harness.consumer.leave()
    assert await admitting is None
    assert harness.thread.checkpoints[FERRIES] == Checkpoint()


async def test_a_checkpoint_on_its_way_over_a_rebalance_is_taken_back_on_leaving(
    harness: Harness,
) -> None:
    """Three workers that leave in order like this must not make the fourth suspect anything."""
    for worker in ("first", "second", "third"):
        harness.name(worker)
        await harness.rebalance(ferries=5)
        await harness.deliver(5)
        harness.thread.seconds_per_note = 0.02
        admitting = asyncio.create_task(harness.admit(5))
        await asyncio.sleep(0.01)
        harness.thread.seconds_per_note = 0.0
        await harness.rebalance(ferries=5)
        assert await admitting is None
        await harness.consumer.leave()
    harness.name(ME)
    await harness.rebalance(ferries=5)
    await harness.deliver(5)
    assert await harness.admit(5) == ORDINARY


async def test_a_seek_that_a_rebalance_has_overtaken_takes_nothing_back(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Faust seeks beside the rebalance, where it fetches nothing meanwhile."""
    await harness.rebalance(ferries=5)
    seek = harness.thread.seek_to_committed
    go_on = asyncio.Event()

    async def slow_seek() -> dict[TopicPartition, int | None]:
        found = await seek()
        await go_on.wait()
        return found

    monkeypatch.setattr(harness.thread, "seek_to_committed", slow_seek)
    overtaken = asyncio.create_task(harness.consumer.perform_seek())
    await asyncio.sleep(0)
    monkeypatch.setattr(harness.thread, "seek_to_committed", seek)
    await harness.rebalance(ferries=5)
    await harness.deliver(5, 6)
    assert await harness.admit(5)
    harness.finish(5)
    go_on.set()
    await overtaken
    assert harness.committable() == 6
    assert harness.consumer._assigned[FERRIES].detector is not None


async def test_the_ends_of_workers_are_seen_by_the_next(harness: Harness) -> None:
    harness.thread.checkpoints[FERRIES] = Checkpoint(
        frozenset({6, 8}), by="c", suspects={5: ENDS, 6: ENDS[:1]}
    )
    await harness.rebalance(ferries=5)
    await harness.deliver(5, 6, 7, 8)
    assert await harness.admit(5) == Admission("quarantine", ENDS)
    seen = await harness.admit(6)
    assert seen is not None
    assert (seen.handling, [end.by for end in seen.ends]) == ("alone", ["a", "c"])
    assert await harness.admit(7) == ORDINARY
    last = await harness.admit(8)
    assert last is not None
    assert (last.handling, [end.by for end in last.ends]) == ("ordinary", ["c"])


async def test_who_is_alone_is_all_that_is_in_hand(harness: Harness) -> None:
    suspects = {6: ENDS[:2]}
    harness.thread.checkpoints[FERRIES] = Checkpoint(suspects=suspects)
    await harness.rebalance(ferries=5, gulls=1)
    await harness.deliver(5, 6)
    await harness.deliver(1, tp=GULLS)
    assert await harness.admit(5)
    assert await harness.admit(1, GULLS)
    async with harness.consumer.alone(harness.message(6)) as is_alone:
        assert is_alone
        assert harness.thread.checkpoints == {
            FERRIES: Checkpoint(frozenset({6}), alone=True, by=ME, suspects=suspects),
            GULLS: Checkpoint(),
        }
        harness.finish(5)
        assert await harness.consumer._commit({FERRIES: 6})
        assert harness.thread.checkpoints[FERRIES].alone
        harness.finish(6)
    assert harness.thread.checkpoints[FERRIES] == Checkpoint()
    assert harness.thread.positions[FERRIES] == 7


async def test_nobody_is_alone_in_a_partition_that_went_away(harness: Harness) -> None:
    await harness.rebalance(ferries=5)
    await harness.deliver(5)
    harness.thread.assigned = {GULLS}
    async with harness.consumer.alone(harness.message(5)) as is_alone:
        assert not is_alone


async def test_a_commit_that_failed_is_tried_again_though_no_more_is_done(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    await harness.rebalance(ferries=5)
    await harness.deliver(5)
    await harness.admit(5)
    harness.finish(5)
    note = harness.thread.note

    async def refuse(_: Any) -> bool:
        raise NodeNotReadyError

    monkeypatch.setattr(harness.app.producer, "flush", harness._nothing)
    monkeypatch.setattr(harness.thread, "note", refuse)
    assert not await harness.consumer._commit_tps({FERRIES}, start_new_transaction=False)
    assert harness.thread.positions[FERRIES] == 5
    monkeypatch.setattr(harness.thread, "note", note)
    assert await harness.consumer._commit_tps({FERRIES}, start_new_transaction=False)
    assert harness.thread.positions[FERRIES] == 6
    notes = len(harness.thread.notes)
    assert not await harness.consumer._commit_tps({FERRIES}, start_new_transaction=False)
    assert len(harness.thread.notes) == notes


async def test_what_went_away_is_not_begun_further(harness: Harness) -> None:
    await harness.rebalance(ferries=5)
    await harness.deliver(5, 6)
    assert await harness.admit(5)
    harness.thread.assigned = {GULLS}
    assert await harness.admit(6) is None
    assert await harness.admit(6) is None


async def test_a_partition_that_went_away_is_not_begun(harness: Harness) -> None:
    await harness.rebalance(ferries=5)
    harness.thread.assigned = {GULLS}
    await harness.deliver(5)
    assert await harness.admit(5) is None


async def test_what_a_rebalance_has_overtaken_is_not_begun(harness: Harness) -> None:
    await harness.rebalance(ferries=5)
    await harness.deliver(5)
    harness.app.flow_control.suspend()
    assert await harness.admit(5) is None
    harness.app.flow_control.resume()
    overtaken = harness.message(5)
    harness.app.consumer_generation_id += 1
    assert await harness.consumer.admit(overtaken) is None
    assert harness.thread.notes == []


async def test_a_partition_that_was_never_committed_is_read_from_its_beginning(
    harness: Harness,
) -> None:
    """The client would go on wherever it is, past what was fetched and thrown away."""
    await harness.rebalance(ferries=None, gulls=3)
    assert harness.thread.sought == [(FERRIES, "beginning")]
    assert await harness.deliver(0, 1) == [0, 1]


async def test_what_is_not_the_beginning_of_a_log_is_not_taken_for_it(harness: Harness) -> None:
    """A fetch from before the seek may still be on its way."""
    harness.thread.starts = {FERRIES: 2}
    await harness.rebalance(ferries=None)
    assert await harness.deliver(7, 8) == []
    assert harness.thread.sought[-1] == (FERRIES, 2)
    assert await harness.deliver(2, 3) == [2, 3]


async def test_a_log_that_was_made_anew_is_read_from_its_beginning(harness: Harness) -> None:
    await harness.rebalance(ferries=1000)
    await harness.deliver(1000)
    await harness.admit(1000)
    harness.thread.highwaters = {FERRIES: 40}
    assert await harness.deliver(*range(40)) == list(range(40))
    # Noted before anything is begun: the log may have grown past it for who comes next.
    assert await harness.admit(0)
    assert harness.thread.notes[-1][:2] == (FERRIES, 0)
    harness.finish(*range(40))
    assert harness.committable() == 40
    assert harness.consumer._should_commit(FERRIES, 40)


async def test_what_is_in_hand_of_a_log_that_is_no_more_says_nothing_of_the_new_one(
    harness: Harness,
) -> None:
    await harness.rebalance(ferries=20)
    await harness.deliver(20, 21)
    old = harness.delivered[-2:]
    harness.thread.highwaters = {FERRIES: 1}
    await harness.deliver(0)
    harness.thread.highwaters = {FERRIES: 22}
    await harness.deliver(*range(1, 22))
    harness.finish(*range(20))
    for message in old:
        harness.consumer.ack(message)
    assert harness.committable() == 20
    harness.finish(20, 21)
    assert harness.committable() == 22


async def test_a_cut_log_is_found_also_where_the_broker_hands_nothing_over(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    await harness.rebalance(ferries=1000, gulls=7)
    harness.thread.starts = {FERRIES: 2}
    harness.thread.highwaters = {FERRIES: 40, GULLS: 7}
    await harness.consumer.look_for_holes()
    assert harness.thread.sought == []
    monkeypatch.setattr(partition, "HOLE_AFTER_SECONDS", 0)
    assigned, harness.thread.assigned = harness.thread.assigned, {GULLS}
    await harness.consumer.look_for_holes()
    assert harness.thread.sought == []
    harness.thread.assigned = assigned
    await harness.consumer.look_for_holes()
    assert harness.thread.sought == [(FERRIES, 2)]
    assert await harness.deliver(2, 3) == [2, 3]
    await harness.consumer.look_for_holes()
    assert harness.thread.sought == [(FERRIES, 2)]


async def test_what_retention_took_is_reported_before_anything_behind_it(harness: Harness) -> None:
    await harness.rebalance(ferries=5)
    harness.thread.starts = {FERRIES: 20}
    harness.before_report = lambda: (harness.delivered[:], harness.committable())
    assert await harness.deliver(20, 21) == [20, 21]
    assert harness.losses == [Loss("ferries", 0, 5, 20, "retention")]
    assert harness.seen_before_report == [([], None)]
    assert harness.committable() == 20
    harness.finish(20)
    assert harness.committable() == 21


@pytest.mark.parametrize("error", [None, NodeNotReadyError()], ids=["silence", "an error"])
async def test_a_partition_without_a_leader_does_not_hold_up_the_others(
    harness: Harness, monkeypatch: pytest.MonkeyPatch, error: Exception | None
) -> None:
    monkeypatch.setattr(faust_consumer, "STARTS_SECONDS", 0.01)
    answer = harness.thread.earliest_offsets

    async def earliest_offsets(*tps: TP) -> dict[TP, int]:
        if FERRIES in tps:
            if error is not None:
                raise error
            await asyncio.Event().wait()
        return await answer(*tps)

    monkeypatch.setattr(harness.thread, "earliest_offsets", earliest_offsets)
    harness.thread.starts = {FERRIES: 20, GULLS: 3}
    await asyncio.wait_for(harness.rebalance(ferries=5, gulls=None), 5)
    assert await harness.deliver(3, tp=GULLS) == [3]
    monkeypatch.setattr(harness.thread, "earliest_offsets", answer)
    assert await harness.deliver(20) == [20]
    assert Loss("ferries", 0, 5, 20, "retention") in harness.losses


async def test_no_more_is_reported_than_lies_before_the_message_in_hand(harness: Harness) -> None:
    """It was fetched before retention took it, too."""
    await harness.rebalance(ferries=5)
    harness.thread.starts = {FERRIES: 50}
    assert await harness.deliver(20) == [20]
    assert harness.losses == [Loss("ferries", 0, 5, 20, "retention")]


async def test_the_markers_behind_what_retention_took_are_no_loss(harness: Harness) -> None:
    await harness.rebalance(ferries=5)
    harness.thread.starts = {FERRIES: 20}
    assert await harness.deliver(23, since=20) == [23]
    assert harness.losses == [Loss("ferries", 0, 5, 20, "retention")]


async def test_after_a_loss_reading_goes_on_where_the_log_begins(harness: Harness) -> None:
    """The message that showed it comes from a fetch gone astray."""
    await harness.rebalance(ferries=5)
    harness.thread.starts = {FERRIES: 20}
    assert await harness.deliver(30) == []
    assert harness.losses == [Loss("ferries", 0, 5, 20, "retention")]
    assert harness.thread.sought[-1] == (FERRIES, 20)
    assert await harness.deliver(20) == [20]


async def test_a_report_that_a_rebalance_cuts_off_is_made_again(harness: Harness) -> None:
    await harness.rebalance(ferries=5)
    harness.thread.starts = {FERRIES: 20}
    harness.report_hangs = True
    delivery = asyncio.create_task(harness.deliver(20))
    await until(lambda: bool(harness.seen_before_report))
    delivery.cancel()
    with pytest.raises(asyncio.CancelledError):
        await delivery
    assert harness.losses == []
    harness.report_hangs = False
    await harness.rebalance(ferries=5)
    assert await harness.deliver(20) == [20]
    assert harness.losses == [Loss("ferries", 0, 5, 20, "retention")]


async def test_what_is_reported_for_a_partition_that_went_away_moves_nothing(
    harness: Harness,
) -> None:
    await harness.rebalance(ferries=5)
    harness.thread.starts = {FERRIES: 20}
    harness.report_hangs = True
    delivery = asyncio.create_task(harness.deliver(20))
    await until(lambda: bool(harness.seen_before_report))
    await harness.rebalance(ferries=5)
    harness.go_on.set()
    assert await delivery == []
    assert harness.consumer._assigned[FERRIES].tracker.next_offset == 5


async def test_a_hole_without_a_reason_is_reported_after_a_while(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    await harness.rebalance(ferries=5)
    assert await harness.deliver(9) == []
    monkeypatch.setattr(offset_tracker, "HOLE_AFTER_SECONDS", 0)
    assert await harness.deliver(9) == [9]
    assert harness.losses == [Loss("ferries", 0, 5, 9, "unexplained")]


async def test_what_a_fetch_has_shown_to_be_nothing_is_no_loss(harness: Harness) -> None:
    await harness.rebalance(ferries=5)
    assert await harness.deliver(9, since=5) == [9]
    harness.thread.gaps = {FERRIES: (10, 12)}
    harness.thread.highwaters = {FERRIES: 12}
    harness.finish(9)
    assert await harness.consumer.lags() == {FERRIES: 0}
    assert harness.committable() == 12
    assert harness.losses == []
    assert harness.thread.sought == []


async def test_who_waits_behind_an_open_transaction_says_so(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partition, "TRANSACTION_TOLD_SECONDS", 0)
    await harness.rebalance(ferries=5, gulls=5)
    harness.thread.highwaters = {FERRIES: 9, GULLS: 9}
    monkeypatch.setattr(harness.thread, "readable_end", {FERRIES: 5, GULLS: 9}.get)
    with capture_logs() as logs:
        await harness.consumer.look_for_holes()
    assert [(line["topic"], line["offset"], line["end"]) for line in logs] == [("ferries", 5, 9)]
    assert await harness.consumer.lags() == {FERRIES: 0, GULLS: 4}


async def test_a_log_that_is_empty_where_we_are_is_found_though_nothing_comes(
    harness: Harness,
) -> None:
    harness.thread.starts = {FERRIES: 20}
    await harness.rebalance(ferries=5, gulls=7)
    harness.thread.fetched = {FERRIES: 20, GULLS: 7}
    await harness.consumer.look_for_holes()
    assert harness.losses == [Loss("ferries", 0, 5, 20, "retention")]
    assert harness.committable() == 20
    await harness.consumer.look_for_holes()
    assert len(harness.losses) == 1


async def test_what_is_in_hand_is_not_taken_for_lost(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full stage keeps waiting what was fetched; meanwhile retention removes it."""
    monkeypatch.setattr(partition, "HOLE_AFTER_SECONDS", 0)
    await harness.rebalance(ferries=0)
    fetches = Fetches([harness.message(0)])
    monkeypatch.setattr(harness.consumer, "getmany", fetches.getmany)
    harness.hangs = True
    draining = asyncio.create_task(harness.consumer._drain_messages(fetches))
    await until(lambda: bool(harness.consumer._is_handing_over))
    harness.thread.starts = harness.thread.fetched = {FERRIES: 3}
    await harness.consumer.look_for_holes()
    assert harness.losses == []
    harness.consumer.suspend_flow.set()
    await asyncio.wait_for(draining, 60)
    await harness.consumer.look_for_holes()
    assert harness.losses == [Loss("ferries", 0, 0, 3, "retention")]


async def test_where_nothing_was_committed_the_start_is(harness: Harness) -> None:
    """What is removed from then on, before it is read, is known to be lost."""
    await harness.rebalance(ferries=None, gulls=7)
    assert harness.thread.notes == [(FERRIES, 0, Checkpoint())]
    assert harness.losses == []
    harness.thread.starts = {FERRIES: 9}
    await harness.rebalance(ferries=0)
    assert await harness.deliver(9) == [9]
    assert harness.losses == [Loss("ferries", 0, 0, 9, "retention")]


@pytest.mark.parametrize(
    ("read_by_others", "losses"),
    [
        ({}, [Loss("ferries", 0, 0, 9, "unexplained")]),
        ({FERRIES: 5}, [Loss("ferries", 0, 5, 9, "retention")]),
        ({FERRIES: 9}, []),
        ({FERRIES: 30}, []),
    ],
    ids=["nobody", "less", "all", "more"],
)
async def test_what_nobody_is_known_to_have_read_is_missing(
    harness: Harness, read_by_others: dict[TP, int], losses: list[Loss]
) -> None:
    """Brokers forget commits, and one process of all rooms is another group than theirs."""
    harness.others = read_by_others
    harness.thread.starts = {FERRIES: 9}
    await harness.rebalance(ferries=None)
    assert harness.thread.notes == ([] if losses else [(FERRIES, 9, Checkpoint())])
    assert await harness.deliver(9) == [9]
    assert harness.losses == losses
    assert await harness.admit(9)
    assert harness.thread.notes[-1][1] == 9


async def test_a_log_that_was_cut_is_reported_as_far_as_we_had_come(harness: Harness) -> None:
    await harness.rebalance(ferries=1000)
    harness.thread.highwaters = {FERRIES: 40}
    assert await harness.deliver(0) == [0]
    assert harness.losses == [Loss("ferries", 0, 40, 1000, "cut")]


async def test_a_log_that_was_cut_is_read_from_its_start_whatever_came_of_it_first(
    harness: Harness,
) -> None:
    await harness.rebalance(ferries=1000)
    harness.thread.highwaters = {FERRIES: 40}
    assert await harness.deliver(7) == []
    assert harness.thread.sought[-1] == (FERRIES, 0)
    assert await harness.deliver(0, 1) == [0, 1]


async def test_what_is_repeated_of_a_whole_log_is_not_handed_over_again(harness: Harness) -> None:
    await harness.rebalance(ferries=5)
    harness.thread.highwaters = {FERRIES: 9}
    assert await harness.deliver(5, 6, 7, 8, 5, 6, 7, 8) == [5, 6, 7, 8]


@pytest.mark.parametrize(
    "error", [KafkaTimeoutError(), NodeNotReadyError(), TimeoutError()], ids=repr
)
async def test_brokers_that_do_not_answer_in_time_are_asked_again(
    harness: Harness, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(faust_consumer, "RETRY_SECONDS", 0)
    answer = harness.thread.earliest_offsets
    errors = [error, error]

    async def earliest_offsets(*tps: TP) -> dict[TP, int]:
        if errors:
            raise errors.pop()
        return await answer(*tps)

    monkeypatch.setattr(harness.thread, "earliest_offsets", earliest_offsets)
    assert await harness.consumer.earliest_offsets(FERRIES) == {FERRIES: 0}
    errors.append(TopicAuthorizationFailedError())
    with pytest.raises(TopicAuthorizationFailedError):
        await harness.consumer.earliest_offsets(FERRIES)


async def test_a_rebalance_ends_however_long_its_steps_take(harness: Harness) -> None:
    """Stock Faust's recovery ends without a word when one step takes longer than a request may."""
    harness.app.conf.broker_request_timeout = 0.01
    harness.app.rebalancing = True
    recovery = harness.app.tables.recovery
    finished = asyncio.Event()

    async def step() -> None:
        await asyncio.sleep(0.1)
        finished.set()

    await recovery._wait(step(), timeout=0.01)
    assert finished.is_set()
    recovery.signal_recovery_start.set()
    with pytest.raises(RebalanceAgain):
        await recovery._wait(asyncio.sleep(10), timeout=0.01)


async def test_a_rebalance_that_another_overtakes_does_not_end(harness: Harness) -> None:
    """Stock Faust ends it in the middle of the next one, when its seek is done."""
    recovery = harness.app.tables.recovery
    harness.app.on_rebalance_start()
    recovery._rebalance = harness.app.rebalancing_count

    async def step() -> None:
        harness.app.on_rebalance_start()

    with pytest.raises(RebalanceAgain):
        await recovery._wait(step())
    harness.consumer._held_back = {FERRIES}
    harness.app._consumer = harness.consumer
    harness.app.on_rebalance_end()
    assert harness.app.rebalancing
    assert harness.consumer._held_back == {FERRIES}
    recovery._rebalance = harness.app.rebalancing_count
    harness.app.on_rebalance_end()
    assert not harness.app.rebalancing
    assert harness.consumer._held_back == set()


async def test_inputs_wait_for_the_end_of_a_rebalance(harness: Harness) -> None:
    harness.consumer._active_partitions = set()
    harness.app.rebalancing = True
    harness.consumer.resume_partitions({FERRIES, GULLS})
    assert harness.active() == set()
    harness.thread.assigned = {FERRIES}
    harness.consumer.release_held_back()
    assert harness.active() == {FERRIES}


@pytest.mark.parametrize(
    ("is_rebalancing", "is_paused", "expected"),
    [(False, False, {FERRIES}), (True, False, set()), (False, True, set())],
)
async def test_room_in_a_buffer_does_not_fetch_what_waits_for_a_rebalance(
    harness: Harness, is_rebalancing: bool, is_paused: bool, expected: set[TP]
) -> None:
    harness.consumer._active_partitions = {FERRIES}
    harness.consumer.on_buffer_full(FERRIES)
    assert harness.active() == set()
    if is_paused:
        harness.consumer.pause_partitions({FERRIES})
    harness.app.rebalancing = is_rebalancing
    harness.consumer.on_buffer_drop(FERRIES)
    assert harness.active() == expected


async def test_the_lag_is_what_is_not_done_and_still_there(harness: Harness) -> None:
    await harness.rebalance(ferries=5, gulls=None)
    harness.thread.highwaters = {FERRIES: 9, GULLS: 70}
    assert await harness.consumer.lags() == {FERRIES: 4, GULLS: 70}
    await harness.deliver(5, 6, 7)
    harness.finish(5)
    assert await harness.consumer.lags() == {FERRIES: 3, GULLS: 70}
    harness.thread.starts = {GULLS: 70}
    assert await harness.consumer.lags() == {FERRIES: 3, GULLS: 0}


async def test_the_consumer_is_closed_by_its_own_thread_only(harness: Harness) -> None:
    """Closed from the wrong event loop as well, its thread never ends."""
    harness.app._consumer = None
    harness.app._on_rebalance_when_stopped()
    assert harness.app._consumer is None


async def test_an_app_writes_no_files(harness: Harness, tmp_path: Any) -> None:
    harness.app.conf.datadir = tmp_path / "data"
    harness.app._create_directories()
    assert list(tmp_path.iterdir()) == []


async def test_fetching_goes_on_as_soon_as_a_full_buffer_has_room(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Faust looks again after a second."""
    fetched: list[set[TP]] = []

    async def getmany(active_partitions: set[TP], timeout: float) -> dict[TP, Any]:
        fetched.append(set(active_partitions))
        return {}

    monkeypatch.setattr(harness.consumer, "_getmany", getmany)
    harness.consumer.flow_active = True
    harness.consumer._active_partitions = {FERRIES}
    harness.consumer.on_buffer_full(FERRIES)
    waiting = asyncio.create_task(harness.consumer._wait_next_records(1.0))
    await asyncio.sleep(0.02)
    assert fetched == []
    harness.consumer.on_buffer_drop(FERRIES)
    await asyncio.wait_for(waiting, 60)
    assert fetched == [{FERRIES}]


class Fetches:
    """Stands for what the consumer fetches; the fetcher is stopped when all is taken."""

    def __init__(self, *fetches: list[ConsumerMessage]) -> None:
        self._fetches = list(fetches)
        self._stopped = asyncio.Event()

    async def getmany(self, timeout: float) -> AsyncIterator[tuple[TP, ConsumerMessage]]:
        fetch = self._fetches.pop(0)
        if not self._fetches:
            self._stopped.set()
        for message in fetch:
            yield message.tp, message


async def test_what_is_fetched_is_handed_over_in_order(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    await harness.rebalance(ferries=0)
    count = 2 * faust_consumer.HANDED_OVER_AT_ONCE + 1
    messages = [harness.message(offset) for offset in range(count)]
    fetches = Fetches(messages[:3], [], messages[3:])
    monkeypatch.setattr(harness.consumer, "getmany", fetches.getmany)
    await harness.consumer._drain_messages(fetches)
    assert [message.offset for message in harness.delivered] == list(range(count))


async def test_handing_over_is_called_off_when_flow_is_suspended(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was not handed over by then is expected again."""
    await harness.rebalance(ferries=0)
    fetches = Fetches([harness.message(offset) for offset in range(3)])
    monkeypatch.setattr(harness.consumer, "getmany", fetches.getmany)
    deliver = harness.consumer._deliver_to_app

    async def deliver_one(message: ConsumerMessage) -> None:
        if message.offset:
            await asyncio.Event().wait()
        await deliver(message)

    monkeypatch.setattr(harness.consumer, "_deliver_to_app", deliver_one)
    draining = asyncio.create_task(harness.consumer._drain_messages(fetches))
    await asyncio.sleep(0.02)
    harness.consumer.suspend_flow.set()
    await asyncio.wait_for(draining, 60)
    assert [message.offset for message in harness.delivered] == [0]
    assert harness.consumer._assigned[FERRIES].tracker.next_offset == 1


async def test_while_a_buffer_is_full_others_are_not_waited_for_long(harness: Harness) -> None:
    waited: list[float] = []

    async def getmany(active_partitions: set[TP], timeout: float) -> dict[TP, Any]:
        waited.append(timeout)
        return {}

    harness.thread.getmany = getmany  # type: ignore[attr-defined]
    harness.consumer._active_partitions = {FERRIES, GULLS}
    await harness.consumer._wait_next_records(1.0)
    harness.consumer.on_buffer_full(FERRIES)
    await harness.consumer._wait_next_records(1.0)
    harness.consumer.on_buffer_drop(FERRIES)
    await harness.consumer._wait_next_records(1.0)
    assert waited == [1.0, faust_consumer.FULL_BUFFER_POLL_SECONDS, 1.0]
