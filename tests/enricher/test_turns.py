import asyncio
from datetime import timedelta

import pytest

from newsmill.enricher.turns import Turns

SOON, LATER = timedelta(0), timedelta(minutes=1)


class Line:
    """Who was let in, in order; nobody leaves before `leave` is called."""

    def __init__(self, places: int) -> None:
        self.entered: list[str] = []
        self._turns = Turns(places)
        self._leave: dict[str, asyncio.Event] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def ask(self, name: str, behind: timedelta = SOON) -> None:
        """Somebody comes."""
        self._leave[name] = asyncio.Event()
        self._tasks[name] = asyncio.create_task(self._hold(name, behind))
        await self.settle()

    async def leave(self, name: str) -> None:
        """Somebody goes."""
        self._leave[name].set()
        await self._tasks[name]
        await self.settle()

    def cancel(self, name: str) -> None:
        """Somebody gives up."""
        self._tasks[name].cancel()

    async def settle(self) -> None:
        """Let all that can happen now happen."""
        for _ in range(5):
            await asyncio.sleep(0)

    async def _hold(self, name: str, behind: timedelta) -> None:
        async with self._turns.turn(behind):
            self.entered.append(name)
            await self._leave[name].wait()


async def test_places_are_given_in_the_order_of_asking() -> None:
    line = Line(2)
    for name in "abcd":
        await line.ask(name)
    assert line.entered == ["a", "b"]
    await line.leave("b")
    await line.leave("a")
    assert line.entered == ["a", "b", "c", "d"]


async def test_who_stands_back_lets_others_go_first_and_takes_a_free_place_at_once() -> None:
    line = Line(1)
    await line.ask("a", LATER)
    assert line.entered == ["a"]
    await line.ask("b", LATER)
    await line.ask("c")
    await line.leave("a")
    await line.leave("c")
    assert line.entered == ["a", "c", "b"]


@pytest.mark.parametrize("is_given", [False, True])
async def test_who_gives_up_leaves_the_place_to_the_next(is_given: bool) -> None:
    line = Line(1)
    for name in "abc":
        await line.ask(name)
    if is_given:
        line._leave["a"].set()
        await asyncio.sleep(0)
        line.cancel("b")
    else:
        line.cancel("b")
        await line.leave("a")
    await line.settle()
    assert line.entered[-1] == "c"
    await line.leave("c")
    await line.ask("d")
    assert line.entered[-1] == "d"
