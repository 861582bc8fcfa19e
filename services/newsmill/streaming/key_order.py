"""Order by key: messages of equal key one after the other, all others side by side."""

import asyncio
from dataclasses import dataclass


class TurnLost(Exception):
    """The message before was not finished: to finish this one would change their order."""


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

    def fail(self, mine: "asyncio.Future[None]") -> None:
        """Let no other message of this key pass, now or later: they are all read again."""
        mine.set_exception(TurnLost())
        # Mostly nobody is behind.
        mine.exception()

    def leave(self, key: bytes | None, mine: "asyncio.Future[None]") -> None:
        """Let the next message of `key` pass."""
        mine.set_result(None)
        if key is not None and self._last_by_key.get(key) is mine:
            del self._last_by_key[key]


@dataclass(frozen=True, slots=True)
class Turn:
    """A place in the queue of a key: `async with turn:` waits for it and frees it.

    Where the block fails, it is not freed: whoever is behind gets a `TurnLost`.
    """

    before: "asyncio.Future[None] | None"
    mine: "asyncio.Future[None]"
    key: bytes | None
    order: KeyOrder

    async def __aenter__(self) -> None:
        if self.before is None:
            return
        try:
            await asyncio.shield(self.before)
        except BaseException:
            self.order.fail(self.mine)
            raise

    async def __aexit__(self, failure: type[BaseException] | None, *_: object) -> None:
        if failure is None:
            self.order.leave(self.key, self.mine)
        else:
            self.order.fail(self.mine)
