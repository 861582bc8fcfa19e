"""make faults: break the rooms, the brokers and everything around them, and count what comes out.

Takes hours; Ctrl-C ends it in order, and the next start goes on where it was. What is there already
is not run again unless newsmill or the scenario has changed, or --again says so.
"""

import argparse
import dataclasses
import logging
import signal
import sys
from pathlib import Path

from tests.apache_kafka import REPOSITORY
from tests.faults.bench import REFERENCE, Bench, say
from tests.faults.report import all_held, summary, write_report
from tests.faults.table import RANDOM_KILLS, Scenario, full, short

REPORT = REPOSITORY / "tests" / "faults" / "REPORT.md"


def main() -> int:
    """Run, print the table, write the report; exit 1 unless everything held."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--short", action="store_true", help="a choice that takes minutes")
    parser.add_argument(
        "--kills",
        type=int,
        default=RANDOM_KILLS,
        metavar="N",
        help=f"how many rooms are killed at random moments ({RANDOM_KILLS})",
    )
    parser.add_argument("--only", metavar="NAME", action="append", help="this one; can be repeated")
    parser.add_argument("--list", action="store_true", help="what there is, and end")
    parser.add_argument("--again", action="store_true", help="run what has a result as well")
    parser.add_argument(
        "--report",
        type=Path,
        help="where the report goes (default with the full "
        f"table: {REPORT.relative_to(REPOSITORY)})",
    )
    parser.add_argument("--folder", type=Path, help="of results and logs")
    given = parser.parse_args()
    # What the bench's own clients say of brokers that it has just taken away.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    scenarios = short() if given.short else full(given.kills)
    if given.list:
        for scenario in scenarios:
            lacking = scenario.why_not()
            sys.stdout.write(
                f"{scenario.name:20} {scenario.injections:3}  {scenario.fault}"
                f"{f'  (not here: {lacking})' if lacking else ''}\n"
            )
        return 0
    chosen = _chosen(scenarios, given.only)
    name = "faults-short" if given.short else "faults"
    bench = Bench((given.folder or REPOSITORY / "bench-results" / name).resolve())
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, lambda *_: bench.stop.set())
    bench.clean()
    try:
        done = bench.run_all(chosen, again=given.again)
    finally:
        bench.clean()
    say(summary(chosen, done))
    report = given.report or (None if given.short or given.only else REPORT)
    if report is not None:
        write_report(report, full(given.kills), bench)
        say(f"written: {report}")
    return 0 if all_held(chosen, done) else 1


def _chosen(scenarios: list[Scenario], names: list[str] | None) -> list[Scenario]:
    if not names:
        return scenarios
    known = {scenario.name for scenario in scenarios}
    if unknown := set(names) - known:
        raise SystemExit(f"there is no {', '.join(sorted(unknown))}; --list tells what there is")
    chosen = [scenario for scenario in scenarios if scenario.name in names]
    if all(scenario.name == REFERENCE for scenario in chosen):
        return chosen
    # Without a run without faults there is nothing to compare with: one for each seed.
    reference = next(scenario for scenario in scenarios if scenario.name == REFERENCE)
    seeds = min(reference.runs, max(scenario.runs for scenario in chosen))
    others = [scenario for scenario in chosen if scenario.name != REFERENCE]
    return [dataclasses.replace(reference, runs=seeds), *others]


if __name__ == "__main__":
    sys.exit(main())
