"""The table of faults: what is run, how often, on which brokers, and what is allowed in it."""

import hashlib
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from tests.faults import faults_of_brokers as brokers
from tests.faults import faults_of_rooms as rooms
from tests.faults import faults_of_surroundings as surroundings
from tests.faults import foreign
from tests.faults.clusters import Kind, why_not
from tests.faults.points import POINTS, Point
from tests.faults.reading import DEAD_LETTERS
from tests.faults.running import ENDLESS, PATIENCE_SECONDS, WINDOW, Run

RATE = 5.0
SEEDS = (1, 2, 3)
REFERENCE_COUNT = 3000
SHORT_REFERENCE_COUNT = 800
SHORT_PATIENCE_SECONDS = 240.0
"""It tells what is lost; how long things take is for a machine with nothing else to do."""

RANDOM_KILLS = 300
MEAN_SECONDS_OF_KILLS = 4.0

QUICK_RATE = 200.0
HISTORY_SECONDS = 40.0
POISONED_TITLES = 4
POISON_SECONDS = 300.0
"""So long, at most, until the last of it was tried three times."""
KILL_POINTS: tuple[Point, ...] = tuple(point for point in POINTS if point != "send-fails")
RESET_ROOMS = (("deduper", "retriever"), ("enricher", "cleaner"))

CODE = {"is code": True}
"""Of fields that a digest of the bench's code covers."""

Inject = Callable[[Run, int], None]
"""Does a run's faults; the number counts the runs of a scenario from 0."""
Surround = Callable[[Path], AbstractContextManager[Mapping[str, str]]]
Poisoned = Callable[[int], Mapping[int, str]]


@dataclass(frozen=True)
class Scenario:
    """Runs of one kind."""

    name: str
    fault: str
    """As the table of faults calls it."""
    runs: int
    injections: int
    """In all runs together."""
    inject: Inject = field(metadata=CODE)
    kind: Kind = "single"
    rate: float = RATE
    wrapped: bool = False
    """Started by `tests.faults.room`, which can die at points and choke on poison."""
    settings: Mapping[str, str] = field(default_factory=dict)
    surround: Surround | None = field(default=None, metadata=CODE)
    surrounding_lacks: Callable[[], str | None] | None = field(default=None, metadata=CODE)
    poison: Poisoned | None = field(default=None, metadata=CODE)
    window: int = WINDOW
    count: int = ENDLESS
    repeats_allowed: bool = True
    grace_seconds: float = 0.0
    patience: float = PATIENCE_SECONDS
    late_rooms: tuple[str, ...] = ()
    before_seconds: float = 10.0
    """How long everything flows before anything is done."""

    def seed(self, number: int) -> int:
        """Of the run of that number, counted from 0."""
        return SEEDS[number % len(SEEDS)]

    @property
    def parameters(self) -> str:
        """Changes when the scenario does; what its functions do belongs to the bench's version."""
        each = self.injections / self.runs
        told = {
            one.name: getattr(self, one.name)
            for one in fields(self)
            if one.name not in ("runs", "injections", "settings") and not one.metadata
        }
        more = (each, sorted(self.settings.items()))
        return hashlib.sha256(repr((sorted(told.items()), more)).encode()).hexdigest()[:12]

    def why_not(self) -> str | None:
        """What keeps it from running here; None if nothing does."""
        lacking = why_not(self.kind)
        if lacking is None and self.surrounding_lacks is not None:
            lacking = self.surrounding_lacks()
        return lacking


