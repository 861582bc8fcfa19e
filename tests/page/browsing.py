"""A real Chromium, opened once, and a window of its own for each test."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, BrowserContext, async_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
WHY_NOT = "Debian's chromium is not installed: apt-get install chromium fonts-noto-core"

DESKTOP, TABLET, PHONE = (1440, 900), (900, 1100), (390, 844)
DEADLINE_MS = 60_000


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    assert CHROMIUM is not None, WHY_NOT
    async with async_playwright() as playwright:
        # In a container Chromium's own sandbox is not to be had, and /dev/shm is small.
        opened = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        try:
            yield opened
        finally:
            await opened.close()


async def window(
    browser: Browser, size: tuple[int, int] = DESKTOP, *, dark: bool = False, **options: Any
) -> BrowserContext:
    """A context that waits up to a minute for what it is told to wait for."""
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        locale="en-GB",
        timezone_id="UTC",
        **options,
    )
    context.set_default_timeout(DEADLINE_MS)
    return context
