"""What happens and when: a list of events that follows from a seed, and can be made shorter."""

import random
from dataclasses import dataclass, replace
from typing import Any

SECONDS = 6.0
"""So long things go wrong; then the surroundings are calm."""


@dataclass(frozen=True, slots=True)
class Event:
    """At `at` seconds, or at the moment `when` if one is named, `what` happens with `args`."""

    at: float
    what: str
    args: tuple[Any, ...] = ()
    when: str = ""

    def __str__(self) -> str:
        moment = f" at the next {self.when}" if self.when else ""
        return f"{self.at:6.3f}{moment} {self.what} {' '.join(map(str, self.args))}"


@dataclass(frozen=True, slots=True)
class Schedule:
    """Everything that is drawn beforehand."""

    seed: int
    workers: int
    partitions: int
    width: int
    in_order: bool
    seconds_per_message: float
    latency: float
    buffered: int
    session: float
    events: tuple[Event, ...]

    def with_events(self, events: tuple[Event, ...]) -> "Schedule":
        """The same with other events."""
        return replace(self, events=events)


CLOCKS_AHEAD = (5400.0, -5400.0, 1800.0, -1800.0)

MOMENTS = ("commit", "seek", "assigned", "revoked")

GRAVE = ("kill", "stop", "pause", "rebalance", "put out")
"""What may happen in the middle of a commit, a seek or a rebalance, too."""

ODD_KINDS = ("slow", "dropped", "bad", "undecodable", "refused")
KINDS_OF_POISON = ("kills", "kills-later", "hangs")


def _grave(rng: random.Random, what: str, workers: int) -> tuple[Any, ...]:
    slot = rng.randrange(workers)
    if what == "kill":
        return (slot, rng.choice((0, 0, 1, 2, 5, 20, 100)))
    if what == "pause":
        return (slot, rng.choice((0.3, 2.0, 5.0, 9.0)))
    if what == "stop":
        return (slot, rng.choice((0.2, 3.0)))
    return (slot,)


def _trouble(rng: random.Random, what: str) -> tuple[Any, ...]:
    hows = {
        "commit": ("refused", "answer lost", "late", "fenced"),
        "fetch": ("repeated", "astray"),
        "send": ("not now", "answer lost", "slow", "fenced"),
    }[what]
    how = rng.choice(hows)
    if how == "fenced":
        return (what, how, 2.0, 1)
    return (what, how, rng.choice((0.5, 2.0, 6.0)), rng.choice((1, 1, 2, 5)))


def draw(seed: int) -> Schedule:
    """The schedule of `seed`: each uses some kinds of events, so that all mixtures come."""
    rng = random.Random(seed)
    workers, partitions = rng.choice((1, 1, 2, 2, 3)), rng.choice((1, 1, 2, 3))
    events: list[Event] = []

    def moment() -> float:
        return round(rng.random() * SECONDS, 3)

    odd = [kind for kind in ODD_KINDS if rng.random() < 0.3]
    poison = rng.choice(KINDS_OF_POISON) if rng.random() < 0.25 else None
    keys = rng.choice((1, 3, 8))
    for _ in range(rng.choice((1, 3, 6))):
        letters = []
        for _ in range(rng.choice((1, 3, 8))):
            kind = rng.choice(odd) if odd and rng.random() < 0.2 else "plain"
            if poison and rng.random() < 0.08:
                kind = poison
            letters.append((kind, rng.randrange(keys)))
        at = 0.0 if rng.random() < 0.4 else moment()
        events.append(Event(at, "write", (rng.randrange(partitions), tuple(letters))))

    common = {
        "kill": 0.4, "stop": 0.25, "pause": 0.25, "rebalance": 0.3, "put out": 0.15,
        "commit": 0.35, "fetch": 0.25, "send": 0.25,
        "away": 0.15, "marker": 0.2, "aborted": 0.15, "retention": 0.15, "hole": 0.1,
        "new log": 0.1, "clock": 0.1, "kill child": 0.1, "kill idle": 0.15,
    }  # fmt: skip
    for what, share in common.items():
        if rng.random() > share:
            continue
        for _ in range(rng.choice((1, 1, 2, 4))):
            args: tuple[Any, ...]
            when = ""
            if what in GRAVE:
                args = _grave(rng, what, workers)
                when = rng.choice(MOMENTS) if rng.random() < 0.4 else ""
            elif what in ("commit", "fetch", "send"):
                args = _trouble(rng, what)
            elif what == "away":
                args = (rng.choice((0.5, 3.0, 8.0)),)
            elif what in ("marker", "aborted", "retention", "hole", "new log"):
                args = (rng.randrange(partitions), rng.randint(1, 4))
            elif what == "clock":
                args = (rng.randrange(workers), rng.choice(CLOCKS_AHEAD), rng.choice((2.0, 6.0)))
            else:
                args = (rng.randrange(workers),)
            events.append(Event(moment(), what, args, when))
    events.sort(key=lambda event: event.at)
    return Schedule(
        seed=seed,
        workers=workers,
        partitions=partitions,
        width=rng.choice((1, 2, 4, 16)),
        in_order=rng.random() < 0.25,
        seconds_per_message=rng.choice((0.0, 0.02, 0.2, 0.6)),
        buffered=rng.choice((5, 64, 256)),
        latency=rng.choice((0.003, 0.02, 0.1)),
        session=3.0,
        events=tuple(events),
    )
