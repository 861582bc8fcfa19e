"""Order by key: messages of equal key one after the other, all others side by side."""

import asyncio
from dataclasses import dataclass


class KeyOrder:
    """Keeps messages of equal key in their order, and lets all others overtake."""

    def __init__(self) -> None:
        self._last_by_key: dict[bytes, asyncio.Future[None]] = {}

    def enter(self, key: bytes | None) -> "Turn":
        """Queue up behind the last message of `key`; without a key nobody waits."""
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if key is None:
            return Turn(None, mine, None, self)
        before = self._last_by_key.get(key)
        self._last_by_key[key] = mine
        return Turn(before, mine, key, self)

    def leave(self, key: bytes | None, mine: "asyncio.Future[None]") -> None:
        """Let the next message of `key` pass."""
        mine.set_result(None)
        if key is not None and self._last_by_key.get(key) is mine:
            del self._last_by_key[key]


@dataclass(frozen=True, slots=True)
class Turn:
    """A place in the queue of a key: `async with turn:` waits for it and frees it."""

    before: "asyncio.Future[None] | None"
    mine: "asyncio.Future[None]"
    key: bytes | None
    order: KeyOrder

    async def __aenter__(self) -> None:
        if self.before is not None:
            await asyncio.shield(self.before)

    async def __aexit__(self, *_: object) -> None:
        self.order.leave(self.key, self.mine)
