"""Take a picture of each state of the page, light and dark, on a desk and on a phone.

python -m tests.page.screenshots OUT [STATE …]
"""

import asyncio
import sys
from pathlib import Path

from tests.page.browsing import DESKTOP, PHONE, TABLET, browser, window
from tests.page.server import fake_gateway
from tests.page.states import STATES, bring_about

LOOKS = {
    "light": (DESKTOP, False),
    "dark": (DESKTOP, True),
    "tablet": (TABLET, False),
    "phone": (PHONE, False),
    "phone-dark": (PHONE, True),
}


async def take(folder: Path, names: list[str]) -> None:
    async with browser() as opened:
        for state in STATES:
            if names and state.name not in names:
                continue
            for look, (size, dark) in LOOKS.items():
                async with fake_gateway() as gateway:
                    context = await window(opened, size, dark=dark, reduced_motion="reduce")
                    page = await context.new_page()
                    await bring_about(state, gateway, page)
                    if state.name not in ("forbidden", "sign-in", "empty"):
                        await page.wait_for_selector("#mill li", state="attached")
                    await page.screenshot(path=folder / f"{state.name}-{look}.png")
                    await context.close()
            print(state.name, flush=True)  # noqa: T201


if __name__ == "__main__":
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    asyncio.run(take(out, sys.argv[2:]))
