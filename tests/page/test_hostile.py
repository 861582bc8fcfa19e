"""What feeds send stays text, wherever the page shows it."""

import pytest

from tests.page.browsing import DESKTOP, PHONE
from tests.page.conftest import OpenPage
from tests.page.news import article, hostile
from tests.page.server import FakeGateway
from tests.page.states import only_hostile

pytestmark = [pytest.mark.page, pytest.mark.asyncio(loop_scope="session")]

OVERFLOWING = """() => [...document.querySelectorAll('article, article *')]
    .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
    .map(one => one.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_nothing_that_a_feed_sends_runs_or_is_wider_than_the_page(
    size: tuple[int, int], gateway: FakeGateway, new_page: OpenPage
) -> None:
    page = await new_page(size)
    only_hostile(gateway)
    await page.goto(gateway.url)
    await page.wait_for_selector("article")
    await page.wait_for_selector("#rising li", state="attached")
    for more in await page.locator(".more").all():
        await more.click()
    await page.click("summary:has-text('also on')")
    assert await page.locator("article").count() == len(hostile())
    assert "newsmill" in await page.title()
    for name in ("script", "svg", "img", "b"):
        assert await page.locator(f".centre {name}").count() == 0
    assert await page.evaluate("document.scrollingElement.scrollWidth") <= size[0]
    assert await page.evaluate(OVERFLOWING) == []


async def test_a_record_of_another_shape_takes_no_other_with_it(
    gateway: FakeGateway, new_page: OpenPage
) -> None:
    page = await new_page()
    gateway.articles = [
        article("Above", "Text."),
        article("Authors that are none", "Text.", authors=5),
        article("Mentions that are none", "Text.", entities=[{"kind": "person", "mentions": 5}]),
        article("Below", "Text."),
    ]
    await page.goto(gateway.url)
    await page.wait_for_selector("article:has-text('Below')")
    assert await page.locator("article").count() == 4
    assert await page.locator("article:has-text('another shape')").count() == 2


async def test_only_web_addresses_become_links(gateway: FakeGateway, new_page: OpenPage) -> None:
    page = await new_page()
    only_hostile(gateway)
    await page.goto(gateway.url)
    await page.wait_for_selector("article")
    links = await page.locator("a").evaluate_all(
        "all => all.map(one => [one.protocol, one.target, one.rel])"
    )
    assert {protocol for protocol, _, _ in links} == {"http:", "https:"}
    assert {rel for _, target, rel in links if target} == {"noreferrer noopener"}
    for title in ("A link that is none", "Data as an address", "Not an address"):
        assert await page.locator(f"h3:has-text('{title}') a").count() == 0


async def test_marks_stand_right_behind_emoji(gateway: FakeGateway, new_page: OpenPage) -> None:
    page = await new_page()
    gateway.articles = hostile()
    await page.goto(gateway.url)
    family = page.locator("article", has_text="family")
    await family.wait_for()
    assert await family.locator("a.e").all_text_contents() == ["Ingrid Solvang", "Ingrid Solvang"]


async def test_direction_and_language_are_those_of_the_article(
    gateway: FakeGateway, new_page: OpenPage
) -> None:
    page = await new_page()
    only_hostile(gateway)
    await page.goto(gateway.url)
    reversed_one = page.locator("article", has_text="Right to left override")
    await reversed_one.wait_for()
    # Isolated, it turns nothing round but itself.
    isolation = "one => getComputedStyle(one).unicodeBidi"
    assert await reversed_one.locator("h3").evaluate(isolation) in ("isolate", "plaintext")
    assert await reversed_one.get_attribute("lang") == "en"
    unknown = page.locator("article", has_text="Unknown language")
    assert await unknown.get_attribute("lang") is None
    assert await unknown.get_attribute("onload") is None


async def test_nothing_is_asked_of_other_sites(gateway: FakeGateway, new_page: OpenPage) -> None:
    page = await new_page()
    gateway.articles = [{**one, "image_url": "https://tracker.example/i.png"} for one in hostile()]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(gateway.url)
    await page.wait_for_selector("#state[data-state=live]")
    await page.wait_for_selector("#mill li")
    assert {address for address in asked if not address.startswith(gateway.url)} == set()
