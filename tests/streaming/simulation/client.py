"""The model of aiokafka's consumer: what `ConsumerThread` asks of it, and its fetching ahead."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from types import SimpleNamespace
from typing import Any

from aiokafka import TopicPartition
from aiokafka.errors import IllegalStateError
from aiokafka.structs import OffsetAndMetadata
from faust.types import TP

from tests.streaming.simulation.broker import Broker
from tests.streaming.simulation.committing import NO_GENERATION, Coordinator
from tests.streaming.simulation.logs import Fetched, Gap, Letter

FETCHED_AT_ONCE = 6
IDLE_FETCH_SECONDS = 5.0
LONGEST_FETCH_SECONDS = 0.1


class Position:
    """Where one assigned partition is read, and what was fetched ahead."""

    def __init__(self) -> None:
        self.next: int | None = None
        self.highwater: int | None = None
        self.fetched: deque[Any] = deque()
        self.gap: Gap | None = None
        self._tail: Gap | None = None
        self._position: int | None = None

    def seek(self, offset: int) -> None:
        """Go there; what was fetched is thrown away."""
        self.next = self._position = offset
        self.fetched.clear()

    def fill(self, fetched: Fetched) -> None:
        """Take what was fetched."""
        self.highwater = fetched.end
        self.next = fetched.behind
        self.fetched.extend(_record(letter, since) for letter, since in fetched.letters)
        self._tail = fetched.tail
        if not self.fetched:
            self._end_fetch()

    def take(self) -> Any:
        """The next message."""
        record = self.fetched.popleft()
        self._position = record.offset + 1
        self.gap = None
        if not self.fetched:
            self._end_fetch()
        return record

    def _end_fetch(self) -> None:
        self._position = self.next
        if self._tail is not None and self._tail[0] < self._tail[1]:
            self.gap = self._tail


class Client:
    """Fetches ahead, commits one after the other, and knows its generation."""

    def __init__(self, broker: Broker, name: str, hook: Callable[[str], None]) -> None:
        self.name = name
        self.must_rejoin = asyncio.Event()
        self._broker = broker
        self._hook = hook
        self._closed = False
        self._max_poll_records = broker.rng.choice((1, 3, 500))
        self._positions: dict[TP, Position] = {}
        self._wake = asyncio.Event()
        self._arrived = asyncio.Event()
        self._coordinator = Coordinator(broker, name, self.put_out)
        self._fetcher = self
        self._subscriptions = self
        self._subscription = SimpleNamespace(
            subscription=SimpleNamespace(
                assignment=SimpleNamespace(
                    state_value=lambda tp: self._positions.get(TP(tp.topic, tp.partition))
                )
            )
        )

    # What the group does to it.

    def assign(self, tps: Iterable[TP], generation: int) -> None:
        """These partitions, and no others."""
        self._coordinator.generation = generation
        self._positions = {tp: Position() for tp in tps}
        self._wake.set()

    @property
    def generation(self) -> int:
        """That of the group, as far as is known here."""
        return int(self._coordinator.generation)

    def put_out(self) -> None:
        """The group does not know us any more."""
        self._coordinator.generation = NO_GENERATION
        self.must_rejoin.set()

    async def fetch_ahead(self) -> None:
        """Fetch for all partitions whose buffers are empty, for ever."""
        while True:
            self._wake.clear()
            await self._find_positions()
            wanted = {
                tp: (position, position.next)
                for tp, position in self._positions.items()
                if position.next is not None and not position.fetched
            }
            if not wanted:
                await self._wake.wait()
                continue
            how = self._broker.what_goes_wrong("fetch")
            offsets = {tp: (at or 0, position.gap) for tp, (position, at) in wanted.items()}
            answer = await self._broker.ask(partial(self._fetch, offsets, how))
            await asyncio.sleep(self._broker.rng.random() * LONGEST_FETCH_SECONDS)
            found = False
            for tp, fetched in answer.items():
                position, at = wanted[tp]
                if self._positions.get(tp) is not position or position.next != at:
                    continue
                position.fill(fetched)
                found = found or bool(fetched.letters) or fetched.behind != at
            if found:
                self._arrived.set()
            elif not self._wake.is_set():
                await self._wait_for_news()

    def _fetch(
        self, offsets: Mapping[TP, tuple[int, Gap | None]], how: str | None
    ) -> dict[TP, Fetched]:
        answer = {}
        for tp, (at, gap) in offsets.items():
            log = self._broker.logs[tp]
            if how == "repeated":
                at = max(log.start, at - self._broker.rng.randint(1, 4))
            elif how == "astray":
                at = min(log.end, at + self._broker.rng.randint(1, 4))
            if at < log.start or (at > log.end and log.says_so):
                # Out of range: it begins anew where the log does.
                at = log.start
            answer[tp] = log.fetch(at, FETCHED_AT_ONCE, gap)
        return answer

    async def _find_positions(self) -> None:
        unknown = [tp for tp, position in self._positions.items() if position.next is None]
        if not unknown:
            return
        positions = {tp: self._positions[tp] for tp in unknown}
        group, logs = self._broker.group, self._broker.logs
        found = await self._broker.ask(
            lambda: {tp: (group.committed.get(tp), logs[tp].start) for tp in unknown}
        )
        for tp, (committed, start) in found.items():
            if positions[tp].next is None:
                positions[tp].seek(committed[0] if committed else start)

    async def _wait_for_news(self) -> None:
        waking = asyncio.ensure_future(self._wake.wait())
        news = asyncio.ensure_future(self._broker.news(IDLE_FETCH_SECONDS))
        try:
            await asyncio.wait({waking, news}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waking.cancel()
            news.cancel()

    # What the worker asks of it.

    def assignment(self) -> set[TopicPartition]:
        """What it has."""
        return {TopicPartition(*tp) for tp in self._positions}

    def highwater(self, tp: Any) -> int | None:
        """Where the log ends, as the last fetch has shown."""
        position = self._positions.get(TP(tp.topic, tp.partition))
        assert position is not None, "Partition is not assigned"
        return position.highwater

    last_stable_offset = highwater

    async def committed(self, partition: Any) -> int | None:
        """What is committed."""
        found = await self._coordinator.fetch_committed_offsets([partition])
        at = found.get(TopicPartition(*partition))
        return at.offset if at else None

    async def commit(self, offsets: Mapping[TopicPartition, OffsetAndMetadata]) -> None:
        """Commit, one after the other; tried again until there is an answer."""
        if not set(offsets) <= self.assignment():
            raise IllegalStateError("Partitions are not assigned")
        if not offsets:
            return
        self._hook("commit")
        await self._coordinator.commit_offsets(None, offsets)

    async def seek_to_committed(
        self, *partitions: TopicPartition
    ) -> dict[TopicPartition, int | None]:
        """Go to what is committed; stays where nothing is."""
        wanted = list(partitions) or sorted(self.assignment())
        assert wanted, "No partitions are currently assigned"
        self._hook("seek")
        found: dict[TopicPartition, int | None] = {}
        for tp in wanted:
            offset = found[tp] = await self.committed(tp)
            if offset:
                self.seek(tp, offset)
        return found

    def seek(self, tp: Any, offset: int) -> None:
        """Go there."""
        self._position(tp).seek(offset)
        self._wake.set()

    async def seek_to_beginning(self, *partitions: Any) -> bool:
        """Go to where the logs begin."""
        starts = await self.beginning_offsets(partitions)
        for tp, offset in starts.items():
            if TP(*tp) in self._positions:
                self.seek(tp, offset)
        return True

    async def beginning_offsets(self, partitions: Iterable[Any]) -> dict[Any, int]:
        """Where the logs begin."""
        wanted, logs = list(partitions), self._broker.logs
        return await self._broker.ask(lambda: {tp: logs[TP(*tp)].start for tp in wanted})

    async def end_offsets(self, partitions: Iterable[Any]) -> dict[Any, int]:
        """Where the logs end."""
        wanted, logs = list(partitions), self._broker.logs
        return await self._broker.ask(lambda: {tp: logs[TP(*tp)].end for tp in wanted})

    async def position(self, tp: Any) -> int:
        """What it would fetch next."""
        return self._position(tp).next or 0

    def _position(self, tp: Any) -> Position:
        position = self._positions.get(TP(tp.topic, tp.partition))
        if position is None:
            raise IllegalStateError(f"No current assignment for partition {tp}")
        return position

    @contextmanager
    def fetch_context(self) -> Iterator[None]:
        """As long as somebody fetches."""
        yield

    async def fetched_records(
        self, partitions: Iterable[TP], timeout: float = 0.0, max_records: int | None = None
    ) -> dict[TP, list[Any]]:
        """What was fetched of these partitions; waits for it at most so long."""
        most = max_records or 500
        wanted = list(partitions)
        try:
            async with asyncio.timeout(timeout):
                while True:
                    if found := self._taken(wanted, most):
                        return found
                    self._arrived.clear()
                    await self._arrived.wait()
        except TimeoutError:
            return {}

    def _taken(self, wanted: Iterable[TP], most: int) -> dict[TP, list[Any]]:
        found: dict[TP, list[Any]] = {}
        for tp in wanted:
            position = self._positions.get(tp)
            if position is None or not position.fetched:
                continue
            while position.fetched and most > 0:
                found.setdefault(tp, []).append(position.take())
                most -= 1
            if not position.fetched:
                self._wake.set()
        return found


def _record(letter: Letter, since: int | None) -> Any:
    value = b"not JSON #%d#" if letter.kind == "undecodable" else b'{"name":"#%d#","kind":"%s"}'
    words = (
        (letter.number,) if letter.kind == "undecodable" else (letter.number, letter.kind.encode())
    )
    record = SimpleNamespace(
        topic=letter.tp.topic,
        partition=letter.tp.partition,
        offset=letter.offset,
        timestamp=0,
        timestamp_type=0,
        headers=(),
        key=letter.key,
        value=value % words,
        checksum=None,
        serialized_key_size=0,
        serialized_value_size=0,
    )
    if since is not None:
        record.since = since
    return record
