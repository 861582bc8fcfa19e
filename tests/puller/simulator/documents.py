"""Invented feeds to serve, in each format."""

import json
from html import escape
from typing import Any

SITE = "https://tolvik.example"
"""The invented newspaper whose feeds these are."""

TEXT = (
    "The harbour office said on Thursday that the old ferry will be repaired before the autumn,"
    " and thanked the volunteers of issue number {number} who had worked through the night."
)


def item(number: int, inside: str = "", **more: str | None) -> str:
    """An RSS item; `more` replaces elements (None leaves one out), `inside` is added as it is."""
    elements: dict[str, str | None] = {
        "guid": f"tolvik-{number}",
        "title": f"Title {number}",
        "link": f"{SITE}/{number}",
        "description": TEXT.format(number=number),
        **more,
    }
    written = "".join(f"<{name}>{value}</{name}>" for name, value in elements.items() if value)
    return f"<item>{written}{inside}</item>"


def items(*numbers: int) -> str:
    """Several items."""
    return "".join(item(number) for number in numbers)


def rss(*entries: str, channel: str = "", root: str = "", head: str = "") -> str:
    """An RSS 2.0 document of these items."""
    return (
        f'{head}<rss version="2.0"{root}><channel><title>The Tolvik Courier</title>'
        f"<link>{SITE}/</link>{channel}{''.join(entries)}</channel></rss>"
    )


def numbered(*numbers: int, channel: str = "") -> str:
    """An RSS document of the items with these numbers."""
    return rss(items(*numbers), channel=channel)


def entry(number: int, inside: str = "", **more: str | None) -> str:
    """An Atom entry, as `item` for RSS."""
    elements: dict[str, str | None] = {
        "id": f"tag:tolvik.example,2026:{number}",
        "title": f"Title {number}",
        "updated": "2026-03-04T10:00:00Z",
        "summary": TEXT.format(number=number),
        **more,
    }
    written = "".join(f"<{name}>{value}</{name}>" for name, value in elements.items() if value)
    return f'<entry>{written}<link href="{SITE}/{number}"/>{inside}</entry>'


def atom(*entries: str, feed: str = "", root: str = "") -> str:
    """An Atom 1.0 document (RFC 4287) of these entries."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"{root}>'
        "<title>The Tolvik Courier</title><id>tag:tolvik.example,2026:feed</id>"
        f"<updated>2026-03-04T10:00:00Z</updated>{feed}{''.join(entries)}</feed>"
    )


def json_feed(*numbers: int, version: str = "1.1", **more: Any) -> str:
    """A JSON Feed of these entries."""
    entries = [
        {
            "id": f"tolvik-{number}",
            "url": f"{SITE}/{number}",
            "title": f"Title {number}",
            "content_text": TEXT.format(number=number),
        }
        for number in numbers
    ]
    feed = {
        "version": f"https://jsonfeed.org/version/{version}",
        "title": "The Tolvik Courier",
        "items": entries,
        **more,
    }
    return json.dumps(feed)


def news_sitemap(*numbers: int) -> str:
    """A Google News sitemap of these articles."""
    urls = "".join(
        f"<url><loc>{SITE}/{number}</loc><news:news><news:publication><news:name>The Tolvik"
        f" Courier</news:name><news:language>en</news:language></news:publication>"
        f"<news:publication_date>2026-03-04T10:00:00Z</news:publication_date>"
        f"<news:title>Title {number}</news:title></news:news></url>"
        for number in numbers
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
        f"{urls}</urlset>"
    )


def web_page(text: str = "Welcome", head: str = "") -> str:
    """An HTML page, which is no feed."""
    return (
        f"<!DOCTYPE html><html><head><title>{escape(text)}</title>{head}</head>"
        f"<body><p>{escape(text)}</p></body></html>"
    )
