"""Run a sink: read, decode, write, commit; wait for whoever is away, and say so once."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

from newsmill.hosting.status import ProcessStatus
from newsmill.kafka.connection import group_name, topic_name
from newsmill.kafka.errors import BrokerUnavailable
from newsmill.kafka.group_reader import GOES_ON, Beginning, GroupReader, Hand
from newsmill.kafka.liveness import BrokerLiveness
from newsmill.kafka.records import Place
from newsmill.kafka.topic_ids import topic_ids
from newsmill.logs import logger
from newsmill.settings import KafkaSettings
from newsmill.sinks.decoding import Counts, Decoder, Filtering
from newsmill.sinks.errors import ChangesRefused, PositionsMoved, SinkRefused, TargetAway
from newsmill.sinks.sink import KeepsPositions, Sink
from newsmill.streaming.status import StageStatus

FIRST_RETRY_SECONDS = 0.5
OTHERS_LOOK_SECONDS = 0.3
LONGEST_RETRY_SECONDS = 30.0

T = TypeVar("T")
Patiently = Callable[[Callable[[], Awaitable[Any]]], Awaitable[Any]]
log = logger("newsmill.sink")


class _Stopped(Exception):
    """To be stopped while it waits for its target."""


def process_of(name: str) -> str:
    """What the sink called `name` is called among processes: its group is named for it."""
    return f"sink-{name}"


class Running:
    """One process of the sink called `name`."""

    def __init__(
        self,
        kafka: KafkaSettings,
        sink: Sink,
        name: str,
        beginning: Beginning = GOES_ON,
        filtering: Filtering | None = None,
    ) -> None:
        self.counts = Counts()
        self._kafka = kafka
        self._sink = sink
        self._where = filtering.text if filtering else ""
        self._name = name
        self._decoder = Decoder(sink, self.counts, filtering.matches if filtering else None)
        self._stop = asyncio.Event()
        self._away: str | None = None
        self._patience: timedelta | None = None
        self._liveness = BrokerLiveness(kafka)
        self._reader = GroupReader(
            kafka,
            group_name(kafka, process_of(name)),
            sink.topic,
            sink.bounds,
            beginning,
            _PatientKeeper(sink, self._patiently) if isinstance(sink, KeepsPositions) else None,
        )

    async def run(
        self,
        stop: asyncio.Event,
        stop_timeout: timedelta,
        until: Mapping[Place, int] | None = None,
        patience: timedelta | None = None,
    ) -> None:
        """Open the sink and write until `stop` is set, or everything before `until` is written.

        With `patience`, whoever is away is waited for no longer than that.

        Raises:
            UserError: the broker or the target refuses for good, or was away for too long.
        """
        self._patience = patience
        watching = asyncio.create_task(self._liveness.run(self._stop))
        stopping = asyncio.create_task(stop.wait())
        working = asyncio.create_task(self._work(until))
        try:
            await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
            self._stop.set()
            await asyncio.wait({working}, timeout=stop_timeout.total_seconds())
            if not working.done():
                log.warning("stopped without finishing; what was not finished is read again")
                working.cancel()
            with suppress(asyncio.CancelledError, _Stopped):
                await working
        finally:
            self._stop.set()
            for task in (working, stopping, watching):
                task.cancel()
            await asyncio.gather(working, stopping, watching, return_exceptions=True)
            await self._reader.close()
            await self._sink.close()

    async def _work(self, until: Mapping[Place, int] | None) -> None:
        reader = self._reader

        async def is_done() -> bool:
            if self._stop.is_set() or until is None or not reader.has_reached(until):
                return self._stop.is_set()
            if await reader.is_finished(until):
                return True
            await asyncio.sleep(OTHERS_LOOK_SECONDS)
            return self._stop.is_set()

        if isinstance(self._sink, KeepsPositions):
            self._sink.claim(self._name, self._where, await self._topic_id())
        await self._patiently(self._sink.open)
        await reader.start()

        def nothing_more_comes() -> bool:
            return self._stop.is_set() or (until is not None and reader.has_read(until))

        while not await is_done():
            hand = await reader.take(nothing_more_comes)
            if hand.messages:
                try:
                    await reader.handle(hand, self._write)
                except PositionsMoved:
                    log.info("another process has written these partitions: looking again")
                    reader.look_again()
                finally:
                    self.counts.in_flight = 0
            away = self._liveness.away_seconds()
            if self._patience is not None and away > self._patience.total_seconds():
                raise BrokerUnavailable(self._kafka.broker, "it stopped answering before the end")

    async def _topic_id(self) -> str:
        name = topic_name(self._kafka, self._sink.topic)
        return (await topic_ids(self._kafka, [name])).get(name, "")

    async def _write(self, hand: Hand) -> None:
        batch = self._decoder.batch(hand)
        while len(batch) or isinstance(self._sink, KeepsPositions):
            try:
                await self._patiently(partial(self._sink.write, batch))
            except ChangesRefused as error:
                for change, why in error.why_by_change.items():
                    self.counts.note_set_aside(change, why)
                left = batch.without(error.why_by_change)
                if len(left) == len(batch):
                    raise
                batch = left
            else:
                break
        counts = self.counts
        unmatched = min(counts.unmatched_in_flight, len(batch))
        counts.written += len(batch) - unmatched
        counts.unmatched += unmatched

    async def _patiently(self, work: Callable[[], Awaitable[T]]) -> T:
        """The result of `work`, tried again as long as its target is away."""
        began, pause = time.monotonic(), FIRST_RETRY_SECONDS
        while True:
            try:
                result = await work()
            except TargetAway as error:
                waited = time.monotonic() - began
                if self._patience is not None and waited > self._patience.total_seconds():
                    raise SinkRefused(f"{self._sink.target}: {error}") from error
                if str(error) != self._away:
                    log.warning("waiting for the target", target=self._sink.target, why=str(error))
                    self._away = str(error)
                with suppress(TimeoutError):
                    seconds = pause * random.uniform(0.5, 1)  # noqa: S311
                    await asyncio.wait_for(self._stop.wait(), seconds)
                    raise _Stopped from error
                pause = min(2 * pause, LONGEST_RETRY_SECONDS)
            else:
                if self._away is not None:
                    waited = round(time.monotonic() - began, 1)
                    log.info("the target answers again", waited_seconds=waited)
                    self._away = None
                return result

    def status(self) -> ProcessStatus:
        """What it has done, as rooms report it."""
        counts = self.counts
        stage = StageStatus(
            read=counts.read,
            published={self._sink.target: counts.written},
            dropped={"unmatched": counts.unmatched},
            dead_lettered=counts.set_aside,
            in_flight=counts.in_flight,
            lost=self._reader.lost,
        )
        ready = self._away is None and not self._reader.is_waiting and self._liveness.is_ready()
        return ProcessStatus(
            rooms={process_of(self._name): stage},
            cpu_seconds={"process": round(time.process_time(), 3)},
            ready=ready,
        )


class _PatientKeeper:
    """A sink's positions, waited for where its target is away."""

    def __init__(self, keeper: KeepsPositions, patiently: Patiently) -> None:
        self._keeper = keeper
        self._patiently = patiently

    async def positions(self, places: Sequence[Place]) -> Mapping[Place, int]:
        found: Mapping[Place, int] = await self._patiently(partial(self._keeper.positions, places))
        return found

    async def set_positions(
        self, positions: Mapping[Place, int], ends: Mapping[Place, int]
    ) -> None:
        await self._patiently(partial(self._keeper.set_positions, positions, ends))
