"""What the bench found, as a table for the terminal and as REPORT.md."""

import json
import math
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.faults.bench import Bench
from tests.faults.judging import Result
from tests.faults.table import Scenario
from tests.faults.versions import same_code

WANTED_SECONDS = {"SIGTERM": 5.0, "kill -9": 12.0}
COUNTS = ("served", "enriched", "duplicates", "drops", "dead letters")
INTRODUCTION = """\
Written by `make faults`. Each run has its own brokers, topics and feed server; its rooms run as
processes under a supervisor that starts them again. The verifier reads every topic from the start,
with code of its own.

kill -9 at a point, poison messages that crash or hang a room, and mutations come from a wrapper
that replaces methods of the room's process before it starts; `services/` holds no code for it. Cuts
and losses are nftables rules in a network namespace that holds the broker. The 100 ms are added by
a TCP forwarder in user space, each way, with the broker advertising the forwarder's port, since
netem is not available everywhere. The clock is another `clock_gettime`, preloaded into the rooms
alone, for the wall clock alone. A full window is a room that has at least four messages in hand.

Rooms keep committed offsets, checkpoints and tables on the brokers, and nothing but temporary files
on a disk: a deleted state folder and a full disk cost them nothing, and their rows check that it
stays so.\
"""
STANDSTILL = """\
From the signal to the first message that the room's next process wrote, its start included; the
supervisor starts it at once after a polite end, after 0.5 s otherwise. Wanted: under 5 s after
SIGTERM, under 12 s after kill -9.\
"""
SOAK = """\
The median of the last five samples against those around the tenth minute, of each room's process
and its children; at most 1.2 times as much is allowed. What the rooms remember is bounded to
less than usual, so that it is full by then.\
"""
RULES = """\
1. Everything served (a ledger line is on the disk before) was offered by the puller and ended:
   enriched, a copy of something enriched, or dead-lettered. Entries without a word, and nothing
   else, are dropped, and say so.
2. Each observation ended in one way only and was given one verdict, however often; records of one
   id are one record; a revision has one id, but for a digest of its content. An `article_id` with
   its revision, and a `ce_id`, are one title and one text, in all messages on unique and enriched.
3. Titles, texts and entities are those of the run without faults, and so are the groups of copies.
   Of a story that sites have edited another version may have come first.
4. Revisions stand in order in their partition. They are the states of the entry as they were
   served: a state that returns is a new revision.
   - An entry keeps its article for life, and no two entries are one article, also where they link
     to one page.
   - Of a story with copies, word for word or edited, one article is published, and all others are
     copies in its group; nothing else is. Nothing is called a copy of what was never published. The
     last copy of a group tells how many there are, and their hosts.
5. Whenever a group's position was read, everything below it had its output on the topics; where
   brokers are killed, stopped or frozen, within ten seconds: a new leader may tell an older end.
6. What was dead-lettered was poison, and all poison was dead-lettered, with its own key and bytes.
7. After each fault, no more waits than at any time within what the backlog needs plus 60 s, and at
   the end nothing waits.
8. SIGTERM: exit 0 within 30 s, also at the end of every run; and where nothing else is done,
   nothing is written twice.
9. Rooms end as often as they are made to, with the code that this gives, and at no other time.
10. `newsmill audit` finds nothing missing, and comes to the verifier's numbers. What was removed
    before it was read it counts, to the message.
11. What another producer wrote in a transaction ends as any article; what it took back is nowhere.\
"""


def summary(scenarios: Sequence[Scenario], results: Sequence[Result]) -> str:
    """A line per scenario."""
    lines = [f"{'scenario':20} {'faults':>7} {'runs':>7} {'repeats':>8} {'worst recovery':>15}"]
    for scenario in scenarios:
        mine = [result for result in results if result.name == scenario.name]
        row = _row(scenario, mine)
        lines.append(
            f"{scenario.name:20} {row['faults']:>7} {row['runs']:>7} {row['repeats']:>8} "
            f"{row['recovery']:>15}  {row['verdict']}"
        )
    return "\n".join(lines)


def write_report(path: Path, scenarios: Sequence[Scenario], bench: Bench) -> None:
    """Everything that is known of the results in the bench's folder."""
    by_name = {scenario.name: scenario for scenario in scenarios}
    everything = [result for result in bench.results() if result.name in by_name]
    old = {
        result.key: why
        for result in everything
        if (why := bench.why_old(result, by_name[result.name])) is not None
    }
    results = [result for result in everything if result.key not in old]
    parts = [
        "# The fault bench: what was done to newsmill, and what came of it",
        "",
        INTRODUCTION,
        "",
        *_versions(results),
        "",
        "## What must hold",
        "",
        RULES,
        "",
        "## The table",
        "",
        *_table(scenarios, results),
        "",
        *_standstills(results),
        *_repeats(results),
        *_findings(results),
        *_not_run(scenarios, results, old),
        *_soak(bench),
    ]
    path.write_text("\n".join(parts).rstrip() + "\n")


