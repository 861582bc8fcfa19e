"""Faust's Kafka consumer, corrected where it would lose messages.

Stock Faust commits past messages that were never handled: after a rebalance of an app with tables
its bookkeeping counts prefetched and dropped messages as done (faust-streaming issue 596), and
its idea of gaps is off by one at the head (issue 606). Here an `AssignedPartition` decides.
`tests/streaming/test_faust_pin.py` fails when the replaced methods change upstream.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping, Set
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import replace
from typing import Any, TypeVar, cast

from aiokafka import TopicPartition
from aiokafka.errors import (
    KafkaError,
    KafkaTimeoutError,
)
from faust.transport.drivers import aiokafka as driver
from faust.types import TP

from newsmill.logs import logger
from newsmill.streaming.faust_consumer_thread import ConsumerThread
from newsmill.streaming.hands import Admission, Hands, Waiting
from newsmill.streaming.holes import Holes
from newsmill.streaming.losses import Loss
from newsmill.streaming.partition import AssignedPartition
from newsmill.streaming.poison import Checkpoint

RETRY_SECONDS = 0.5
"""Between two tries of a question that the brokers did not answer in time."""

FULL_BUFFER_POLL_SECONDS = 0.05
"""How long others' messages are waited for while a partition's buffer is full."""

STARTS_SECONDS = 3.0
"""How long a rebalance waits to be told where logs begin that have been read before."""

HANDED_OVER_AT_ONCE = 100
"""Then everything else has its turn."""

log = logger("newsmill.consumer")

Answer = TypeVar("Answer")
DeliverToApp = Callable[[Any], Awaitable[Any]]


class _NoReadOffsets(dict[TP, int | None]):
    """Faust drops what is below its own read offset; the tracker decides that, so nothing is."""

    def __getitem__(self, _: TP) -> None:
        return None


class Consumer(driver.Consumer):
    """Commits what is done and nothing else; hands over every offset once and in order."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._assigned: dict[TP, AssignedPartition] = {}
        self._held_back: set[TP] = set()
        self._is_handing_over = False
        self._holes: Holes[TP] = Holes(self, self._assigned)
        self._may_fetch = asyncio.Event()
        self._hands: Hands[TP] = Hands(
            self.app.worker_name,
            self._assigned,
            self._committed_offset,
            lambda commits: self._thread.note(commits),
            self.is_stale,
        )
        self._deliver_to_app: DeliverToApp = self.callback  # type: ignore[has-type]
        self.callback = self._deliver
        self._read_offset = _NoReadOffsets()

    def _new_consumer_thread(self) -> ConsumerThread:
        return ConsumerThread(self, loop=self.loop, beacon=self.beacon)

    def _to_message(self, tp: TP, record: Any) -> Any:
        """As in Faust, with what the fetch knows of a gap before `record`."""
        message = super()._to_message(tp, record)
        if (since := getattr(record, "since", None)) is not None:
            message.since = since
        return message

    async def _deliver(self, message: Any) -> Any:
        tp = message.tp
        partition = self._assigned.setdefault(tp, AssignedPartition())
        since = getattr(message, "since", None)
        if not await self._holes.is_next(tp, partition, message.offset, since):
            return None
        try:
            return await self._deliver_to_app(message)
        except BaseException:
            # Cancelled by a rebalance or a stop: the room has not seen it.
            partition.tracker.withdraw(message.offset)
            raise

    def end(self, tp: TP) -> int | None:
        """Where the log ends, as far as a fetch has shown."""
        # The client knows no end of what has been taken away meanwhile, and must not be asked.
        return self.highwater(tp) if tp in self.assignment() else None

    def readable_end(self, tp: TP) -> int | None:
        """Where what may be read ends, as far as a fetch has shown."""
        return self._thread.readable_end(tp) if tp in self.assignment() else None

    def fetched_until(self, tp: TP) -> int | None:
        """From where `tp` is fetched next."""
        offset: int | None = self._thread.fetched_until(tp)
        return offset

    async def fetch_from(self, tp: TP, offset: int) -> None:
        """Fetch `tp` from `offset` next."""
        await self._seek(tp, offset)

    def forget(self, tp: TP) -> None:
        """What is in hand is of an earlier log, and does not concern equal offsets in this one."""
        for message in list(self._unacked_messages):
            if message.tp == tp:
                message.acked = True
                self._unacked_messages.discard(message)
        self._committed_offset[tp] = None

    async def report(self, loss: Loss) -> None:
        """As `Losses.report`, of what no other group of this installation has read before.

        One that has committed beyond it has read it, or has reported that it has not.
        """
        if loss.reason == "retention":
            place = loss.topic, loss.partition
            read = (await self.app.losses.read_by_others([place])).get(place, 0)
            if read > loss.from_offset:
                log.warning(
                    "messages were removed that this group has not read; another group had",
                    topic=loss.topic,
                    partition=loss.partition,
                    from_offset=loss.from_offset,
                    until_offset=min(read, loss.until_offset),
                )
            if read >= loss.until_offset:
                return
            loss = replace(loss, from_offset=max(loss.from_offset, read))
        await self.app.losses.report(loss)

    async def look_for_holes(self) -> None:
        """As `Holes.look`."""
        for tp, partition in self._assigned.items():
            self._pass_over_gap(tp, partition)
        await self._holes.look(is_handing_over=self._is_handing_over)

    def _pass_over_gap(self, tp: TP, partition: AssignedPartition) -> None:
        """Pass over what a fetch has shown to be nothing for us behind the last message."""
        if (gap := self._thread.gap(tp)) is not None:
            partition.tracker.pass_over(*gap)

    def ack(self, message: Any) -> bool:
        """Enter `message` as done, unless its partition has been taken away meanwhile."""
        if message.acked:
            return False
        message.acked = True
        self._unacked_messages.discard(message)
        partition = self._assigned.get(message.tp)
        if partition is None or message.generation_id != self.app.consumer_generation_id:
            return False
        partition.tracker.done(message.offset)
        self._hands.done(message)
        return True

    def _filter_tps_with_pending_acks(self, topics: Any = None) -> Iterator[TP]:
        return (tp for tp in self._assigned if topics is None or tp in topics or tp.topic in topics)

    def _new_offset(self, tp: TP) -> int | None:
        partition = self._assigned.get(tp)
        if partition is None:
            return None
        self._pass_over_gap(tp, partition)
        # What is in hand may be news though no more is done.
        return partition.offset if partition.has_news else partition.tracker.committable()

    def _should_commit(self, tp: TP, offset: int) -> bool:
        # Faust takes a commit that failed for made, until more is done.
        partition = self._assigned.get(tp)
        is_due = partition is not None and (partition.is_uncommitted or partition.has_news)
        return is_due or bool(super()._should_commit(tp, offset))

    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        """A gap is never taken as done."""

    def is_stale(self, message: Any) -> bool:
        """Whether a rebalance came between: the partition's new owner reads `message` again.

        To work on it here would be wasted, and would change a state that others have taken over.
        """
        return bool(
            message.generation_id != self.app.consumer_generation_id
            or not self.app.flow_control.is_active()
        )

    def has_suspects(self, tp: TP) -> bool:
        """Whether a worker before us may have ended with messages of `tp` in hand."""
        partition = self._assigned.get(tp)
        return partition is not None and partition.has_suspects

    async def admit(self, message: Any, waiting: Waiting | None = None) -> Admission | None:
        """As `Hands.admit`: nothing is begun before the broker knows that it is in hand."""
        return await self._hands.admit(message, waiting)

    def alone(self, message: Any) -> AbstractAsyncContextManager[bool]:
        """As `Hands.alone`."""
        return self._hands.alone(message)

    def put_down(self, message: Any) -> None:
        """As `Hands.put_down`."""
        self._hands.put_down(message)

    async def _commit(self, offsets: Mapping[TP, int]) -> bool:
        """Commit what is done, with checkpoints; what fails is tried again."""
        try:
            return await self._hands.commit(offsets)
        except KafkaError as error:
            log.warning("could not commit", error=repr(error))
            return False

    async def leave(self, tps: Iterable[TP] | None = None) -> None:
        """As `Hands.leave`."""
        for tp, partition in self._assigned.items():
            self._pass_over_gap(tp, partition)
        await self._hands.leave(tps)

    async def perform_seek(self) -> None:
        """Go to the committed positions, and expect to be given exactly what follows them.

        Faust seeks also where it fetches nothing during a rebalance; a seek that a later rebalance
        has overtaken says nothing of today's positions.
        """
        generation = self.app.consumer_generation_id
        found = await self._thread.committed(self.assignment())
        committed = await self.seek_to_committed()
        inputs = {TP(tp.topic, tp.partition): offset for tp, offset in committed.items()}
        alive = self.app.living_workers()
        # aiokafka leaves a partition without committed offset where it is.
        unread = [tp for tp, offset in inputs.items() if not offset]
        starts = await self._starts_told_soon(inputs.keys() - unread)
        if unread:
            starts |= await self.earliest_offsets(*unread)
            await self._thread.seek_to_beginning(*(TopicPartition(*tp) for tp in unread))
        if self.app.consumer_generation_id != generation:
            return
        never_read = [tp for tp, offset in inputs.items() if offset is None and tp not in found]
        first = await self._first_positions({tp: starts.get(tp) or 0 for tp in never_read})
        if self.app.consumer_generation_id != generation:
            return
        for tp, offset in inputs.items():
            before = self._assigned.get(tp)
            position = first.get(tp, 0) if offset is None else offset
            before_us = found.get(tp, (position, Checkpoint()))
            partition = AssignedPartition(position, before_us, alive)
            partition.log_start = starts.get(tp) or 0
            # Nobody has read what is missing before the log's start, or it is forgotten that they
            # have: brokers forget the commits of a group that has been away for a week.
            partition.is_start_unknown = tp in first and position == 0 < partition.log_start
            was_running = before is not None and before.is_running
            partition.is_running = was_running or partition.is_held_by(self.app.worker_name)
            self._assigned[tp] = partition
            self._committed_offset[tp] = offset or None

    async def _starts_told_soon(self, tps: Set[TP]) -> dict[TP, int]:
        """Where the logs of `tps` begin; nothing where brokers are away.

        One partition without a leader must not hold up the others. What is missing of it is found
        when it is fetched.
        """
        try:
            async with asyncio.timeout(STARTS_SECONDS):
                return dict(await super().earliest_offsets(*tps)) if tps else {}
        except (KafkaError, TimeoutError):
            return {}

    async def _first_positions(self, starts: Mapping[TP, int]) -> dict[TP, int]:
        """What is to be read first where we have never committed anything: what nobody has read.

        That is committed where the log, which begins at `starts`, still has it: what is removed
        from then on is known to be lost.
        """
        cut = [tp for tp, start in starts.items() if start]
        read = await self.app.losses.read_by_others(cut) if cut else {}
        positions = {tp: min(start, read.get(tp, 0)) for tp, start in starts.items()}
        new = {
            tp: (start, Checkpoint())
            for tp, start in starts.items()
            if positions[tp] == start and tp not in self._assigned
        }
        if new:
            try:
                await self._thread.note(new)
            except KafkaError as error:
                log.warning("could not commit where reading begins", error=repr(error))
        return positions

    async def earliest_offsets(self, *partitions: TP) -> Mapping[TP, int]:
        """Where each partition begins; waits for brokers that are away."""
        return await _patiently(lambda: super(Consumer, self).earliest_offsets(*partitions))

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Note what is done, and forget what others will do."""
        await self.leave(revoked)
        for tp in revoked:
            self._assigned.pop(tp, None)
        self._held_back.difference_update(revoked)
        await super().on_partitions_revoked(revoked)

    async def _drain_messages(self, fetcher: Any) -> None:
        """Hand over what is fetched until `fetcher` is stopped; called off when flow is suspended.

        Faust makes two tasks for each message to be able to call it off; here it is two a fetch.
        """
        try:
            while not (self._stopped.is_set() or fetcher._stopped.is_set()):
                fetched = self.getmany(timeout=1.0)
                await self.sleep(0)
                if self.should_stop:
                    continue
                async for _, message in fetched:
                    # What is left when it is called off ends here: flow is no longer active.
                    self._is_handing_over = True
                    await self.wait_first(
                        self._hand_over(message, fetched), self.suspend_flow.wait()
                    )
                self._is_handing_over = False
        except (*self.consumer_stopped_errors, asyncio.CancelledError):
            if not self.app.should_stop:
                raise

    async def _hand_over(self, first: Any, others: AsyncIterator[tuple[TP, Any]]) -> None:
        await self.callback(first)
        handed_over = 1
        async for _, message in others:
            await self.callback(message)
            handed_over += 1
            if handed_over % HANDED_OVER_AT_ONCE == 0:
                await asyncio.sleep(0)

    async def _wait_next_records(
        self, timeout: float
    ) -> tuple[Mapping[TP, Any] | None, set[TP] | None]:
        """What was fetched next; waits for somewhere to put it.

        Faust looks again after a second, also where it waits for messages of other partitions than
        those whose buffers are full: a quick stage is long done with its buffer by then.
        """
        if self.flow_active and not self._get_active_partitions():
            self._may_fetch.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._may_fetch.wait(), timeout)
        if self._buffered_partitions:
            timeout = min(timeout, FULL_BUFFER_POLL_SECONDS)
        records = await super()._wait_next_records(timeout)
        return cast(tuple[Mapping[TP, Any] | None, set[TP] | None], records)

    def resume_partitions(self, tps: Iterable[TP]) -> None:
        """Fetch again from `tps`, once the rebalance is over.

        Faust resumes them before it seeks, so that messages from a stale position get through.
        """
        wanted = set(tps)
        if self.app.rebalancing:
            self._held_back |= wanted
            wanted = set()
        super().resume_partitions(wanted)
        self._may_fetch.set()

    def on_buffer_drop(self, tp: TP) -> None:
        """A stage has room for more of `tp`; fetch it unless it waits for the rebalance."""
        if self.app.rebalancing or tp in self._paused_partitions:
            self._buffered_partitions.discard(tp)
        else:
            super().on_buffer_drop(tp)
            self._may_fetch.set()

    def release_held_back(self) -> None:
        """The rebalance is over and the seek is done: fetch."""
        held, self._held_back = self._held_back, set()
        super().resume_partitions(held & self.assignment())
        self._may_fetch.set()

    async def lags(self) -> dict[TP, int]:
        """How many messages of each assigned partition are not done, by the ends of fetches."""
        assigned = self.assignment()
        trackers = {tp: it.tracker for tp, it in self._assigned.items() if tp in assigned}
        for tp in trackers:
            self._pass_over_gap(tp, self._assigned[tp])
        ends = {tp: self._thread.readable_end(tp) or 0 for tp in trackers}
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
