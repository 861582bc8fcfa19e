"""`Fetcher.hop`: one request, whose redirect is reported and checked but not followed."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta

import pytest

from newsmill.web.bodies import Accept
from newsmill.web.fetching import Fetcher, FetchError, FetchSettings, Hop, open_fetcher
from tests.web.test_fetching import (
    knowing,
    loopback_is_public,
    message,
    redirect,
    routes,
    saying,
    serving,
)

MEBIBYTE = 1024 * 1024


class Ledger:
    """Room that notes what is asked for, and lets nobody in before it is opened."""

    def __init__(self, *, is_open: bool = True) -> None:
        self.asked: list[tuple[int, int]] = []
        self.opened = asyncio.Event()
        if is_open:
            self.opened.set()

    async def reach(self, size: int, most: int) -> None:
        self.asked.append((size, most))
        await self.opened.wait()


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with open_fetcher(
        FetchSettings(),
        resolve=knowing(public="127.0.0.1", private="10.0.0.1"),
        refuse=loopback_is_public,
    ) as public_fetcher:
        yield public_fetcher


async def hop(
    fetcher: Fetcher,
    url: str,
    accept: Accept | None = None,
    room: Ledger | None = None,
    timeout: timedelta = timedelta(seconds=10),
) -> Hop:
    return await fetcher.hop(
        url, headers={}, max_bytes=MEBIBYTE, accept=accept, room=room, timeout=timeout
    )


async def test_a_redirect_is_reported_with_its_target_in_canonical_form(fetcher: Fetcher) -> None:
    async with serving(routes({"/old": redirect(302, "../b%7E c?d#e")})) as server:
        there = await hop(fetcher, f"{server.url}/old")
        assert there.redirect_url == f"{server.url}/b%7E%20c?d"
        assert (there.reply.status, there.reply.url) == (302, f"{server.url}/old")
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("http://10.0.0.1/", "refused"),
        ("http://2130706433/", "refused"),
        ("http://user:word@public.example/", "refused"),
        ("javascript:alert(1)", "invalid_url"),
    ],
)
async def test_the_target_of_a_redirect_is_checked(
    fetcher: Fetcher, target: str, reason: str
) -> None:
    async with serving(saying(redirect(301, target))) as server:
        with pytest.raises(FetchError) as caught:
            await hop(fetcher, server.url)
    assert caught.value.reason == reason


async def test_addresses_are_checked_where_the_connection_is_made(fetcher: Fetcher) -> None:
    with pytest.raises(FetchError) as caught:
        await hop(fetcher, "http://private.example/")
    assert caught.value.reason == "refused"


async def test_repeated_headers_are_told_one_by_one(fetcher: Fetcher) -> None:
    said = message(b"", "Set-Cookie: a=1", "set-cookie: b=2, c", "X-Robots-Tag: noai")
    async with serving(saying(said)) as server:
        there = await hop(fetcher, server.url)
    assert there.values["set-cookie"] == ("a=1", "b=2, c")
    assert there.values["x-robots-tag"] == ("noai",)


async def test_a_body_is_judged_by_its_headers_and_then_by_its_beginning(fetcher: Fetcher) -> None:
    starts: list[bytes] = []

    def accept(status: int, headers: Mapping[str, str], start: bytes) -> bool:
        assert (status, headers["content-type"]) == (200, "text/html")
        starts.append(start)
        return True

    body = b"<p>" + b"x" * 10_000
    async with serving(saying(message(body, "Content-Type: text/html"))) as server:
        there = await hop(fetcher, server.url, accept)
    assert [start[:4] for start in starts] == [b"", b"<p>x"]
    assert (there.reply.body, there.is_left) == (body, False)


@pytest.mark.parametrize("is_refused_at", [0, 1])
async def test_a_body_that_is_not_wanted_is_left(fetcher: Fetcher, is_refused_at: int) -> None:
    judged = 0

    def accept(_: int, __: Mapping[str, str], ___: bytes) -> bool:
        nonlocal judged
        judged += 1
        return judged <= is_refused_at

    async with serving(saying(message(b"x" * 100_000))) as server:
        there = await hop(fetcher, server.url, accept)
    assert (there.is_left, there.reply.body, there.reply.status) == (True, b"", 200)


async def test_room_is_asked_for_before_bytes_are_held(fetcher: Fetcher) -> None:
    body = b"x" * 200_000
    async with serving(saying(message(body))) as server:
        ledger = Ledger()
        await hop(fetcher, server.url, room=ledger)
    assert [size for size, _ in ledger.asked] == sorted(size for size, _ in ledger.asked)
    assert ledger.asked[-1] == (200_000, 200_000)


async def test_a_compressed_body_may_need_all_that_is_allowed(fetcher: Fetcher) -> None:
    said = message(gzip.compress(b"x" * 200_000), "Content-Encoding: gzip")
    async with serving(saying(said)) as server:
        ledger = Ledger()
        await hop(fetcher, server.url, room=ledger)
    assert ledger.asked[-1] == (200_000, MEBIBYTE)


async def test_waiting_for_room_does_not_count_as_the_servers_time(fetcher: Fetcher) -> None:
    async with serving(saying(message(b"x" * 1000))) as server:
        ledger = Ledger(is_open=False)
        asking = asyncio.create_task(
            hop(fetcher, server.url, room=ledger, timeout=timedelta(seconds=0.5))
        )
        await asyncio.wait({asking}, timeout=1)
        assert not asking.done()
        ledger.opened.set()
        assert (await asking).reply.body == b"x" * 1000
