"""make bench-restarts: how long a partition's messages wait when one of two workers is restarted.

Two workers of a room share four partitions, into each of which a message comes ten times a second.
One worker is stopped (SIGTERM, or kill -9) and started again at once, as a supervisor does. What
counts is a partition's longest silence from the signal until both workers work again, which
includes both rebalances: the one without the worker and the one with it.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from newsmill.clock import utc_now
from newsmill.contracts.articles import CleanArticle, UniqueArticle
from newsmill.contracts.base import Record
from newsmill.contracts.headers import event_headers
from newsmill.contracts.topics import CLEAN_ARTICLES, ENRICHED_ARTICLES, UNIQUE_ARTICLES, Topic
from newsmill.kafka.admin import create_topics
from newsmill.kafka.connection import partition_of, topic_name
from newsmill.kafka.publisher import open_publisher, with_idempotence_as_accepted
from newsmill.kafka.reading import open_reader
from newsmill.local.broker import open_embedded_broker
from newsmill.local.topics import kafka_environment
from newsmill.settings import KafkaSettings
from tests.apache_kafka import Missing, addresses, running_kafka
from tests.builders import TEXT, clean_article, provenance, unique_article
from tests.commands import clean_environment
from tests.e2e.rooms import RoomProcess

PARTITIONS = 4
SECONDS_BETWEEN_MESSAGES = 0.1
STEADY_SECONDS = 3.0
PATIENCE_SECONDS = 60.0
LOOK_MILLISECONDS = 100

How = Literal["polite", "kill -9"]
HOWS: tuple[How, ...] = ("polite", "kill -9")


@dataclass(frozen=True)
class Room:
    """What a room is given, and where its answers are."""

    name: str
    reads: Topic[Record]
    writes: Topic[Record]
    message: Callable[[str, int], Record]


def _unique(url: str, _: int) -> UniqueArticle:
    return unique_article(url=url)


def _clean(url: str, number: int) -> CleanArticle:
    text = f"{TEXT} Number {number} of {url}."
    return clean_article(url=url, text=text, provenance=provenance(number))


ROOMS = {
    "enricher": Room("enricher", UNIQUE_ARTICLES, ENRICHED_ARTICLES, _unique),
    "deduper": Room("deduper", CLEAN_ARTICLES, UNIQUE_ARTICLES, _clean),
}
"""The slowest to start, with its models, and the one that reads its memory before it goes on."""


class Outputs:
    """When each partition's messages were answered; instants in seconds since the epoch."""

    def __init__(self) -> None:
        self.by_partition: defaultdict[int, list[float]] = defaultdict(list)

    def note(self, url: str, at: float) -> None:
        """An answer to a message whose partition is the address's host."""
        partition = int(url.removeprefix("https://p").partition(".")[0])
        self.by_partition[partition].append(at)

    def have_all_after(self, instant: float) -> bool:
        """Whether every partition has been answered since."""
        return all(
            any(at > instant for at in self.by_partition[partition])
            for partition in range(PARTITIONS)
        )

    def longest_silences(self, since: float, until: float) -> list[float]:
        """Of each partition, between `since` and `until`."""
        silences = []
        for times in self.by_partition.values():
            within = [since, *sorted(at for at in times if since < at < until), until]
            silences.append(max(b - a for a, b in pairwise(within)))
        return silences


async def send(kafka: KafkaSettings, room: Room) -> None:
    """A message into every partition, again and again, until cancelled."""
    bys = {partition_of(str(n), PARTITIONS): str(n) for n in range(100)}
    number = 0
    async with open_publisher(kafka) as publisher:
        while True:
            for partition, by in bys.items():
                number += 1
                record = room.message(f"https://p{partition}.example/{number}", number)
                headers = event_headers(room.reads, record, "bench", utc_now(), str(number), None)
                await publisher.publish(
                    topic_name(kafka, room.reads),
                    room.reads.key(record).encode(),
                    record.model_dump_json().encode(),
                    by,
                    headers,
                )
            await asyncio.sleep(SECONDS_BETWEEN_MESSAGES)


