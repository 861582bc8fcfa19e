"""Write an article as the API gives it: the bytes of its record, with what came to be known later.

The record itself is not parsed and written again where that can be avoided: a stream gives each
article to many readers, and an index a hundred of them at once.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from newsmill.contracts.topics import ENRICHED_ARTICLES
from newsmill.gateway.api.models import Copies, Previous

_ADDED = ("copies", "previous", "latency_seconds")


def article_json(
    raw: bytes, record: Mapping[str, Any], copies: Copies, previous: Previous | None
) -> bytes:
    """One JSON object on one line, an `ApiArticle`.

    `raw` is the record's value as it lies on the topic, `record` the same decoded.
    """
    added = {
        **_of_older_writers(record),
        "copies": copies.model_dump(mode="json"),
        "previous": previous and previous.model_dump(mode="json"),
        "latency_seconds": latency_seconds(record),
    }
    if not _can_be_extended(raw, record):
        return json.dumps({**record, **added}, separators=(",", ":")).encode()
    extension = json.dumps(added, separators=(",", ":"))
    return raw[:-1] + b"," + extension[1:].encode()


def latency_seconds(record: Mapping[str, Any]) -> float | None:
    """From the moment the feed showed it to the end of its enrichment; None if that is unknown."""
    seen = _instant(record.get("seen_at"))
    timings = record.get("timings")
    enriched = _instant(record.get("enriched_at")) or _instant(
        timings.get("enricher") if isinstance(timings, Mapping) else None
    )
    if seen is None or enriched is None:
        return None
    return round(max(0.0, (enriched - seen).total_seconds()), 3)


def _of_older_writers(record: Mapping[str, Any]) -> dict[str, Any]:
    """What records from before 0.3.0 do not say of themselves."""
    revision = record.get("revision", 1)
    said = {
        "id": f"{record.get('article_id', '')}.{revision}",
        "schema": ENRICHED_ARTICLES.name,
        "change": "new" if revision == 1 else "revised",
    }
    return {name: value for name, value in said.items() if not record.get(name)}


def _can_be_extended(raw: bytes, record: Mapping[str, Any]) -> bool:
    if not raw.startswith(b"{") or not raw.endswith(b"}") or b"\n" in raw or b"\r" in raw:
        return False
    try:
        # Python reads halves of pairs that are written as bytes, and nobody else does.
        raw.decode()
    except UnicodeDecodeError:
        return False
    # What a record of ours never has; a reader must not have to choose between two.
    names = (*_ADDED, "id", "schema", "change")
    return bool(record) and not any(
        name in record and (name in _ADDED or not record[name]) for name in names
    )


def _instant(written: object) -> datetime | None:
    if not isinstance(written, str):
        return None
    try:
        instant = datetime.fromisoformat(written)
    except ValueError:
        return None
    return instant if instant.tzinfo is not None else None
