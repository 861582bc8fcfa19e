"""A real index and stream that articles are put into as if they had come from their topics."""

import asyncio
import itertools
import json
from typing import Any

from newsmill.contracts.articles import DuplicateArticle, EnrichedArticle
from newsmill.contracts.base import Record
from newsmill.contracts.topics import DUPLICATE_ARTICLES, ENRICHED_ARTICLES, Topic
from newsmill.gateway.following import entry_of, take
from newsmill.gateway.index.entries import Entry
from newsmill.gateway.index.index import Index
from newsmill.gateway.settings import Settings
from newsmill.gateway.stream.ring import Ring
from newsmill.gateway.stream.serving import Streams
from newsmill.kafka.records import Message

EPOCH = 7


class Shelf:
    """Puts articles into an index, and knows them in their order."""

    def __init__(self, index: Index, ring: Ring, streams: Streams) -> None:
        self.index, self.ring, self.streams = index, ring, streams
        self.records: list[dict[str, Any]] = []
        self._copies = itertools.count()

    @classmethod
    async def open(cls, settings: Settings) -> "Shelf":
        index = await Index.open(settings.index_path, settings)
        await index.begin(ENRICHED_ARTICLES.name, EPOCH)
        ring = Ring(index.position(), asyncio.get_running_loop().time, settings.ring_bytes)
        write_seconds = settings.write_timeout.total_seconds()
        return cls(index, ring, Streams(ring, index, write_seconds=write_seconds))

    async def add(self, *articles: EnrichedArticle) -> None:
        entries = []
        for article in articles:
            entries.append(_entry(ENRICHED_ARTICLES, len(self.records), article))
            self.records.append(json.loads(entries[-1].raw))
        reached = {(ENRICHED_ARTICLES.name, 0): len(self.records)}
        await take(self.index, self.ring, entries, reached)

    async def add_copy(self, copy: DuplicateArticle) -> None:
        offset = next(self._copies)
        entry = _entry(DUPLICATE_ARTICLES, offset, copy)
        await take(self.index, self.ring, [entry], {(DUPLICATE_ARTICLES.name, 0): offset + 1})


def _entry(topic: Topic[Record], offset: int, record: Record) -> Entry:
    raw = record.model_dump_json(by_alias=True).encode()
    entry = entry_of(Message(topic.name, 0, offset, b"", raw, [], 0))
    assert entry is not None
    return entry
