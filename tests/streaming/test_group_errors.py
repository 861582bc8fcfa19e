"""What the coordinator refuses is found in the client that Faust never asks."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.consumer.group_coordinator import GroupCoordinator
from aiokafka.errors import IllegalStateError, InvalidSessionTimeoutError, KafkaError, UnknownError

from newsmill.kafka.refusals import Deed, refusal_of
from newsmill.streaming.group_errors import group_error, take_part_again


class Subscription:
    def abort_waiters(self, error: BaseException) -> None:
        """Nobody waits."""


@pytest.fixture
async def coordinator() -> GroupCoordinator:
    """aiokafka's own, without a broker: as far as keeping an error goes."""
    coordinator = GroupCoordinator.__new__(GroupCoordinator)
    coordinator._subscription = Subscription()
    coordinator._closing = asyncio.get_running_loop().create_future()
    coordinator._pending_exception = None
    coordinator._error_consumed_fut = None
    coordinator._coordination_task = asyncio.create_task(asyncio.sleep(3600))
    return coordinator


async def app_of(coordinator: GroupCoordinator | None) -> Any:
    client = SimpleNamespace(_coordinator=coordinator)
    thread = SimpleNamespace(_consumer=client, thread_loop=asyncio.get_running_loop())
    consumer = SimpleNamespace(_thread=thread)
    return SimpleNamespace(_consumer=consumer, consumer=consumer)


async def test_while_nothing_is_refused_there_is_no_error(coordinator: GroupCoordinator) -> None:
    assert group_error(await app_of(coordinator)) is None
    assert group_error(await app_of(None)) is None
    assert group_error(SimpleNamespace(_consumer=None)) is None  # type: ignore[arg-type]


async def test_what_is_refused_is_told_until_it_is_taken(coordinator: GroupCoordinator) -> None:
    app = await app_of(coordinator)
    waiting = asyncio.ensure_future(coordinator._push_error_to_user(InvalidSessionTimeoutError()))
    await asyncio.sleep(0)
    for _ in range(2):
        assert isinstance(group_error(app), InvalidSessionTimeoutError)
    assert not waiting.done()

    take_part_again(app)
    async with asyncio.timeout(60):
        await waiting
    assert group_error(app) is None
    # With nothing to take it does no harm.
    take_part_again(app)
    await asyncio.sleep(0)


async def test_a_coordination_that_has_ended_is_not_tried_again(
    coordinator: GroupCoordinator,
) -> None:
    """Also where its error is one that may pass: nobody is there to try."""

    async def fail() -> None:
        raise KafkaError(f"Unexpected error during coordination {UnknownError()!r}")

    coordinator._coordination_task = asyncio.create_task(fail())
    await asyncio.wait({coordinator._coordination_task})
    error = group_error(await app_of(coordinator))
    assert isinstance(error, IllegalStateError)
    assert refusal_of(error).deed is Deed.RESTART
