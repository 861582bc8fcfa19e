"""All tabs of a browser share one stream."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.async_api import Page, expect

from tests.page.conftest import OpenPage
from tests.page.news import article, front_page, numbered
from tests.page.server import FakeGateway

pytestmark = [pytest.mark.page, pytest.mark.asyncio(loop_scope="session")]

TABS = 7


async def tabs(gateway: FakeGateway, new_page: OpenPage, queries: list[str]) -> list[Page]:
    gateway.articles = front_page(datetime.now(UTC))
    pages: list[Page] = []
    for query in queries:
        page = await new_page(beside=pages[0] if pages else None)
        await page.goto(gateway.url + query)
        await page.wait_for_selector("article")
        await page.wait_for_selector("#state[data-state=live]")
        pages.append(page)
    return pages


async def until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not happened():  # noqa: ASYNC110 - a browser does it, which sets no event
            await asyncio.sleep(0.05)


async def test_the_seventh_tab_works_and_there_is_one_stream(
    gateway: FakeGateway, new_page: OpenPage
) -> None:
    pages = await tabs(gateway, new_page, [""] * TABS)
    assert len(gateway.streams) == 1
    await gateway.publish(numbered(900))
    for page in pages:
        await expect(page.locator("#pill")).to_contain_text("1 new article")


async def test_another_tab_takes_over_where_the_first_one_was(
    gateway: FakeGateway, new_page: OpenPage
) -> None:
    first, second, third = await tabs(gateway, new_page, ["", "", ""])
    await gateway.publish(numbered(900))
    await expect(third.locator("#pill")).to_contain_text("1 new article")
    before = len(gateway.asked)
    await first.close()
    await until(lambda: len(gateway.asked) > before and len(gateway.streams) == 1)
    assert gateway.asked[-1] == ("", "p1")
    await gateway.publish(numbered(901))
    for page in (second, third):
        await expect(page.locator("#pill")).to_contain_text("2 new articles")


async def test_tabs_with_several_filters_share_it_too(
    gateway: FakeGateway, new_page: OpenPage
) -> None:
    english, swedish = await tabs(gateway, new_page, ["?q=language%3Aen", "?q=language%3Asv"])
    await until(lambda: gateway.asked[-1][0] == "(language:en) OR (language:sv)")
    await gateway.publish(article("Isen ligger", "Isen ligger på älven.", language="sv"))
    await expect(swedish.locator("#pill")).to_contain_text("1 new article")
    await gateway.publish(numbered(900), numbered(901))
    await expect(english.locator("#pill")).to_contain_text("2 new articles")
    await expect(swedish.locator("#pill")).to_contain_text("1 new article")


async def test_where_tabs_cannot_share_a_hidden_one_lets_go_and_resumes(
    gateway: FakeGateway, new_page: OpenPage
) -> None:
    gateway.articles = front_page(datetime.now(UTC))
    page = await new_page()
    # As on http:// addresses of other machines, where browsers have no locks.
    await page.add_init_script(
        """Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined });
        window.looksAway = false;
        Object.defineProperty(document, 'hidden', { get: () => window.looksAway });"""
    )
    await page.goto(gateway.url)
    await page.wait_for_selector("#state[data-state=live]")
    await gateway.publish(numbered(900))
    await page.wait_for_selector("#pill")
    look = "away => { looksAway = away; document.dispatchEvent(new Event('visibilitychange')); }"
    await page.evaluate(look, True)
    await until(lambda: not gateway.streams)
    await page.evaluate(look, False)
    await until(lambda: len(gateway.streams) == 1)
    assert gateway.asked[-1] == ("", "p1")
