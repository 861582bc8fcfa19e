import asyncio

import pytest

from newsmill.streaming.key_order import KeyOrder, TurnLost


class HandlingFailed(Exception):
    """A message could not be handled."""


class Walkers:
    """Tasks that go through a lane when they are let."""

    def __init__(self) -> None:
        self.lane = KeyOrder()
        self.passed: list[str] = []
        self._may_pass: dict[str, asyncio.Event] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}

    def enter(self, name: str, key: bytes | None) -> None:
        self._may_pass[name] = asyncio.Event()
        turn = self.lane.enter(key)

        async def walk() -> None:
            async with turn:
                await self._may_pass[name].wait()
                self.passed.append(name)

        self.tasks[name] = asyncio.create_task(walk())

    async def let_pass(self, *names: str) -> None:
        for name in names:
            self._may_pass[name].set()
        for _ in range(10):
            await asyncio.sleep(0)


async def test_messages_of_one_key_keep_their_order() -> None:
    walkers = Walkers()
    for name in ("first", "second", "third"):
        walkers.enter(name, b"key")
    await walkers.let_pass("third", "second")
    assert walkers.passed == []
    await walkers.let_pass("first")
    assert walkers.passed == ["first", "second", "third"]


async def test_messages_of_other_keys_overtake() -> None:
    walkers = Walkers()
    walkers.enter("slow", b"key")
    walkers.enter("other", b"other key")
    walkers.enter("keyless", None)
    walkers.enter("keyless too", None)
    await walkers.let_pass("keyless too", "keyless", "other")
    assert set(walkers.passed) == {"keyless too", "keyless", "other"}
    await walkers.let_pass("slow")
    assert walkers.passed[-1] == "slow"


async def test_whoever_is_behind_a_failure_does_not_overtake_it() -> None:
    """The failed message is read again later: what was behind it must come after it then, too."""
    lane = KeyOrder()
    failed, behind, last = (lane.enter(b"key") for _ in range(3))
    with pytest.raises(HandlingFailed):
        async with failed:
            raise HandlingFailed
    for turn in (behind, last, lane.enter(b"key")):
        with pytest.raises(TurnLost):
            async with asyncio.timeout(60), turn:
                pass
    async with asyncio.timeout(60), lane.enter(b"another key"):
        pass


async def test_whoever_is_called_off_while_it_waits_lets_nobody_overtake() -> None:
    walkers = Walkers()
    for name in ("first", "second", "third"):
        walkers.enter(name, b"key")
    await walkers.let_pass("third")
    walkers.tasks["second"].cancel()
    await walkers.let_pass("first", "second")
    assert walkers.passed == ["first"]
    assert isinstance(walkers.tasks["third"].exception(), TurnLost)


async def test_an_empty_lane_remembers_no_keys() -> None:
    walkers = Walkers()
    for number in range(100):
        walkers.enter(str(number), f"key {number % 10}".encode())
    await walkers.let_pass(*walkers.tasks)
    await asyncio.gather(*walkers.tasks.values())
    assert walkers.lane._last_by_key == {}
