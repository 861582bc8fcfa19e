"""Faust's Kafka transport, corrected where it would lose messages.

Stock Faust commits past messages that were never handled: after a rebalance of an app with tables
its bookkeeping counts prefetched and dropped messages as done (faust-streaming issue 596), and
its idea of gaps is off by one at the head (issue 606). Here an `OffsetTracker` per partition
decides.
`tests/streaming/test_faust_pin.py` fails when the replaced methods change upstream.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from time import monotonic
from typing import Any, TypeVar, cast

from aiokafka import TopicPartition
from aiokafka.errors import (
    CommitFailedError,
    IllegalStateError,
    KafkaError,
    KafkaTimeoutError,
)
from aiokafka.structs import OffsetAndMetadata
from faust.transport.drivers import aiokafka as driver
from faust.types import TP

from newsmill.logs import logger
from newsmill.streaming.offset_tracker import HOLE_AFTER_SECONDS, Delivery, OffsetTracker
from newsmill.streaming.poison import Checkpoint, PoisonDetector

FETCH_MAX_WAIT_MILLISECONDS = 100
"""Faust's 1 500 makes an idle hop take 370 ms on average."""

HIGHWATER_WAIT_SECONDS = 10.0
HIGHWATER_POLL_SECONDS = 0.02

RETRY_SECONDS = 0.5
"""Between two tries of a question that the brokers did not answer in time."""

FAREWELL_SECONDS = 1.5
"""How long a last commit may hold up a rebalance; the broker may be what has gone."""

log = logger("newsmill.consumer")

Answer = TypeVar("Answer")
DeliverToApp = Callable[[Any], Awaitable[Any]]


class _NoReadOffsets(dict[TP, int | None]):
    """Faust drops what is below its own read offset; the tracker decides that, so nothing is."""

    def __getitem__(self, _: TP) -> None:
        return None


class ConsumerThread(driver.AIOKafkaConsumerThread):
    """Fetches without long idle waits, and knows where a partition really ends."""

    def _create_worker_consumer(self, transport: Any) -> Any:
        consumer = super()._create_worker_consumer(transport)
        consumer._fetch_max_wait_ms = FETCH_MAX_WAIT_MILLISECONDS
        return consumer

    async def _highwaters(self, partitions: list[TP]) -> Mapping[TP, int]:
        # The embedded broker's ListOffsets answers the base of the last batch, so that a table's
        # recovery would end some records early; the high watermark in a fetch is right.
        consumer = self._ensure_consumer()
        ends = dict(await consumer.end_offsets(partitions))
        deadline = monotonic() + HIGHWATER_WAIT_SECONDS
        for partition in partitions:
            # A rebalance may take it away meanwhile; recovery then begins anew.
            while partition in consumer.assignment() and monotonic() < deadline:
                if (seen := consumer.highwater(partition)) is not None:
                    ends[partition] = max(ends.get(partition) or 0, seen)
                    break
                await asyncio.sleep(HIGHWATER_POLL_SECONDS)
        return ends

    def verify_event_path(self, now: float, tp: TP) -> None:
        """No alarms from bookkeeping that is not used; the worker itself looks for stalls."""

    async def committed(self, tps: Iterable[TP]) -> dict[TP, tuple[int, Checkpoint]]:
        """What is committed for `tps` in this group, where anything is."""
        return cast(
            dict[TP, tuple[int, Checkpoint]], await self.call_thread(self._committed, list(tps))
        )

    async def _committed(self, tps: list[TP]) -> dict[TP, tuple[int, Checkpoint]]:
        coordinator = self._ensure_consumer()._coordinator
        found = await coordinator.fetch_committed_offsets([TopicPartition(*tp) for tp in tps])
        files = self.app.checkpoint_files
        return {
            TP(tp.topic, tp.partition): (
                at.offset,
                files.read(*tp, at.offset) if files else Checkpoint.decoded(at.metadata),
            )
            for tp, at in found.items()
        }

    async def note(self, commits: Mapping[TP, tuple[int, Checkpoint]]) -> bool:
        """Commit positions with their marks; False where somebody else has them by now.

        Raises:
            KafkaError: the broker refuses it for good.
        """
        return bool(await self.call_thread(self._note, commits))

    async def _note(self, commits: Mapping[TP, tuple[int, Checkpoint]]) -> bool:
        consumer = self._ensure_consumer()
        if consumer._coordinator.generation == driver.DEFAULT_GENERATION_ID:
            # Put out of the group: as if from outside, the broker would take it all the same.
            return False
        ours = self.assignment()
        offsets = {
            TopicPartition(*tp): OffsetAndMetadata(offset, mark.encoded())
            for tp, (offset, mark) in commits.items()
            if tp in ours
        }
        try:
            await consumer.commit(offsets)
        except (CommitFailedError, IllegalStateError):
            return False
        if files := self.app.checkpoint_files:
            try:
                for tp in offsets:
                    files.write(*tp, *commits[TP(*tp)])
            except OSError as error:
                # A full disk costs the marks, not the work.
                log.warning("could not note what was begun", error=repr(error))
        return len(offsets) == len(commits)


