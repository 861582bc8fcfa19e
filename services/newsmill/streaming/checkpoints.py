"""What stands beside a committed offset: what was in hand, and at whose ends.

Kafka takes 4096 bytes of metadata with a commit. Offsets are written as runs, and what still does
not fit loses exactness or memory, never the commit.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

MOST_BYTES = 3900
MOST_RUNS_CHARACTERS = 2000
"""Of what is in hand: the rest is for suspects, of whom the least suspected may be forgotten."""

LARGEST_JOINED_GAP = 64

MOST_OFFSETS_IN_A_RUN = 300_000
"""Whoever writes more is not one of ours."""

MAX_NAME_CHARACTERS = 64

TRIES = 3
"""The third of a suspect is alone; after it, a suspect is not begun again."""


@dataclass(frozen=True, slots=True)
class End:
    """The end of a worker that had messages in hand.

    `found` is when the next one saw it, in seconds since the epoch; `alone` says that there was one
    message only.
    """

    by: str
    found: int = 0
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What stands beside a committed offset.

    The worker called `by` has not left, and exactly the messages at the offsets `in_hand` were in
    its hands; `alone` says that nothing else was in the whole process. `suspects` are those that
    were in the hands of workers before, which ended.
    """

    in_hand: frozenset[int] = frozenset()
    alone: bool = False
    by: str = ""
    suspects: Mapping[int, tuple[End, ...]] = field(default_factory=dict)

    def encoded(self) -> str:
        """As a commit's metadata; empty when there is no news."""
        if not self.in_hand and not self.suspects:
            return ""
        for least_ends in range(TRIES + 1):
            suspects = {at: e for at, e in self.suspects.items() if len(e) >= least_ends}
            encoded = self._encoded(suspects if least_ends < TRIES else _earliest(suspects))
            if len(encoded.encode()) <= MOST_BYTES:
                break
        return encoded

    def _encoded(self, suspects: Mapping[int, tuple[End, ...]]) -> str:
        ends = dict.fromkeys(end for its_ends in suspects.values() for end in its_ends)
        places = {end: place for place, end in enumerate(ends)}
        by_ends: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
        for offset, its_ends in suspects.items():
            by_ends[tuple(places[end] for end in its_ends)].append(offset)
        fields: dict[str, Any] = {
            # Versions before this one read the next six, and must suspect nothing because of us:
            # they do not know which of the messages below `reach` were in hand.
            "failed": 0,
            "until": 0,
            "reach": max(self.in_hand, default=-1) + 1,
            "running": bool(self.in_hand),
            "alone": False,
            "by": self.by,
            "in_hand": _as_runs(self.in_hand),
            "only": self.alone,
            "ends": [[end.by, end.found, int(end.alone)] for end in ends],
            "suspects": [[list(which), _as_runs(at)] for which, at in by_ends.items()],
        }
        return json.dumps(fields, separators=(",", ":"))

    @classmethod
    def decoded(cls, metadata: str | None, committed: int = 0) -> "Checkpoint":
        """What `encoded` wrote beside the offset `committed`; empty for metadata of others.

        Checkpoints of earlier versions tell of one message only what it was that was in hand: of
        the one at the committed offset, where it was alone.
        """
        try:
            fields = json.loads(metadata or "null")
            by = str(fields["by"])[:MAX_NAME_CHARACTERS]
            if "in_hand" not in fields:
                is_known = fields["running"] is True and fields["alone"] is True
                return cls(frozenset({committed}), alone=True, by=by) if is_known else cls()
            ends = [
                End(str(name)[:MAX_NAME_CHARACTERS], int(found), bool(alone))
                for name, found, alone in fields["ends"]
            ]
            suspects = {
                offset: tuple(ends[int(index)] for index in which)
                for which, runs in fields["suspects"]
                for offset in _from_runs(runs)
            }
            in_hand = frozenset(_from_runs(fields["in_hand"]))
            return cls(in_hand, fields["only"] is True, by if in_hand else "", suspects)
        except (
            *(AttributeError, IndexError, KeyError, TypeError),
            *(ValueError, OverflowError, RecursionError),
        ):
            return cls()


def _earliest(suspects: Mapping[int, tuple[End, ...]]) -> dict[int, tuple[End, ...]]:
    """So few that they fit always."""
    return {offset: suspects[offset] for offset in sorted(suspects)[:3]}


def _as_runs(offsets: Iterable[int]) -> str:
    """`offsets` as gaps and lengths: 7, 8 and 12 are "7+2,3".

    What is too long is told less exactly, with what lies in small gaps; and then without the last.
    """
    exact = sorted(offsets)
    for gap in (0, 1, 4, 16, LARGEST_JOINED_GAP):
        written = _written(_runs(exact, gap))
        if len(written) <= MOST_RUNS_CHARACTERS:
            return written
    return written[:MOST_RUNS_CHARACTERS].rpartition(",")[0]


def _runs(offsets: Iterable[int], gap: int) -> list[list[int]]:
    """Starts and ends; with no more than `gap` between them, offsets are in one run."""
    runs: list[list[int]] = []
    for offset in offsets:
        if runs and offset - runs[-1][1] <= gap:
            runs[-1][1] = offset + 1
        else:
            runs.append([offset, offset + 1])
    return runs


def _written(runs: Iterable[list[int]]) -> str:
    parts, at = [], 0
    for start, end in runs:
        parts.append(f"{start - at}+{end - start}" if end - start > 1 else f"{start - at}")
        at = end
    return ",".join(parts)


def _from_runs(written: str) -> list[int]:
    offsets: list[int] = []
    at = 0
    for part in written.split(",") if written else ():
        gap, _, length = part.partition("+")
        start, count = at + int(gap), int(length or 1)
        if count > MOST_OFFSETS_IN_A_RUN or start < at:
            raise ValueError(written)
        at = start + count
        offsets += range(start, at)
    return offsets
