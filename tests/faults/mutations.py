"""Ways to break newsmill's promises on purpose: with each of them, the bench must go red."""

from collections.abc import Callable
from typing import Any

from aiokafka import TopicPartition

from newsmill.deduper import memory
from newsmill.puller import app as puller_app
from newsmill.streaming import faust_consumer, faust_consumer_thread, offset_tracker, worker
from tests.faults.forgetful_parser import load_forgetful_parser

VARIABLE = "NEWSMILL_BENCH_MUTATION"
"""Read by `tests.faults.room` alone."""


def mutate(name: str) -> None:
    """Break this process in the way of that name.

    Raises:
        KeyError: there is none.
    """
    BREAK_BY_NAME[name]()


def _commit_early() -> None:
    """What was handed over counts as done."""
    deliver = offset_tracker.OffsetTracker.deliver

    def delivered(
        self: offset_tracker.OffsetTracker, offset: int, *arguments: Any
    ) -> offset_tracker.Delivery:
        delivery = deliver(self, offset, *arguments)
        if delivery is offset_tracker.Delivery.NEXT:
            self.done(offset)
        return delivery

    _replace(offset_tracker.OffsetTracker, "deliver", delivered)


def _forget_the_owner() -> None:
    """An observation does not find the verdict that was given on it."""

    def nothing(self: memory.PartitionMemory, entry: bytes, version: bytes) -> None:
        return None

    _replace(memory.PartitionMemory, "on_observation", nothing)


def _swallow_produce_errors() -> None:
    """A write that failed counts as written."""
    publish = worker.Worker.publish

    async def swallowing(self: worker.Worker, *arguments: Any) -> None:
        try:
            await publish(self, *arguments)
        except Exception:
            return

    _replace(worker.Worker, "publish", swallowing)


def _start_from_latest() -> None:
    """A group without a committed position skips what is there."""

    async def ends(self: Any, *tps: Any) -> Any:
        client = self._thread._ensure_consumer()
        asked = [TopicPartition(*tp) for tp in tps]
        found = await self._thread.call_thread(client.end_offsets, asked)
        return {type(tp)(*tp): found[TopicPartition(*tp)] for tp in tps}

    async def to_the_end(self: Any, *tps: Any) -> None:
        await self.call_thread(self._ensure_consumer().seek_to_end, *tps)

    async def nothing_before(self: Any, starts: Any) -> Any:
        return starts

    _replace(faust_consumer.Consumer, "earliest_offsets", ends)
    _replace(faust_consumer.Consumer, "_first_positions", nothing_before)
    _replace(faust_consumer_thread.ConsumerThread, "seek_to_beginning", to_the_end)


def _take_a_returned_state_for_a_repeat() -> None:
    """A state is known by its content alone, whatever was there before it."""
    _replace(puller_app, "load_parser", load_forgetful_parser)


def _forget_the_groups() -> None:
    """A worker begins without what its journal holds."""

    def nothing(self: memory.Memory, partition: int, entries: Any) -> None:
        return None

    _replace(memory.Memory, "load", nothing)


BREAK_BY_NAME: dict[str, Callable[[], None]] = {
    "commits-early": _commit_early,
    "forgets-the-owner": _forget_the_owner,
    "swallows-produce-errors": _swallow_produce_errors,
    "starts-from-latest": _start_from_latest,
    "takes-a-returned-state-for-a-repeat": _take_a_returned_state_for_a_repeat,
    "forgets-the-groups": _forget_the_groups,
}


def _replace(owner: Any, name: str, replacement: Callable[..., Any]) -> None:
    setattr(owner, name, replacement)
