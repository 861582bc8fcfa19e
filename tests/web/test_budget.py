import asyncio
from collections.abc import Coroutine
from typing import Any

from newsmill.web.budget import FIRST_BYTES, Budget, Hold, Room


async def settled(*work: Coroutine[Any, Any, Any]) -> list["asyncio.Task[Any]"]:
    """Tasks of `work`, after each has gone as far as it can."""
    tasks = [asyncio.create_task(each) for each in work]
    for _ in range(10):
        await asyncio.sleep(0)
    return tasks


def done(tasks: list["asyncio.Task[Any]"]) -> list[bool]:
    return [task.done() for task in tasks]


async def test_who_finds_no_room_waits_in_order() -> None:
    room = Room(10)
    tasks = await settled(*(room.take(size) for size in (6, 6, 2)))
    assert done(tasks) == [True, False, False]
    room.give_back(6)
    await asyncio.wait(tasks, timeout=60)
    assert done(tasks) == [True, True, True]
    assert room.free_bytes == 2


async def test_more_than_there_is_takes_all_of_it() -> None:
    room = Room(10)
    assert await room.take(1000) == 10
    (task,) = await settled(room.take(1))
    assert not task.done()
    room.give_back(10)
    assert await task == 1


async def test_who_gives_up_takes_nothing() -> None:
    room = Room(10)
    await room.take(10)
    first, second, third = await settled(room.take(8), room.take(4), room.take(4))
    first.cancel()
    await asyncio.wait({first})
    room.give_back(10)
    second.cancel()  # its room has just been granted
    await asyncio.wait({second, third})
    assert third.result() == 4
    assert room.free_bytes == 6


async def test_a_body_takes_what_it_may_need_and_gives_back_the_rest() -> None:
    small, large = Room(2 * FIRST_BYTES), Room(10 * FIRST_BYTES)
    hold = Hold(small, large)
    await hold.reach(1, 9 * FIRST_BYTES)
    assert (small.free_bytes, large.free_bytes) == (FIRST_BYTES, 10 * FIRST_BYTES)
    await hold.reach(FIRST_BYTES + 1, 9 * FIRST_BYTES)
    assert large.free_bytes == 2 * FIRST_BYTES
    hold.shrink(3 * FIRST_BYTES)
    assert (small.free_bytes, large.free_bytes) == (FIRST_BYTES, 8 * FIRST_BYTES)
    del hold
    assert (small.free_bytes, large.free_bytes) == (small.max_bytes, large.max_bytes)


async def test_half_read_bodies_do_not_wait_for_each_other() -> None:
    budget = Budget(16 * FIRST_BYTES)

    async def read() -> None:
        hold = budget.for_body()
        for size in range(FIRST_BYTES, 4 * FIRST_BYTES, FIRST_BYTES // 2):
            await hold.reach(size, 4 * FIRST_BYTES)
            await asyncio.sleep(0)
        hold.release()

    async with asyncio.timeout(60):
        await asyncio.gather(*(read() for _ in range(50)))


async def test_a_record_is_held_until_its_task_ends() -> None:
    budget = Budget(20)
    is_acknowledged = asyncio.Event()

    async def send() -> None:
        await budget.hold_record(10)
        await is_acknowledged.wait()

    async def wait() -> None:
        await budget.hold_record(1)

    sending, waiting = await settled(send(), wait())
    assert done([sending, waiting]) == [False, False]
    is_acknowledged.set()
    async with asyncio.timeout(60):
        await asyncio.gather(sending, waiting)


async def test_a_task_that_comes_again_has_sent_its_record() -> None:
    budget = Budget(20)
    async with asyncio.timeout(60):
        for _ in range(5):
            await budget.hold_record(10)
