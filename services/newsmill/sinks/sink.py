"""What a sink is: it takes changes in order and keeps them, and everything else is done for it.

A sink is a module with `create(url)`, and a line in `registry.py`. The runner gives it batches of
changes and commits only when `write` has returned. So each change comes at least once, in order
within a partition; after a crash the last ones come again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, overload, runtime_checkable

from newsmill.contracts.base import Record
from newsmill.contracts.topics import Topic
from newsmill.kafka.group_reader import Bounds
from newsmill.kafka.records import Place

__all__ = ["Batch", "Bounds", "Change", "KeepsPositions", "Place", "Sink"]


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """A record that has come, or None where there is none any more for its key."""

    key: str
    record: Record | None
    topic: str
    """As the contracts name it."""
    partition: int
    offset: int
    milliseconds: int = 0
    """When it was written, since 1970, as its writer's clock had it."""

    @property
    def where(self) -> str:
        """Its place, for people."""
        return f"{self.topic}, partition {self.partition}, offset {self.offset}"


@dataclass(frozen=True)
class Batch(Sequence[Change]):
    """Changes to be written together."""

    changes: Sequence[Change]
    ranges: Mapping[Place, tuple[int, int]] = field(default_factory=dict)
    """What is done when they are written: from this offset, and one past the last."""
    anew: frozenset[Place] = frozenset()
    """Partitions whose log was made anew: their offsets begin again with this batch."""

    @overload
    def __getitem__(self, index: int) -> Change: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Change]: ...
    def __getitem__(self, index: int | slice) -> Change | Sequence[Change]:
        return self.changes[index]

    def __len__(self) -> int:
        return len(self.changes)

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes)

    def without(self, refused: Mapping[Change, str]) -> "Batch":
        """The same without some changes; what is done when it is written stays."""
        left = [change for change in self.changes if change not in refused]
        return Batch(left, self.ranges, self.anew)


class Sink(Protocol):
    """Somewhere to write to. What it raises decides what is done: see `errors.py`."""

    @property
    def name(self) -> str:
        """What its consumer group is called when nobody says: the same for the same target."""

    @property
    def target(self) -> str:
        """Where it writes, for people; without anything secret."""

    @property
    def topic(self) -> Topic[Record]:
        """What it reads."""

    @property
    def is_table(self) -> bool:
        """Whether it has one row for a key.

        Then what `--where` excludes comes as a change without a record, since it may have been
        included before. A sink that only tells what comes does not see it.
        """

    @property
    def begins_at(self) -> Literal["start", "now"]:
        """Where the first start begins: with all that is kept, or with what is written from now."""

    @property
    def bounds(self) -> Bounds:
        """How much it wants at once."""

    async def open(self) -> None:
        """Connect. Called again, after a while, when it raises `TargetAway`."""

    async def write(self, batch: Sequence[Change]) -> None:
        """Keep `batch`: durable when it returns.

        May be cancelled, when another process gets the partitions or this one is to stop. Called
        again with the same when it raises `TargetAway`.
        """

    async def close(self) -> None:
        """Disconnect."""


@runtime_checkable
class KeepsPositions(Protocol):
    """A sink that keeps, together with what it has written, how far it has come: exactly once."""

    def claim(self, name: str, where: str, topic_id: str = "") -> None:
        """Be the sink called `name`, with the filter `where`. Called before everything else.

        With another `topic_id` than before, the topic was made anew, and its offsets are others;
        empty where the broker has none to tell.
        """

    async def positions(self, places: Sequence[Place]) -> Mapping[Place, int]:
        """The next offset of each partition of which it knows it."""

    async def set_positions(
        self, positions: Mapping[Place, int], ends: Mapping[Place, int]
    ) -> None:
        """Begin there, whatever it has written of them.

        Where `ends` has one, the partition is read from its start, and what is not met before that
        is there no more.
        """
