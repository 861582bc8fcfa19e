"""Take every source through the whole mill once, and write what comes out to files."""

import asyncio
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

from newsmill.atomic_files import Output
from newsmill.contracts.feeds import FeedEvent
from newsmill.contracts.topics import FEEDS
from newsmill.errors import UserError
from newsmill.hosting.status import ProcessStatus
from newsmill.kafka.bulk import Bulk
from newsmill.kafka.connection import in_contracts, topic_name
from newsmill.kafka.reading import open_reader
from newsmill.local.measuring import Meter
from newsmill.local.sources import Sources
from newsmill.local.supervisor import Mill, MillNotStarted, open_mill
from newsmill.local.tally import WATCHED, Tally
from newsmill.local.topics import open_kafka_for_a_run
from newsmill.pipeline import END_BY_OUTCOME, ENTRANCE, FOLDER, GATEWAY, ROOMS, Room
from newsmill.settings import KafkaSettings, RuntimeSettings

NOT_NEEDED: tuple[Room, ...] = (FOLDER, GATEWAY)
"""Rooms for readers who stay."""

NEEDED: tuple[Room, ...] = tuple(room for room in ROOMS if room not in NOT_NEEDED)

STALLED_AFTER_SECONDS = 300.0
"""Longer than any article may take in any room."""

LOOK_SECONDS = 0.5
POLL_MILLISECONDS = 200


class Stalled(UserError):
    """Nothing has moved for too long; the message says how many observations are unfinished."""


@dataclass(frozen=True)
class Outputs:
    """Where each kind of record goes; None throws it away."""

    enriched: Output
    duplicates: Output | None = None
    drops: Output | None = None


@dataclass
class Progress:
    """How far a run has come."""

    tally: Tally
    status: ProcessStatus | None = None
    """Of the rooms; None until they have answered for the first time."""


@dataclass(frozen=True)
class Summary:
    """The result of a run."""

    tally: Tally
    failed: tuple[FeedEvent, ...]
    cpu_seconds: float
    cpu_seconds_by_process: dict[str, float]
    peak_memory: dict[str, int]
    seconds: float


async def run_once(
    sources: Sources,
    outputs: Outputs,
    runtime: RuntimeSettings,
    *,
    broker: str | None,
    environment: dict[str, str],
    on_progress: Callable[[Progress], None],
) -> Summary:
    """Push `sources` through all rooms and write what comes out, until all of it has ended.

    With `broker`, topics of the run's own are made there and deleted after it.

    Raises:
        BrokerUnavailable, BrokerBroken: there is no broker.
        MillNotStarted: the rooms could not start.
        Stalled: nothing moved any more.
    """
    meter = Meter()
    async with AsyncExitStack() as stack:
        kafka = await stack.enter_async_context(open_kafka_for_a_run(broker, runtime, "once"))
        variables = {"NEWSMILL_PULLER_POLL_ONCE": "1", **environment}
        mill = await stack.enter_async_context(
            open_mill(kafka, runtime, variables, without=NOT_NEEDED)
        )
        await _hand_in(kafka, sources)
        progress = Progress(Tally())
        watcher = asyncio.create_task(_watch(mill, progress, meter, on_progress))
        try:
            await _collect(kafka, sources, outputs, mill, progress)
            progress.status = await mill.status() or progress.status
        finally:
            watcher.cancel()
            await asyncio.gather(watcher, return_exceptions=True)
            meter.sample()
    on_progress(progress)
    events = progress.tally.events.values()
    return Summary(
        tally=progress.tally,
        failed=tuple(event for event in events if event.kind in ("failed", "gone")),
        cpu_seconds=meter.cpu_seconds(),
        cpu_seconds_by_process=meter.cpu_seconds_by_name(),
        peak_memory=meter.peak_memory,
        seconds=meter.seconds(),
    )


async def _hand_in(kafka: KafkaSettings, sources: Sources) -> None:
    async with Bulk(kafka, "cli") as bulk:
        for feed in sources.feeds:
            await bulk.write(FEEDS, feed, feed.url)
        for document in sources.documents:
            await bulk.write(ENTRANCE, document, document.url or document.entry_id)


async def _collect(
    kafka: KafkaSettings,
    sources: Sources,
    outputs: Outputs,
    mill: Mill,
    progress: Progress,
) -> None:
    files = {
        END_BY_OUTCOME["enriched"].name: outputs.enriched,
        END_BY_OUTCOME["duplicate"].name: outputs.duplicates,
        END_BY_OUTCOME["dropped"].name: outputs.drops,
    }
    feeds = {feed.url for feed in sources.feeds}
    tally = progress.tally
    moved_at = time.monotonic()
    names = [topic_name(kafka, topic) for topic in WATCHED]
    async with open_reader(kafka, names, from_start=True) as consumer:
        while not tally.is_drained(feeds, len(sources.documents)):
            if mill.failed is not None:
                raise MillNotStarted(mill.failed)
            records = await consumer.getmany(timeout_ms=POLL_MILLISECONDS)
            for partition, messages in records.items():
                name = in_contracts(kafka, partition.topic)
                for message in messages:
                    file = files.get(name)
                    if tally.note(name, message.headers, message.value) and file is not None:
                        file.write((message.value or b"") + b"\n")
            if records:
                moved_at = time.monotonic()
            elif time.monotonic() - moved_at > STALLED_AFTER_SECONDS:
                raise Stalled(
                    f"nothing has moved for {STALLED_AFTER_SECONDS:.0f} s; "
                    f"{len(tally.pending())} entries and {len(feeds - tally.events.keys())} feeds "
                    f"are unfinished; the rooms' log is {mill.log_file}"
                )
    for file in files.values():
        if file is not None:
            file.flush()


async def _watch(
    mill: Mill, progress: Progress, meter: Meter, on_progress: Callable[[Progress], None]
) -> None:
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        progress.status = await mill.status() or progress.status
        meter.sample()
        on_progress(progress)
