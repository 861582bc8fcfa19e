"""Run schedules, many at once, and put together what came of them."""

import gc
import multiprocessing
import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.streaming.simulation.mutations import mutated
from tests.streaming.simulation.schedule import Schedule, draw
from tests.streaming.simulation.shrinking import shrunk
from tests.streaming.simulation.world import Outcome, World

AT_ONCE = 20
"""Seeds that a process takes at once."""


@dataclass
class Result:
    """What came of many schedules."""

    schedules: int = 0
    happened: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    failed: dict[int, str] = field(default_factory=dict)
    """The first violation, by seed."""
    steps: int = 0
    seconds: float = 0.0

    def add(self, other: "Result") -> None:
        """Put both together."""
        self.schedules += other.schedules
        self.happened += other.happened
        self.ends += other.ends
        self.failed |= other.failed
        self.steps += other.steps
        self.seconds += other.seconds


def run(schedule: Schedule, trace: list[str] | None = None) -> Outcome:
    """What comes of one schedule."""
    return World(schedule, trace).run()


def run_seeds(seeds: range, mutation: str | None = None, *, most_failures: int = 1) -> Result:
    """What comes of these seeds, one after the other, until so many have failed."""
    result = Result()
    with mutated(mutation):
        for seed in seeds:
            outcome = run(draw(seed))
            result.schedules += 1
            result.happened += outcome.happened
            result.ends += outcome.ends
            result.steps += outcome.steps
            result.seconds += outcome.seconds
            if outcome.violations:
                result.failed[seed] = outcome.violations[0]
                if len(result.failed) >= most_failures:
                    break
    return result


def run_many(
    first: int,
    count: int,
    mutation: str | None,
    *,
    processes: int | None = None,
    most_failures: int = 1,
    progress: Callable[[Result], None] = lambda _: None,
) -> Result:
    """The same with all cores."""
    chunks = [
        (range(at, min(at + AT_ONCE, first + count)), mutation, most_failures)
        for at in range(first, first + count, AT_ONCE)
    ]
    total = Result()
    context = multiprocessing.get_context("spawn")
    with context.Pool(processes or os.cpu_count(), _prepare) as pool:
        for result in pool.imap_unordered(_run_chunk, chunks):
            total.add(result)
            progress(total)
            if len(total.failed) >= most_failures:
                break
        pool.terminate()
    return total


def _prepare() -> None:
    # Collected between chunks: what a simulation leaves is gone as a whole.
    gc.freeze()
    gc.disable()


def _run_chunk(chunk: tuple[range, str | None, int]) -> Result:
    seeds, mutation, most_failures = chunk
    result = run_seeds(seeds, mutation, most_failures=most_failures)
    gc.collect()
    return result


def shortest(seed: int, mutation: str | None) -> Schedule:
    """The shortest schedule found that fails as this seed does."""
    with mutated(mutation):
        return shrunk(draw(seed), lambda schedule: bool(run(schedule).violations))


def replay(schedule: Schedule, mutation: str | None) -> Iterator[str]:
    """Everything that happens in it, line by line."""
    trace: list[str] = []
    with mutated(mutation):
        outcome = run(schedule, trace)
    yield from trace
    yield from (f"BROKEN: {violation}" for violation in outcome.violations)
