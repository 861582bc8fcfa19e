"""The simulator: the worker keeps its promises in it, and a broken worker is found by it."""

import pytest

from tests.streaming.simulation.mutations import BREAK_BY_NAME
from tests.streaming.simulation.running import (
    AT_ONCE,
    Result,
    replay,
    run,
    run_seeds,
    shortest,
)
from tests.streaming.simulation.schedule import draw

SCHEDULES = 1500
PARTS = 10
"""So that they spread over cores; `make simulate` runs more."""

FOUND_WITHIN = 10_000

EVENTS = {
    "write", "kill", "kill idle", "kill child", "stop", "pause", "rebalance", "put out", "away",
    "marker", "aborted", "retention", "hole", "new log", "clock", "commit", "fetch", "send",
}  # fmt: skip

TROUBLES = {
    "commit: refused", "commit: answer lost", "commit: late", "commit: fenced",
    "fetch: repeated", "fetch: astray",
    "send: not now", "send: answer lost", "send: slow", "send: fenced", "send: clock ahead",
}  # fmt: skip

ENDS = {"end: killed", "end: killed idle", "end: poisoned", "end: hung", "end: lapse", "end: left"}

OUTCOMES = {"published", "dropped", "decode", "decide", "publish", "quarantine"}


@pytest.mark.parametrize("part", range(PARTS))
def test_the_worker_keeps_its_promises(part: int) -> None:
    each = SCHEDULES // PARTS
    result = run_seeds(range(part * each, (part + 1) * each))
    assert not result.failed, _how_to_see(result)
    assert result.schedules == each


def test_each_kind_of_event_happens() -> None:
    """Most of these in a tenth of the schedules already; an event that never happens is no test."""
    result = Result()
    for first in range(0, SCHEDULES, AT_ONCE):
        result.add(run_seeds(range(first, first + AT_ONCE), most_failures=AT_ONCE))
        missing = (EVENTS | TROUBLES | ENDS) - set(result.happened)
        missing |= OUTCOMES - set(result.ends)
        if not missing:
            return
    raise AssertionError(f"never happened: {sorted(missing)}")


@pytest.mark.parametrize("mutation", BREAK_BY_NAME)
def test_a_broken_worker_is_found(mutation: str) -> None:
    assert run_seeds(range(FOUND_WITHIN), mutation).failed


def test_a_schedule_is_repeated_to_the_last_step() -> None:
    once, again = (list(replay(draw(7), None)) for _ in range(2))
    assert once == again
    assert run(draw(7)).steps == run(draw(7)).steps


def test_a_failing_schedule_shrinks() -> None:
    (seed,) = run_seeds(range(100), "early-commit").failed
    short = shortest(seed, "early-commit")
    assert len(short.events) < len(draw(seed).events)
    assert any(line.startswith("BROKEN") for line in replay(short, "early-commit"))


def _how_to_see(result: Result) -> str:
    return "; ".join(
        f"{violation}: python -m tests.streaming.simulation --replay {seed}:shrunk"
        for seed, violation in result.failed.items()
    )