class Consumer(driver.Consumer):
    """Commits what is done and nothing else; hands over every offset once and in order."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._trackers: dict[TP, OffsetTracker] = {}
        self._held_back: set[TP] = set()
        self._found: dict[TP, tuple[int, Checkpoint]] = {}
        self._trials: dict[TP, PoisonDetector] = {}
        self._leaving: set[TP] = set()
        self._uncommitted: set[TP] = set()
        self._cut_since: dict[TP, float] = {}
        self._me = secrets.token_hex(8)
        self._deliver_to_app: DeliverToApp = self.callback  # type: ignore[has-type]
        self.callback = self._deliver
        self._read_offset = _NoReadOffsets()

    def _new_consumer_thread(self) -> ConsumerThread:
        return ConsumerThread(self, loop=self.loop, beacon=self.beacon)

    async def _deliver(self, message: Any) -> Any:
        tp = message.tp
        if not self.app.topics.acks_enabled_for(message.topic):
            return await self._deliver_to_app(message)
        tracker = self._trackers.setdefault(tp, OffsetTracker())
        delivery = tracker.deliver(message.offset, monotonic())
        if delivery is Delivery.REPEATED and self._has_lost_its_tail(tp, tracker):
            self._go_back(tp, tracker, message.offset)
            delivery = tracker.deliver(message.offset, monotonic())
        if delivery is Delivery.REPEATED:
            return None
        if delivery is Delivery.JUMPED:
            assert tracker.next_offset is not None
            await self._seek(tp, tracker.next_offset)
            return None
        try:
            return await self._deliver_to_app(message)
        except BaseException:
            # Cancelled by a rebalance or a stop: the room has not seen it.
            tracker.withdraw(message.offset)
            raise

    def _has_lost_its_tail(self, tp: TP, tracker: OffsetTracker) -> bool:
        """Whether the log ends before our position: its topic was made anew, or brokers lost it."""
        # The client knows no end of what has been taken away meanwhile, and must not be asked.
        end = self.highwater(tp) if tp in self.assignment() else None
        return end is not None and tracker.next_offset is not None and end < tracker.next_offset

    def _go_back(self, tp: TP, tracker: OffsetTracker, offset: int) -> None:
        """Take `offset` for the next: what is there now has never been read."""
        log.error(
            "the log ends before the position that was committed: reading on from where it is",
            topic=tp.topic,
            partition=tp.partition,
            expected=tracker.next_offset,
            offset=offset,
        )
        # What is in hand is of the log that was, and says nothing of equal offsets in this one.
        for message in list(self._unacked_messages):
            if message.tp == tp:
                message.acked = True
                self._unacked_messages.discard(message)
        tracker.expect(offset)
        self._committed_offset[tp] = None
        # The new position is noted before anything is begun: by the time somebody else reads the
        # old one, the log may have grown past it.
        self._found[tp] = (offset, Checkpoint())
        self._trials.pop(tp, None)

    async def look_for_cut_logs(self) -> None:
        """Go back where a log ends before our position; not every broker says so by itself."""
        now = monotonic()
        cut = [tp for tp, tracker in self._trackers.items() if self._has_lost_its_tail(tp, tracker)]
        self._cut_since = {tp: self._cut_since.get(tp, now) for tp in cut}
        # A new leader may know of less for a moment.
        lasting = [tp for tp, since in self._cut_since.items() if now - since >= HOLE_AFTER_SECONDS]
        if not lasting:
            return
        for tp, start in (await self.earliest_offsets(*lasting)).items():
            tracker = self._trackers.get(tp)
            if tracker is not None and self._has_lost_its_tail(tp, tracker):
                self._go_back(tp, tracker, start or 0)
                await self._seek(tp, start or 0)

    def ack(self, message: Any) -> bool:
        """Enter `message` as done, unless its partition has been taken away meanwhile."""
        if message.acked:
            return False
        message.acked = True
        self._unacked_messages.discard(message)
        tracker = self._trackers.get(message.tp)
        if tracker is None or message.generation_id != self.app.consumer_generation_id:
            return False
        tracker.done(message.offset)
        return True

    def _filter_tps_with_pending_acks(self, topics: Any = None) -> Iterator[TP]:
        return (tp for tp in self._trackers if topics is None or tp in topics or tp.topic in topics)

    def _new_offset(self, tp: TP) -> int | None:
        tracker = self._trackers.get(tp)
        return tracker.committable() if tracker else None

    def _should_commit(self, tp: TP, offset: int) -> bool:
        # Faust takes a commit that failed for made, until more is done.
        return tp in self._uncommitted or bool(super()._should_commit(tp, offset))

    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        """A gap is never taken as done."""

    def trial(self, tp: TP) -> PoisonDetector | None:
        """How the messages of `tp` are to be handled, once `begin_trial` was called for it."""
        return self._trials.get(tp)

    async def begin_trial(self, tp: TP) -> PoisonDetector | None:
        """Note that messages of `tp` are begun now; None when it has been taken away meanwhile."""
        if tp in self._leaving:
            return None
        offset, mark = self._found.get(tp, (0, Checkpoint()))
        trial = PoisonDetector(offset, mark, self._me)
        if trial.failed:
            log.warning(
                "the last worker did not leave in order",
                topic=tp.topic,
                partition=tp.partition,
                offset=offset,
                times=trial.failed,
            )
        if not await self._note_mark(tp, trial, offset):
            return None
        if tp in self._trackers and tp not in self._leaving:
            self._trials[tp] = trial
        return self._trials.get(tp)

    async def note_begun(self, tp: TP) -> PoisonDetector | None:
        """Note how far messages of `tp` are begun; None when it has been taken away meanwhile."""
        if (trial := self._trials.get(tp)) is None:
            return None
        found, _ = self._found.get(tp, (0, Checkpoint()))
        is_noted = await self._note_mark(tp, trial, self._new_offset(tp) or found)
        return self._trials.get(tp) if is_noted else None

    async def note_alone(self, tp: TP, offset: int) -> bool:
        """Note that `offset` is the only message of `tp` in hand; False when it is not ours."""
        tracker, trial = self._trackers.get(tp), self._trials.get(tp)
        if tracker is None or trial is None or tracker.first_undone != offset:
            return False
        return await self._note_mark(tp, trial, offset, alone=True)

    async def note_done(self, tp: TP) -> None:
        """Commit what is done of `tp` now, so that nobody takes it for what was in hand."""
        offset, trial = self._new_offset(tp), self._trials.get(tp)
        if offset is not None and trial is not None:
            await self._note_mark(tp, trial, offset)

    async def _note_mark(
        self, tp: TP, trial: PoisonDetector, offset: int, *, alone: bool = False
    ) -> bool:
        mark = trial.mark(offset, alone=alone)
        if not await self._thread.note({tp: (offset, mark)}):
            return False
        self._committed_offset[tp] = offset
        trial.noted(mark)
        return True

    async def _commit(self, offsets: Mapping[TP, int]) -> bool:
        """Commit `offsets`, each with its partition's mark; what fails is tried again later."""
        trials = {tp: self._trials.get(tp) for tp in offsets}
        marks = {
            tp: trial.mark(offsets[tp]) if trial else Checkpoint() for tp, trial in trials.items()
        }
        self._uncommitted.update(offsets)
        try:
            is_noted = await self._thread.note({tp: (offsets[tp], marks[tp]) for tp in offsets})
        except KafkaError as error:
            log.warning("could not commit", error=repr(error))
            return False
        if is_noted:
            self._uncommitted.difference_update(offsets)
            for tp, trial in trials.items():
                if trial is not None:
                    trial.noted(marks[tp])
        return bool(is_noted)

    async def leave(self, tps: Iterable[TP] | None = None) -> None:
        """Commit what is done, and that what is not was no failure; does its best, and not long."""
        farewells = {}
        leaving = list(self._trials) if tps is None else list(tps)
        # Nothing is begun any more: a mark after the farewell would say that a worker ended.
        self._leaving.update(leaving)
        for tp in leaving:
            tracker, trial = self._trackers.get(tp), self._trials.pop(tp, None)
            if tracker is not None and trial is not None:
                found, _ = self._found.get(tp, (0, Checkpoint()))
                offset = tracker.committable() or found
                farewells[tp] = (offset, trial.farewell(offset))
                self._committed_offset[tp] = offset
        if not farewells:
            return
        try:
            async with asyncio.timeout(FAREWELL_SECONDS):
                await self._thread.note(farewells)
        except (TimeoutError, KafkaError) as error:
            log.warning("could not commit on leaving", error=repr(error))

    async def perform_seek(self) -> None:
        """Go to the committed positions, and expect to be given exactly what follows them."""
        inputs_found = [tp for tp in self.assignment() if not self._is_changelog_tp(tp)]
        self._found = await self._thread.committed(inputs_found)
        self._trials.clear()
        self._leaving.clear()
        self._uncommitted.clear()
        self._cut_since.clear()
        committed = await self.seek_to_committed()
        inputs = {tp: offset for tp, offset in committed.items() if not self._is_changelog_tp(tp)}
        # aiokafka leaves a partition without committed offset where it is.
        unread = [tp for tp, offset in inputs.items() if not offset]
        starts = await self._go_to_start(unread) if unread else {}
        for aiokafka_tp, offset in inputs.items():
            tp = TP(aiokafka_tp.topic, aiokafka_tp.partition)
            self._trackers.setdefault(tp, OffsetTracker()).expect(offset or starts.get(aiokafka_tp))
            self._committed_offset[tp] = offset or None

    async def _go_to_start(self, tps: list[TP]) -> Mapping[TP, int | None]:
        """Read `tps` from where their logs begin, which is what is to be expected of them."""
        await self._thread.seek_to_beginning(*tps)
        return await self.earliest_offsets(*tps)

    async def highwaters(self, *partitions: TP) -> Mapping[TP, int]:
        """Where each partition ends; waits for brokers that are away."""
        return await _patiently(lambda: super(Consumer, self).highwaters(*partitions))

    async def earliest_offsets(self, *partitions: TP) -> Mapping[TP, int]:
        """Where each partition begins; waits for brokers that are away."""
        return await _patiently(lambda: super(Consumer, self).earliest_offsets(*partitions))

    async def seek_wait(self, partitions: Mapping[TP, int]) -> None:
        """Go to these positions; waits for brokers that are away."""
        await _patiently(lambda: super(Consumer, self).seek_wait(partitions))

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Note what is done, and forget what others will do."""
        await self.leave(revoked)
        for tp in revoked:
            self._trackers.pop(tp, None)
        self._held_back.difference_update(revoked)
        await super().on_partitions_revoked(revoked)

    def resume_partitions(self, tps: Iterable[TP]) -> None:
        """Fetch again from `tps`; input partitions wait until the rebalance is over.

        Faust resumes them before it seeks, so that messages from a stale position get through.
        """
        wanted = set(tps)
        if self.app.rebalancing:
            inputs = {tp for tp in wanted if not self._is_changelog_tp(tp)}
            self._held_back |= inputs
            wanted -= inputs
        super().resume_partitions(wanted)

    def on_buffer_drop(self, tp: TP) -> None:
        """A stage has room for more of `tp`; fetch it unless it waits for the rebalance."""
        if self.app.rebalancing or tp in self._paused_partitions:
            self._buffered_partitions.discard(tp)
        else:
            super().on_buffer_drop(tp)

    def release_held_back(self) -> None:
        """The rebalance is over, recovery and seek are done: fetch inputs."""
        held, self._held_back = self._held_back, set()
        super().resume_partitions(held & self.assignment())

    async def lags(self) -> dict[TP, int]:
        """How many messages of each assigned partition are not done, as far as a fetch told."""
        assigned = self.assignment()
        trackers = {tp: tracker for tp, tracker in self._trackers.items() if tp in assigned}
        ends = {tp: self.highwater(tp) or 0 for tp in trackers}
        reached = {tp: tracker.first_undone or 0 for tp, tracker in trackers.items()}
        behind = [tp for tp in trackers if reached[tp] < ends[tp]]
        if behind:
            # What retention has removed is waiting no more.
            for tp, start in (await self.earliest_offsets(*behind)).items():
                reached[tp] = max(reached[tp], start or 0)
        return {tp: max(0, ends[tp] - reached[tp]) for tp in trackers}


async def _patiently(ask: Callable[[], Awaitable[Answer]]) -> Answer:
    """The answer of `ask`, which is asked again where brokers were away for too long.

    Asked again from here and not in the client's thread: that has two workers, and whoever waits
    there cannot be called off by the next rebalance.
    """
    while True:
        try:
            return await ask()
        except (KafkaError, TimeoutError) as error:
            # aiokafka does not count its own time-out among what may pass.
            may_pass = error.retriable if isinstance(error, KafkaError) else True
            if not may_pass and not isinstance(error, KafkaTimeoutError):
                raise
            log.warning("the brokers did not answer, asking again", error=repr(error))
        await asyncio.sleep(RETRY_SECONDS)
