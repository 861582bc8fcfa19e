"""What the client's thread commits, and for which generation of the group."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import TopicPartition
from faust.transport.drivers.aiokafka import DEFAULT_GENERATION_ID
from faust.types import TP

from newsmill.streaming.faust_consumer_thread import ConsumerThread
from newsmill.streaming.poison import Checkpoint

FERRIES = TP("ferries", 0)


class StubThread(ConsumerThread):
    """Without a thread: a consumer in `generation` takes the commits, after `meanwhile`."""

    def __init__(self, generation: int) -> None:
        self.committed_offsets: dict[TopicPartition, Any] = {}
        self.coordinator = SimpleNamespace(generation=generation)
        self.meanwhile: Callable[[], None] = lambda: None
        self._app: Any = SimpleNamespace(consumer_generation_id=3, checkpoint_files=None)

    @property
    def app(self) -> Any:
        return self._app

    def _ensure_consumer(self) -> Any:
        return SimpleNamespace(_coordinator=self.coordinator, commit=self._commit_all)

    async def _commit_all(self, offsets: dict[TopicPartition, Any]) -> None:
        self.committed_offsets |= offsets

    def assignment(self) -> set[TP]:
        return {FERRIES}

    async def call_thread(self, method: Any, *arguments: Any, **_: Any) -> Any:
        self.meanwhile()
        return await method(*arguments)


async def test_a_commit_is_made_in_the_generation_in_which_it_was_wanted() -> None:
    thread = StubThread(generation=3)
    assert await thread.note({FERRIES: (7, Checkpoint())})
    assert thread.committed_offsets[TopicPartition("ferries", 0)].offset == 7


@pytest.mark.parametrize("generation", [4, DEFAULT_GENERATION_ID])
async def test_a_commit_that_waited_over_a_rebalance_is_not_made(generation: int) -> None:
    """The partition may have come back to us, and be further by now."""
    thread = StubThread(generation=3)

    def rebalance() -> None:
        thread.coordinator.generation = generation
        thread._app.consumer_generation_id = 4

    thread.meanwhile = rebalance
    assert not await thread.note({FERRIES: (7, Checkpoint())})
    assert thread.committed_offsets == {}
