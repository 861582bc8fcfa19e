"""Ways to break the worker on purpose: the simulator must find each of them."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from aiokafka.consumer.group_coordinator import GroupCoordinator
from faust.transport.consumer import Consumer as FaustConsumer
from faust.transport.consumer import IntervalTree

from newsmill.kafka import aiokafka_fixes
from newsmill.streaming import (
    faust_consumer,
    faust_rebalance,
    hands,
    key_order,
    losses,
    offset_tracker,
    partition,
    poison,
    stage_consumer,
)

Replace = Callable[[Any, str, Any], None]

REACH = 8


def _commit_early(replace: Replace) -> None:
    """What is handed over counts as done, before its output is acknowledged."""
    deliver = offset_tracker.OffsetTracker.deliver

    def delivered(self: Any, offset: int, *rest: Any, **more: Any) -> Any:
        delivery = deliver(self, offset, *rest, **more)
        if delivery is offset_tracker.Delivery.NEXT:
            self.done(offset)
        return delivery

    replace(offset_tracker.OffsetTracker, "deliver", delivered)


def _acknowledge_before_publishing(replace: Replace) -> None:
    """A message is acknowledged when it is decided on, and its output sent afterwards."""
    finish = stage_consumer.StageConsumer._finish

    async def acknowledged(self: Any, event: Any, *rest: Any) -> None:
        event.ack()
        await finish(self, event, *rest)

    replace(stage_consumer.StageConsumer, "_finish", acknowledged)


def _faust_bookkeeping(replace: Replace) -> None:
    """Faust's own idea of what may be committed, gaps and read offsets included."""
    ours = faust_consumer.Consumer
    init = ours.__init__

    def made(self: Any, *args: Any, **kwargs: Any) -> None:
        init(self, *args, **kwargs)
        self._read_offset = defaultdict(lambda: None)
        self._gap = defaultdict(IntervalTree)

    def acked(self: Any, message: Any) -> bool:
        if (partition := self._assigned.get(message.tp)) is not None:
            partition.tracker.done(message.offset)
        return bool(FaustConsumer.ack(self, message))

    async def drain(self: Any, fetcher: Any) -> None:
        await FaustConsumer._drain_messages(self, fetcher)

    async def delivered(self: Any, message: Any) -> Any:
        tracker = self._assigned.setdefault(message.tp, partition.AssignedPartition()).tracker
        tracker.expect(message.offset) if tracker.next_offset is None else None
        tracker.next_offset = message.offset + 1
        tracker._open.append(message.offset)
        return await self._deliver_to_app(message)

    replace(ours, "__init__", made)
    replace(ours, "_deliver", delivered)
    replace(ours, "ack", acked)
    replace(ours, "_drain_messages", drain)
    replace(ours, "_new_offset", FaustConsumer._new_offset)
    replace(ours, "_add_gap", FaustConsumer._add_gap)
    replace(ours, "_filter_tps_with_pending_acks", FaustConsumer._filter_tps_with_pending_acks)


def _no_guards(replace: Replace) -> None:
    """Both guards of a rebalance are gone: who the owner is, and for which assignment."""

    def acked(self: Any, message: Any) -> bool:
        if message.acked:
            return False
        message.acked = True
        self._unacked_messages.discard(message)
        if (assigned := self._assigned.get(message.tp)) is None:
            return False
        assigned.tracker.done(message.offset)
        return True

    replace(faust_consumer.Consumer, "ack", acked)
    replace(faust_consumer.Consumer, "is_stale", lambda self, message: False)


def _acknowledge_for_others(replace: Replace) -> None:
    """What was done for an earlier assignment counts for this one."""

    def acked(self: Any, message: Any) -> bool:
        message.acked = True
        self._unacked_messages.discard(message)
        if (assigned := self._assigned.get(message.tp)) is None:
            return False
        assigned.tracker.done(message.offset)
        return True

    replace(faust_consumer.Consumer, "ack", acked)


def _gap_off_by_one(replace: Replace) -> None:
    """A jump by one offset is none."""
    deliver = offset_tracker.OffsetTracker.deliver

    def delivered(self: Any, offset: int, *rest: Any, **more: Any) -> Any:
        if self.next_offset is not None and offset == self.next_offset + 1:
            self.next_offset = offset
        return deliver(self, offset, *rest, **more)

    replace(offset_tracker.OffsetTracker, "deliver", delivered)


def _committable_off_by_one(replace: Replace) -> None:
    """The commit goes one message too far."""
    committable = offset_tracker.OffsetTracker.committable

    def further(self: Any) -> int | None:
        offset = committable(self)
        return offset + 1 if offset is not None and self._open else offset

    replace(offset_tracker.OffsetTracker, "committable", further)


