"""Do articles get the same verdicts from one worker, from two, and from two that are killed?

Compares every record of the deduper's, with all that is in it except when it was written.
"""

import asyncio
import json
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from newsmill.contracts.articles import CleanArticle
from newsmill.contracts.topics import CLEAN_ARTICLES
from newsmill.kafka.admin import create_topics
from newsmill.settings import KafkaSettings
from tests.dedup.on_kafka import dedupers, partitions_of, read_answers, write

PARTITIONS = 4
WORKERS = 2
KILLED_AT = (0.2, 0.45, 0.7)
"""Shares of the articles answered."""

SHOWN = 5

Records = Mapping[str, set[str]]
"""By observation: what was said of it. More than one is a contradiction."""


async def compare_shards(
    kafka: KafkaSettings, articles: Sequence[CleanArticle], folder: Path
) -> bool:
    """Run all three; returns whether they agree."""
    kafka = kafka.model_copy(update={"topic_partitions": PARTITIONS})
    used = partitions_of(kafka, articles)
    shards = {CLEAN_ARTICLES.partition_key(article) for article in articles}
    _say(f"{len(articles)} articles of {len(shards)} shards in {len(used)} partitions")
    one = await _records(kafka, articles, folder, "one", workers=1)
    two = await _records(kafka, articles, folder, "two", workers=WORKERS)
    killed = await _records(kafka, articles, folder, "killed", workers=WORKERS, killed_at=KILLED_AT)
    # All are compared, whatever the first comparison says.
    agree = [
        _agree(one, one, "1 worker with itself"),
        _agree(one, two, f"1 worker and {WORKERS}"),
        _agree(one, killed, f"1 worker and {WORKERS}, of which one was killed"),
    ]
    return all(agree)


async def _records(
    kafka: KafkaSettings,
    articles: Sequence[CleanArticle],
    folder: Path,
    name: str,
    *,
    workers: int,
    killed_at: Sequence[float] = (),
) -> Records:
    kafka = kafka.model_copy(update={"topic_prefix": f"{name}."})
    said: defaultdict[str, set[str]] = defaultdict(set)
    outstanding = [share * len(articles) for share in killed_at]
    await create_topics(kafka)
    if killed_at:
        # Whoever is killed has as much in hand as it takes.
        await write(kafka, articles)
    with dedupers(kafka, folder, workers) as processes:
        writing = None
        if not killed_at:
            # All workers have their partitions before there is anything in them.
            for process in processes:
                await asyncio.to_thread(process.wait_until_ready)
            writing = asyncio.create_task(write(kafka, articles))
        async for answers in read_answers(kafka, articles):
            for answer in answers:
                said[answer.observation].add(_without_times(answer.topic, answer.value))
            if outstanding and len(said) >= outstanding[0]:
                victim = processes[len(outstanding) % workers]
                _say(f"  {name}: kill -9 after {len(said)} answers")
                victim.kill()
                victim.start()
                outstanding.pop(0)
        if writing is not None:
            await writing
    _say(f"  {name}: all {len(said)} answered")
    return said


def _without_times(topic: str, value: bytes) -> str:
    record: dict[str, Any] = json.loads(value)
    record.pop("timings", None)
    return topic + json.dumps(record, sort_keys=True)


def _agree(one: Records, other: Records, which: str) -> bool:
    different = [
        observation
        for observation in one
        if one[observation] != other[observation] or len(other[observation]) > 1
    ]
    sys.stdout.write(f"{which}: {len(different)} of {len(one)} verdicts differ\n")
    for observation in different[:SHOWN]:
        for verdict in sorted(one[observation] | other[observation]):
            sys.stdout.write(f"  {observation[:8]}: {verdict[:300]}\n")
    return not different


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
