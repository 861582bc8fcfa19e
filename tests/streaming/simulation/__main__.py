"""python -m tests.streaming.simulation --schedules N --seed S | --replay SEED[:shrunk]"""

import argparse
import sys
import time

from tests.streaming.simulation.mutations import BREAK_BY_NAME
from tests.streaming.simulation.running import Result, replay, run_many, shortest
from tests.streaming.simulation.schedule import Schedule, draw


def main() -> int:
    """Run schedules, or one of them again."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.streaming.simulation", description=__doc__
    )
    parser.add_argument("--schedules", type=int, default=10_000, help="how many")
    parser.add_argument("--seed", type=int, default=0, help="of the first; each has the next one")
    parser.add_argument(
        "--processes", type=int, help="how many at once; as many as cores when unset"
    )
    parser.add_argument(
        "--keep-going", type=int, default=1, metavar="N", help="until N have failed"
    )
    parser.add_argument("--mutation", choices=sorted(BREAK_BY_NAME), help="break the worker first")
    parser.add_argument(
        "--replay", metavar="SEED[:shrunk]", help="one schedule, with all that happens"
    )
    arguments = parser.parse_args()
    if arguments.replay is not None:
        return _replay(arguments.replay, arguments.mutation)
    return _run(arguments)


def _run(arguments: argparse.Namespace) -> int:
    began = time.monotonic()

    def progress(so_far: Result) -> None:
        if sys.stderr.isatty() or so_far.schedules % 2000 < 20:
            seconds = time.monotonic() - began
            end = "\r" if sys.stderr.isatty() else "\n"
            print(f"{so_far.schedules} schedules, {seconds:.0f} s", end=end, file=sys.stderr)  # noqa: T201

    result = run_many(
        arguments.seed,
        arguments.schedules,
        arguments.mutation,
        processes=arguments.processes,
        most_failures=arguments.keep_going,
        progress=progress,
    )
    _say(f"{result.schedules} schedules in {time.monotonic() - began:.1f} s:")
    _say(f"  {result.steps} steps, {result.seconds / 3600:.1f} virtual hours")
    for title, counts in (("happened", result.happened), ("came of it", result.ends)):
        _say(f"  {title}:")
        for what, count in sorted(counts.items()):
            _say(f"    {count:7} {what}")
    for seed, violation in sorted(result.failed.items()):
        _say(f"BROKEN by seed {seed}: {violation}")
    if not result.failed:
        return 0
    seed, mutation = min(result.failed), arguments.mutation
    _say("\nThe shortest schedule found that fails:")
    _show(shortest(seed, mutation))
    more = f" --mutation {mutation}" if mutation else ""
    _say("\nEverything that happens in it:")
    _say(f"  {sys.executable} -m tests.streaming.simulation --replay {seed}:shrunk{more}")
    return 1


def _replay(what: str, mutation: str | None) -> int:
    number, _, how = what.partition(":")
    schedule = shortest(int(number), mutation) if how == "shrunk" else draw(int(number))
    _show(schedule)
    is_broken = False
    for line in replay(schedule, mutation):
        is_broken = is_broken or line.startswith("BROKEN")
        _say(line)
    return int(is_broken)


def _show(schedule: Schedule) -> None:
    _say(
        f"seed {schedule.seed}: {schedule.workers} workers, {schedule.partitions} partitions, "
        f"{schedule.width} at a time{', in order' if schedule.in_order else ''}, "
        f"{schedule.seconds_per_message} s a message, latency {schedule.latency} s, "
        f"buffers of {schedule.buffered}"
    )
    for event in schedule.events:
        _say(f"  {event}")


def _say(line: str) -> None:
    print(line)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
