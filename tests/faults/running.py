"""One run: brokers, a feed server, rooms under a supervisor, and what is done to them meanwhile."""

import asyncio
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newsmill.kafka.admin import create_topics
from newsmill.pipeline import GATEWAY, ROOMS
from newsmill.settings import KafkaSettings
from tests.faults import room as room_module
from tests.faults.clusters import Cluster, Kind, running_cluster
from tests.faults.monitoring import Monitor
from tests.faults.newsstand import Newsstand, open_newsstand
from tests.faults.reading import Message, Snapshot
from tests.faults.supervising import Room, Supervisor, room_environment, run_command, supervised

PREFIX = "bench."
BROKERS = "kafka"
"""The brokers' folder in a run's."""
WINDOW = 40
ENDLESS = 1_000_000

CALM_SECONDS = 10.0
"""While nothing is wrong, no more than what comes in so many seconds waits somewhere: polls come
every one or two seconds, and each of four rooms commits once a second."""

LASTING_SECONDS = 3.0
"""Who has just gone has no backlog yet: it counts when it lasts."""

PATIENCE_SECONDS = 60.0
"""Beyond what the backlog needs, all that a recovery may take."""

ASSUMED_THROUGHPUT = 10.0
"""Articles a second, where no run without faults has told."""


class Interrupted(Exception):
    """Ctrl-C: everything is ended in order."""


@dataclass
class Injection:
    """One fault: when it began and was over, and what came of it."""

    fault: str
    target: str
    began: float
    ended: float = 0.0
    waiting: int = 0
    """Articles and messages that waited somewhere when it was over."""
    recovered: float | None = None
    """Seconds from its end until no more waited than at any time."""
    told: dict[str, Any] = field(default_factory=dict)


@dataclass
class Run:
    """What a scenario can touch."""

    folder: Path
    cluster: Cluster
    stand: Newsstand
    supervisor: Supervisor
    monitor: Monitor
    environment: Mapping[str, str]
    draw: random.Random
    rate: float
    stop: threading.Event
    wrapped: bool
    throughput: float
    patience: float
    """Seconds that a recovery may take beyond what its backlog needs."""
    injections: list[Injection] = field(default_factory=list)
    poisoned_subjects: set[str] = field(default_factory=set)
    poisoned_positions: set[tuple[str, int, int]] = field(default_factory=set)
    foreign: set[str] = field(default_factory=set)
    """What another producer wrote for good, by subject."""
    aborted: set[str] = field(default_factory=set)
    """What another producer wrote, and took back."""
    removed: list[Message] = field(default_factory=list)
    """What was removed from the raw topic after it had been handled."""
    lost: int = 0
    """How many messages were removed from it before."""
    problems: list[str] = field(default_factory=list)
    """What went wrong beside the topics."""

    def wait(self, seconds: float) -> None:
        """Let time pass.

        Raises:
            Interrupted: the bench is to end.
        """
        if self.stop.wait(seconds):
            raise Interrupted

    def wait_until(self, condition: Callable[[], bool], seconds: float, every: float = 0.1) -> bool:
        """Whether `condition` came true in time."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                return False
            self.wait(every)
        return True

    def begin(self, fault: str, target: str) -> Injection:
        """Note that a fault begins now."""
        injection = Injection(fault, target, time.time())
        self.injections.append(injection)
        return injection

    def over(self, injection: Injection) -> None:
        """Note that nothing is done to anybody any more."""
        injection.ended = time.time()
        injection.waiting = self.waiting()

    def recover(self, injection: Injection) -> None:
        """Wait until no more waits than ever; notes how long it took."""
        if not injection.ended:
            self.over(injection)
        limit = injection.waiting / self.throughput + self.patience
        calm_since: float | None = None

        def is_calm() -> bool:
            nonlocal calm_since
            latest = self.latest()
            if latest is None or latest.time < injection.ended or not self._is_calm():
                calm_since = None
                return False
            calm_since = calm_since or time.time()
            return time.time() - calm_since >= LASTING_SECONDS

        if not self.wait_until(is_calm, limit + LASTING_SECONDS):
            self.problems.append(f"{injection.fault} {injection.target}: no recovery in time")
            # Twice as long tells whether it comes back at all; late it is already.
            if not self.wait_until(is_calm, limit):
                return
        assert calm_since is not None
        injection.recovered = round(calm_since - injection.ended, 1)

    def _is_calm(self) -> bool:
        """Whether every room works and no more waits than at any time."""
        if self.waiting() > self.rate * CALM_SECONDS:
            return False
        rooms = [room for room in self.supervisor.rooms if room.wanted]
        return all(room.answers("ready") == 200 for room in rooms)

    def latest(self) -> Snapshot | None:
        """The last snapshot of the topics' positions."""
        return self.monitor.snapshots[-1] if self.monitor.snapshots else None

    def waiting(self) -> int:
        """How much is on its way: not kept by the puller yet, or before some room."""
        status = self.stand.status()
        latest = self.latest()
        lag = latest.total_lag if latest is not None else 0
        return int(status["released"]) - int(status["acknowledged"]) + lag

    def start_late(self, name: str) -> None:
        """Start a room that was left out at the beginning."""
        log_file = self.folder / f"{name}.log"
        command = command_of(name, self.wrapped)
        self.supervisor.add(Room(name, command, self.environment, log_file))

    def one_more(self, name: str) -> Room:
        """Another worker of a room, running."""
        number = sum(room.name.startswith(f"{name}+") for room in self.supervisor.rooms) + 1
        room = Room(
            f"{name}+{number}",
            command_of(name, self.wrapped),
            self.environment,
            self.folder / f"{name}+{number}.log",
        )
        self.supervisor.add(room)
        return room

    def retire(self, room: Room) -> None:
        """End a room politely and keep it ended; it is a problem when that does not go well."""
        if code := self.supervisor.retire(room):
            self.problems.append(f"{room.name}: exit {code} after SIGTERM")

    def end_rooms(self) -> None:
        """End all rooms politely, for good."""
        for name, code in self.supervisor.end().items():
            if code:
                self.problems.append(f"{name}: exit {code} at the end, after SIGTERM")

    def feeds(self, *arguments: str) -> None:
        """Run `newsmill feeds …`.

        Raises:
            RuntimeError: it failed.
        """
        newsmill("feeds", *arguments, environment=self.environment)


