"""Fold a batch of messages, and count what has become of each."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from newsmill.contracts.articles import DuplicateArticle, EnrichedArticle
from newsmill.contracts.headers import traceparent_of
from newsmill.folder.folding import Change, Entry, Folded
from newsmill.kafka.connection import partition_of
from newsmill.logs import logger

BREATH = 20
"""So many messages are folded before anything else of the process has its turn."""

log = logger("newsmill.folder")


@dataclass
class Batch:
    """What is to be written for a batch, by partition, and what has become of its messages."""

    changes: dict[int, list[Change]] = field(default_factory=dict)
    entries: dict[int, list[Entry]] = field(default_factory=dict)
    traceparents: dict[bytes, str | None] = field(default_factory=dict)
    fates: Counter[str] = field(default_factory=Counter)


async def fold(
    records: Mapping[tuple[str, int], Sequence[Any]],
    folded: Mapping[int, Folded],
    *,
    articles: str,
    partitions: int,
) -> Batch:
    """Fold messages by the places they were read from; `articles` is the topic of the versions.

    Besides the fates of `folding`, there are messages that are

    - unreadable: no such record; they are told of in the log
    - elsewhere: a copy that does not lie beside its original, as all before 0.3.0
    """
    batch = Batch()
    count = 0
    for (topic, partition), messages in records.items():
        of_partition = folded[partition]
        for message in messages:
            if topic == articles:
                fate = _take(message, of_partition, batch)
            else:
                fate = _take_copy(message, of_partition, partitions)
            batch.fates[fate] += 1
            count += 1
            if count % BREATH == 0:
                await asyncio.sleep(0)
    for partition in {partition for _, partition in records}:
        changes, entries = folded[partition].take_changes()
        batch.changes[partition] = changes
        batch.entries[partition] = entries
    return batch


def _take(message: Any, folded: Folded, batch: Batch) -> str:
    try:
        article = EnrichedArticle.model_validate_json(message.value or b"")
    except ValidationError as error:
        return _unreadable(message, error)
    fate = folded.take(article, message.offset)
    if fate == "folded":
        batch.traceparents[bytes.fromhex(article.article_id)] = traceparent_of(message.headers)
    return fate


def _take_copy(message: Any, folded: Folded, partitions: int) -> str:
    try:
        copy = DuplicateArticle.model_validate_json(message.value or b"")
    except ValidationError as error:
        return _unreadable(message, error)
    if partition_of(copy.group_id, partitions) != message.partition:
        return "elsewhere"
    return folded.take_copy(copy, message.offset)


def _unreadable(message: Any, error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    log.error(
        "a message cannot be read, and is in no row",
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        error=f"{'.'.join(map(str, first['loc']))}: {first['msg']}",
    )
    return "unreadable"
