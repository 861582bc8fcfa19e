"""make soak: hours of news on real Apache Kafka; do memory and file descriptors stay?

Every thirty seconds a line goes to samples.csv: resident memory and file descriptors of each
room's process and of its children together, what was served, what ended, what waits. What the
deduper remembers is bounded so low that the bound is reached within ten minutes: by default it
remembers half a million articles of each language, and would be right to grow all the time.
"""

import argparse
import asyncio
import csv
import json
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import psutil

from newsmill.kafka.admin import create_topics
from newsmill.pipeline import ROOMS
from newsmill.settings import KafkaSettings
from tests.apache_kafka import REPOSITORY, Missing, addresses, running_kafka
from tests.faults.newsstand import Newsstand, open_newsstand
from tests.faults.reading import ENDS, RAW, Watcher, everything
from tests.faults.supervising import Room, Supervisor, room_environment, run_command, supervised
from tests.faults.verifying import nothing_is_lost, repeats
from tests.faults.versions import code_version

ADD_FEEDS = ("feeds", "add", "--no-check", "--allow-private")
SAMPLE_SECONDS = 30.0
BASELINE_MINUTES = 10.0
SAMPLES_COMPARED = 5
LARGEST_RATIO = 1.2
WINDOW = 60
REMEMBERED_ARTICLES_BYTES = 512 * 1024
REMEMBERED_PAGES_BYTES = 1024 * 1024
"""Memories that are bounded must be full by the time with which the end is compared."""

DRAIN_SECONDS = 180.0
PARTITIONS = 3
PREFIX = "soak."
MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sample:
    """What one room and its children hold at one moment."""

    minutes: float
    room: str
    memory_mib: float
    descriptors: int
    processes: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """One measure of one room, early and at the end."""

    room: str
    measure: str
    early: float
    late: float

    @property
    def ratio(self) -> float:
        """How much it has grown."""
        return self.late / self.early if self.early else float("inf")

    @property
    def holds(self) -> bool:
        """Whether it has grown no more than it may."""
        return self.ratio <= LARGEST_RATIO

    def __str__(self) -> str:
        word = "ok" if self.holds else "GREW"
        told = f"{self.early:8.1f} -> {self.late:8.1f}  x {self.ratio:.2f}  {word}"
        return f"{self.room:10} {self.measure:12} {told}"


def judge(samples: Sequence[Sample], baseline_minutes: float) -> list[Verdict]:
    """The median of the last samples against those around `baseline_minutes`, by room."""
    verdicts = []
    for room in dict.fromkeys(sample.room for sample in samples):
        mine = [sample for sample in samples if sample.room == room]
        by_nearness = sorted(mine, key=lambda sample: abs(sample.minutes - baseline_minutes))
        early, late = by_nearness[:SAMPLES_COMPARED], mine[-SAMPLES_COMPARED:]
        for measure, of in (
            ("memory MiB", lambda sample: sample.memory_mib),
            ("descriptors", lambda sample: sample.descriptors),
        ):
            verdicts.append(
                Verdict(
                    room,
                    measure,
                    statistics.median(map(of, early)),
                    statistics.median(map(of, late)),
                )
            )
    return verdicts


