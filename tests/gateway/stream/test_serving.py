"""Readers of the stream get each article once, wherever and whenever they come back."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest

from newsmill.positions import Position, decode
from tests.builders import hex32
from tests.gateway.index.entries import Settings, article, noon
from tests.gateway.stream.gateways import EPOCH, Browser, open_gateway, reading, stalled, until


async def test_a_new_reader_gets_what_comes_from_now_on() -> None:
    async with open_gateway() as gateway:
        await gateway.arrive(article("before"))
        async with reading(Browser(gateway.url)) as browser:
            await gateway.arrive(article("Äpfel\nund 👩‍🚀", 1))
            await until(lambda: browser.titles)
        assert browser.titles == ["Äpfel\nund 👩‍🚀"]
        assert browser.named("hello")[0]["resumed"] is False
        assert decode(browser.last_id or "") == Position(EPOCH, {0: 2})


async def test_a_reader_that_comes_back_is_told_that_it_missed_nothing_and_gets_the_rest() -> None:
    async with open_gateway() as gateway:
        browser = Browser(gateway.url)
        async with reading(browser):
            await gateway.arrive(article("a", 0))
            await until(lambda: browser.titles)
        await gateway.arrive(article("b", 1), article("c", 0, partition=1))
        async with reading(browser):
            await until(lambda: len(browser.titles) == 3)
        assert browser.titles == ["a", "b", "c"]
        assert browser.named("hello")[1]["resumed"] is True
        assert browser.named("hello")[1]["missed"] == 0
        assert not browser.named("gap")


async def test_a_reader_that_comes_back_to_another_gateway_gets_what_is_not_in_any_ring() -> None:
    names = [f"article {number}" for number in range(40)]
    entries = [
        article(name, at // 4, partition=at % 4, after=timedelta(minutes=at))
        for at, name in enumerate(names)
    ]
    async with open_gateway() as first, open_gateway(ring_bytes=3000) as second:
        browser = Browser(first.url)
        async with reading(browser):
            await first.arrive(*entries[:10])
            await until(lambda: len(browser.titles) == 10)
        # The other one has read its partitions in another order.
        for partition in range(4):
            await second.arrive(*entries[partition::4])
        browser.url = second.url
        async with reading(browser):
            await until(lambda: len(browser.titles) == 40)
            await second.arrive(article("new", 10, partition=2))
            await until(lambda: len(browser.titles) == 41)
        assert sorted(browser.titles) == sorted([*names, "new"])
        assert not browser.named("gap")


async def test_a_gateway_that_is_behind_does_not_send_again_what_another_has_sent() -> None:
    entries = [article(f"{at}", at // 2, partition=at % 2) for at in range(10)]
    async with open_gateway() as first, open_gateway() as second:
        browser = Browser(first.url)
        async with reading(browser):
            await first.arrive(*entries[:8])
            await until(lambda: len(browser.titles) == 8)
        await second.arrive(*entries[:3])
        browser.url = second.url
        async with reading(browser):
            await second.arrive(*entries[3:6])
            await second.arrive(*entries[6:])
            await until(lambda: len(browser.titles) == 10)
        assert browser.titles == [f"{at}" for at in range(10)]


async def test_revisions_and_what_was_taken_back_are_sent_to_those_who_come_back() -> None:
    async with open_gateway(ring_bytes=0) as gateway:
        browser = Browser(gateway.url)
        async with reading(browser):
            pass
        browser.last_id = Position(EPOCH, {0: 0}).encode()
        later = timedelta(minutes=5)
        await gateway.arrive(article("story", 0), article("other", 1))
        await gateway.arrive(
            article(
                "story", 2, after=later, revision=2, change="revised", title="story, corrected"
            ),
            article("other", 3, after=later, change="retracted", text="secret"),
        )
        async with reading(browser):
            await until(lambda: len(browser.named("article")) == 3)
        changes = [(event["title"], event["change"]) for event in browser.named("article")]
        assert changes == [("story", "new"), ("story, corrected", "revised"), ("", "retracted")]
        assert browser.named("article")[1]["previous"]["title"] == "story"
        assert browser.named("article")[2]["text"] == ""


@pytest.mark.parametrize("ring_bytes", [0, 1024 * 1024], ids=["index", "ring"])
@pytest.mark.parametrize("at_once", [True, False])
async def test_who_comes_back_is_not_sent_what_was_taken_back_meanwhile(
    ring_bytes: int, at_once: bool
) -> None:
    async with open_gateway(ring_bytes=ring_bytes) as gateway:
        entries = (
            article("other", 0, text="secret"),
            article("near", 1, group_id=hex32("other")),
            article("other", 2, after=timedelta(minutes=5), change="retracted", text="secret"),
        )
        for some in (entries,) if at_once else ((entries[:2]), entries[2:]):
            await gateway.arrive(*some)
        browser = Browser(gateway.url, Position(EPOCH, {0: 0}).encode())
        end = gateway.ring.end_token()
        async with reading(browser):
            await until(lambda: browser.last_id == end)
        told = browser.named("article")
        assert [(one["change"], one["title"]) for one in told] == [
            ("new", "near"),
            ("retracted", ""),
        ]
        assert "secret" not in str(told)


async def test_who_matches_nothing_moves_on_by_checkpoints() -> None:
    async with open_gateway(keep_alive_seconds=0.05) as gateway:
        async with reading(Browser(gateway.url), "person:nobody") as browser:
            await gateway.arrive(article("a", 0), article("b", 1))
            at_the_end = Position(EPOCH, {0: 2}).encode()
            await until(lambda: browser.last_id == at_the_end and browser.comments)
        assert browser.titles == []
        assert browser.checkpoints == 1


async def test_a_reader_is_told_exactly_what_is_gone() -> None:
    class TwoDays(Settings):
        index_days = 2

    async with open_gateway(settings=TwoDays()) as gateway:
        old = [article(f"old {at}", at, after=timedelta(days=-3, minutes=at)) for at in range(5)]
        await gateway.arrive(*old, article("new", 5))
        browser = Browser(gateway.url, Position(EPOCH, {0: 2}).encode())
        async with reading(browser):
            await until(lambda: browser.titles)
        assert browser.named("gap") == [
            {"missed": 3, "from": "2026-03-01T12:00:00.000Z", "until": "2026-03-01T12:04:00.000Z"}
        ]
        assert browser.titles == ["new"]
        assert not browser.named("hello")


@pytest.mark.parametrize("position", [Position(EPOCH + 1, {0: 1}), Position(EPOCH, {0: 99})])
async def test_a_position_of_another_topic_is_told_to_be_none(position: Position) -> None:
    async with open_gateway(log_end=Position(EPOCH, {0: 1})) as gateway:
        await gateway.arrive(article("a", 0))
        browser = Browser(gateway.url, position.encode())
        async with reading(browser):
            await gateway.arrive(article("b", 1))
            await until(lambda: browser.titles)
        assert len(browser.named("reset")) == 1
        assert browser.titles == ["b"]


async def test_a_reader_that_reads_too_slowly_is_cut_off_and_others_are_not() -> None:
    async with open_gateway(write_seconds=0.3) as gateway, AsyncExitStack() as stack:
        for _ in range(20):
            connection = stalled(gateway.port)
            stack.callback(connection.close)
        async with reading(Browser(gateway.url)) as browser:
            await until(lambda: len(gateway.streams.readers()) == 21)
            text = "word " * 4000
            for at in range(40):
                await gateway.arrive(article(f"{at}", at, text=text))
            await until(lambda: gateway.streams.cut == 20)
            await until(lambda: len(browser.titles) == 40)
            assert len(gateway.streams.readers()) == 1


async def test_all_are_told_goodbye() -> None:
    async with open_gateway() as gateway:
        browser = Browser(gateway.url)
        task = asyncio.create_task(browser.read())
        await until(lambda: browser.events)
        gateway.streams.close()
        await asyncio.wait_for(task, 60)
        assert len(browser.named("goodbye")) == 1


async def test_many_come_back_at_once_and_each_gets_everything_once() -> None:
    async with open_gateway(ring_bytes=20_000) as gateway, AsyncExitStack() as stack:
        await gateway.arrive(*(article(f"{at}", at) for at in range(200)))
        browsers = [
            Browser(gateway.url, Position(EPOCH, {0: number}).encode()) for number in range(100)
        ]
        for browser in browsers:
            task = asyncio.create_task(browser.read())
            stack.callback(task.cancel)
        await gateway.arrive(*(article(f"{at}", at) for at in range(200, 220)))
        await until(
            lambda: all(len(browser.titles) >= 220 - n for n, browser in enumerate(browsers))
        )
        for number, browser in enumerate(browsers):
            assert browser.titles == [f"{at}" for at in range(number, 220)]


async def test_an_article_that_cannot_be_one_is_passed_over() -> None:
    async with open_gateway() as gateway, AsyncExitStack():
        async with reading(Browser(gateway.url)) as browser:
            strange = [
                article("a", 0, title=5),
                article("b", 1, entities=[None]),
                article("c", 2, text={}),
                article("d", 3, article_id="no id"),
                article("e", 4, source="here"),
                article("f", 5, title="good \ud800"),
            ]
            await gateway.arrive(*strange)
            await until(lambda: browser.titles)
        assert browser.titles == ["good \ud800"]
        assert (await gateway.index.counts()).articles == 1
        assert await gateway.index.article(hex32("a")) is None
        assert noon()
