"""Entries of the index: messages as they would come from the topics."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from newsmill.contracts.topics import DUPLICATE_ARTICLES, ENRICHED_ARTICLES
from newsmill.gateway.index.entries import Entry
from tests.builders import NOON, hex32
from tests.filters.cases import duplicate, enriched

DAYS = 14


class Settings:
    """What the index looks at of the gateway's settings."""

    index_days = DAYS


def noon() -> int:
    """Milliseconds since 1970: a clock that stands."""
    return milliseconds(NOON + timedelta(hours=6))


def milliseconds(instant: datetime) -> int:
    """Since 1970."""
    return int(instant.timestamp() * 1000)


def article(
    name: str,
    offset: int = 0,
    *,
    partition: int = 0,
    after: timedelta = timedelta(),
    **changes: Any,
) -> Entry:
    """An enriched article called `name`, some time after noon."""
    at = (NOON + after).isoformat()
    identity = {"article_id": hex32(name), "group_id": hex32(name)}
    times = {"seen_at": at, "enriched_at": at}
    return entry(
        {**enriched(name), "title": name, **identity, **times, **changes}, offset, partition
    )


def copy(name: str, of: str, offset: int = 0, **changes: Any) -> Entry:
    """A copy called `name` of the article called `of`."""
    identity = {
        "article_id": hex32(name),
        "group_id": hex32(of),
        "duplicate_of": hex32(of),
        "seen_at": NOON.isoformat(),
        "source": {"host": f"{name}.example"},
    }
    return entry({**duplicate(name), **identity, **changes}, offset)


def entry(record: Mapping[str, Any], offset: int, partition: int = 0) -> Entry:
    """The entry that a message with this record is."""
    is_copy = "duplicate_of" in record
    kind = "retraction" if record.get("change") == "retracted" else "enriched"
    return Entry(
        kind="duplicate" if is_copy else kind,  # type: ignore[arg-type] # one of the three
        topic=(DUPLICATE_ARTICLES if is_copy else ENRICHED_ARTICLES).name,
        partition=partition,
        offset=offset,
        raw=json.dumps(record).encode(),
        record=record,
    )
