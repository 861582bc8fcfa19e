"""The results of an audit as types: counts by feed, missing observations, gaps in topics."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from newsmill.inspection.naming import Offerer
from newsmill.inspection.observations import Sight
from newsmill.kafka.records import Place
from newsmill.pipeline import ROOM_BY_TOPIC

Outcome = Literal[
    "enriched", "duplicate", "dropped", "dead letter", "in flight", "missing", "expired"
]
"""What can become of an observation. `expired`: it is so old that retention may have removed its
end, so that nobody can know whether it had one."""

Why = Literal["expired", "unknown", "cut off"]


@dataclass
class Count:
    """What became of the observations of one offerer."""

    offered: int = 0
    enriched: int = 0
    duplicates: int = 0
    drops: Counter[str] = field(default_factory=Counter)
    dead_letters: int = 0
    in_flight: int = 0
    missing: int = 0
    expired: int = 0

    def enter(self, outcome: Outcome) -> None:
        """Count one more; what was dropped is counted by its reason instead."""
        if outcome == "enriched":
            self.enriched += 1
        elif outcome == "duplicate":
            self.duplicates += 1
        elif outcome == "dead letter":
            self.dead_letters += 1
        elif outcome == "in flight":
            self.in_flight += 1
        elif outcome == "missing":
            self.missing += 1
        elif outcome == "expired":
            self.expired += 1

    def add(self, other: "Count") -> None:
        """Sum up."""
        self.offered += other.offered
        self.enriched += other.enriched
        self.duplicates += other.duplicates
        self.drops += other.drops
        self.dead_letters += other.dead_letters
        self.in_flight += other.in_flight
        self.missing += other.missing
        self.expired += other.expired


@dataclass(frozen=True, slots=True)
class Missing:
    """An observation that has no end, and that no room will come to any more."""

    subject: str
    offerer: Offerer | None
    """None where the raw topic no longer has its offer."""
    last_seen: Sight
    room: str
    committed: int
    """The offset that the room has committed: beyond the message, and no end was written."""


@dataclass(frozen=True, slots=True)
class EndedTwice:
    """An observation with two different ends."""

    subject: str
    offerer: Offerer | None
    ends: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Orphans:
    """Copies of an article that is in no topic: not enriched, not waiting, not refused."""

    article_id: str
    copies: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Messages that a room should have read and that the topic no longer has."""

    topic: str
    partition: int
    room: str
    first: int
    count: int
    why: Why
    """`expired`: retention removed them unread. `unknown`: retention removed them, and the room has
    committed nothing there, so it has not read them, or the broker has forgotten the commit. `cut
    off`: the log ends before the committed offset.
    """


@dataclass
class Earlier:
    """Observations whose offer was not read, but which were seen later on their way."""

    ended: int = 0
    in_flight: int = 0
    without_end: int = 0
    expired: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.ended + self.in_flight + self.without_end + self.expired


def gaps(
    committed: Mapping[Place, int], kept_from: Mapping[Place, int], ends: Mapping[Place, int]
) -> list[Gap]:
    """Every gap: messages that a room should have read and that the topics no longer have."""
    found = []
    for (topic, partition), first, end in _read_by_rooms(kept_from, ends):
        room = ROOM_BY_TOPIC[topic]
        offset = committed.get((topic, partition))
        if offset is None:
            if first:
                # A broker forgets the commits of a group that had no members for a week.
                found.append(Gap(topic, partition, room, 0, first, "unknown"))
        elif offset < first:
            found.append(Gap(topic, partition, room, offset, first - offset, "expired"))
        elif offset > end:
            found.append(Gap(topic, partition, room, end, offset - end, "cut off"))
    return found


def unbegun(
    committed: Mapping[Place, int], kept_from: Mapping[Place, int], ends: Mapping[Place, int]
) -> Counter[str]:
    """By room: how many messages wait where it has never committed anything."""
    waiting: Counter[str] = Counter()
    for (topic, partition), first, end in _read_by_rooms(kept_from, ends):
        if (topic, partition) not in committed and first < end:
            waiting[ROOM_BY_TOPIC[topic]] += end - first
    return waiting


def _read_by_rooms(
    kept_from: Mapping[Place, int], ends: Mapping[Place, int]
) -> Iterator[tuple[Place, int, int]]:
    for place, first in sorted(kept_from.items()):
        if place[0] in ROOM_BY_TOPIC:
            yield place, first, ends[place]
