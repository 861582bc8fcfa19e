"""A lost connection: counted down, resumed where it was, and what is missing is told."""

import asyncio
from datetime import UTC, datetime

import pytest
from playwright.async_api import Page, expect

from tests.page.browsing import DEADLINE_MS
from tests.page.conftest import OpenPage
from tests.page.news import front_page, numbered
from tests.page.server import FakeGateway
from tests.page.states import STATES, bring_about, hang_up

pytestmark = [pytest.mark.page, pytest.mark.asyncio(loop_scope="session")]


async def live(gateway: FakeGateway, new_page: OpenPage) -> Page:
    gateway.articles = front_page(datetime.now(UTC))
    page = await new_page()
    await page.goto(gateway.url)
    await page.wait_for_selector("#state[data-state=live]")
    return page


async def test_it_counts_down_and_resumes_behind_the_last_article(
    gateway: FakeGateway, new_page: OpenPage
) -> None:
    page = await live(gateway, new_page)
    await gateway.publish(numbered(1))
    await page.wait_for_selector("#pill")
    await hang_up(gateway, page)
    await page.wait_for_selector("#notice:has-text('trying again in')")
    await expect(page.locator("#state")).to_contain_text("disconnected")
    gateway.refusals.clear()
    await page.wait_for_selector("#notice:has-text('0 missed')")
    assert gateway.asked[-1] == ("", "p1")


async def test_a_position_that_is_none_any_more_begins_anew(
    gateway: FakeGateway, new_page: OpenPage
) -> None:
    page = await live(gateway, new_page)
    await gateway.publish(numbered(1))
    await page.wait_for_selector("#pill:not([hidden])")
    gateway.knows_no_position = True
    gateway.articles.insert(0, numbered(2))
    gateway.hang_up()
    await page.wait_for_selector("article:has-text('Report 2')")
    async with asyncio.timeout(DEADLINE_MS / 1000):
        while gateway.asked[-1] != ("", None):  # noqa: ASYNC110 # the page brings it about
            await asyncio.sleep(0.05)
    await page.wait_for_selector("#state[data-state=live]")


async def test_a_silent_checkpoint_is_where_it_comes_back_to(
    gateway: FakeGateway, new_page: OpenPage
) -> None:
    page = await live(gateway, new_page)
    gateway.position = 41
    gateway.checkpoint()
    gateway.hang_up()
    await page.wait_for_selector("#notice:has-text('0 missed')")
    assert gateway.asked[-1] == ("", "p42")


async def test_a_gap_says_how_many_and_when(gateway: FakeGateway, new_page: OpenPage) -> None:
    page = await new_page()
    await bring_about(next(one for one in STATES if one.name == "missed"), gateway, page)
    await expect(page.locator("#notice")).to_contain_text(
        "about 1\u202f240 missed, from 02:10 to 03:05"
    )


async def test_a_reset_loads_the_page_anew(gateway: FakeGateway, new_page: OpenPage) -> None:
    page = await live(gateway, new_page)
    gateway.articles = [numbered(5)]
    gateway.send("reset", {})
    await expect(page.locator("article")).to_have_count(1)


async def test_a_gateway_that_says_goodbye_is_asked_again_when_it_said(
    gateway: FakeGateway, new_page: OpenPage
) -> None:
    page = await live(gateway, new_page)
    gateway.send("goodbye", {"retry_after": 20})
    gateway.hang_up()
    await page.wait_for_selector("#notice:has-text('trying again in 2')")
    await page.click("#notice .button")
    await page.wait_for_selector("#state[data-state=live]")


async def test_a_page_that_found_no_gateway_finds_it_later(
    gateway: FakeGateway, new_page: OpenPage
) -> None:
    gateway.articles = front_page(datetime.now(UTC))
    gateway.refuse("v1/articles", 503, retry_after=1)
    page = await new_page()
    await page.goto(gateway.url)
    await page.wait_for_selector("#panel[data-kind=unreachable]")
    gateway.refusals.clear()
    await page.wait_for_selector("article")
    await page.wait_for_selector("#state[data-state=live]")


async def test_a_token_opens_the_page(gateway: FakeGateway, new_page: OpenPage) -> None:
    gateway.articles = front_page(datetime.now(UTC))
    gateway.token = "right"
    page = await new_page()
    await page.goto(gateway.url)
    await page.fill("#token", "wrong")
    await page.keyboard.press("Enter")
    await expect(page.locator("#panel")).to_contain_text("not known")
    await page.fill("#token", "right")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("article")
    await page.wait_for_selector("#state[data-state=live]")
    await expect(page.locator("#panel")).to_be_hidden()


async def test_a_token_that_may_only_read_still_reads(
    gateway: FakeGateway, new_page: OpenPage
) -> None:
    gateway.articles = front_page(datetime.now(UTC))
    gateway.refuse("v1/stream", 403, detail="the token has not the scope stream")
    page = await new_page()
    await page.goto(gateway.url)
    await expect(page.locator("#notice")).to_contain_text("Not live")
    assert await page.locator("article").count() == len(gateway.articles)
    await expect(page.locator("#panel")).to_be_hidden()
