"""Blocking input beside asynchronous work."""

import asyncio
import threading
import time
from collections.abc import Iterator

import pytest

from newsmill.local.reading_ahead import MOST_AHEAD, read_ahead

PATIENCE_SECONDS = 90


async def test_everything_comes_in_order() -> None:
    assert [one async for one in read_ahead(iter(range(1_000)))] == list(range(1_000))


async def test_what_is_there_comes_before_the_next_is_there() -> None:
    may_go_on = threading.Event()

    def slowly() -> Iterator[int]:
        yield 1
        assert may_go_on.wait(PATIENCE_SECONDS)
        yield 2

    async with asyncio.timeout(PATIENCE_SECONDS):
        ahead = read_ahead(slowly())
        assert await anext(ahead) == 1
        may_go_on.set()
        assert [one async for one in ahead] == [2]


async def test_it_reads_only_a_few_ahead() -> None:
    read: list[int] = []

    def endlessly() -> Iterator[int]:
        while True:
            read.append(1)
            yield 1

    ahead = read_ahead(endlessly())
    for _ in range(10):
        await anext(ahead)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(read) < MOST_AHEAD:
        assert time.monotonic() < deadline, "it took too long"
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)
    await ahead.aclose()
    assert len(read) <= 10 + MOST_AHEAD + 1


async def test_a_failure_comes_behind_what_was_read() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ValueError("no more")

    ahead = read_ahead(broken())
    assert await anext(ahead) == 1
    with pytest.raises(ValueError, match="no more"):
        await anext(ahead)
