"""A reader that is far behind and wants little costs the others nothing."""

import asyncio
import time

import pytest

from newsmill import filters
from newsmill.gateway.stream import frames, serving
from newsmill.gateway.stream.frames import Frame
from newsmill.positions import Position, decode
from tests.gateway.index.entries import article
from tests.gateway.stream.gateways import EPOCH, Browser, Gateway, open_gateway, reading, until

MOST_SECONDS_WITHOUT_A_TURN = 0.25


async def test_who_matches_nothing_in_a_long_past_does_not_hold_up_the_others() -> None:
    async with open_gateway(ring_bytes=64 * 1024 * 1024, keep_alive_seconds=0.5) as gateway:
        await fill(gateway, 1500, text="Words of a long article. " * 400)
        browser = Browser(gateway.url, Position(EPOCH, {0: 0}).encode())
        turns: list[float] = []
        others = asyncio.create_task(take_turns(turns))
        async with reading(browser, "nothing like it"):
            at_the_end = gateway.ring.end_token()
            await until(lambda: browser.last_id == at_the_end)
        others.cancel()
        assert max(turns) < MOST_SECONDS_WITHOUT_A_TURN
        assert browser.titles == []


@pytest.mark.parametrize("ring_bytes", [0, 64 * 1024 * 1024], ids=["index", "ring"])
async def test_a_long_look_is_not_begun_again_by_who_leaves_in_the_middle(
    ring_bytes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "LOOKING_SECONDS", 0.0)
    monkeypatch.setattr(serving, "NOTED_SECONDS", 0.0)
    async with open_gateway(ring_bytes=ring_bytes) as gateway:
        await fill(gateway, 500)
        browser = Browser(gateway.url, Position(EPOCH, {0: 0}).encode())
        async with reading(browser, "nothing like it"):
            await until(lambda: browser.checkpoints >= 100)
        assert browser.last_id is not None
        assert decode(browser.last_id).at(0) >= 100


def test_what_filters_said_of_an_article_is_not_kept_for_ever() -> None:
    frame = Frame(0, 0, b"event: article\ndata: " + article("a").raw + b"\n")
    for number in range(10 * frames.MOST_ANSWERS):
        assert not frame.matches(filters.parse(f"person:nobody{number}"))
    assert frame.matches(filters.parse("-person:nobody"))
    assert len(frame.answers) <= frames.MOST_ANSWERS


async def test_what_many_readers_filters_said_is_kept_of_the_newest_articles_only() -> None:
    async with open_gateway(ring_bytes=64 * 1024 * 1024) as gateway:
        for number in range(50):
            gateway.ring.register(filters.parse(f"person:somebody{number}"))
        await fill(gateway, 1000)
        kept = [len(gateway.ring.at(place).frame.answers) for place in range(gateway.ring.next)]
        assert kept[-1] == 50
        assert kept[0] == 0
        assert sum(kept) <= 50 * 300


async def take_turns(turns: list[float]) -> None:
    """Note how long others have to wait for each turn."""
    while True:
        before = time.monotonic()
        await asyncio.sleep(0.001)
        turns.append(time.monotonic() - before)


async def fill(gateway: Gateway, count: int, text: str = "short") -> None:
    """So many articles, some at a time."""
    for first in range(0, count, 500):
        await gateway.arrive(*(article(f"{at}", at, text=text) for at in range(first, first + 500)))
