"""Every state is reached, can be used by everybody (axe), and is no wider than its window."""

from pathlib import Path

import axe_playwright_python
import pytest

from tests.page.browsing import DESKTOP, PHONE, TABLET
from tests.page.conftest import OpenPage
from tests.page.server import FakeGateway
from tests.page.states import STATES, State, bring_about

pytestmark = [pytest.mark.page, pytest.mark.asyncio(loop_scope="session")]

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RUN = """async (options) => (await axe.run(document, { resultTypes: ['violations'], ...options }))
    .violations.map(one => [one.id, ...one.nodes.slice(0, 3).map(node => node.html)])"""
# In the other theme nothing but colours is another.
ONLY_COLOURS = {"runOnly": ["color-contrast"]}
TOO_WIDE = "document.scrollingElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
async def test_a_state_is_for_everybody(
    state: State, gateway: FakeGateway, new_page: OpenPage
) -> None:
    # axe is a script that is put into the page, which the page's own policy forbids.
    page = await new_page(bypass_csp=True)
    await bring_about(state, gateway, page)
    await page.evaluate(AXE)
    found: dict[str, object] = {}
    for size in (DESKTOP, TABLET, PHONE):
        await page.set_viewport_size({"width": size[0], "height": size[1]})
        assert await page.evaluate(TOO_WIDE) <= 0, size
        for theme, options in (("light", {}), ("dark", ONLY_COLOURS)):
            await page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            if violations := await page.evaluate(RUN, options):
                found[f"{size[0]} {theme}"] = violations
    assert found == {}


@pytest.mark.parametrize("view", ["rising", "mill"])
async def test_a_view_of_a_phone_is_for_everybody(
    view: str, gateway: FakeGateway, new_page: OpenPage
) -> None:
    page = await new_page(PHONE, bypass_csp=True)
    await page.goto(gateway.url)
    await page.click(f"[data-show={view}]")
    await page.wait_for_selector(f"#{view} li")
    await page.evaluate(AXE)
    assert await page.evaluate(RUN, {}) == []
    assert await page.evaluate(TOO_WIDE) <= 0


@pytest.mark.parametrize("contrast", ["forced", "more"])
async def test_kinds_are_told_by_their_line_without_colour(
    contrast: str, gateway: FakeGateway, new_page: OpenPage
) -> None:
    options: dict[str, str] = (
        {"forced_colors": "active"} if contrast == "forced" else {"contrast": "more"}
    )
    page = await new_page(**options)
    await bring_about(STATES[0], gateway, page)
    lines = {
        kind: await page.locator(f"article a.e.{kind}").first.evaluate(
            "one => getComputedStyle(one).textDecorationStyle"
        )
        for kind in ("person", "organization", "place", "event", "work")
    }
    assert len(set(lines.values())) == 5, lines
