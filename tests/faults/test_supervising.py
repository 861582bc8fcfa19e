"""How rooms end is seen: those that are to leave, and all at the end."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import supervising
from tests.faults.judging import AGREES, problems_of, unwanted_exits
from tests.faults.running import Injection, Run
from tests.faults.supervising import Room, Supervisor, supervised

ENDS_WITH = """
import signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: sys.exit({code}))
print("ready", flush=True)
time.sleep(60)
"""
DOES_NOT_END = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
time.sleep(60)
"""
PATIENCE_SECONDS = 90


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], Room]:
    """Rooms that are a few lines of Python."""
    monkeypatch.setattr(supervising, "STOP_SECONDS", 1.0)

    def room(name: str, code: str) -> Room:
        return Room(name, [sys.executable, "-c", code], dict(os.environ), tmp_path / f"{name}.log")

    return room


def wait_until(condition: Callable[[], bool]) -> None:
    """Return when it holds."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_ready(room: Room) -> bool:
    return room.log_file.exists() and room.log_file.read_text().count("ready") > len(room.exits)


def ready(supervisor: Supervisor) -> None:
    """Return when all have said so."""
    for room in supervisor.rooms:
        wait_until(lambda room=room: is_ready(room))  # type: ignore[misc]


def run_of(supervisor: Supervisor) -> Run:
    """A run of these rooms alone: without brokers, feeds and whatever looks at them."""
    run: Run = object.__new__(Run)
    run.supervisor, run.problems, run.injections = supervisor, [], []
    return run


def test_the_code_of_a_room_that_leaves_is_told(make: Callable[[str, str], Room]) -> None:
    rooms = [make("a", ENDS_WITH.format(code=0)), make("b", ENDS_WITH.format(code=3))]
    with supervised([*rooms, make("c", DOES_NOT_END)]) as supervisor:
        ready(supervisor)
        assert [supervisor.retire(room) for room in supervisor.rooms] == [0, 3, -signal.SIGKILL]
        assert supervisor.end() == {}


def test_the_codes_of_all_that_still_run_are_told_at_the_end(
    make: Callable[[str, str], Room],
) -> None:
    codes = {"a": ENDS_WITH.format(code=0), "b": ENDS_WITH.format(code=70), "c": DOES_NOT_END}
    with supervised([make(name, code) for name, code in codes.items()]) as supervisor:
        ready(supervisor)
        assert supervisor.end() == {"a": 0, "b": 70, "c": -signal.SIGKILL}


def test_a_bad_end_of_a_room_is_a_problem_of_the_run(make: Callable[[str, str], Room]) -> None:
    codes = {
        "leaves": ENDS_WITH.format(code=0),
        "breaks": ENDS_WITH.format(code=3),
        "stays": ENDS_WITH.format(code=0),
        "hangs": DOES_NOT_END,
    }
    with supervised([make(name, code) for name, code in codes.items()]) as supervisor:
        ready(supervisor)
        run = run_of(supervisor)
        for name in ("leaves", "breaks"):
            run.retire(supervisor[name])
        assert run.problems == ["breaks: exit 3 after SIGTERM"]
        run.end_rooms()
        assert run.problems[1:] == ["hangs: exit -9 at the end, after SIGTERM"]


def test_a_frozen_room_can_leave_at_the_end(make: Callable[[str, str], Room]) -> None:
    with supervised([make("frozen", ENDS_WITH.format(code=0))]) as supervisor:
        ready(supervisor)
        supervisor["frozen"].signal(signal.SIGSTOP)
        run = run_of(supervisor)
        run.end_rooms()
        assert run.problems == []


def test_an_end_that_nobody_wanted_is_told(make: Callable[[str, str], Room]) -> None:
    with supervised([make("cleaner", ENDS_WITH.format(code=0))]) as supervisor:
        ready(supervisor)
        (room,) = supervisor.rooms
        room.make_end(signal.SIGKILL)
        wait_until(lambda: len(room.exits) == 1)
        assert unwanted_exits(supervisor, []) == []

        # Of one worker or another of the same room.
        room.name = "cleaner+1"
        room.wanted_exits[0] += 1
        assert unwanted_exits(supervisor, []) == ["cleaner ended with 0 0 times, not 1"]
        wait_until(lambda: is_ready(room))
        room.signal(signal.SIGTERM)
        wait_until(lambda: len(room.exits) == 2)
        assert unwanted_exits(supervisor, []) == []
        room.signal(signal.SIGKILL)
        wait_until(lambda: len(room.exits) == 3)
        assert unwanted_exits(supervisor, []) == ["cleaner ended with -9 2 times, not 1"]


def test_an_end_by_itself_is_told_also_when_it_was_about_to_be_asked(
    make: Callable[[str, str], Room],
) -> None:
    names = ("cleaner", "deduper", "enricher")
    with supervised([make(name, ENDS_WITH.format(code=0)) for name in names]) as supervisor:
        ready(supervisor)
        # Before the supervisor sees it.
        with supervisor._lock:
            for room in supervisor.rooms:
                room.signal(signal.SIGTERM)
                assert room.process is not None
                room.process.wait()
            supervisor["cleaner"].make_end(signal.SIGTERM)
            supervisor["deduper"].wanted = False
        assert supervisor.retire(supervisor["deduper"]) == 0
        supervisor.end()

        told = [f"{name} ended with 0 1 times, not 0" for name in names]
        assert sorted(unwanted_exits(supervisor, [])) == told


def test_all_that_went_wrong_beside_the_topics_is_a_problem(
    make: Callable[[str, str], Room],
) -> None:
    with supervised([make("cleaner", ENDS_WITH.format(code=0))]) as supervisor:
        ready(supervisor)
        run = run_of(supervisor)
        run.injections = [
            Injection("SIGTERM", "cleaner", 1.0, recovered=2.0),
            Injection("undecodable", "a topic", 1.0, told={"recovered with": "the rest"}),
        ]
        assert problems_of(run, [], AGREES) == []

        run.problems = ["a line was not cut"]
        run.injections.append(Injection("kill -9", "puller", 1.0))
        (room,) = supervisor.rooms
        room.signal(signal.SIGKILL)
        wait_until(lambda: len(room.exits) == 1)
        assert problems_of(run, [], "offered: 0, not 4") == [
            "a line was not cut",
            "cleaner ended with -9 1 times, not 0",
            "kill -9 puller: never recovered",
            "newsmill audit: offered: 0, not 4",
        ]
