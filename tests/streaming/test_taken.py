import asyncio
import time
from types import SimpleNamespace
from typing import Any

from newsmill.streaming.taken import LEAST_AT_ONCE, MOST_AT_ONCE, Taken


def event(number: int) -> Any:
    return SimpleNamespace(message=number)


async def taken_with(count: int, free: int = 0) -> Taken:
    taken = Taken(lambda: free)
    for number in range(count):
        await taken.put(event(number))
    return taken


async def test_what_is_put_in_comes_out_in_its_order() -> None:
    taken = await taken_with(3)
    assert [(await taken.next()).message for _ in range(3)] == [0, 1, 2]
    waiting = asyncio.create_task(taken.next())
    await asyncio.sleep(0)
    assert not waiting.done()
    await taken.put(event(3))
    assert (await waiting).message == 3


async def test_no_more_is_taken_than_is_noted_at_once() -> None:
    taken = await taken_with(MOST_AT_ONCE)
    putting = asyncio.create_task(taken.put(event(MOST_AT_ONCE)))
    await asyncio.sleep(0.01)
    assert not putting.done()
    await taken.next()
    await asyncio.wait_for(putting, 60)


async def test_those_with_a_place_are_noted_and_a_few_more() -> None:
    assert (await taken_with(30)).to_be_noted() == (list(range(LEAST_AT_ONCE)), 0)
    assert (await taken_with(30, free=20)).to_be_noted() == (list(range(20)), 20)
    assert len((await taken_with(MOST_AT_ONCE, free=500)).to_be_noted()[0]) == MOST_AT_ONCE


async def test_who_is_quick_notes_more_at_once() -> None:
    taken = await taken_with(MOST_AT_ONCE)
    assert [len(taken.to_be_noted()[0]) for _ in range(5)] == [8, 16, 32, 64, 64]


async def test_filling_ends_when_there_is_enough_or_it_is_time() -> None:
    taken = await taken_with(1)
    began = time.monotonic()
    await taken.fill(began + 0.05)
    assert time.monotonic() - began >= 0.05
    filling = asyncio.create_task(taken.fill(time.monotonic() + 60))
    for number in range(LEAST_AT_ONCE):
        await taken.put(event(number))
    await asyncio.wait_for(filling, 60)
    await taken.fill(time.monotonic() - 1)