async def listen(kafka: KafkaSettings, room: Room, outputs: Outputs) -> None:
    """Note every answer, until cancelled."""
    names = [topic_name(kafka, room.writes)]
    async with open_reader(kafka, names, from_start=True) as consumer:
        while True:
            batches = await consumer.getmany(timeout_ms=LOOK_MILLISECONDS)
            for messages in batches.values():
                for message in messages:
                    record: Any = room.writes.record.model_validate_json(message.value)
                    outputs.note(record.url, message.timestamp / 1000)


@contextmanager
def workers(kafka: KafkaSettings, room: Room, folder: Path) -> Iterator[list[RoomProcess]]:
    """Two of them, ready."""
    environment = clean_environment(folder) | kafka_environment(kafka)
    both = [RoomProcess(room.name, environment, folder / f"worker-{n}.log") for n in (1, 2)]
    try:
        for worker in both:
            worker.start()
        for worker in both:
            worker.wait_until_ready()
        yield both
    finally:
        for worker in both:
            worker.kill()


@asynccontextmanager
async def meanwhile(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Do `work` beside the block, and see it ended as long as there is a broker to end it at."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def measure(kafka: KafkaSettings, room: Room, rounds: int, folder: Path) -> dict[How, Any]:
    """The longest silence of any partition, of each restart."""
    kafka = kafka.model_copy(
        update={"topic_prefix": f"{room.name}.", "topic_partitions": PARTITIONS}
    )
    await create_topics(kafka)
    outputs = Outputs()
    found: dict[How, list[float]] = {how: [] for how in HOWS}
    async with AsyncExitStack() as stack:
        both = await asyncio.to_thread(stack.enter_context, workers(kafka, room, folder))
        for work in (send(kafka, room), listen(kafka, room, outputs)):
            await stack.enter_async_context(meanwhile(work))
        await _all_answered(outputs)
        for number in range(rounds):
            for how in HOWS:
                await _all_answered(outputs)
                victim = both[number % 2]
                since = time.time()
                await asyncio.to_thread(victim.stop if how == "polite" else victim.kill)
                victim.start()
                await asyncio.to_thread(victim.wait_until_ready)
                until = await _all_answered(outputs)
                silences = outputs.longest_silences(since, until)
                found[how].append(max(silences))
                told = " ".join(f"{silence:.1f}" for silence in silences)
                sys.stderr.write(f"  {how}: {told} s\n")
    return found


async def _all_answered(outputs: Outputs) -> float:
    """Return a while later, when every partition has been answered since then."""
    steady = time.time() + STEADY_SECONDS
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not outputs.have_all_after(steady):  # noqa: ASYNC110 # other processes answer
            await asyncio.sleep(LOOK_MILLISECONDS / 1000)
    return time.time()


@asynccontextmanager
async def open_broker(kind: str, folder: Path) -> AsyncIterator[KafkaSettings]:
    """A broker of this kind; Apache Kafka with its own default settings for groups."""
    if kind == "embedded":
        async with open_embedded_broker(folder / "broker.log") as kafka:
            yield kafka
    else:
        with running_kafka(folder / "kafka") as nodes:
            yield await with_idempotence_as_accepted(KafkaSettings(broker=addresses(nodes)))


async def run(kinds: list[str], rooms: list[str], rounds: int) -> None:
    """Measure, and print a table."""
    rows = []
    for kind in kinds:
        for name in rooms:
            with tempfile.TemporaryDirectory() as folder:
                async with open_broker(kind, Path(folder)) as kafka:
                    sys.stderr.write(f"{name} on {kind}\n")
                    found = await measure(kafka, ROOMS[name], rounds, Path(folder))
            for how, seconds in found.items():
                rows.append((kind, name, how, statistics.median(seconds), max(seconds)))
    sys.stdout.write("| broker | room | restart | median s | worst s |\n|---|---|---|---|---|\n")
    for kind, name, how, median, worst in rows:
        sys.stdout.write(f"| {kind} | {name} | {how} | {median:.1f} | {worst:.1f} |\n")


def main() -> int:
    """Measure what the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="restarts of each kind; default 5")
    parser.add_argument("--on", choices=("embedded", "apache"), action="append", help="a broker")
    parser.add_argument("--room", choices=ROOMS, action="append", help="all when left out")
    arguments = parser.parse_args()
    try:
        asyncio.run(
            run(
                arguments.on or ["apache", "embedded"],
                arguments.room or list(ROOMS),
                arguments.rounds,
            )
        )
    except Missing as error:
        sys.stderr.write(f"newsmill: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
