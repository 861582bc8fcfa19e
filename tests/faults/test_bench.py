"""What is kept, what is run again, and what is told of it."""

import dataclasses
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.apache_kafka import REPOSITORY
from tests.faults import bench as bench_module
from tests.faults.bench import Bench, line
from tests.faults.comparing import Facts, facts_from_json, facts_of
from tests.faults.judging import Result, read_result
from tests.faults.reading import Log
from tests.faults.report import all_held, has_held, summary, write_report
from tests.faults.running import ASSUMED_THROUGHPUT, Injection, Interrupted, Run
from tests.faults.table import Scenario, full, short
from tests.faults.versions import code_under_test

VERSION = {"newsmill": "abc (services 123)", "bench": "1", "Kafka": "4", "Python": "3"}


def nothing(run: Run, number: int) -> None:
    """No fault."""


SCENARIO = Scenario("kill", "kill -9", 2, 2, nothing, kind="embedded")


def result(number: int = 1, **changes: object) -> Result:
    """A run that passed."""
    told = Result(
        "kill", number, "kill -9", 1, VERSION, SCENARIO.parameters, passed=True, drained=1
    )
    return dataclasses.replace(told, **changes)  # type: ignore[arg-type]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """A folder with the result of the first run."""
    made = Bench(tmp_path, look=lambda: VERSION)
    (tmp_path / "results").mkdir()
    result().write(tmp_path / "results")
    return made


