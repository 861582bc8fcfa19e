"""Who and what a message is about, read from its value only where no header says it."""

import json
import re
from typing import Any, Literal

Kind = Literal["feed", "documents", "unreadable"]
Offerer = tuple[Kind, str | None]
"""Who offered an observation: a feed by its URL, somebody with documents, or nobody can tell."""

_RAW_HEAD = re.compile(
    rb'\{"entry_id":"[0-9a-f]{32}","entry_version":"[0-9a-f]{16}","origin":"(?P<origin>\w+)",'
    rb'"feed_url":(?P<feed_url>null|"[^"\\]*(?:\\.[^"\\]*)*")'
)


def offerer_of(value: bytes | None) -> Offerer:
    """Who offered a raw article, without reading more of it than must be."""
    head = _RAW_HEAD.match(value or b"")
    if head is not None:
        origin, feed_url = head["origin"].decode(), json.loads(head["feed_url"])
    else:
        fields = fields_in(value)
        origin, feed_url = fields.get("origin", "feed"), fields.get("feed_url")
    if origin == "document":
        return "documents", None
    if isinstance(feed_url, str) and feed_url:
        return "feed", feed_url
    return "unreadable", None


def name_in(value: bytes | None) -> str | None:
    """The observation that a record of ours names in its value."""
    fields = fields_in(value)
    provenance = fields.get("provenance")
    told = provenance if isinstance(provenance, dict) else fields
    entry_id, entry_version = told.get("entry_id"), told.get("entry_version")
    if isinstance(entry_id, str) and isinstance(entry_version, str):
        return f"{entry_id}.{entry_version}"
    return None


def fields_in(value: bytes | None) -> dict[str, Any]:
    try:
        fields = json.loads(value or b"")
    except (ValueError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) else {}


def place_name(topic: str, partition: int, offset: int) -> str:
    return f"{topic}-{partition}-{offset}"
