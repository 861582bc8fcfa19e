"""A sink that keeps what it is given in a list, and can be away, refuse and be slow."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from newsmill.contracts.base import Record
from newsmill.contracts.topics import ENRICHED_ARTICLES, Topic
from newsmill.kafka.records import Place
from newsmill.sinks.errors import ChangesRefused, TargetAway
from newsmill.sinks.sink import Batch, Bounds, Change

QUICK = Bounds(wait=timedelta(seconds=0.3))


@dataclass
class ListSink:
    """Keeps changes in `kept`; `batches` says how many came together."""

    name: str = "list"
    target: str = "a list"
    topic: Topic[Record] = ENRICHED_ARTICLES
    is_table: bool = False
    begins_at: Literal["start", "now"] = "start"
    bounds: Bounds = QUICK
    kept: list[Change] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)
    is_away: bool = False
    refused_keys: set[str] = field(default_factory=set)
    tries: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    @property
    def keys(self) -> list[str]:
        """Of all that was kept."""
        return [change.key for change in self.kept]

    async def open(self) -> None:
        self._answer()

    async def write(self, batch: Sequence[Change]) -> None:
        self._answer()
        await self.gate.wait()
        refused = {change: "too red" for change in batch if change.key in self.refused_keys}
        if refused:
            raise ChangesRefused(refused)
        self.kept += batch
        self.batches.append(len(batch))

    async def close(self) -> None: ...

    def _answer(self) -> None:
        self.tries += 1
        if self.is_away:
            raise TargetAway("it does not answer")


@dataclass
class KeepingList(ListSink):
    """Keeps how far it has come as well, as tables do, whatever becomes of the broker."""

    next_offsets: dict[Place, int] = field(default_factory=dict)

    def claim(self, name: str, where: str, topic_id: str = "") -> None: ...

    async def positions(self, places: Sequence[Place]) -> Mapping[Place, int]:
        return {place: self.next_offsets[place] for place in places if place in self.next_offsets}

    async def set_positions(
        self, positions: Mapping[Place, int], ends: Mapping[Place, int]
    ) -> None:
        self.next_offsets |= positions

    async def write(self, batch: Sequence[Change]) -> None:
        assert isinstance(batch, Batch)
        for place, (begin, _) in batch.ranges.items():
            assert place in batch.anew or begin == self.next_offsets.get(place, 0)
        await super().write(batch)
        self.next_offsets |= {place: end for place, (_, end) in batch.ranges.items()}


def create(url: str) -> ListSink:
    """The sink that a URL means."""
    return ListSink(name=url.partition(":")[2])
