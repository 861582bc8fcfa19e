"""What is done around the rooms: poison on the topics, the disk, the clock, the feeds."""

import asyncio
import json
import os
import random
import shutil
import signal
import struct
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from aiokafka import AIOKafkaProducer

from tests.faults.corpus import POISON_WORD, Corpus
from tests.faults.reading import INPUT_BY_ROOM
from tests.faults.running import PREFIX, Run

UNDECODABLE = b"\xff\x00 not JSON at all {"
WRONG_SCHEMA = json.dumps({"entry_id": 7, "title": ["no", "article"]}).encode()
EVERY_SECONDS = 4.0
CLOCK_SECONDS = 40.0
FULL_DISK_SECONDS = 20.0
DISK_BYTES = 256 * 1024
NINETY_MINUTES = 90 * 60
NOT_READY = 503
HARDLY_ANYTHING = 1e-6
"""Publications a second."""
SECONDS_TO_KEEP = 30.0
SECONDS_TO_KNOW = 5.0
"""Until each feed was polled again."""
CLOCK_FILE = "clock"
CLOCK_SOURCE = Path(__file__).with_name("clock.c")


def poison_numbers(seed: int, first: int, last: int, crashes: int, hangs: int) -> dict[int, str]:
    """How the titles of some publications begin: each room crashes or hangs on its own."""
    draw = random.Random(f"{seed} poison")
    numbers = draw.sample(Corpus(seed).lonely_numbers(first, last), crashes + hangs)
    rooms = list(INPUT_BY_ROOM)
    faults = ["crash"] * crashes + ["hang"] * hangs
    return {
        number: f"{POISON_WORD} {fault} for the {rooms[(index + seed) % len(rooms)]}"
        for index, (number, fault) in enumerate(zip(numbers, faults, strict=True))
    }


def poison_topics(run: Run, times: int, every: float = EVERY_SECONDS) -> None:
    """Bytes that no room can read, and JSON of another shape, on each room's topic in turn."""
    rooms = list(INPUT_BY_ROOM)
    for number in range(times):
        value, what = ((UNDECODABLE, "undecodable"), (WRONG_SCHEMA, "wrong schema"))[number % 2]
        topic = INPUT_BY_ROOM[rooms[(number // 2) % len(rooms)]]
        injection = run.begin(what, topic)
        subject = f"poison-{number}"
        partition, offset = asyncio.run(
            _produce(run.cluster.address, PREFIX + topic, value, subject)
        )
        run.poisoned_subjects.add(subject)
        run.poisoned_positions.add((topic, partition, offset))
        run.over(injection)
        injection.told["recovered with"] = "the rest"
        run.wait(every)


def fill_the_disk(run: Run, times: int) -> None:
    """Where rooms keep state and temporary files nothing can be written; rooms start there."""
    disk = Path(run.environment["NEWSMILL_STATE_DIR"])
    for number in range(times):
        injection = run.begin("state on a full disk", str(disk))
        filled = _fill(disk / f"filling-{number}")
        for name in ("deduper", "enricher", "cleaner"):
            room = run.supervisor[name]
            exits = len(room.exits)
            room.make_end(signal.SIGKILL)
            run.wait_until(lambda r=room, n=exits: len(r.exits) > n, 10)  # type: ignore[misc]
        run.wait(FULL_DISK_SECONDS)
        run.over(injection)
        # The disk stays full: recovering must need none.
        run.recover(injection)
        filled.unlink()


def turn_the_clock(run: Run, times: int) -> None:
    """The rooms' clock goes 90 minutes ahead, and behind, and right again.

    Kafka takes no timestamp that is more than an hour ahead of its own clock: while ours is, the
    rooms wait and are not ready; when it is right, they go on by themselves. It takes any past one.
    """
    clock = run.folder / CLOCK_FILE
    for _ in range(times):
        ahead = run.begin("clock 90 minutes ahead", "all rooms")
        set_clock(clock, NINETY_MINUTES)
        if not run.wait_until(lambda: _somebody_waits(run), CLOCK_SECONDS):
            run.problems.append("clock 90 minutes ahead: all rooms say that they are ready")
        run.wait(CLOCK_SECONDS)
        if not _somebody_waits(run):
            run.problems.append("clock 90 minutes ahead: no room waits to the end")
        set_clock(clock, 0)
        run.over(ahead)
        run.recover(ahead)
        for fault, offset in (
            ("clock 90 minutes behind", -NINETY_MINUTES),
            ("clock right again", 0),
        ):
            run.wait(CLOCK_SECONDS / 2)
            injection = run.begin(fault, "all rooms")
            set_clock(clock, offset)
            run.wait(1)
            run.over(injection)
            run.recover(injection)


def _somebody_waits(run: Run) -> bool:
    """Whether a room that runs says that it is not ready."""
    return any(room.answers("ready") == NOT_READY for room in run.supervisor.rooms if room.wanted)


def serve_history_again(run: Run, times: int) -> None:
    """What is known of the feeds is forgotten: all that they show is offered once more.

    Nothing new comes out meanwhile: a state that returns before its feed is known again is, for
    anybody, the first state.
    """
    for _ in range(times):
        run.stand.hurry(HARDLY_ANYTHING)
        if not run.wait_until(lambda: _is_all_kept(run), SECONDS_TO_KEEP):
            run.problems.append("the puller did not keep all that was out")
        injection = run.begin("feed history served again", f"{len(run.stand.feeds)} feeds")
        before = run.latest()
        run.feeds("remove", *run.stand.feeds)
        run.wait(5)
        run.feeds("add", *run.stand.feeds)
        run.wait(SECONDS_TO_KNOW)
        run.stand.hurry(run.rate)
        run.over(injection)
        assert before is not None
        injection.waiting += before.ended
        run.wait(5)
        run.recover(injection)


@contextmanager
def small_disk(folder: Path) -> Iterator[Mapping[str, str]]:
    """A file system of its own, for state and temporary files; needs root."""
    disk = folder / "disk"
    disk.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "newsmill-faults", str(disk)],
        check=True,
        capture_output=True,
    )
    try:
        yield {"NEWSMILL_STATE_DIR": str(disk), "TMPDIR": str(disk)}
    finally:
        unmount(disk)


@contextmanager
def false_clock(folder: Path) -> Iterator[Mapping[str, str]]:
    """A clock that the rooms, and only they, read from a file."""
    folder.mkdir(parents=True, exist_ok=True)
    set_clock(folder / CLOCK_FILE, 0)
    library = folder / "clock.so"
    compiler = find_compiler()
    assert compiler is not None, "there is no C compiler"
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-O2", "-o", str(library), str(CLOCK_SOURCE), "-ldl"],
        check=True,
        capture_output=True,
    )
    yield {"LD_PRELOAD": str(library), "NEWSMILL_BENCH_CLOCK": str(folder / CLOCK_FILE)}