def _repeats_pass(replace: Replace) -> None:
    """What was handed over is handed over again when it comes again."""
    deliver = offset_tracker.OffsetTracker.deliver

    def delivered(self: Any, offset: int, *rest: Any, **more: Any) -> Any:
        delivery = deliver(self, offset, *rest, **more)
        is_repeated = delivery is offset_tracker.Delivery.REPEATED
        return offset_tracker.Delivery.NEXT if is_repeated else delivery

    replace(offset_tracker.OffsetTracker, "deliver", delivered)


def _no_order(replace: Replace) -> None:
    """Messages of equal key overtake each other."""
    enter = key_order.KeyOrder.enter
    replace(key_order.KeyOrder, "enter", lambda self, _: enter(self, None))


def _stale_passes(replace: Replace) -> None:
    """Messages of an assignment that is over are begun."""
    replace(faust_consumer.Consumer, "is_stale", lambda self, message: False)


def _overtaken_rebalance(replace: Replace) -> None:
    """A rebalance that the next one has overtaken lets messages through when it ends."""
    replace(faust_rebalance.PatientRecovery, "is_overtaken", property(lambda _: False))


def _late_commit(replace: Replace) -> None:
    """A commit that is tried again is one of the generation by then, as in aiokafka."""
    replace(GroupCoordinator, "commit_offsets", aiokafka_fixes._commit)
    replace(GroupCoordinator, "_do_commit_offsets", aiokafka_fixes._try_to_commit)


def _silent_holes(replace: Replace) -> None:
    """What is missing is stepped over without a word."""
    replace(losses.Losses, "report", _nothing)


def _no_farewell(replace: Replace) -> None:
    """Who leaves in order does not say so."""
    replace(hands.Hands, "leave", _nothing)


def _begin_unnoted(replace: Replace) -> None:
    """Messages are begun before the broker has that they are in hand."""

    async def taken(self: Any, message: Any, waiting: Any) -> bool:
        if (detector := self._detector(message)) is None:
            return False
        detector.take(message.offset)
        return True

    replace(hands.Hands, "_taken_in_hand", taken)


def _poison_by_reach(replace: Replace) -> None:
    """Whatever lies close behind a message that is in hand is taken for in hand, too."""
    take = poison.PoisonDetector.take

    def taken(self: Any, offset: int) -> None:
        for near in range(offset, offset + REACH):
            take(self, near)

    replace(poison.PoisonDetector, "take", taken)


def _never_alone(replace: Replace) -> None:
    """No checkpoint says that a message is alone."""
    checkpoint = poison.PoisonDetector.checkpoint
    replace(poison.PoisonDetector, "checkpoint", lambda self, *, alone=False: checkpoint(self))


def _never_poison(replace: Replace) -> None:
    """Nothing is ever set aside."""
    replace(poison.PoisonDetector, "handling", lambda self, offset: "ordinary")


async def _nothing(*_: Any, **__: Any) -> None:
    """It is left out."""


BREAK_BY_NAME: dict[str, Callable[[Replace], None]] = {
    "early-commit": _commit_early,
    "acknowledge-before-publishing": _acknowledge_before_publishing,
    "faust-bookkeeping": _faust_bookkeeping,
    "no-guards": _no_guards,
    "acknowledge-for-others": _acknowledge_for_others,
    "gap-off-by-one": _gap_off_by_one,
    "committable-off-by-one": _committable_off_by_one,
    "repeats-pass": _repeats_pass,
    "no-order": _no_order,
    "stale-passes": _stale_passes,
    "overtaken-rebalance": _overtaken_rebalance,
    "late-commit": _late_commit,
    "silent-holes": _silent_holes,
    "no-farewell": _no_farewell,
    "begin-unnoted": _begin_unnoted,
    "poison-by-reach": _poison_by_reach,
    "never-alone": _never_alone,
    "never-poison": _never_poison,
}


@contextmanager
def mutated(name: str | None) -> Iterator[None]:
    """In the block the worker is broken in the way of that name.

    Raises:
        KeyError: there is none.
    """
    undo: list[tuple[Any, str, Any]] = []

    def replace(owner: Any, attribute: str, value: Any) -> None:
        undo.append((owner, attribute, vars(owner)[attribute]))
        setattr(owner, attribute, value)

    try:
        if name is not None:
            BREAK_BY_NAME[name](replace)
        yield
    finally:
        for owner, attribute, value in reversed(undo):
            setattr(owner, attribute, value)
