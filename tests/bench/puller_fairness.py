"""python -m tests.bench.puller_fairness: what hostile and silent feeds do to good ones.

20 good feeds are polled by the production puller, alone and then beside 5 hostile feeds and 200
hosts that never answer (a quarter of them not even the connection); all are new at once, which is
the worst. A good feed's delay goes from when it is due until its poll is to be published.
"""

import argparse
import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from newsmill.clock import utc_now
from newsmill.puller.settings import Settings
from tests.bench.feed_server import Answer, response, serving
from tests.bench.puller_room import Ledger, Room, open_room

GOOD, SILENT = 20, 200
MOST_FACTOR = 2.0
INTERVAL = timedelta(seconds=2)
ENTRIES = 20
MEBIBYTE = 1024 * 1024


def good_feed(name: str, version: int, entries: int = ENTRIES) -> bytes:
    """A feed of which each version has one new entry."""
    items = "".join(
        f"<item><guid>{name}-{number}</guid><link>http://paper.example/{name}/{number}</link>"
        f"<title>Harbour news {number}</title><description>{'The ferry is late. ' * 40}"
        "</description></item>"
        for number in range(version + entries, version, -1)
    )
    return f'<rss version="2.0"><channel><title>{name}</title>{items}</channel></rss>'.encode()


def many_attributes() -> bytes:
    """An element with 200 000 attributes."""
    attributes = " ".join(f'a{number}="1"' for number in range(200_000))
    return _in_item(f"<x {attributes}/>")


def deep_nesting() -> bytes:
    """100 000 elements within each other."""
    return _in_item("<b>" * 100_000)


def entity_bomb() -> bytes:
    """Entities that would become gigabytes (“billion laughs”)."""
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    return f'<!DOCTYPE rss [<!ENTITY a0 "ha">{entities}]>'.encode() + _in_item("&a11;")


def many_tags() -> bytes:
    """10 MB of tags that nobody closes."""
    return _in_item("<a>" * (10 * MEBIBYTE // 3 - 100))


def many_entries() -> bytes:
    """So many entries that reading them takes longer than a document may."""
    return _in_item("</item><item><title>x</title><link>http://a.example/</link>" * 150_000)


HOSTILE: tuple[Callable[[], bytes], ...] = (
    many_attributes, deep_nesting, entity_bomb, many_tags, many_entries,
)  # fmt: skip


def _in_item(markup: str) -> bytes:
    start = '<rss version="2.0"><channel><title>t</title><item><title>one</title>'
    return f"{start}{markup}</item></channel></rss>".encode()


def make_answer() -> Answer:
    """Good and hostile feeds by path; what is called silent gets no answer."""
    versions: dict[str, int] = {}
    hostile = {f"/hostile/{make.__name__}": response(make()) for make in HOSTILE}

    def answer(path: str, _: bytes) -> bytes | None:
        if path.startswith("/silent"):
            return None
        if path in hostile:
            return hostile[path]
        versions[path] = versions.get(path, 0) + 1
        return response(good_feed(path, versions[path]))

    return answer


@dataclass(frozen=True)
class Delays:
    """Of the polls of good feeds, in seconds."""

    mean: float
    worst: float
    polls: int

    def __str__(self) -> str:
        return f"{self.mean:6.3f} s mean, {self.worst:6.3f} s worst, {self.polls} polls"


def delays_of(room: Room, began: datetime, until: datetime) -> Delays:
    """From when good feeds were due until their polls were to be published."""
    due: dict[str, datetime] = {}
    waits: list[float] = []
    for event, at in room.ledger.events:
        if "/good/" not in event.feed_url:
            continue
        assert event.kind == "polled", event
        assert event.next_poll_at is not None
        waits.append((at - due.get(event.feed_url, began)).total_seconds())
        due[event.feed_url] = event.next_poll_at
    unpolled = [
        (until - due.get(url, began)).total_seconds()
        for url in {event.feed_url for event, _ in room.ledger.events}
        if "/good/" in url and due.get(url, began) < until
    ]
    return Delays(sum(waits) / len(waits), max([*waits, *unpolled]), len(waits))


async def measure(port: int, seconds: float, silent: int, hostile: int, good: int) -> Delays:
    """The good feeds' delays beside so many others."""
    settings = Settings(min_interval=INTERVAL, max_interval=INTERVAL)
    urls = [f"http://{silent_host(n)}:{port}/silent" for n in range(silent)]
    urls += [
        f"http://{host(2, n)}:{port}/hostile/{make.__name__}"
        for n, make in enumerate(HOSTILE[:hostile])
    ]
    urls += [f"http://{host(3, n)}:{port}/good/{n}" for n in range(good)]
    async with open_room(settings, Ledger()) as room:
        began = utc_now()
        room.subscribe(urls)
        await asyncio.sleep(seconds)
        delays = delays_of(room, began, utc_now())
        polled = {event.feed_url for event, _ in room.ledger.events if "/good/" in event.feed_url}
        assert len(polled) == good, f"only {len(polled)} good feeds were polled"
        return delays


def host(group: int, number: int) -> str:
    """An address of loopback; Linux answers on all of them."""
    return f"127.0.{group}.{number + 1}"


def silent_host(number: int) -> str:
    """Every fourth does not even accept a connection."""
    return host(4 if number % 4 == 0 else 1, number)


def compare(
    seconds: float, silent: int = SILENT, hostile: int = len(HOSTILE), good: int = GOOD
) -> tuple[Delays, Delays]:
    """The good feeds' delays alone, and beside the others."""
    hosts = ["127.0.0.1"]
    hosts += [silent_host(n) for n in range(silent) if n % 4]
    hosts += [host(2, n) for n in range(hostile)] + [host(3, n) for n in range(good)]
    deaf = [silent_host(n) for n in range(silent) if n % 4 == 0]
    with serving(make_answer, hosts, deaf) as port:
        alone = asyncio.run(measure(port, seconds, 0, 0, good))
        beside = asyncio.run(measure(port, seconds, silent, hostile, good))
    return alone, beside


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.puller_fairness")
    parser.add_argument("--seconds", type=float, default=45.0, help="of each of the two runs")
    seconds: float = parser.parse_args().seconds
    alone, beside = compare(seconds)
    factor = beside.mean / alone.mean
    sys.stdout.write(
        f"{GOOD} good feeds alone:                         {alone}\n"
        f"beside {len(HOSTILE)} hostile feeds and {SILENT} silent hosts: {beside}\n"
        f"factor {factor:.2f} of the mean, {beside.worst / alone.worst:.2f} of the worst;"
        f" the mean's bar is {MOST_FACTOR:g}\n"
    )
    sys.exit(factor > MOST_FACTOR)


if __name__ == "__main__":
    main()
