"""Runs scenarios one after the other, keeps what came of them, and stops in order."""

import json
import shutil
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.clusters import end_leftovers
from tests.faults.comparing import Facts, facts_from_json, facts_of
from tests.faults.faults_of_surroundings import unmount_leftovers
from tests.faults.judging import Result, judge, read_result
from tests.faults.running import ASSUMED_THROUGHPUT, BROKERS, Interrupted, drain, open_run
from tests.faults.table import Scenario
from tests.faults.versions import same_version, versions
from tests.faults.walls import Wall, tear_down

REFERENCE = "none"


@dataclass
class Bench:
    """A folder of results that fills."""

    folder: Path
    stop: threading.Event = field(default_factory=threading.Event)
    look: Callable[[], dict[str, str]] = versions
    """Tells what is tested, as it lies there now."""

    def __post_init__(self) -> None:
        self.version = self.look()

    def clean(self) -> None:
        """End and remove what an earlier bench in this folder left behind."""
        for what in end_leftovers(self.folder):
            say(f"ended a leftover: {what}")
        unmount_leftovers(self.folder)
        for brokers in self.folder.glob(f"work/*/{BROKERS}"):
            tear_down(Wall(brokers))

    def results(self) -> list[Result]:
        """All that are there."""
        return [read_result(path) for path in sorted(self._results.glob("*.json"))]

    def why_old(self, result: Result, scenario: Scenario) -> str | None:
        """What the result is of, if it is not of what lies there now; else None."""
        if not same_version(result.version, self.version):
            was = ", ".join(
                f"{name} {value}"
                for name, value in result.version.items()
                if value != self.version.get(name)
            )
            return f"was of {was or 'less'}"
        return None if result.parameters == scenario.parameters else "had other parameters"

    def run_all(self, scenarios: list[Scenario], *, again: bool) -> list[Result]:
        """Run what has no result yet; returns the results of `scenarios`.

        A result of another version of newsmill or of the scenario is replaced.
        """
        self._results.mkdir(parents=True, exist_ok=True)
        done = []
        planned = [(scenario, number) for scenario in scenarios for number in range(scenario.runs)]
        for place, (scenario, number) in enumerate(planned, 1):
            if self.stop.is_set():
                break
            if (lacking := scenario.why_not()) is not None:
                say(f"{scenario.name}-{number + 1}: not run: {lacking}")
                continue
            kept = None if again else self._kept(scenario, number)
            if kept is None:
                kept = self.run_one(scenario, number)
                if kept is None:
                    break
                say(f"{place:3}/{len(planned)} {line(kept)}")
            done.append(kept)
        return done

    def run_one(self, scenario: Scenario, number: int) -> Result | None:
        """Run it and keep the result; None when interrupted."""
        result = Result(
            name=scenario.name,
            number=number + 1,
            fault=scenario.fault,
            seed=scenario.seed(number),
            version=self.version,
            parameters=scenario.parameters,
            started=time.time(),
        )
        work = self.folder / "work" / result.key
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        began = time.monotonic()
        facts = None
        try:
            facts = self._run(scenario, number, result, work)
        except Interrupted:
            return None
        except Exception as error:
            # Whatever breaks one run must not keep the others from being run.
            if self.stop.is_set():
                return None
            result.error = f"{type(error).__name__}: {error}"
            (work / "error.txt").write_text(traceback.format_exc())
        if not same_version(self.look(), self.version):
            # Rooms that start again take what lies there; who judges is what lay there at first.
            result.problems.append("the code changed while it ran")
        result.seconds = round(time.monotonic() - began, 1)
        result.passed = not (result.error or result.breaches or result.problems)
        result.passed = result.passed and result.drained is not None
        if scenario.name == REFERENCE:
            self._set_reference(result.seed, facts if result.passed else None)
        result.write(self._results)
        if result.passed:
            shutil.rmtree(work / BROKERS, ignore_errors=True)
        return result

    def _run(self, scenario: Scenario, number: int, result: Result, work: Path) -> Facts:
        seed = scenario.seed(number)
        reference = None if scenario.name == REFERENCE else self._reference(seed)
        surround = scenario.surround(work) if scenario.surround else nullcontext({})
        poison = scenario.poison(seed) if scenario.poison else {}
        with (
            surround as surroundings,
            open_run(
                work,
                self.stop,
                kind=scenario.kind,
                seed=seed,
                rate=scenario.rate,
                wrapped=scenario.wrapped,
                settings={**scenario.settings, **surroundings},
                poison=poison,
                window=scenario.window,
                count=scenario.count,
                late_rooms=scenario.late_rooms,
                throughput=self._throughput(),
                patience=scenario.patience,
            ) as run,
        ):
            run.wait(scenario.before_seconds)
            scenario.inject(run, number)
            result.drained = drain(run)
            run.end_rooms()
            log = judge(
                run,
                result,
                reference,
                repeats_allowed=scenario.repeats_allowed,
                grace_seconds=scenario.grace_seconds,
            )
            if scenario.name == REFERENCE:
                burst = run.injections[-1]
                if burst.recovered is not None:
                    took = burst.ended - burst.began + burst.recovered
                    result.throughput = round(burst.told["articles"] / took, 1)
            elif reference is None:
                result.problems.append("there is no run without faults of this seed")
            return facts_of(log)

    @property
    def _results(self) -> Path:
        return self.folder / "results"

    def _kept(self, scenario: Scenario, number: int) -> Result | None:
        path = self._results / f"{scenario.name}-{number + 1}.json"
        if not path.exists():
            return None
        result = read_result(path)
        if (why := self.why_old(result, scenario)) is not None:
            say(f"{result.key}: {why}; runs again")
            return None
        say(f"{result.key}: is there already ({'passed' if result.passed else 'FAILED'})")
        return result

    def _throughput(self) -> float:
        told = [
            result.throughput
            for result in self.results()
            if result.throughput is not None
            and result.passed
            and same_version(result.version, self.version)
        ]
        return min(told) if told else ASSUMED_THROUGHPUT

    def _reference(self, seed: int) -> Facts | None:
        path = self._reference_path(seed)
        return facts_from_json(json.loads(path.read_text())) if path.exists() else None

    def _set_reference(self, seed: int, facts: Facts | None) -> None:
        """None where there are none: nothing may be compared with those of an earlier run."""
        path = self._reference_path(seed)
        if facts is None:
            path.unlink(missing_ok=True)
        else:
            path.write_text(json.dumps(facts.as_json()))

    def _reference_path(self, seed: int) -> Path:
        return self.folder / f"reference-{seed}.json"


def line(result: Result) -> str:
    """A run in one line."""
    word = "passed" if result.passed else "FAILED"
    recovered = [one.recovered for one in result.injections if one.recovered is not None]
    worst = f"  worst recovery {max(recovered):.0f} s" if recovered else ""
    told = ", ".join(f"{count} {what}" for what, count in result.counts.items())
    told += f", repeats {sum(result.repeats.values())}"
    faults = f"{len(result.injections)} faults{worst}"
    lines = [f"{result.key:24} {word}  {result.seconds:.0f} s  {faults}  {told}"]
    lines += [f"        BROKEN {breach}" for breach in result.breaches]
    lines += [f"        {problem}" for problem in result.problems]
    lines += [f"        ERROR {result.error}"] if result.error else []
    return "\n".join(lines)


def say(text: str) -> None:
    """To whoever watches."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
