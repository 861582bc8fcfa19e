"""Entries are written in order and together, and waited for; without a broker."""

import asyncio
from collections.abc import Iterable

import pytest

from newsmill.streaming.journal_writer import Entry, JournalWriter, Sent


class Brokers:
    """Takes entries when told to, `most` at once."""

    def __init__(self, most: int = 100) -> None:
        self.batches: list[list[Entry]] = []
        self.failures: list[BaseException] = []
        self.error: Exception | None = None
        self.answer = asyncio.Event()
        self.foreign = 0
        self._most = most

    async def send(self, partition: int, entries: Iterable[Entry]) -> Sent:
        batch = list(entries)[: self._most]
        await self.answer.wait()
        if self.error is not None:
            raise self.error
        offset = sum(map(len, self.batches)) + self.foreign
        self.batches.append(batch)
        return Sent(len(batch), offset)


def entries(*numbers: int) -> list[Entry]:
    return [(b"%d" % number, b"value") for number in numbers]


async def test_what_comes_while_a_write_is_on_its_way_is_written_together_after_it() -> None:
    brokers = Brokers()
    writer = JournalWriter(0, brokers.send, brokers.failures.append)
    first = writer.append(entries(1))
    await asyncio.sleep(0)
    for number in (2, 3, 4):
        last = writer.append(entries(number))
    assert not writer.is_written(first)
    brokers.answer.set()
    await writer.written(last)
    assert brokers.batches == [entries(1), entries(2, 3, 4)]


async def test_more_than_one_batch_takes_is_written_in_its_order() -> None:
    brokers = Brokers(most=2)
    brokers.answer.set()
    writer = JournalWriter(0, brokers.send, brokers.failures.append)
    await writer.written(writer.append(entries(1, 2, 3, 4, 5)))
    assert brokers.batches == [entries(1, 2), entries(3, 4), entries(5)]


async def test_whoever_waits_is_told_when_its_entries_are_there_and_not_before() -> None:
    brokers = Brokers(most=1)
    writer = JournalWriter(0, brokers.send, brokers.failures.append)
    told: list[int] = []

    async def wait(mark: int) -> None:
        await writer.written(mark)
        assert sum(map(len, brokers.batches)) >= mark
        told.append(mark)

    waiting = [asyncio.create_task(wait(writer.append(entries(n)))) for n in range(5)]
    brokers.answer.set()
    await asyncio.gather(*waiting)
    assert told == [1, 2, 3, 4, 5]
    await writer.written(3)


async def test_after_a_write_that_failed_for_good_nothing_follows() -> None:
    brokers = Brokers()
    brokers.error = OSError("no")
    writer = JournalWriter(0, brokers.send, brokers.failures.append)
    first = writer.append(entries(1))
    waiting = asyncio.create_task(writer.written(first))
    await asyncio.sleep(0)
    brokers.answer.set()
    with pytest.raises(OSError, match="no"):
        await waiting
    assert brokers.failures == [brokers.error]
    brokers.error = None
    with pytest.raises(OSError, match="no"):
        await writer.written(writer.append(entries(2)))
    assert brokers.batches == []


async def test_the_known_end_grows_with_our_own_entries_only() -> None:
    brokers = Brokers()
    brokers.answer.set()
    writer = JournalWriter(0, brokers.send, brokers.failures.append)
    await writer.written(writer.append(entries(1)))
    assert writer.known_end is None
    writer.known_end = 1
    await writer.written(writer.append(entries(2, 3)))
    assert writer.known_end == 3
    brokers.foreign = 1
    await writer.written(writer.append(entries(4)))
    assert writer.known_end == 3


async def test_who_still_waits_at_the_end_is_told() -> None:
    brokers = Brokers()
    writer = JournalWriter(0, brokers.send, brokers.failures.append)
    waiting = asyncio.create_task(writer.written(writer.append(entries(1))))
    await asyncio.sleep(0)
    writer.close()
    with pytest.raises(ConnectionAbortedError):
        await waiting
    assert brokers.failures == []
