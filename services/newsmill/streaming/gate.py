"""A gate to the room: many at once side by side, or one alone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Gate:
    """Whoever enters leaves again. Nobody enters while one wants to be alone."""

    def __init__(self) -> None:
        self._inside = 0
        self._is_empty = asyncio.Event()
        self._is_empty.set()
        self._is_open = asyncio.Event()
        self._is_open.set()
        self._one = asyncio.Lock()

    async def enter(self) -> None:
        """Come in as soon as nobody is alone or wants to be."""
        while not self._is_open.is_set():
            await self._is_open.wait()
        self._come_in()

    def leave(self) -> None:
        """Go out."""
        self._inside -= 1
        if not self._inside:
            self._is_empty.set()

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Be the only one inside for the length of the block, in which one must `leave`, too."""
        async with self._one:
            self._is_open.clear()
            try:
                await self._is_empty.wait()
                self._come_in()
                yield
            finally:
                self._is_open.set()

    def _come_in(self) -> None:
        self._inside += 1
        self._is_empty.clear()
