"""How articles arrive: behind the pill, newest state only, and never too many."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Page, expect

from tests.page.browsing import DEADLINE_MS
from tests.page.conftest import OpenPage
from tests.page.news import front_page, numbered
from tests.page.server import FakeGateway

pytestmark = [pytest.mark.page, pytest.mark.asyncio(loop_scope="session")]
expect.set_options(timeout=DEADLINE_MS)


PLACES = "[...document.querySelectorAll('article, h2')].map(one => one.getBoundingClientRect().top)"


async def opened(gateway: FakeGateway, new_page: OpenPage, query: str = "") -> Page:
    gateway.articles = gateway.articles or front_page(datetime.now(UTC))
    page = await new_page()
    await page.goto(gateway.url + query)
    await page.wait_for_selector("#state[data-state=live]")
    await page.wait_for_selector("article")
    await page.wait_for_selector("#mill li")
    return page


async def test_nothing_moves_until_it_is_asked_for(
    gateway: FakeGateway, new_page: OpenPage
) -> None:
    page = await opened(gateway, new_page)
    before = await page.evaluate(PLACES)
    await gateway.publish(numbered(900), numbered(901))
    pill = page.locator("#pill")
    await expect(pill).to_contain_text("2 new articles")
    assert await page.evaluate(PLACES) == before
    await pill.click()
    await expect(page.locator("article h3").first).to_contain_text("Report 901")
    await expect(page.locator("article h3").nth(1)).to_contain_text("Report 900")
    await expect(pill).to_be_hidden()


async def test_copies_that_come_later_are_counted_where_the_article_is(
    gateway: FakeGateway, new_page: OpenPage
) -> None:
    gateway.articles = [numbered(1), numbered(2)]
    page = await opened(gateway, new_page)
    await gateway.publish(numbered(3))
    await expect(page.locator("#pill")).to_contain_text("1 new article")
    for one in gateway.articles:
        one["copies"] = {"count": 2, "hosts": ["echo.example", "mirror.example"]}
    before = await page.evaluate(PLACES)
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await expect(page.locator("article summary:has-text('also on 2 sites')")).to_have_count(2)
    assert await page.evaluate(PLACES) == before
    await page.click("#pill")
    summaries = page.locator("article summary:has-text('also on 2 sites')")
    await expect(summaries).to_have_count(3)
    await summaries.first.click()
    await expect(page.locator("article .hosts li")).to_have_count(2)


async def test_losing_the_gateway_moves_nothing(gateway: FakeGateway, new_page: OpenPage) -> None:
    page = await opened(gateway, new_page)
    before = await page.evaluate(PLACES)
    gateway.refuse("v1/stream", 503, retry_after=9)
    gateway.hang_up()
    await page.wait_for_selector("#notice .warn")
    assert await page.evaluate(PLACES) == before


async def test_a_revision_takes_the_place_of_what_it_revises(
    gateway: FakeGateway, new_page: OpenPage
) -> None:
    page = await opened(gateway, new_page)
    old = gateway.articles[2]
    count = await page.locator("article").count()
    revised = {
        **old,
        "revision": 2,
        "change": "revised",
        "text": old["text"].replace("vår", "höst"),
        "entities": [],
        "previous": {"revision": 1, "title": old["title"], "text": old["text"]},
    }
    await gateway.publish(revised)
    await page.click("#pill")
    first = page.locator("article").first
    await expect(first.locator("del")).to_have_text("vår")
    await expect(first.locator("ins")).to_have_text("höst")
    await expect(first.locator(".revision")).to_contain_text("börjar elda med flis i")
    assert await page.locator("article").count() == count


async def test_older_states_and_repeats_are_not_told(
    gateway: FakeGateway, new_page: OpenPage
) -> None:
    page = await opened(gateway, new_page)
    strike = next(one for one in gateway.articles if one["revision"] == 2)
    gateway.send("article", {**strike, "revision": 1}, id="p7")
    gateway.send("article", strike, id="p8")
    await gateway.publish(numbered(900))
    await expect(page.locator("#pill")).to_contain_text("1 new article")


async def test_a_retraction_is_seen_at_once(gateway: FakeGateway, new_page: OpenPage) -> None:
    page = await opened(gateway, new_page)
    before = await page.evaluate(PLACES)
    gateway.send("article", {**gateway.articles[0], "change": "retracted"}, id="p7")
    first = page.locator("article").first
    await expect(first).to_contain_text("retracted")
    for gone in ("title", "text"):
        await expect(first).not_to_contain_text(gateway.articles[0][gone][:20])
    assert await page.evaluate(PLACES) == before
    await expect(page.locator("#pill")).to_be_hidden()


async def test_a_paused_page_counts_and_shows_nothing(
    gateway: FakeGateway, new_page: OpenPage
) -> None:
    page = await opened(gateway, new_page)
    await page.keyboard.press("p")
    await gateway.publish(numbered(900))
    await expect(page.locator("#state")).to_contain_text("1 waiting")
    await expect(page.locator("#pill")).to_be_hidden()
    await page.keyboard.press("p")
    await expect(page.locator("#pill")).to_contain_text("1 new article")


async def test_the_first_article_of_all_comes_by_itself(
    gateway: FakeGateway, new_page: OpenPage
) -> None:
    page = await new_page()
    await page.goto(gateway.url)
    await page.wait_for_selector("#panel[data-kind=empty]")
    await page.wait_for_selector("#state[data-state=live]")
    await gateway.publish(numbered(1))
    await expect(page.locator("article")).to_have_count(1)
    await expect(page.locator("#panel")).to_be_hidden()


async def test_a_wall_shows_new_ones_by_itself(gateway: FakeGateway, new_page: OpenPage) -> None:
    page = await opened(gateway, new_page, "?wall")
    await gateway.publish(numbered(900))
    await expect(page.locator("article h3").first).to_contain_text("Report 900")
    await expect(page.locator("#pill")).to_be_hidden()


async def test_older_ones_are_loaded_by_scrolling_and_the_page_stays_small(
    gateway: FakeGateway, new_page: OpenPage
) -> None:
    now = datetime.now(UTC)
    gateway.articles = [numbered(n, now - timedelta(minutes=n)) for n in range(400)]
    page = await opened(gateway, new_page)
    for number in (60, 200, 399):
        title = page.locator(f"article h3:has-text('Report {number}:')")
        for _ in range(1000):
            if await title.count():
                break
            # Again and again within a frame, as a fast wheel does.
            await page.evaluate("scrollTo(0, document.body.scrollHeight)")
            await page.wait_for_timeout(20)
        await expect(title).to_have_count(1)
        assert await page.locator("article").count() <= 200
    await expect(page.locator("#end")).to_contain_text("That is all there is")
    # The newest are cut off by now, and are a key away.
    await page.keyboard.press(".")
    await expect(page.locator("article h3").first).to_contain_text("Report 0:")


async def test_a_day_of_news_leaves_no_memory_behind(
    gateway: FakeGateway, new_page: OpenPage
) -> None:
    page = await opened(gateway, new_page, "?wall")
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("Performance.enable")

    async def heap() -> float:
        await devtools.send("HeapProfiler.collectGarbage")
        metrics = (await devtools.send("Performance.getMetrics"))["metrics"]
        return float(next(one["value"] for one in metrics if one["name"] == "JSHeapUsedSize"))

    async def publish(first: int, count: int) -> None:
        last = first + count - 1
        for number in range(first, last + 1):
            gateway.send("article", numbered(number), id=f"p{number}")
            if number % 100 == 0:
                await asyncio.sleep(0)
        title = page.locator(f"article h3:has-text('Report {last}:')")
        await title.wait_for(state="attached", timeout=120_000)

    await publish(10_000, 1_000)
    before = await heap()
    await publish(11_000, 20_000)
    assert await page.locator("article").count() <= 200
    assert (await heap() - before) / 1e6 <= 5
