"""Budget of memory: who wants to hold bytes waits until there is room (backpressure)."""

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Self
from weakref import WeakKeyDictionary

KIBIBYTE = 1024
# Most pages are smaller. What goes beyond is claimed from a room of its own, so that pages that
# arrive slowly do not keep large ones waiting, or wait for them.
FIRST_BYTES = 256 * KIBIBYTE


class Room:
    """So many bytes; claims are granted in the order of asking.

    A claim for more than all of it takes all of it, so that a single page always fits.
    """

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.free_bytes = max_bytes
        self._waiting: deque[_Waiting] = deque()

    async def take(self, size: int) -> int:
        """Wait for room for `size` bytes; how many were taken, to be given back."""
        size = min(size, self.max_bytes)
        if not self._waiting and size <= self.free_bytes:
            self.free_bytes -= size
            return size
        waiting = _Waiting(size, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        try:
            await waiting.granted
        except asyncio.CancelledError:
            if waiting in self._waiting:
                self._waiting.remove(waiting)
                self._grant()
            else:
                self.give_back(size)
            raise
        return size

    def give_back(self, size: int) -> None:
        """Return what was taken."""
        self.free_bytes += size
        self._grant()

    def _grant(self) -> None:
        while self._waiting and self._waiting[0].size <= self.free_bytes:
            waiting = self._waiting.popleft()
            self.free_bytes -= waiting.size
            if not waiting.granted.done():
                waiting.granted.set_result(None)
            elif waiting.granted.cancelled():
                self.free_bytes += waiting.size


class Hold:
    """What one body may hold; it is given back at the latest when nobody refers to this object."""

    def __init__(self, small: Room, large: Room) -> None:
        self._small = small
        self._large = large
        self._first = 0
        self._rest = 0

    async def reach(self, size: int, most: int) -> None:
        """Wait until `size` bytes may be held, of a body of at most `most` bytes.

        All that the body can still need is taken at once: two half-read bodies that wait for each
        other's room would wait for ever.
        """
        if not self._first:
            self._first = await self._small.take(min(most, FIRST_BYTES))
        if size > FIRST_BYTES and not self._rest:
            self._rest = await self._large.take(most - FIRST_BYTES)

    def shrink(self, size: int) -> None:
        """Give back what goes beyond `size` bytes."""
        first, rest = min(size, self._first), min(max(0, size - FIRST_BYTES), self._rest)
        given_first, given_rest = self._first - first, self._rest - rest
        self._first, self._rest = first, rest
        if given_first:
            self._small.give_back(given_first)
        if given_rest:
            self._large.give_back(given_rest)

    def release(self) -> None:
        """Give back everything."""
        self.shrink(0)

    def __del__(self) -> None:
        self.release()


class Budget:
    """The memory for bodies on their way from the first byte to the broker's acknowledgement.

    Nobody waits in a circle: small bodies wait for small ones or for large ones, large ones for
    large ones or for records, and records only for the broker.
    """

    def __init__(self, max_bytes: int) -> None:
        self._small = Room(max_bytes // 4)
        self._large = Room(max_bytes // 4)
        self._records = Room(max_bytes // 2)
        self._taken_by_task: WeakKeyDictionary[asyncio.Task[object], int] = WeakKeyDictionary()

    @classmethod
    def for_bodies(cls, max_bytes: int) -> Self:
        """A budget of which nothing is kept for records."""
        budget = cls(max_bytes)
        budget._large = Room(max_bytes - max_bytes // 4)
        budget._records = Room(0)
        return budget

    def for_body(self) -> Hold:
        """Room for one body, nothing of it taken yet."""
        return Hold(self._small, self._large)

    async def hold_record(self, size: int) -> None:
        """Wait for room for a record of `size` bytes, and keep it until this task ends.

        A message is handled by one task, which ends when the broker has acknowledged its record. A
        task that comes again has sent the record before.
        """
        task = asyncio.current_task()
        assert task is not None
        self._give_back(task)
        taken = await self._records.take(size)
        self._taken_by_task[task] = taken
        task.add_done_callback(self._give_back)

    def _give_back(self, task: "asyncio.Task[object]") -> None:
        taken = self._taken_by_task.pop(task, 0)
        task.remove_done_callback(self._give_back)
        if taken:
            self._records.give_back(taken)


@dataclass(eq=False, slots=True)
class _Waiting:
    size: int
    granted: "asyncio.Future[None]"
