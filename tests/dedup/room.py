"""make bench-dedup-room: the whole deduper as a process, Kafka in and Kafka out.

Clean articles of the labelled set lie in a topic of real Apache Kafka. `newsmill run deduper` works
on one core; measured are its CPU time and the clock, from the first answers to the last. With
--shards, instead: do two workers on four partitions say the same of every article as one, also when
they are killed?
Exit code 1 when a goal is missed.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import psutil

from newsmill.contracts.articles import CleanArticle
from newsmill.contracts.topics import DEAD_LETTERS
from newsmill.kafka.admin import create_topics
from newsmill.kafka.publisher import with_idempotence_as_accepted
from newsmill.settings import KafkaSettings
from tests.apache_kafka import Missing, addresses, running_kafka
from tests.dedup.goals import Goal
from tests.dedup.labelled import labelled_set
from tests.dedup.on_kafka import Silent, dedupers, read_answers, write_in_any_order
from tests.dedup.production import clean_articles
from tests.dedup.scripts import in_many_scripts
from tests.dedup.shards import compare_shards

ARTICLES = 20_000
ARTICLES_OF_SHARDS = 2_000
WARM_SHARE = 0.1
"""Of all answers: the first ones are not measured."""

GOAL_ARTICLES_A_SECOND = 1_000


def main() -> int:
    """Measure what the arguments say."""
    parser = argparse.ArgumentParser("python -m tests.dedup.room", description=__doc__)
    parser.add_argument(
        "--articles", type=int, help=f"default {ARTICLES}; with --shards {ARTICLES_OF_SHARDS}"
    )
    parser.add_argument("--shards", action="store_true", help="compare one worker with two")
    parser.add_argument("--core", type=int, default=max(os.sched_getaffinity(0)), help="which")
    arguments = parser.parse_args()
    count = arguments.articles or (ARTICLES_OF_SHARDS if arguments.shards else ARTICLES)
    sys.stderr.write(f"making {count} articles …\n")
    labelled = labelled_set("test", articles=count)
    articles = clean_articles(in_many_scripts(labelled) if arguments.shards else labelled)
    try:
        with tempfile.TemporaryDirectory() as name, running_kafka(Path(name) / "kafka") as nodes:
            kafka = KafkaSettings(broker=addresses(nodes))
            run = _run(kafka, articles, Path(name), arguments.core, is_of_shards=arguments.shards)
            return int(not asyncio.run(run))
    except (Missing, Silent) as error:
        sys.stderr.write(f"bench-dedup-room: {error}\n")
        return 1


async def _run(
    kafka: KafkaSettings,
    articles: Sequence[CleanArticle],
    folder: Path,
    core: int,
    *,
    is_of_shards: bool,
) -> bool:
    kafka = await with_idempotence_as_accepted(kafka)
    if is_of_shards:
        return await compare_shards(kafka, articles, folder)
    return await _measure(kafka, articles, folder, core)


async def _measure(
    kafka: KafkaSettings, articles: Sequence[CleanArticle], folder: Path, core: int
) -> bool:
    sys.stderr.write("writing them …\n")
    await create_topics(kafka)
    await write_in_any_order(kafka, articles)
    sys.stderr.write("starting the deduper …\n")
    said: Counter[str] = Counter()
    first: tuple[int, float, float] | None = None
    with dedupers(kafka, folder, 1, core) as (room,):
        process = psutil.Process(room.pid)
        async for answers in read_answers(kafka, articles):
            said.update(answer.topic for answer in answers)
            if first is None and said.total() >= WARM_SHARE * len(articles):
                first = said.total(), time.monotonic(), _cpu_seconds(process)
        last = said.total(), time.monotonic(), _cpu_seconds(process)
        memory = process.memory_info().rss / 2**20
    assert first is not None
    done, seconds, cpu = (b - a for a, b in zip(first, last, strict=True))
    told = ", ".join(f"{count} in {topic}" for topic, count in sorted(said.items()))
    sys.stdout.write(f"{told}\n")
    sys.stdout.write(f"CPU {1_000 * cpu / done:.3f} ms an article; core {core} was busy with it ")
    sys.stdout.write(f"{100 * cpu / seconds:.0f} % of the time; {memory:.0f} MiB resident\n")
    goals = [
        Goal("articles a second of CPU", done / cpu, GOAL_ARTICLES_A_SECOND, is_most=False),
        Goal("articles a second", done / seconds, GOAL_ARTICLES_A_SECOND, is_most=False),
        Goal("dead letters", said[DEAD_LETTERS.name], 0),
    ]
    for goal in goals:
        sys.stdout.write(goal.told + "\n")
    return all(goal.is_reached for goal in goals)


def _cpu_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


if __name__ == "__main__":
    sys.exit(main())
