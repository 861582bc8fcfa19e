"""make bench-reader: articles a second that a reader gets, and what importing it costs.

Beside a bare loop of confluent-kafka that takes the same messages in batches and looks at none of
them. On the embedded broker, or on Apache Kafka with --apache.
"""

import argparse
import asyncio
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from confluent_kafka import Consumer, TopicPartition

from newsmill import subscribe
from newsmill.client import Subscription
from newsmill.local.broker import open_embedded_broker
from newsmill.settings import KafkaSettings
from tests.apache_kafka import addresses, running_kafka
from tests.client.newsstand import Newsstand, open_newsstand, version

PARTITIONS = 8
GOAL_IMPORT_MILLISECONDS = 150
IMPORTS = 15
FILTER = 'place:Kenya language:de -is:revision person:"Angela Merkel"'


@asynccontextmanager
async def broker(folder: Path, *, apache: bool) -> AsyncIterator[KafkaSettings]:
    """An empty one."""
    if apache:
        with running_kafka(folder) as nodes:
            yield KafkaSettings(broker=addresses(nodes))
    else:
        async with open_embedded_broker(folder / "broker.log") as kafka:
            yield kafka


async def fill(stand: Newsstand, articles: int) -> None:
    """Articles as long as those of agencies are, with twenty entities."""
    for partition in range(PARTITIONS):
        of_this = range(partition, articles, PARTITIONS)
        for first in range(0, len(of_this), 2000):
            records = []
            for number in of_this[first : first + 2000]:
                record = version(f"article {number}")
                record["text"] = (record["text"] + " ") * 8
                record["entities"] *= 20
                records.append(record)
            await stand.write(*records, partition=partition)


def say(line: str) -> None:
    """Print it at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def blocking(articles: Subscription) -> int:
    """How many there are."""
    return sum(1 for _ in articles)


async def waiting(articles: Subscription) -> int:
    """How many there are."""
    return sum([1 async for _ in articles])


def measured(name: str, articles: int, read: Callable[[], int]) -> float:
    """CPU microseconds an article, of this process with all its threads."""
    began, cpu = time.perf_counter(), time.process_time()
    read()
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    say(
        f"{name:26} {articles / seconds:10,.0f} articles/s "
        f"{cpu / articles * 1e6:8.1f} µs of CPU an article"
    )
    return cpu / articles * 1e6


def bare(stand: Newsstand, articles: int) -> int:
    """What no reader can be faster than: all messages, and nothing of them is looked at."""
    consumer = Consumer({"bootstrap.servers": stand.kafka.broker, "group.id": "bare"})
    consumer.assign([TopicPartition(stand.topic, number, 0) for number in range(PARTITIONS)])
    left = articles
    while left:
        left -= sum(1 for message in consumer.consume(500, 1.0) if message.value())
    consumer.close()
    return articles


def import_milliseconds(statement: str) -> float:
    """CPU of an interpreter that does it; the least of several."""
    least = float("inf")
    for _ in range(IMPORTS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", statement], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        least = min(least, took * 1000)
    return least


async def main() -> int:
    """Print the figures; 1 if the import takes longer than it may."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=40_000)
    parser.add_argument("--apache", action="store_true", help="needs Java and Maven")
    arguments = parser.parse_args()
    took = import_milliseconds("from newsmill import subscribe") - import_milliseconds("pass")
    say(f"from newsmill import subscribe: {took:.0f} ms of CPU (goal: {GOAL_IMPORT_MILLISECONDS})")
    with tempfile.TemporaryDirectory() as folder:
        async with broker(Path(folder), apache=arguments.apache) as kafka:
            stand = await open_newsstand(kafka, PARTITIONS)
            await fill(stand, arguments.articles)
            say(f"{arguments.articles:,} articles in {PARTITIONS} partitions")
            await asyncio.to_thread(_compare, stand, arguments.articles)
    return 0 if took <= GOAL_IMPORT_MILLISECONDS else 1


def _compare(stand: Newsstand, articles: int) -> None:
    def all_of_it(where: str | None = None) -> Subscription:
        return subscribe(**stand.reader, start="earliest", until="end", where=where)

    measured("bare loop", articles, lambda: bare(stand, articles))
    measured("for", articles, lambda: blocking(all_of_it()))
    measured("async for", articles, lambda: asyncio.run(waiting(all_of_it())))
    measured("for, with a filter", articles, lambda: blocking(all_of_it(FILTER)))


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