def _versions(results: Sequence[Result]) -> list[str]:
    if not results:
        return ["Nothing was run yet."]
    lines = list(dict.fromkeys(_version(result, results) for result in results))
    first, last = min(r.started for r in results), max(r.started + r.seconds for r in results)
    seeds = ", ".join(str(seed) for seed in sorted({result.seed for result in results}))
    hours = sum(result.seconds for result in results) / 3600
    rates = [result.throughput for result in results if result.throughput]
    lines.append(
        f"{len(results)} runs of {hours:.1f} hours together, from {_day(first)} to {_day(last)};"
        f" seeds {seeds}; 5 articles a second."
    )
    if rates:
        lines.append(
            f"Without faults, everything together did {min(rates):.0f} to {max(rates):.0f}"
            " articles a second: what a backlog is measured by."
        )
    return lines


def _version(result: Result, results: Sequence[Result]) -> str:
    """What was tested, with all commits that had the same rooms."""
    name = result.version["newsmill"]
    same = [r.version["newsmill"] for r in results if same_code(r.version["newsmill"], name)]
    commits = ", ".join(sorted({one.partition(" ")[0] for one in same}))
    others = [f"{what} {value}" for what, value in result.version.items() if what != "newsmill"]
    return f"newsmill {commits} {name.partition(' ')[2]}; {', '.join(others)}."


def _table(scenarios: Sequence[Scenario], results: Sequence[Result]) -> list[str]:
    heads = ["fault", "times", "runs passed", *COUNTS, "repeats", "worst recovery", "verdict"]
    lines = [_cells(heads), _cells(["---"] * len(heads))]
    for scenario in scenarios:
        mine = [result for result in results if result.name == scenario.name]
        row = _row(scenario, mine)
        counts = [str(sum(r.counts.get(name, 0) for r in mine)) for name in COUNTS]
        lines.append(
            _cells(
                [
                    scenario.fault,
                    row["faults"],
                    row["runs"],
                    *counts,
                    row["repeats"],
                    row["recovery"],
                    row["verdict"],
                ]
            )
        )
    return lines


def has_held(scenario: Scenario, mine: Sequence[Result]) -> bool:
    """Whether all runs passed, with as many faults as there were to be."""
    passed = sum(result.passed for result in mine)
    is_enough = _injected(scenario, mine) >= scenario.injections
    return passed == len(mine) == scenario.runs and is_enough


def all_held(scenarios: Sequence[Scenario], results: Sequence[Result]) -> bool:
    """Whether all that can be run here has held; where that is nothing, nothing was proven."""
    return bool(results) and all(
        has_held(scenario, [result for result in results if result.name == scenario.name])
        for scenario in scenarios
        if scenario.why_not() is None
    )


def _injected(scenario: Scenario, mine: Sequence[Result]) -> int:
    injected = sum(one.told.get("times", 1) for result in mine for one in result.injections)
    return injected if scenario.injections else 0


def _row(scenario: Scenario, mine: Sequence[Result]) -> dict[str, str]:
    recovered = [i.recovered for r in mine for i in r.injections if i.recovered is not None]
    passed = sum(result.passed for result in mine)
    lacking = scenario.why_not()
    if not mine:
        verdict = f"not run: {lacking}" if lacking else "not run"
    else:
        verdict = "held" if has_held(scenario, mine) else "see below"
    return {
        "faults": f"{_injected(scenario, mine)}/{scenario.injections}",
        "runs": f"{passed}/{scenario.runs}",
        "repeats": str(sum(sum(result.repeats.values()) for result in mine)),
        "recovery": f"{max(recovered):.1f} s" if recovered else "",
        "verdict": verdict,
    }