def set_clock(file: Path, seconds: int) -> None:
    """Let the clock of whoever reads it from `file` be wrong by so many seconds."""
    mode = "r+b" if file.exists() else "w+b"
    with file.open(mode) as opened:
        opened.write(struct.pack("=q", seconds))


def find_compiler() -> str | None:
    """A C compiler."""
    return shutil.which("cc") or shutil.which("gcc")


def why_no_disk() -> str | None:
    """What keeps a file system from being mounted here; None if nothing does."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        return "mounting a small file system needs root"
    return None


def why_no_false_clock() -> str | None:
    """What keeps the clock from being turned here; None if nothing does."""
    if sys.platform != "linux":
        return "another clock is preloaded on Linux only"
    return None if find_compiler() else "a C compiler is not installed (package gcc)"


def unmount_leftovers(folder: Path) -> None:
    """Unmount what an earlier bench left mounted in `folder`."""
    for line in Path("/proc/mounts").read_text().splitlines():
        mounted = line.split()[1]
        if mounted.startswith(f"{folder}/"):
            unmount(Path(mounted))


def unmount(disk: Path) -> None:
    """Take a file system away, also while somebody uses it."""
    subprocess.run(["umount", "-l", str(disk)], check=False, capture_output=True)


def _is_all_kept(run: Run) -> bool:
    status = run.stand.status()
    return int(status["acknowledged"]) == int(status["released"])


def _fill(path: Path) -> Path:
    with path.open("wb", buffering=0) as file:
        block = bytes(4096)
        try:
            while file.write(block):
                pass
        except OSError:
            return path
    return path


async def _produce(broker: str, topic: str, value: bytes, subject: str) -> tuple[int, int]:
    producer = AIOKafkaProducer(bootstrap_servers=broker.split(","))
    await producer.start()
    try:
        headers = [("ce_subject", subject.encode())]
        written = await producer.send_and_wait(topic, value, key=subject.encode(), headers=headers)
    finally:
        await producer.stop()
    return written.partition, written.offset