@pytest.fixture
def ran(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The runs that were started."""
    started: list[str] = []

    def run(self: Bench, scenario: Scenario, number: int, result: Result, _: object) -> None:
        started.append(f"{scenario.name}-{number + 1}")
        result.drained = 1

    monkeypatch.setattr(Bench, "_run", run)
    return started


def test_a_result_comes_back_from_its_file(tmp_path: Path) -> None:
    kept = result(injections=[Injection("kill -9", "puller", 1.0, 2.0, 3, 4.0, {"standstill": 5})])

    kept.write(tmp_path)

    assert read_result(tmp_path / "kill-1.json") == kept


def test_what_is_there_is_not_run_again(bench: Bench, ran: list[str]) -> None:
    done = bench.run_all([SCENARIO], again=False)

    assert ran == ["kill-2"]
    assert [one.key for one in done] == ["kill-1", "kill-2"]


def test_all_is_run_again_when_somebody_wants_it(bench: Bench, ran: list[str]) -> None:
    bench.run_all([SCENARIO], again=True)

    assert ran == ["kill-1", "kill-2"]


def test_another_version_of_the_services_is_run_again_and_another_commit_is_not(
    bench: Bench, ran: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    bench.version = {**VERSION, "newsmill": "def (services 123)"}
    bench.run_all([SCENARIO], again=False)
    assert ran == ["kill-2"]

    bench.version = {**VERSION, "newsmill": "def (services 456)"}
    bench.run_all([SCENARIO], again=False)
    assert ran == ["kill-2", "kill-1", "kill-2"]
    assert "kill-1: was of newsmill abc (services 123); runs again" in capsys.readouterr().err


@pytest.mark.parametrize("what", ["Kafka", "Python", "bench"])
def test_another_version_of_anything_else_is_run_again(
    bench: Bench, ran: list[str], what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.version = {**VERSION, what: "another"}
    bench.run_all([SCENARIO], again=False)

    assert ran == ["kill-1", "kill-2"]
    assert f"kill-1: was of {what} {VERSION[what]}; runs again" in capsys.readouterr().err


@pytest.mark.parametrize(
    "change",
    [
        {"rate": 7.0},
        {"repeats_allowed": False},
        {"grace_seconds": 10.0},
        {"patience": 1.0},
        {"wrapped": True},
        {"late_rooms": ("cleaner",)},
        {"settings": {"NEWSMILL_BLOCKED_TIMEOUT": "1"}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_other_parameters_are_run_again(
    bench: Bench, ran: list[str], change: dict[str, Any]
) -> None:
    bench.run_all([dataclasses.replace(SCENARIO, **change)], again=False)

    assert ran == ["kill-1", "kill-2"]


def test_parameters_are_the_same_for_the_same_scenario() -> None:
    for one, again in zip(full(), full(), strict=True):
        assert one.parameters == again.parameters


def test_the_version_is_of_all_that_runs_and_judges() -> None:
    read = {str(path.relative_to(REPOSITORY)) for path in code_under_test()}

    assert {
        "services/newsmill/streaming/worker.py",
        "services/newsmill/inspection/auditing.py",
        "services/newsmill/cli/audit.py",
        "tests/apache_kafka.py",
        "tests/faults/verifying.py",
        "tests/faults/table.py",
        "tests/faults/clock.c",
    } <= read
    assert not read & {"tests/faults/report.py", "tests/faults/test_bench.py"}


def test_no_code_of_the_services_is_left_out_of_the_version() -> None:
    of_services = set((REPOSITORY / "services").rglob("*.py"))

    assert of_services
    assert of_services <= set(code_under_test())


def test_code_that_changes_during_a_run_fails_it(bench: Bench, ran: list[str]) -> None:
    assert bench.run_one(SCENARIO, 0).passed  # type: ignore[union-attr]

    bench.look = lambda: {**VERSION, "newsmill": "def (services 456)"}
    changed = bench.run_one(SCENARIO, 0)

    assert changed is not None
    assert not changed.passed
    assert changed.problems == ["the code changed while it ran"]


@pytest.mark.parametrize("is_one_there", [False, True], ids=["no-other", "one-of-before"])
@pytest.mark.parametrize("problem", [None, "the enricher ended"])
def test_only_a_run_that_passed_is_a_reference(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, problem: str | None, is_one_there: bool
) -> None:
    kept = bench.folder / "reference-1.json"
    if is_one_there:
        kept.write_text("of an older version")

    def run(self: Bench, scenario: Scenario, number: int, result: Result, _: object) -> Facts:
        result.drained = 1
        result.problems += [problem] if problem else []
        return facts_of(Log({}))

    monkeypatch.setattr(Bench, "_run", run)
    bench.run_one(dataclasses.replace(SCENARIO, name="none"), 0)

    assert kept.exists() is (problem is None)
    assert problem or facts_from_json(json.loads(kept.read_text())) == facts_of(Log({}))


def test_a_reference_that_is_interrupted_leaves_the_one_of_before(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = bench.folder / "reference-1.json"
    kept.write_text("of the result that is still there")

    def interrupted(*_: object) -> None:
        raise Interrupted

    monkeypatch.setattr(Bench, "_run", interrupted)

    assert bench.run_one(dataclasses.replace(SCENARIO, name="none"), 0) is None
    assert kept.exists()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"passed": True}, 4.0),
        ({"passed": False}, ASSUMED_THROUGHPUT),
        ({"version": {**VERSION, "bench": "0"}}, ASSUMED_THROUGHPUT),
    ],
    ids=["as-it-is", "failed", "of-another-version"],
)
def test_limits_are_those_of_runs_that_count(
    bench: Bench,
    monkeypatch: pytest.MonkeyPatch,
    changes: dict[str, Any],
    expected: float,
) -> None:
    told = dataclasses.replace(result(), name="none", throughput=4.0)
    dataclasses.replace(told, **changes).write(bench.folder / "results")
    given: list[float] = []

    @contextmanager
    def opened(*_: object, throughput: float, **__: object) -> Iterator[None]:
        given.append(throughput)
        yield None

    monkeypatch.setattr(bench_module, "open_run", opened)
    bench.run_one(SCENARIO, 0)

    assert given == [expected]


def test_a_run_that_breaks_is_told_and_keeps_no_other_from_running(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError("no more disk")

    monkeypatch.setattr(Bench, "_run", broken)

    done = bench.run_all([SCENARIO], again=True)

    assert [(one.passed, one.error) for one in done] == [(False, "OSError: no more disk")] * 2
    assert "ERROR OSError: no more disk" in line(done[0])


def test_an_interrupted_run_leaves_no_result(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        bench.stop.set()
        raise Interrupted

    monkeypatch.setattr(Bench, "_run", interrupted)

    assert [one.key for one in bench.run_all([SCENARIO], again=False)] == ["kill-1"]
    assert not (bench.folder / "results" / "kill-2.json").exists()


def test_what_lacks_its_means_is_not_run_and_says_why(
    bench: Bench, ran: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    lacking = dataclasses.replace(SCENARIO, surrounding_lacks=lambda: "needs root")

    assert bench.run_all([lacking], again=True) == []
    assert ran == []
    assert "not run: needs root" in capsys.readouterr().err


def test_the_surrounding_is_there_while_it_runs_and_gone_afterwards(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []

    @contextmanager
    def surround(_: Path) -> Iterator[Mapping[str, str]]:
        order.append("there")
        yield {"TMPDIR": "/nowhere"}
        order.append("gone")

    @contextmanager
    def opened(*_: object, settings: Mapping[str, str], **__: object) -> Iterator[None]:
        order.append(settings["TMPDIR"])
        yield None

    monkeypatch.setattr(bench_module, "open_run", opened)

    bench.run_one(dataclasses.replace(SCENARIO, surround=surround), 0)

    assert order[:2] == ["there", "/nowhere"]


def test_rooms_end_when_everything_has_ended_and_before_it_is_judged(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []

    class Noting:
        """Stands for a run with brokers."""

        def __init__(self) -> None:
            self.problems: list[str] = []

        def wait(self, _: float) -> None:
            order.append("flows")

        def end_rooms(self) -> None:
            order.append("rooms end")

    @contextmanager
    def opened(*_: object, **__: object) -> Iterator[Noting]:
        yield Noting()

    def drain(_: object) -> float:
        order.append("drained")
        return 1.0

    def judge(*_: object, **__: object) -> Log:
        order.append("judged")
        return Log({})

    monkeypatch.setattr(bench_module, "open_run", opened)
    monkeypatch.setattr(bench_module, "drain", drain)
    monkeypatch.setattr(bench_module, "judge", judge)
    told = bench.run_one(SCENARIO, 0)

    assert order == ["flows", "drained", "rooms end", "judged"]
    assert told is not None
    assert told.problems == ["there is no run without faults of this seed"]


def test_the_report_names_what_did_not_hold_and_what_was_not_run(
    bench: Bench, tmp_path: Path
) -> None:
    broken = result(2, passed=False, breaches=["served and never ended: 1 (7 http://x/7)"])
    broken.write(tmp_path / "results")
    other = dataclasses.replace(SCENARIO, name="cut", fault="network cut", runs=1)

    write_report(tmp_path / "REPORT.md", [SCENARIO, other], bench)

    told = (tmp_path / "REPORT.md").read_text()
    assert "| kill -9 | 0/2 | 1/2 |" in told
    assert "broken: served and never ended: 1 (7 http://x/7)" in told
    assert "- network cut: 1 of 1 runs" in told
    assert "abc (services 123)" in told


def test_results_of_another_version_are_named_and_have_not_held(
    bench: Bench, tmp_path: Path
) -> None:
    faults = [Injection("kill -9", "puller", 1.0, 2.0, 3, 4.0)]
    result(injections=faults).write(tmp_path / "results")
    result(2, injections=faults).write(tmp_path / "results")
    report = tmp_path / "REPORT.md"
    write_report(report, [SCENARIO], bench)
    assert "| kill -9 | 2/2 | 2/2 |" in report.read_text()

    result(2, injections=faults, parameters="other").write(tmp_path / "results")
    write_report(report, [SCENARIO], bench)
    told = report.read_text()
    assert "| kill -9 | 1/2 | 1/2 |" in told
    assert "held" not in told.partition("## The table")[2]
    assert "- `kill-2`: its result had other parameters" in told

    bench.version = {**VERSION, "bench": "new"}
    write_report(report, [SCENARIO], bench)
    told = report.read_text()
    assert "| kill -9 | 0/2 | 0/2 |" in told
    assert "- `kill-1`: its result was of bench 1" in told


def test_only_what_was_done_and_passed_as_often_as_it_should_has_held() -> None:
    faults = [Injection("kill -9", "puller", 1.0, 2.0, 3, 4.0)]

    def verdict(*results: Result) -> str:
        return summary([SCENARIO], results).splitlines()[1]

    assert verdict(result(injections=faults), result(2, injections=faults)).endswith("held")
    assert not verdict(result(injections=faults)).endswith("held")
    assert not verdict(result(injections=faults), result(2)).endswith("held")
    broken = result(2, injections=faults, passed=False)
    assert not verdict(result(injections=faults), broken).endswith("held")
    twice = [*faults, *faults]
    assert has_held(SCENARIO, [result(injections=faults), result(2, injections=faults)])
    assert not has_held(SCENARIO, [result(injections=twice)])
    assert not has_held(SCENARIO, [result(injections=faults), result(2)])


def test_all_has_held_when_something_was_done_and_each_scenario_has() -> None:
    faults = [Injection("kill -9", "puller", 1.0, 2.0, 3, 4.0)]
    both = [result(injections=faults), result(2, injections=faults)]
    lacking = dataclasses.replace(SCENARIO, name="cut", surrounding_lacks=lambda: "needs root")

    assert all_held([SCENARIO, lacking], both)
    assert not all_held([SCENARIO], both[:1])
    assert not all_held([SCENARIO], [both[0], result(2)])
    assert not all_held([dataclasses.replace(SCENARIO, name="other"), SCENARIO], both)
    assert not all_held([lacking], [])


@pytest.mark.parametrize(
    ("version", "told"),
    [
        ("def (services 123)", "served 3, ended 3, restarts 0; passed."),
        ("abc (services 0)", "served 3, ended 3, restarts 0; of other code (it passed)."),
        (None, "served 3, ended 3, restarts 0; of other code (it passed)."),
    ],
    ids=["another-commit", "other-code", "unknown"],
)
def test_a_soak_of_other_code_has_not_passed(
    bench: Bench, tmp_path: Path, version: str | None, told: str
) -> None:
    soak = {"passed": True, "minutes": 60, "rate": 5, "served": 3, "ended": {"a": 3}}
    soak |= {"restarts": {"puller": 0}, "verdicts": [], "breaches": []}
    soak |= {} if version is None else {"version": version}
    (tmp_path / "soak.json").write_text(json.dumps(soak))

    write_report(tmp_path / "REPORT.md", [SCENARIO], bench)

    assert told in (tmp_path / "REPORT.md").read_text()


@pytest.mark.parametrize("table", [full, short], ids=["full", "short"])
def test_names_are_distinguished_and_references_come_first(table: object) -> None:
    scenarios = full() if table is full else short()
    names = [scenario.name for scenario in scenarios]

    assert len(set(names)) == len(names)
    assert names[0] == "none"


def test_a_bench_that_is_to_end_begins_nothing(bench: Bench, ran: list[str]) -> None:
    bench.stop.set()

    assert bench.run_all([SCENARIO], again=True) == []
    assert ran == []