def full(kills: int = RANDOM_KILLS) -> list[Scenario]:
    """The whole table, references first; `kills` are those at random."""
    return [
        reference(3),
        Scenario(
            "random-kills",
            f"kill -9 at random, every {MEAN_SECONDS_OF_KILLS:.0f} s on average",
            1,
            kills,
            lambda run, _: rooms.kill_at_random(run, kills, MEAN_SECONDS_OF_KILLS),
        ),
        Scenario("kill", "kill -9 of each room", 5, 50, lambda run, _: rooms.kill_rooms(run, 10)),
        *(_point(point, 5) for point in KILL_POINTS),
        Scenario(
            "terminate",
            "SIGTERM of each room",
            4,
            20,
            lambda run, _: rooms.terminate_rooms(run, 5),
            repeats_allowed=False,
        ),
        Scenario(
            "broker-kill",
            "broker kill -9, of three",
            1,
            5,
            lambda run, _: brokers.kill_brokers(run, 5),
            kind="three",
            grace_seconds=10,
        ),
        Scenario(
            "broker-stop",
            "single broker stopped cleanly",
            1,
            5,
            lambda run, _: brokers.stop_brokers(run, 5),
            grace_seconds=10,
        ),
        *(_broker_freeze(seconds) for seconds in (30.0, 60.0)),
        Scenario(
            "room-freeze", "worker SIGSTOP 90 s", 1, 5, lambda run, _: rooms.freeze_rooms(run, 5)
        ),
        *(_cut(seconds) for seconds in (10.0, 60.0)),
        Scenario(
            "one-way",
            "network cut one-way",
            1,
            3,
            lambda run, _: brokers.cut_one_way(run, 3, 30.0),
            kind="walled",
        ),
        Scenario(
            "delay",
            "100 ms delay",
            1,
            3,
            lambda run, _: brokers.delay_the_line(run, 3),
            kind="delayed",
        ),
        Scenario(
            "loss",
            "5 % loss",
            1,
            3,
            lambda run, _: brokers.lose_packets(run, 3, 5),
            kind="walled",
        ),
        Scenario(
            "all-down",
            "all brokers down 2 min",
            1,
            2,
            lambda run, _: brokers.take_all_brokers_away(run, 2),
            kind="three",
            grace_seconds=10,
        ),
        Scenario(
            "state-deleted", "local state deleted", 1, 2, lambda run, _: rooms.delete_state(run, 2)
        ),
        Scenario(
            "disk-full",
            "disk full for state",
            1,
            2,
            lambda run, _: surroundings.fill_the_disk(run, 2),
            surround=surroundings.small_disk,
            surrounding_lacks=surroundings.why_no_disk,
        ),
        Scenario(
            "poison",
            "poison, 1 % of the stream",
            2,
            20,
            _poison(180.0, 6),
            wrapped=True,
            settings={"NEWSMILL_BLOCKED_TIMEOUT": "10", "NEWSMILL_MESSAGE_TIMEOUT": "60"},
            poison=lambda seed: surroundings.poison_numbers(
                seed, 50, 600, crashes=POISONED_TITLES // 2, hangs=POISONED_TITLES // 2
            ),
        ),
        Scenario(
            "rebalance",
            "rebalance every 20 s for 5 min",
            2,
            30,
            lambda run, _: rooms.change_workers(run, 300.0, 20.0),
        ),
        Scenario(
            "clock",
            "clock 90 minutes ahead and behind",
            2,
            6,
            lambda run, _: surroundings.turn_the_clock(run, 1),
            surround=surroundings.false_clock,
            surrounding_lacks=surroundings.why_no_false_clock,
        ),
        Scenario(
            "transactions",
            "a transactional producer, and what it takes back",
            1,
            6,
            lambda run, _: foreign.write_in_transactions(run, 6),
        ),
        Scenario(
            "retention",
            "unread messages removed while a room is away",
            1,
            2,
            lambda run, _: foreign.take_unread_away(run, 2),
        ),
        Scenario(
            "group-reset",
            "consumer group reset to the start",
            2,
            4,
            lambda run, number: rooms.reset_groups(run, RESET_ROOMS[number]),
            before_seconds=HISTORY_SECONDS,
        ),
        Scenario(
            "history",
            "feed history served again",
            2,
            2,
            lambda run, _: surroundings.serve_history_again(run, 1),
            window=ENDLESS,
            before_seconds=HISTORY_SECONDS,
        ),
    ]


