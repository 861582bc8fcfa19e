"""Small rooms that the tests start as processes: python -m tests.hosting.small_rooms NAME."""

import asyncio
import os
import random
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from newsmill.contracts.articles import EnrichedArticle, UniqueArticle
from newsmill.errors import UserError
from newsmill.hosting import topic_watch
from newsmill.hosting.host import Host, OpenRoom, run_process
from newsmill.kafka.errors import NotPermitted
from newsmill.pipeline import ENRICH
from newsmill.streaming import worker
from newsmill.streaming.faust_producer import Producer
from newsmill.streaming.journal import Journal
from newsmill.streaming.journal_writer import Entry, Sent
from newsmill.streaming.stage import Stage


def enriched(article: UniqueArticle) -> EnrichedArticle:
    """The article, with nothing found in it."""
    return EnrichedArticle(**article.model_dump(), entities_status="ok")


@asynccontextmanager
async def open_enricher(host: Host) -> AsyncIterator[None]:
    """Finds nothing; hangs, or does worse, where the headline says so."""
    pause = float(os.environ.get("PAUSE_SECONDS", "0"))

    async def decide(article: UniqueArticle) -> EnrichedArticle:
        if article.title == "hang":
            await asyncio.Event().wait()
        if article.title == "abort":
            os.abort()
        if article.title == "block":
            time.sleep(60)  # noqa: ASYNC251 # this is what must not happen
        if article.title == "fail":
            raise ValueError("no such harbour")
        await asyncio.sleep(pause)
        return enriched(article)

    host.worker.attach(Stage(ENRICH, decide))
    yield


@asynccontextmanager
async def open_unprepared(host: Host) -> AsyncIterator[None]:
    """Works, until it turns out that something is not there."""

    async def prepare() -> None:
        raise UserError("no model; install one")

    host.prepare(prepare())
    async with open_enricher(host):
        yield


class Unpermitted:
    """A service that finds out on its way that it may not write."""

    async def run(self, stop: asyncio.Event) -> None:
        raise NotPermitted("no right to write to the harbour")

    def is_ready(self) -> bool:
        return True

    def status(self) -> dict[str, Any]:
        return {}


@asynccontextmanager
async def open_unpermitted(host: Host) -> AsyncIterator[None]:
    """Starts, and then needs an access rule that only a person can give."""
    host.add_service(Unpermitted())
    async with open_enricher(host):
        yield


class Crashing:
    """A service beside the stages that has a bug; it shows when a message is in hand."""

    def __init__(self, host: Host) -> None:
        self._host = host

    async def run(self, stop: asyncio.Event) -> None:
        # What is waited for sets no event.
        while not self._host.worker.status()["enricher"].in_flight:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        raise ZeroDivisionError("no such harbour")

    def is_ready(self) -> bool:
        return True

    def status(self) -> dict[str, Any]:
        return {}


@asynccontextmanager
async def open_crashing(host: Host) -> AsyncIterator[None]:
    """Ends while messages are in hand, and none of them has done anything."""
    async with open_enricher(host):
        host.add_service(Crashing(host))
        yield


@asynccontextmanager
async def open_stubborn(host: Host) -> AsyncIterator[None]:
    """Does not close."""
    try:
        async with open_enricher(host):
            yield
    finally:
        while True:
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                continue


@asynccontextmanager
async def open_deduper(host: Host) -> AsyncIterator[None]:
    """The real one, with a broker that takes its time."""
    from newsmill.deduper.app import open_room

    publish = host.worker.publish

    async def publish_slowly(*message: Any) -> None:
        await asyncio.sleep(random.uniform(0, 0.1))
        await publish(*message)

    host.worker.publish = publish_slowly  # type: ignore[assignment,method-assign]
    async with open_room(host):
        yield


class Numbers:
    """Numbers articles in the order in which it first sees them; the state of a journal."""

    def __init__(self) -> None:
        self.journal: Journal | None = None
        self.by_partition: dict[int, dict[str, int]] = {}
        self.recoveries: list[tuple[int, bool]] = []

    def number(self, article_id: str) -> int:
        """The article's number in the partition of the message in hand."""
        assert self.journal is not None
        numbers = self.by_partition.setdefault(self.journal.partition, {})
        if article_id not in numbers:
            numbers[article_id] = len(numbers) + 1
            self.journal.append(article_id.encode(), b"%d" % numbers[article_id])
        return numbers[article_id]

    def forget(self, partition: int) -> None:
        """Drop the numbers of a partition."""
        self.by_partition.pop(partition, None)

    def load(self, partition: int, entries: Sequence[Entry]) -> None:
        """Take over numbers."""
        numbers = self.by_partition.setdefault(partition, {})
        numbers.update((key.decode(), int(value)) for key, value in entries)

    def recovered(self, partition: int, *, handled_before: bool) -> Sequence[Entry]:
        """Note that it was called."""
        self.recoveries.append((partition, handled_before))
        return ()


@asynccontextmanager
async def open_numberer(host: Host) -> AsyncIterator[None]:
    """Gives each article its number for a revision, at a broker that takes its time."""
    numbers = Numbers()
    numbers.journal = host.worker.journal("numbers", ENRICH.reads, numbers)

    async def decide(article: UniqueArticle) -> EnrichedArticle:
        number = numbers.number(article.article_id)
        return enriched(article).model_copy(update={"revision": number})

    publish, send_batch = host.worker.publish, Producer.send_batch

    async def publish_slowly(*message: Any) -> None:
        await asyncio.sleep(random.uniform(0, 0.1))
        await publish(*message)

    async def send_slowly(*entries: Any) -> Sent:
        await asyncio.sleep(random.uniform(0, 0.4))
        return await send_batch(*entries)

    host.worker.publish = publish_slowly  # type: ignore[assignment,method-assign]
    Producer.send_batch = send_slowly  # type: ignore[assignment,method-assign]
    host.worker.attach(Stage(ENRICH, decide, in_order=True))
    yield


ROOMS: dict[str, OpenRoom] = {
    "numberer": open_numberer,
    "enricher": open_enricher,
    "unprepared": open_unprepared,
    "unpermitted": open_unpermitted,
    "crashing": open_crashing,
    "stubborn": open_stubborn,
    "deduper": open_deduper,
}

if __name__ == "__main__":
    worker.UNACKNOWLEDGED_SECONDS = 1.0
    topic_watch.LOOK_SECONDS = float(os.environ.get("LOOK_SECONDS", topic_watch.LOOK_SECONDS))
    room = sys.argv[1]
    name = "enricher" if room in ("numberer", "crashing") else room
    sys.exit(run_process(name, [ROOMS[room]]))
