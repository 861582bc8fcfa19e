"""The filter: in the address, by click, by key, and mended where it is wrong."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Page, expect

from tests.page.conftest import OpenPage
from tests.page.news import front_page, numbered
from tests.page.server import FakeGateway
from tests.page.states import NOTHING

pytestmark = [pytest.mark.page, pytest.mark.asyncio(loop_scope="session")]


async def opened(gateway: FakeGateway, new_page: OpenPage, query: str = "") -> Page:
    gateway.articles = front_page(datetime.now(UTC))
    page = await new_page()
    await page.goto(gateway.url + query)
    await page.wait_for_selector("#state[data-state=live], #panel:not([hidden])")
    return page


def filter_of(page: Page) -> str:
    return parse_qs(urlsplit(page.url).query).get("q", [""])[0]


async def test_a_click_adds_and_shift_excludes(gateway: FakeGateway, new_page: OpenPage) -> None:
    page = await opened(gateway, new_page)
    await page.click("article a.e:has-text('Lyon')")
    await expect(page.locator("article")).to_have_count(1)
    assert filter_of(page) == "place:Lyon"
    await page.click("article a.e:has-text('Anneliese Brandt')", modifiers=["Shift"])
    await page.wait_for_selector("#panel[data-kind=nothing]")
    assert filter_of(page) == 'place:Lyon -person:"Anneliese Brandt"'
    await page.go_back()
    await expect(page.locator("article")).to_have_count(1)
    await expect(page.locator("#q")).to_have_value("place:Lyon")
    await page.go_back()
    await page.wait_for_selector("article >> nth=5")
    await page.go_forward()
    await expect(page.locator("article")).to_have_count(1)


async def test_the_term_that_excludes_most_is_taken_out_by_one_click(
    gateway: FakeGateway, new_page: OpenPage
) -> None:
    page = await opened(gateway, new_page, NOTHING)
    await expect(page.locator("#panel")).to_contain_text("excludes most is title:submarine")
    await page.click("#panel .primary")
    await page.wait_for_selector("article")
    assert filter_of(page) == "place:France language:en"


async def test_an_error_is_pointed_at_and_mended_by_one_click(
    gateway: FakeGateway, new_page: OpenPage
) -> None:
    page = await opened(gateway, new_page, "?q=language%3Aen+plcae%3ALyon")
    await expect(page.locator("#panel .caret")).to_have_text("p")
    await expect(page.locator("#q")).to_have_attribute("aria-invalid", "true")
    await page.click("#panel .primary")
    await page.wait_for_selector("article")
    assert filter_of(page) == "language:en place:Lyon"


async def test_keys_move_open_and_find(gateway: FakeGateway, new_page: OpenPage) -> None:
    page = await opened(gateway, new_page)
    await page.wait_for_selector("article")
    focused = page.locator("article:focus h3")
    await page.keyboard.press("j")
    await expect(focused).to_contain_text("Tide mill")
    await page.keyboard.press("j")
    await expect(focused).to_contain_text("Night-train")
    await page.keyboard.press("k")
    await expect(focused).to_contain_text("Tide mill")
    async with page.context.expect_page() as opening:
        await page.keyboard.press("o")
    assert (await opening.value).url is not None
    await page.bring_to_front()
    await page.keyboard.press("?")
    await page.wait_for_selector("dialog[open]")
    await page.keyboard.press("Escape")
    await expect(page.locator("dialog")).to_be_hidden()
    await page.keyboard.press("/")
    await page.keyboard.type("sluice jkop.")
    await expect(page.locator("#q")).to_have_value("sluice jkop.")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#panel[data-kind=nothing]")
    assert filter_of(page) == "sluice jkop."


async def test_a_filter_can_be_taken_away(gateway: FakeGateway, new_page: OpenPage) -> None:
    page = await opened(gateway, new_page, "?q=person%3A%22O%27Brien%22")
    await page.click("#take-away")
    texts = await page.locator("dialog pre").all_text_contents()
    query = "q=person%3A%22O%27Brien%22"
    assert texts[0] == f"{gateway.url}v1/feed.atom?{query}"
    assert texts[1] == f"{gateway.url}v1/feed.json?{query}"
    assert texts[5].endswith("""--where 'person:"O'\\''Brien"'""")
    # The program is one, and says the filter as it is.
    program = compile(texts[4], "taken away", "exec")
    assert 'person:"O\'Brien"' in program.co_consts