def short() -> list[Scenario]:
    """What fits into minutes: on Apache Kafka where it can run, else on the embedded broker."""
    is_apache = why_not("single") is None
    kind: Kind = "single" if is_apache else "embedded"
    has_walls = why_not("walled three") is None
    cuts = [lambda run: brokers.cut_the_line(run, 1, 10.0)] if has_walls else []
    on_kafka = [
        Scenario(
            "short-brokers",
            "broker kill -9, of three; worker SIGSTOP 10 s; network cut 10 s",
            1,
            3 + len(cuts),
            lambda run, _: _in_turn(
                lambda: brokers.kill_brokers(run, 1),
                lambda: rooms.freeze_rooms(run, 2, 10.0),
                *(lambda cut=cut: cut(run) for cut in cuts),
            ),
            kind="walled three" if has_walls else "three",
            grace_seconds=10,
        ),
    ]
    chosen = [
        Scenario("none", "none", 1, 0, _no_fault(10.0, SHORT_REFERENCE_COUNT), kind=kind),
        Scenario(
            "short-kills",
            "kill -9 of each room, named points, poison, group reset",
            1,
            8 + len(KILL_POINTS),
            lambda run, _: _in_turn(
                # While there is little to do once more.
                lambda: rooms.reset_groups(run, ("deduper",)),
                lambda: rooms.kill_rooms(run, 5),
                *(lambda p=point: rooms.kill_at(run, p, 1) for point in KILL_POINTS),
                lambda: surroundings.poison_topics(run, 2, 0.5),
            ),
            kind=kind,
            wrapped=True,
        ),
        Scenario(
            "short-terminate",
            "SIGTERM of each room",
            1,
            5,
            lambda run, _: rooms.terminate_rooms(run, 5),
            kind=kind,
            repeats_allowed=False,
        ),
        *(on_kafka if is_apache else []),
    ]
    return [replace(scenario, patience=SHORT_PATIENCE_SECONDS) for scenario in chosen]


def reference(runs: int) -> Scenario:
    """No fault: what the others are compared with, and how fast everything is."""
    return Scenario("none", "none", runs, 0, _no_fault(60.0, REFERENCE_COUNT))


def _in_turn(*faults: Callable[[], None]) -> None:
    for fault in faults:
        fault()


def _point(point: Point, times: int) -> Scenario:
    def inject(run: Run, _: int) -> None:
        rooms.kill_at(run, point, times)

    return Scenario(
        point, f"kill -9 at a point: {point.replace('-', ' ')}", 1, times, inject, wrapped=True
    )


def _broker_freeze(seconds: float) -> Scenario:
    def inject(run: Run, _: int) -> None:
        brokers.freeze_brokers(run, 5, seconds)

    return Scenario(
        f"broker-freeze-{seconds:.0f}",
        f"broker SIGSTOP {seconds:.0f} s",
        1,
        5,
        inject,
        kind="three",
        grace_seconds=10,
    )


def _cut(seconds: float) -> Scenario:
    def inject(run: Run, _: int) -> None:
        brokers.cut_the_line(run, 3, seconds)

    return Scenario(
        f"cut-{seconds:.0f}", f"network cut {seconds:.0f} s", 1, 3, inject, kind="walled"
    )


def _poison(seconds: float, on_topics: int) -> Inject:
    def inject(run: Run, _: int) -> None:
        surroundings.poison_topics(run, on_topics, seconds / (on_topics + 1))
        run.wait(seconds / (on_topics + 1))
        last = run.begin("poison in the feeds", f"{POISONED_TITLES} titles")
        last.told["count poison"] = True
        last.began -= seconds
        # It lasts until all of it lies where it belongs.
        run.wait_until(lambda: _dead_letters(run) >= on_topics + POISONED_TITLES, POISON_SECONDS)
        run.over(last)
        run.recover(last)

    return inject


def _dead_letters(run: Run) -> int:
    latest = run.latest()
    ends = latest.ends.items() if latest else ()
    return sum(end for (topic, _), end in ends if topic == DEAD_LETTERS)


def _no_fault(seconds: float, count: int) -> Inject:
    def inject(run: Run, _: int) -> None:
        run.wait(seconds)
        burst = run.begin("burst", "without any fault")
        burst.told["articles"] = count - int(run.stand.status()["released"])
        run.stand.hurry(QUICK_RATE)
        run.wait_until(lambda: int(run.stand.status()["released"]) >= count, 600, 0.1)
        run.stand.stop()
        run.over(burst)
        run.recover(burst)

    return inject