def command_of(room: str, wrapped: bool) -> list[str]:
    """How a room is started, in the bench's wrapping or as anybody would."""
    if wrapped:
        return [sys.executable, "-m", "tests.faults.room", room]
    return run_command(room)


def newsmill(*arguments: str, environment: Mapping[str, str]) -> str:
    """Run a command of newsmill's; returns its stdout.

    Raises:
        RuntimeError: it failed; carries what it said.
    """
    ended = subprocess.run(
        [sys.executable, "-m", "newsmill", *arguments],
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if ended.returncode:
        raise RuntimeError(f"newsmill {' '.join(arguments)}: {ended.stderr[-2000:]}")
    return ended.stdout


@contextmanager
def open_run(
    folder: Path,
    stop: threading.Event,
    *,
    kind: Kind,
    seed: int,
    rate: float,
    wrapped: bool,
    settings: Mapping[str, str],
    poison: Mapping[int, str],
    window: int = WINDOW,
    count: int = ENDLESS,
    late_rooms: Sequence[str] = (),
    throughput: float = ASSUMED_THROUGHPUT,
    patience: float = PATIENCE_SECONDS,
) -> Iterator[Run]:
    """Everything is there, subscribed and running; `late_rooms` are left for the scenario to add.

    Raises:
        Missing: Java or Maven is not there.
        RuntimeError: something did not start.
        TimeoutError: a room did not get ready.
    """
    state = folder / "state"
    state.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        cluster = stack.enter_context(running_cluster(kind, folder / BROKERS))
        kafka = cluster.kafka(PREFIX)
        asyncio.run(create_topics(kafka))
        environment = room_environment({**_told(kafka, state), **settings})
        environment[room_module.FOLDER_VARIABLE] = str(folder)
        stand = stack.enter_context(
            open_newsstand(
                folder / "ledger.jsonl",
                seed=seed,
                rate=rate,
                count=count,
                window=window,
                poison=poison,
            )
        )
        rooms = [
            Room(name, command_of(name, wrapped), environment, folder / f"{name}.log")
            for name in ROOMS
            if name not in late_rooms and name != GATEWAY
        ]
        supervisor = stack.enter_context(supervised(rooms))
        supervisor.wait_until_ready()
        plain = {name: value for name, value in environment.items() if name != "LD_PRELOAD"}
        newsmill("feeds", "add", "--no-check", "--allow-private", *stand.feeds, environment=plain)
        monitor = stack.enter_context(
            Monitor(kafka.broker, PREFIX, by_fetching=kind == "embedded").watching()
        )
        stand.begin()
        yield Run(
            folder=folder,
            cluster=cluster,
            stand=stand,
            supervisor=supervisor,
            monitor=monitor,
            environment=environment,
            draw=random.Random(f"{seed} {folder.name}"),
            rate=rate,
            stop=stop,
            wrapped=wrapped,
            throughput=throughput,
            patience=patience,
        )


def drain(run: Run) -> float | None:
    """Let everything end that is out; how long it took, None where it did not come to an end."""
    run.stand.stop()
    began = time.monotonic()
    limit = run.waiting() / run.throughput + run.patience
    kept_at: float | None = None

    def is_drained() -> bool:
        nonlocal kept_at
        status, latest = run.stand.status(), run.latest()
        if status["acknowledged"] < status["released"]:
            kept_at = None
            return False
        kept_at = kept_at or time.time()
        # Positions taken before the puller had kept everything tell nothing.
        return latest is not None and latest.time > kept_at and not latest.total_lag

    if not run.wait_until(is_drained, limit, every=0.25):
        run.problems.append(f"not everything ended within {limit:.0f} s after the last fault")
        if not run.wait_until(is_drained, 2 * limit, every=0.5):
            return None
    return round(time.monotonic() - began, 1)


def _told(kafka: KafkaSettings, state: Path) -> dict[str, str]:
    return {
        "NEWSMILL_BROKER": kafka.broker,
        "NEWSMILL_TOPIC_PREFIX": kafka.topic_prefix,
        "NEWSMILL_TOPIC_PARTITIONS": str(kafka.topic_partitions),
        "NEWSMILL_REPLICATION_FACTOR": str(kafka.replication_factor),
        "NEWSMILL_IDEMPOTENT": str(int(kafka.idempotent)),
        "NEWSMILL_STATE_DIR": str(state),
    }
