"""Write articles as a JSON Feed (https://www.jsonfeed.org/version/1.1/)."""

import json
from collections.abc import Sequence
from typing import Any

from newsmill.gateway.out.channel import Channel
from newsmill.gateway.out.entries import Entry, rfc3339


def json_feed(channel: Channel, entries: Sequence[Entry]) -> bytes:
    """The feed."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.home,
        "feed_url": channel.feed("feed.json"),
        "items": [_item(entry) for entry in entries],
    }
    return json.dumps(feed, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _item(entry: Entry) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry.id,
        "title": entry.title,
        "content_text": entry.text,
        "date_published": rfc3339(entry.published_at),
        "date_modified": rfc3339(entry.updated_at),
        # The name of an extension begins with an underscore.
        "_newsmill": {
            "article_id": entry.record.get("article_id"),
            "revision": entry.record.get("revision"),
            "source": entry.source_title,
        },
    }
    optional: dict[str, Any] = {
        "url": entry.url,
        "summary": entry.summary,
        "image": entry.image_url,
        "authors": [{"name": author} for author in entry.authors],
        "tags": list(entry.tags),
        "language": entry.language,
    }
    return item | {name: value for name, value in optional.items() if value}
