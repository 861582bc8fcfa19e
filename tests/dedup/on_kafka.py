"""Clean articles written for the deduper's processes to read, and what these answer."""

import asyncio
import os
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from newsmill.clock import utc_now
from newsmill.contracts.articles import CleanArticle
from newsmill.contracts.headers import event_headers, subject_of
from newsmill.contracts.topics import (
    CLEAN_ARTICLES,
    DEAD_LETTERS,
    DROPS,
    DUPLICATE_ARTICLES,
    UNIQUE_ARTICLES,
)
from newsmill.kafka.connection import partition_of, topic_name
from newsmill.kafka.publisher import KafkaPublisher, open_publisher
from newsmill.kafka.reading import open_reader
from newsmill.local.topics import kafka_environment
from newsmill.settings import KafkaSettings
from tests.commands import clean_environment
from tests.e2e.rooms import RoomProcess

PATIENCE_SECONDS = 120.0
"""Nothing new for so long, and it is waited for no longer."""

POLL_MILLISECONDS = 100
WRITTEN_AT_ONCE = 500


class Silent(Exception):
    """The deduper has not answered everything, and says nothing more; carries what is missing."""


@dataclass(frozen=True)
class Answer:
    """A record of the deduper's: its topic, the observation that it is about, and its value."""

    topic: str
    observation: str
    value: bytes


async def write(kafka: KafkaSettings, articles: Sequence[CleanArticle]) -> None:
    """Write the articles, each partition's in their order."""
    by_partition: defaultdict[int, list[CleanArticle]] = defaultdict(list)
    for article in articles:
        by_partition[_partition(kafka, article)].append(article)
    async with open_publisher(kafka) as publisher:
        await asyncio.gather(
            *(_write_in_order(kafka, publisher, part) for part in by_partition.values())
        )


async def write_in_any_order(kafka: KafkaSettings, articles: Sequence[CleanArticle]) -> None:
    """As `write`, and much faster."""
    async with open_publisher(kafka) as publisher:
        for start in range(0, len(articles), WRITTEN_AT_ONCE):
            batch = articles[start : start + WRITTEN_AT_ONCE]
            await asyncio.gather(*(_write_one(kafka, publisher, article) for article in batch))


def partitions_of(kafka: KafkaSettings, articles: Sequence[CleanArticle]) -> set[int]:
    """Those that the articles are written to."""
    return {_partition(kafka, article) for article in articles}


async def read_answers(
    kafka: KafkaSettings, articles: Sequence[CleanArticle]
) -> AsyncIterator[list[Answer]]:
    """All that the deduper says, until it has said something of each of `articles`.

    Raises:
        Silent: it stopped before.
    """
    missing = {str(article.observation) for article in articles}
    topics = (UNIQUE_ARTICLES, DUPLICATE_ARTICLES, DROPS, DEAD_LETTERS)
    names = {topic_name(kafka, topic): topic.name for topic in topics}
    heard_at = time.monotonic()
    async with open_reader(kafka, list(names), from_start=True) as consumer:
        while missing:
            batches = await consumer.getmany(timeout_ms=POLL_MILLISECONDS)
            answers = [
                Answer(names[tp.topic], subject_of(message.headers) or "", message.value)
                for tp, messages in batches.items()
                for message in messages
            ]
            if answers:
                heard_at = time.monotonic()
            elif time.monotonic() - heard_at > PATIENCE_SECONDS:
                raise Silent(f"{len(missing)} of {len(articles)} articles have no answer")
            missing -= {answer.observation for answer in answers}
            yield answers


@contextmanager
def dedupers(
    kafka: KafkaSettings, folder: Path, count: int, core: int | None = None
) -> Iterator[list[RoomProcess]]:
    """So many processes of `newsmill run deduper`, just started; on one core, if it is named."""
    environment: Mapping[str, str] = clean_environment(folder) | kafka_environment(kafka)
    processes = [
        RoomProcess("deduper", environment, folder / f"deduper-{kafka.topic_prefix}{n}.log")
        for n in range(count)
    ]
    try:
        for process in processes:
            with running_on(core):
                process.start()
        yield processes
    finally:
        for process in processes:
            process.kill()


@contextmanager
def running_on(core: int | None) -> Iterator[None]:
    """What is started meanwhile runs on this core only, with all its threads."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, before if core is None else {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _partition(kafka: KafkaSettings, article: CleanArticle) -> int:
    count = kafka.topic_partitions or CLEAN_ARTICLES.partitions
    return partition_of(CLEAN_ARTICLES.partition_key(article), count)


async def _write_in_order(
    kafka: KafkaSettings, publisher: KafkaPublisher, articles: Sequence[CleanArticle]
) -> None:
    for article in articles:
        await _write_one(kafka, publisher, article)


async def _write_one(
    kafka: KafkaSettings, publisher: KafkaPublisher, article: CleanArticle
) -> None:
    observation = str(article.observation)
    headers = event_headers(CLEAN_ARTICLES, article, "bench", utc_now(), observation, None)
    await publisher.publish(
        topic_name(kafka, CLEAN_ARTICLES),
        CLEAN_ARTICLES.key(article).encode(),
        article.model_dump_json().encode(),
        CLEAN_ARTICLES.partition_key(article),
        headers,
    )