CASES: list[tuple[str, str, list[Any], Any]] = [
    ("filter", "withTerm", ["", "place:Kenya"], "place:Kenya"),
    ("filter", "withTerm", ["a OR b", "place:Kenya"], "(a OR b) place:Kenya"),
    ("filter", "withTerm", ["(a OR b) c", "d"], "(a OR b) c d"),
    ("filter", "withTerm", ['x -place:"A B"', 'place:"A B"'], 'x place:"A B"'),
    ("filter", "withTerm", ["x place:Kenya", "place:Kenya", True], "x -place:Kenya"),
    ("filter", "withTerm", ["place:Kenya", "place:Kenya"], "place:Kenya"),
    ("filter", "term", ["place", 'A "B" \\ C'], 'place:"A \\"B\\" \\\\ C"'),
    ("filter", "term", ["person", "or"], 'person:"or"'),
    ("filter", "without", ["🎻 a OR b c", 2, 1], "🎻 OR b c"),
    ("filter", "without", ["🎻 OR b", 0, 1], "b"),
    ("filter", "without", ["(a) OR b", 1, 1], "b"),
    ("filter", "without", ["a -(b)", 4, 1], "a"),
    ("filter", "corrected", ["🎻 plcae:Kenya", 2, "place"], "🎻 place:Kenya"),
    ("filter", "corrected", ["plcae:Kenya", 0, "place:"], "place:Kenya"),
    ("take_away", "shellQuoted", ["it's"], "'it'\\''s'"),
    ("take_away", "pythonQuoted", ['place:"A B"'], "'place:\"A B\"'"),
    ("take_away", "pythonQuoted", ['it\'s "so" \\'], '"it\'s \\"so\\" \\\\"'),
    ("marks", "cut", ["one two three. " * 40, [], 100], 89),
]


async def test_filters_are_written_as_the_language_reads_them(
    gateway: FakeGateway, new_page: OpenPage
) -> None:
    page = await opened(gateway, new_page)
    call = "async ([file, name, given]) => (await import(`/static/${file}.js`))[name](...given)"
    for file, name, given, wanted in CASES:
        assert await page.evaluate(call, [file, name, given]) == wanted, (name, given)


DIFFERENCES = [
    ("It is red. It is big.", "It is blue. It is big.", "It is [red][+blue]."),
    ("Same.", "Same.", ""),
    ("One. Two. Three.", "One. Two and a half. Three.", "Two[+and a half]."),
    ("札幌で再開。", "札幌で中止。", "札幌で[再開][+中止]。"),
]


async def test_a_difference_stands_inside_its_sentence(
    gateway: FakeGateway, new_page: OpenPage
) -> None:
    page = await opened(gateway, new_page)
    call = """async ([before, after]) => {
      const { shownDifference } = await import('/static/difference.js');
      const pieces = shownDifference(before, after);
      return pieces === null ? '' : [...pieces.childNodes].map(one =>
        one.nodeName === 'DEL' ? `[${one.textContent}]`
        : one.nodeName === 'INS' ? `[+${one.textContent}]` : one.textContent).join('');
    }"""
    for before, after, wanted in DIFFERENCES:
        shown = await page.evaluate(call, [before, after])
        assert shown.replace(" [+", "[+").strip() == wanted


async def test_what_still_comes_for_the_filter_before_is_not_shown_beside_an_error(
    gateway: FakeGateway, new_page: OpenPage
) -> None:
    page = await opened(gateway, new_page)
    await page.fill("#q", "plcae:Lyon")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#panel[data-kind=filter-error]")
    await gateway.publish(numbered(900))
    await page.click("#clear")
    await expect(page.locator("article h3").first).to_contain_text("Report 900")
    await expect(page.locator("#pill")).to_be_hidden()