def _standstills(results: Iterable[Result]) -> list[str]:
    took: dict[tuple[str, str], list[float]] = {}
    for result in results:
        for injection in result.injections:
            if isinstance(stood := injection.told.get("standstill"), int | float):
                took.setdefault((injection.fault, injection.target), []).append(float(stood))
    if not took:
        return []
    lines = [
        "## How long a room's partitions stand still",
        "",
        STANDSTILL,
        "",
        _cells(["fault", "room", "times", "median", "worst"]),
        _cells(["---"] * 5),
    ]
    for (fault, room), seconds in sorted(took.items()):
        median, worst = f"{statistics.median(seconds):.1f} s", f"{max(seconds):.1f} s"
        lines.append(_cells([fault, room, str(len(seconds)), median, worst]))
    for fault in sorted({fault for fault, _ in took}):
        every = [s for (name, _), seconds in took.items() if name == fault for s in seconds]
        median, worst = f"{statistics.median(every):.1f} s", f"{max(every):.1f} s"
        lines.append(_cells([fault, "all", str(len(every)), median, worst]))
        late = sum(stood > WANTED_SECONDS.get(fault, math.inf) for stood in every)
        lines.append(_cells([fault, "later than wanted", str(late), "", ""]))
    return [*lines, ""]


def _repeats(results: Iterable[Result]) -> list[str]:
    by_scenario: dict[str, Counter[str]] = {}
    for result in results:
        by_scenario.setdefault(result.name, Counter()).update(result.repeats)
    topics = sorted({topic for counts in by_scenario.values() for topic in counts})
    if not topics:
        return []
    lines = [
        "## Repeats",
        "",
        "Messages written again, with the id they had before: what a reader has to drop.",
        "",
        _cells(["scenario", *topics]),
        _cells(["---"] * (len(topics) + 1)),
    ]
    for name, counts in by_scenario.items():
        if counts:
            lines.append(_cells([name, *(str(counts[topic]) for topic in topics)]))
    return [*lines, ""]


def _findings(results: Iterable[Result]) -> list[str]:
    lines = []
    for result in results:
        if result.passed:
            continue
        lines.append(f"- `{result.key}` (seed {result.seed})")
        lines += [f"  - broken: {breach}" for breach in result.breaches]
        lines += [f"  - {problem}" for problem in result.problems]
        lines += [f"  - error: {result.error}"] if result.error else []
        lines += ["  - did not come to an end"] if result.drained is None else []
    return ["## What did not hold", "", *(lines or ["Nothing."]), ""]


def _not_run(
    scenarios: Iterable[Scenario], results: Sequence[Result], old: Mapping[str, str]
) -> list[str]:
    keys = {result.key for result in results}
    lines = []
    for scenario in scenarios:
        missing = [n + 1 for n in range(scenario.runs) if f"{scenario.name}-{n + 1}" not in keys]
        if missing:
            why = scenario.why_not() or "not yet"
            lines.append(f"- {scenario.fault}: {len(missing)} of {scenario.runs} runs ({why})")
    lines += [f"- `{key}`: its result {why}" for key, why in old.items()]
    return ["## Not run", "", *(lines or ["Everything was."]), ""]


def _soak(bench: Bench) -> list[str]:
    folder = bench.folder
    found = sorted(folder.parent.glob("soak/*/soak.json")) + sorted(folder.glob("soak*.json"))
    if not found:
        return ["## Soak", "", "Not run.", ""]
    told: dict[str, Any] = json.loads(found[-1].read_text())
    ended, restarts = sum(told["ended"].values()), sum(told["restarts"].values())
    length = f"{told['minutes']:.0f} minutes at {told['rate']:g} articles a second"
    counts = f"served {told['served']}, ended {ended}, restarts {restarts}"
    version = str(told.get("version", "of an unknown version"))
    verdict = "passed" if told["passed"] else "FAILED"
    if not same_code(version, bench.version["newsmill"]):
        verdict = f"of other code (it {verdict})"
    lines = [
        "## Soak",
        "",
        f"{length}: {counts}; {verdict}.",
        f"newsmill {version}.",
        SOAK,
        "",
        _cells(["room", "measure", "early", "late", "ratio", ""]),
        _cells(["---"] * 6),
    ]
    for one in told["verdicts"]:
        early, late, ratio = (f"{one[name]:.1f}" for name in ("early", "late", "ratio"))
        ratio = f"{one['ratio']:.2f}"
        word = "held" if one["holds"] else "GREW"
        lines.append(_cells([one["room"], one["measure"], early, late, ratio, word]))
    remarks = [*told["breaches"], *told.get("remarks", ())]
    return [*lines, "", *(f"- {remark}" for remark in remarks), *([""] if remarks else [])]


def _cells(texts: Iterable[str]) -> str:
    return f"| {' | '.join(text.replace('|', '/') for text in texts)} |"


def _day(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.gmtime(seconds)) + " UTC"