def main() -> int:
    """Run, sample, drain, judge; exit 1 when something grew or was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=120, help="default 120")
    parser.add_argument("--rate", type=float, default=5, help="articles a second (default 5)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=REPOSITORY / "bench-results" / "soak")
    given = parser.parse_args()
    stop = threading.Event()
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, lambda *_: stop.set())
    folder = given.folder.resolve() / time.strftime("%Y%m%d-%H%M%S")
    folder.mkdir(parents=True)
    try:
        result = _soak(folder, given.minutes, given.rate, given.seed, stop)
    except (Missing, RuntimeError, TimeoutError) as error:
        _say(f"soak: {error}")
        return 1
    (folder / "soak.json").write_text(json.dumps(result, indent=1) + "\n")
    _say(f"written to {folder}")
    return 0 if result["passed"] else 1


def _soak(
    folder: Path, minutes: float, rate: float, seed: int, stop: threading.Event
) -> dict[str, Any]:
    with ExitStack() as stack:
        _say("starting Apache Kafka …")
        nodes = stack.enter_context(running_kafka(folder / "kafka"))
        kafka = KafkaSettings(
            broker=addresses(nodes), topic_prefix=PREFIX, topic_partitions=PARTITIONS
        )
        asyncio.run(create_topics(kafka))
        environment = room_environment(
            {
                "NEWSMILL_BROKER": kafka.broker,
                "NEWSMILL_TOPIC_PREFIX": PREFIX,
                "NEWSMILL_TOPIC_PARTITIONS": str(PARTITIONS),
                "NEWSMILL_STATE_DIR": str(folder / "state"),
                "NEWSMILL_DEDUPER_MAX_BYTES": str(REMEMBERED_ARTICLES_BYTES),
                "NEWSMILL_RETRIEVER_RECENT_PAGES_BYTES": str(REMEMBERED_PAGES_BYTES),
            }
        )
        stand = stack.enter_context(
            open_newsstand(
                folder / "ledger.jsonl",
                seed=seed,
                rate=rate,
                count=int(rate * minutes * 60),
                window=WINDOW,
            )
        )
        rooms = [
            Room(name, run_command(name), environment, folder / f"{name}.log") for name in ROOMS
        ]
        supervisor = stack.enter_context(supervised(rooms))
        supervisor.wait_until_ready()
        subprocess.run(
            [sys.executable, "-m", "newsmill", *ADD_FEEDS, *stand.feeds],
            env=environment,
            check=True,
            capture_output=True,
        )
        stand.begin()
        table = stack.enter_context((folder / "samples.csv").open("w", newline=""))
        samples, ended_all = asyncio.run(
            _sample(kafka.broker, supervisor, stand, table, minutes, stop)
        )
        return _result(folder, kafka.broker, supervisor, stand, samples, ended_all, minutes, rate)


async def _sample(
    broker: str,
    supervisor: Supervisor,
    stand: Newsstand,
    table: TextIO,
    minutes: float,
    stop: threading.Event,
) -> tuple[list[Sample], bool]:
    """Sample until the time is over, then until nothing waits any more; says whether that came."""
    rows = csv.writer(table)
    measures = ("memory_mib", "descriptors", "processes")
    rows.writerow(
        ["minutes", "served", "ended", "lag", "restarts"]
        + [f"{room}_{measure}" for room in ROOMS for measure in measures]
    )
    samples: list[Sample] = []
    watcher = Watcher(broker, PREFIX)
    await watcher.open()
    began = time.monotonic()
    drained_by = began + minutes * 60 + DRAIN_SECONDS
    next_sample = began + SAMPLE_SECONDS
    try:
        while True:
            now = time.monotonic()
            is_over = now - began >= minutes * 60 or stop.is_set()
            if is_over and drained_by > now + DRAIN_SECONDS:
                drained_by = now + DRAIN_SECONDS
            if is_over:
                stand.stop()
            if now >= next_sample or is_over:
                next_sample += SAMPLE_SECONDS
                status, positions = stand.status(), await watcher.snapshot(time.time())
                if not is_over:
                    latest = [_measured(room, (now - began) / 60) for room in supervisor.rooms]
                    samples += latest
                    restarts = sum(len(room.exits) for room in supervisor.rooms)
                    told = [round(latest[0].minutes, 2), status["served"], positions.ended]
                    told += [positions.total_lag, restarts]
                    for one in latest:
                        told += [round(one.memory_mib, 1), one.descriptors, one.processes]
                    rows.writerow(told)
                    table.flush()
                    _say(_line(latest, status, positions.ended, positions.total_lag))
                elif status["acknowledged"] >= status["released"] and not positions.total_lag:
                    return samples, True
                elif now > drained_by:
                    return samples, False
            await asyncio.sleep(0.5)
    finally:
        await watcher.close()


def _measured(room: Room, minutes: float) -> Sample:
    memory = descriptors = processes = 0
    for process in room.family():
        try:
            with process.oneshot():
                memory += process.memory_info().rss
                descriptors += process.num_fds()
                processes += 1
        except psutil.NoSuchProcess:
            continue
    return Sample(minutes, room.name, memory / MEBIBYTE, descriptors, processes)


def _result(
    folder: Path,
    broker: str,
    supervisor: Supervisor,
    stand: Newsstand,
    samples: Sequence[Sample],
    ended_all: bool,
    minutes: float,
    rate: float,
) -> dict[str, Any]:
    lasted = samples[-1].minutes if samples else 0.0
    # A trial of a few minutes compares with its first third.
    verdicts = judge(samples, min(BASELINE_MINUTES, lasted / 3))
    _say("reading the topics …")
    log, served = everything(broker, PREFIX, (RAW, *ENDS)), stand.served()
    breaches = nothing_is_lost(served, log)
    if not ended_all:
        _say("not everything ended in time")
    for verdict in verdicts:
        _say(str(verdict))
    for breach in breaches:
        _say(f"BROKEN {breach}")
    restarts = {room.name: len(room.exits) for room in supervisor.rooms}
    _say(f"served {len(served)}, ended {sum(len(log[topic]) for topic in ENDS)}, {restarts=}")
    passed = bool(verdicts) and all(verdict.holds for verdict in verdicts)
    passed = passed and ended_all and not breaches and not any(restarts.values())
    _say("soak passed" if passed else "soak FAILED")
    return {
        "passed": passed,
        "version": code_version(),
        "minutes_wanted": minutes,
        "minutes": round(lasted, 1),
        "rate": rate,
        "served": len(served),
        "ended": {topic: len(log[topic]) for topic in ENDS},
        "repeats": dict(repeats(log, (RAW, *ENDS))),
        "drained": ended_all,
        "restarts": restarts,
        "breaches": _texts(breaches),
        "verdicts": [
            {
                "room": v.room,
                "measure": v.measure,
                "early": round(v.early, 1),
                "late": round(v.late, 1),
                "ratio": round(v.ratio, 3),
                "holds": v.holds,
            }
            for v in verdicts
        ],
        "folder": folder.name,
    }


def _line(latest: Sequence[Sample], status: dict[str, Any], ended: int, lag: int) -> str:
    rooms = "  ".join(f"{one.room} {one.memory_mib:.0f}M/{one.descriptors}" for one in latest)
    counts = f"served {status['served']}  ended {ended}  lag {lag}"
    return f"{latest[0].minutes:6.1f} min  {counts}  {rooms}"


def _texts(things: Iterable[object]) -> list[str]:
    return [str(thing) for thing in things]


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
