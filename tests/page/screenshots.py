"""Take a picture of each state of the page, light and dark, on a desk and on a phone.

python -m tests.page.screenshots OUT [STATE …]
python -m tests.page.screenshots --readme     those of the README, into tests/page/screenshots
"""

import asyncio
import base64
import sys
from pathlib import Path

from playwright.async_api import Browser

from tests.page.browsing import DESKTOP, PHONE, TABLET, browser, window
from tests.page.server import fake_gateway
from tests.page.states import STATES, State, bring_about

LOOKS = {
    "light": (DESKTOP, False),
    "dark": (DESKTOP, True),
    "tablet": (TABLET, False),
    "phone": (PHONE, False),
    "phone-dark": (PHONE, True),
}
README = Path(__file__).parent / "screenshots"
IN_README = {"light": "new-articles", "dark": "new-articles", "phone": "live"}
# Their sides stay empty.
WITHOUT_SIDES = ("forbidden", "sign-in", "loading")
# A browser can write WebP, a third of the size of PNG.
AS_WEBP = """async (png) => {
  const picture = new Image();
  picture.src = `data:image/png;base64,${png}`;
  await picture.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [picture.width, picture.height];
  canvas.getContext('2d').drawImage(picture, 0, 0);
  return canvas.toDataURL('image/webp', 0.9).split(',')[1];
}"""


async def picture(opened: Browser, state: State, look: str) -> bytes:
    """As PNG."""
    size, dark = LOOKS[look]
    async with fake_gateway() as gateway:
        context = await window(opened, size, dark=dark, reduced_motion="reduce")
        page = await context.new_page()
        await bring_about(state, gateway, page)
        if state.name not in WITHOUT_SIDES:
            for side in ("#rising li", "#mill li", "#feeds li"):
                await page.wait_for_selector(side, state="attached")
        taken = await page.screenshot()
        await context.close()
        return taken


async def take(folder: Path, names: list[str]) -> None:
    """All states, or those called `names`, in all looks."""
    async with browser() as opened:
        for state in STATES:
            if names and state.name not in names:
                continue
            for look in LOOKS:
                png = await picture(opened, state, look)
                (folder / f"{state.name}-{look}.png").write_bytes(png)
            print(state.name, flush=True)  # noqa: T201


async def take_for_readme(folder: Path) -> None:
    """Three small ones."""
    by_name = {state.name: state for state in STATES}
    async with browser() as opened:
        converter = await (await window(opened)).new_page()
        for look, name in IN_README.items():
            png = base64.b64encode(await picture(opened, by_name[name], look)).decode()
            webp = base64.b64decode(await converter.evaluate(AS_WEBP, png))
            (folder / f"{look}.webp").write_bytes(webp)


if __name__ == "__main__":
    to, *states = sys.argv[1:]
    out = README if to == "--readme" else Path(to)
    out.mkdir(parents=True, exist_ok=True)
    asyncio.run(take_for_readme(out) if to == "--readme" else take(out, states))
