"""Bytes of feeds on their way are bounded, from the first byte until they are parsed."""

import asyncio
from collections.abc import Callable
from typing import Any

import cramjam
import pytest

from newsmill.contracts.feeds import Feed, FeedState
from newsmill.puller.asking.polling import Poll, poll
from newsmill.puller.reading.documents import FeedDocument
from newsmill.puller.reading.entries import ParsedFeed
from newsmill.puller.settings import Settings
from tests.puller.asking.reader import open_reader
from tests.puller.documents import NOW, item, rss
from tests.web.wire import said

KIBIBYTE = 1024
FEEDS = 12
LARGE = rss(item(1, "words " * 100_000)).encode()


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(said(200, LARGE), id="as it is"),
        pytest.param(
            said(200, bytes(cramjam.gzip.compress(LARGE)), b"Content-Encoding: gzip"), id="gzip"
        ),
        pytest.param(
            said(200, bytes(cramjam.brotli.compress(LARGE)), b"Content-Encoding: br"), id="brotli"
        ),
    ],
)
async def test_large_feeds_wait_for_each_other(answer: bytes) -> None:
    settings: dict[str, Any] = {"bytes_in_flight": 2400 * KIBIBYTE, "max_bytes": 900 * KIBIBYTE}
    async with open_reader(**settings) as reader:
        reader.wire.says(answer)
        held = most = 0
        begun, go = asyncio.Event(), asyncio.Event()

        async def parse(
            function: Callable[[FeedDocument], ParsedFeed], document: FeedDocument
        ) -> ParsedFeed:
            nonlocal held, most
            held += len(document.body)
            most = max(most, held)
            begun.set()
            await go.wait()
            held -= len(document.body)
            return function(document)

        async def ask(number: int) -> str:
            feed = Feed(url=reader.url("/feed", host=f"paper{number}.example"), added_at=NOW)
            result = await poll(
                feed,
                FeedState(url=feed.url),
                b"",
                reader.asker,
                parse,
                lambda: NOW,
                Settings(**settings),
            )
            assert isinstance(result, Poll)
            return result.event.kind

        asking = [asyncio.create_task(ask(number)) for number in range(FEEDS)]
        # All have been asked, and some hold what there is.
        await reader.wire.until_asked(FEEDS)
        await begun.wait()
        for _ in range(500):
            await asyncio.sleep(0)
        assert 0 < most <= settings["bytes_in_flight"]
        assert most < FEEDS * len(LARGE) / 2
        go.set()
        assert set(await asyncio.gather(*asking)) == {"polled"}
        assert most <= settings["bytes_in_flight"]


async def test_a_failed_poll_gives_its_room_back() -> None:
    async with open_reader(bytes_in_flight=400 * KIBIBYTE, max_bytes=300 * KIBIBYTE) as reader:
        for answer in (
            said(200, b"x" * 299 * KIBIBYTE),
            said(200, b"<html>" + b"x" * 290 * KIBIBYTE),
            said(200, LARGE),
        ):
            reader.wire.says(answer)
            for _ in range(3):
                async with asyncio.timeout(60):
                    assert (await reader.poll()).kind == "failed"
