"""The simulator itself: what it serves by hand, and that a row can fail."""

import asyncio
import re
from urllib.parse import urlsplit

import pytest

from tests.puller.simulator.answers import raw, redirects, says
from tests.puller.simulator.behaviours import row, visit
from tests.puller.simulator.checks import offers
from tests.puller.simulator.documents import numbered
from tests.puller.simulator.driver import Unexpected, play
from tests.puller.simulator.page import index
from tests.puller.simulator.serving import Simulator, serving
from tests.puller.simulator.table import GROUPS, ROWS

STEPS = row(
    "steps",
    "answers in two steps",
    "reads both",
    visit(redirects("@HERE@/moved"), moved=says("at the moved place of the first step")),
    visit(raw("no HTTP at all")),
)


async def _asked(url: str, simulator: Simulator) -> str:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection("127.0.0.1", simulator.port)
    head = f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n"
    writer.write(head.encode())
    try:
        start = await reader.read(64 * 1024)
        return start.decode()
    finally:
        writer.close()


@pytest.mark.parametrize("root", ["http://127.0.0.1:{}/steps", "http://steps.localhost:{}"])
async def test_a_script_goes_on_when_an_address_is_asked_for_again(root: str) -> None:
    async with serving([STEPS]) as simulator:
        root = root.format(simulator.port)
        assert f"Location: {root}/moved" in await _asked(f"{root}/feed", simulator)
        assert "the first step" in await _asked(f"{root}/moved", simulator)
        assert await _asked(f"{root}/feed", simulator) == "no HTTP at all"
        assert await _asked(f"{root}/feed", simulator) == "no HTTP at all"


async def test_what_nobody_serves_is_not_found() -> None:
    async with serving([STEPS]) as simulator:
        origin = f"http://127.0.0.1:{simulator.port}"
        assert " 404 " in await _asked(f"{origin}/steps/elsewhere", simulator)
        assert " 404 " in await _asked(f"{origin}/other/feed", simulator)


async def test_the_index_links_to_every_feed() -> None:
    async with serving(ROWS, index=lambda address: index(GROUPS, address)) as simulator:
        page = index(GROUPS, simulator.address)
        assert page[:60] in await _asked(f"http://127.0.0.1:{simulator.port}/", simulator)
        links = re.findall(r"<a href='([^']+)'", page)
    assert len(links) == len(ROWS)
    assert "@" not in "".join(links)


async def test_a_row_that_does_not_hold_is_told_with_what_was_seen() -> None:
    answer = says(numbered(1, 2))
    with pytest.raises(Unexpected, match=r"steps, poll 2: .* 3 articles") as caught:
        await play(row("steps", "", "", visit(answer, offers(2)), visit(answer, offers(3))))
    assert "not_modified" in str(caught.value)
