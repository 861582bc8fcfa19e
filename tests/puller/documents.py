"""Feeds to try the puller on, and entries made to order."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newsmill.contracts.feeds import FeedState
from newsmill.puller.reading.documents import FeedDocument
from newsmill.puller.reading.entries import ParsedFeed
from newsmill.puller.reading.parsing import parse_feed

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
FEED_URL = "https://feeds.example/news/feed"
FEEDS = Path(__file__).parent / "feeds"


def document(body: str | bytes, **changes: Any) -> FeedDocument:
    arguments: dict[str, Any] = {
        "feed_url": FEED_URL,
        "url": FEED_URL,
        "content_type": "application/xml",
        "body": body.encode() if isinstance(body, str) else body,
        "fetched_at": NOW,
    }
    return FeedDocument(**{**arguments, **changes})


def parsed(body: str | bytes, **changes: Any) -> ParsedFeed:
    return parse_feed(document(body, **changes))


def parsed_file(name: str) -> ParsedFeed:
    return parsed((FEEDS / name).read_bytes())


def rss(*items: str, channel: str = "<link>https://site.example/</link>") -> str:
    entries = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0"><channel><title>Feed</title>{channel}{entries}</channel></rss>'


def item(number: int, text: str = "Some words.", **more: str) -> str:
    """The inside of an RSS entry."""
    elements = {
        "guid": f"guid-{number}",
        "title": f"Title {number}",
        "link": f"https://site.example/{number}",
        "description": text,
        **more,
    }
    return "".join(f"<{name}>{value}</{name}>" for name, value in elements.items() if value)


def state(**fields: Any) -> FeedState:
    return FeedState(url=FEED_URL, **fields)
