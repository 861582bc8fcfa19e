"""Find out why messages are missing, report those that are lost, and go on behind them.

A jump in what is delivered has one of these causes, told apart by what the brokers say: retention
has removed the messages (the log begins behind our position); there are none (a fetch has covered
the gap: `kafka.fetch_gaps`); the log was cut (it ends before our position); or a fetch has gone
astray in a rebalance, which is answered by going back. What is left after that is a hole that
nobody can explain. Nothing behind a loss is delivered before its record is acknowledged.
"""

from collections.abc import Mapping
from time import monotonic
from typing import Generic, Protocol, TypeVar

from newsmill.contracts.outcomes import LossReason
from newsmill.kafka.records import Place
from newsmill.logs import logger
from newsmill.streaming.losses import Loss
from newsmill.streaming.offset_tracker import Delivery
from newsmill.streaming.partition import AssignedPartition

log = logger("newsmill.consumer")


P = TypeVar("P", bound=Place)


class Log(Protocol[P]):
    """What must be known of the partitions at the brokers, and done there."""

    async def earliest_offsets(self, *partitions: P) -> Mapping[P, int]:
        """Where each begins."""

    def end(self, tp: P) -> int | None:
        """Where it ends, as far as a fetch has shown."""

    def readable_end(self, tp: P) -> int | None:
        """Likewise, without what is behind the start of an open transaction."""

    def fetched_until(self, tp: P) -> int | None:
        """From where it is fetched next."""

    async def fetch_from(self, tp: P, offset: int) -> None:
        """Fetch from `offset` next."""

    def forget(self, tp: P) -> None:
        """What is in hand of it, or was committed, is of an earlier log."""

    async def report(self, loss: Loss) -> None:
        """Return when the record of a loss is acknowledged."""


class Holes(Generic[P]):
    """The holes in the logs of `assigned`, which changes as partitions come and go."""

    def __init__(self, brokers: Log[P], assigned: Mapping[P, AssignedPartition]) -> None:
        self._brokers = brokers
        self._assigned = assigned

    async def is_next(
        self, tp: P, partition: AssignedPartition, offset: int, since: int | None
    ) -> bool:
        """Enter the message at `offset` if its turn has come; if not, go where that will be.

        Its fetch has nothing for us from `since` up to it. What is lost before it is reported.
        """
        tracker = partition.tracker
        expected, is_first_jump = tracker.next_offset, tracker.is_first_jump(offset)
        delivery = tracker.deliver(offset, monotonic(), since)
        if delivery is Delivery.NEXT:
            return True
        if delivery is Delivery.REPEATED and partition.is_cut(self._brokers.end(tp)):
            # The message that shows it may be of a fetch gone astray.
            await self._go_back(tp, partition, await self._start(tp))
        elif delivery is Delivery.HOLE or (delivery is Delivery.JUMPED and is_first_jump):
            until = offset if since is None else since
            await self._step_over_removed(tp, partition, until)
            if delivery is Delivery.HOLE:
                await self._step_over(tp, partition, until, "unexplained")
        if self._assigned.get(tp) is not partition:
            return False
        if tracker.next_offset != expected:
            delivery = tracker.deliver(offset, monotonic(), since)
        if delivery in (Delivery.JUMPED, Delivery.HOLE) and tracker.next_offset is not None:
            await self._brokers.fetch_from(tp, tracker.next_offset)
        return delivery is Delivery.NEXT

    async def look(self, *, is_handing_over: bool) -> None:
        """Find what is missing though no message shows it; to be called every second or so.

        Go back where a log ends before our position, which not every broker says by itself. Go on
        where everything from our position on was removed, and nothing is in hand.
        """
        now = monotonic()
        for tp, partition in list(self._assigned.items()):
            end, readable = self._brokers.end(tp), self._brokers.readable_end(tp)
            if partition.is_held_back(readable, end, now):
                topic, number = tp
                log.warning(
                    "messages wait behind a transaction that somebody has left open",
                    topic=topic,
                    partition=number,
                    offset=readable,
                    end=end,
                )
            if partition.is_cut_for_good(end, now):
                start = await self._start(tp)
                if await self._go_back(tp, partition, start):
                    await self._brokers.fetch_from(tp, start)
            elif not is_handing_over and partition.is_passed_by(
                self._brokers.fetched_until(tp), now
            ):
                await self._step_over_removed(tp, partition)

    async def _start(self, tp: P) -> int:
        return (await self._brokers.earliest_offsets(tp))[tp] or 0

    async def _step_over_removed(
        self, tp: P, partition: AssignedPartition, until: int | None = None
    ) -> None:
        """Go on where the log begins, at most at `until`, if that is behind our position."""
        start = await self._start(tp)
        behind = start if until is None else min(start, until)
        is_unknown, partition.is_start_unknown = partition.is_start_unknown, False
        await self._step_over(tp, partition, behind, "unexplained" if is_unknown else "retention")

    async def _step_over(
        self, tp: P, partition: AssignedPartition, until: int, why: LossReason
    ) -> None:
        """Report that everything from our position up to `until` is lost, and go on there."""
        async with partition.stepping:
            position = partition.tracker.next_offset
            if self._assigned.get(tp) is partition and position is not None and position < until:
                topic, number = tp
                await self._brokers.report(Loss(topic, number, position, until, why))
                partition.tracker.step_over(until)

    async def _go_back(self, tp: P, partition: AssignedPartition, offset: int) -> bool:
        """Take `offset` for the next, if the log was cut before our position; that is reported."""
        async with partition.stepping:
            position, end = partition.tracker.next_offset, self._brokers.end(tp)
            if position is None or end is None or not partition.is_cut(end):
                return False
            topic, number = tp
            log.error(
                "the log ends before the position that was committed: reading on from where it is",
                topic=topic,
                partition=number,
                expected=position,
                offset=offset,
            )
            await self._brokers.report(Loss(topic, number, end, position, "cut"))
            if self._assigned.get(tp) is not partition:
                return False
            self._brokers.forget(tp)
            partition.go_back(offset)
            return True
