"""Read the table of subscriptions."""

from pydantic import ValidationError

from newsmill.cli.connecting import reach
from newsmill.cli.failures import fail
from newsmill.contracts.feeds import Feed
from newsmill.contracts.topics import FEEDS
from newsmill.kafka.compacted import read_to_end
from newsmill.kafka.connection import topic_name
from newsmill.local.subscribing import Subscribed
from newsmill.settings import KafkaSettings


async def read_feeds(broker: str | None) -> list[Feed]:
    """All subscriptions, by section and title; rows that are none are told on stderr."""
    kafka = await reach(broker)
    rows = await _rows(kafka)
    feeds = []
    for key, row in rows.items():
        feed = _feed(row)
        if feed is None:
            fail(f"the row of {key} in the table is no Feed; it is left out")
        else:
            feeds.append(feed)
    return sorted(feeds, key=lambda feed: (feed.section or "", feed.title or feed.url))


async def read_subscribed(kafka: KafkaSettings) -> Subscribed:
    """All subscriptions, to be found by their addresses."""
    rows = await _rows(kafka)
    return Subscribed({key: _feed(row) for key, row in rows.items()})


def counted(*counts: tuple[int, str]) -> str:
    """A summary: the first count always, others where there is something to count."""
    first, *others = counts
    return ", ".join(f"{number} {what}" for number, what in (first, *(o for o in others if o[0])))


def plural(number: int, noun: str) -> str:
    """`noun` for so many."""
    return noun if number == 1 else f"{noun}s"


async def _rows(kafka: KafkaSettings) -> dict[str, bytes]:
    name = topic_name(kafka, FEEDS)
    return (await read_to_end(kafka, [name]))[name]


def _feed(row: bytes) -> Feed | None:
    try:
        return Feed.model_validate_json(row)
    except ValidationError:
        return None
