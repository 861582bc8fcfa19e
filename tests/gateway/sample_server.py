"""A gateway with invented articles, for whoever works on the page.

python -m tests.gateway.sample_server --port 8080 --every 3
"""

import argparse
import asyncio
import contextlib
import itertools
from datetime import timedelta

from newsmill.clock import utc_now
from tests.gateway.inventing import SITES, copied, hostile_articles, invented
from tests.gateway.opening import Opened, open_gateway


async def fill(gateway: Opened, count: int = 60) -> None:
    """Articles of the last hours, some with copies, some revised, and the hostile ones."""
    now, shelf = utc_now(), gateway.shelf
    await shelf.add(*hostile_articles(now - timedelta(hours=3)))
    for number in range(count):
        article = invented(number, now - timedelta(minutes=2 * (count - number)))
        await shelf.add(article)
        gateway.context.rates.enter(shelf.records[-1])
        if number % 4 == 0:
            for host in SITES[: 1 + number % 3]:
                await shelf.add_copy(copied(article, host))
        if number % 5 == 0:
            text = article.text.replace("Tuesday", "Wednesday").replace("mardi", "mercredi")
            seen_at = article.seen_at + timedelta(minutes=1)
            await shelf.add(invented(number, seen_at, revision=2, change="revised", text=text))


async def add_for_ever(gateway: Opened, every: float) -> None:
    """One more article, again and again."""
    for number in itertools.count(1000):
        await asyncio.sleep(every)
        await gateway.shelf.add(invented(number, utc_now() - timedelta(seconds=1.6)))
        gateway.context.rates.enter(gateway.shelf.records[-1])


async def main(port: int, every: float, tokens: str | None) -> None:
    async with open_gateway(port, **({"tokens": tokens} if tokens else {})) as gateway:
        await fill(gateway)
        print(gateway.url, flush=True)  # noqa: T201
        await add_for_ever(gateway, every)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--every", type=float, default=3.0, help="seconds between new articles")
    parser.add_argument("--tokens", help="lines of tokens: without one, the page is forbidden")
    arguments = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main(arguments.port, arguments.every, arguments.tokens))
