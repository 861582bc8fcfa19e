"""One browser for all tests; a gateway and a window for each."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from tests.page.browsing import CHROMIUM, DESKTOP, WHY_NOT, browser, window
from tests.page.server import FakeGateway, fake_gateway

OpenPage = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        pytest.skip(WHY_NOT)
    async with browser() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def gateway() -> AsyncIterator[FakeGateway]:
    async with fake_gateway() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def new_page(chromium: Browser) -> AsyncIterator[OpenPage]:
    """Opens a page in a window of its own, or in `beside`'s, and fails where a script fails."""
    contexts, errors = [], []

    async def open_page(
        size: tuple[int, int] = DESKTOP, *, beside: Page | None = None, **options: Any
    ) -> Page:
        if beside is None:
            context = await window(chromium, size, reduced_motion="reduce", **options)
            contexts.append(context)
        else:
            context = beside.context
        page = await context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            lambda said: errors.append(said.text) if "Content Security" in said.text else None,
        )
        return page

    yield open_page
    for context in contexts:
        await context.close()
    assert errors == []
