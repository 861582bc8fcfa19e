"""From a run to its result: everything is read again from the topics, and every rule applied."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.comparing import Facts, equal_as_far_as_both_went, facts_of
from tests.faults.foreign import what_is_foreign_is_handled, with_removed
from tests.faults.grouping import (
    articles_belong_to_one_entry,
    copies_are_counted_once,
    equal_ids_mean_equal_content,
    groups_are_those_served,
    no_copy_is_its_own_first,
    repeats_are_the_same_verdict,
    siblings_are_articles_of_their_own,
    states_are_told_in_order,
)
from tests.faults.ledger import Served
from tests.faults.reading import (
    DEAD_LETTERS,
    DROPS,
    DUPLICATES,
    ENRICHED,
    OUTPUTS_BY_ROOM,
    RAW,
    WATCHED,
    Log,
    everything,
)
from tests.faults.running import PREFIX, Injection, Run
from tests.faults.supervising import Room, Supervisor
from tests.faults.verifying import (
    Breach,
    answers_never_change,
    commits_are_never_early,
    dead_letters_are_as_they_were,
    dead_letters_are_the_poison,
    dead_poison,
    disagreements,
    drops_are_those_served,
    exits_are_those_wanted,
    exits_by_poison,
    nothing_is_lost,
    nothing_is_repeated,
    repeats,
    revisions_are_in_order,
    subjects_by_publication,
    there_is_something_to_judge,
)

OUTPUT_OF_THE_PULLER = (RAW,)
AUDIT_SECONDS = 300
AGREES = "agrees"
EXIT_MISSING = 1


@dataclass
class Result:
    """What one run was and what came of it: a JSON file in the bench's folder."""

    name: str
    number: int
    fault: str
    seed: int
    version: Mapping[str, str]
    parameters: str
    passed: bool = False
    started: float = 0.0
    seconds: float = 0.0
    injections: list[Injection] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    drop_reasons: dict[str, int] = field(default_factory=dict)
    repeats: dict[str, int] = field(default_factory=dict)
    exits: dict[str, int] = field(default_factory=dict)
    drained: float | None = None
    breaches: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    error: str = ""
    audit: str = "not asked"
    throughput: float | None = None

    @property
    def key(self) -> str:
        """Its name among all runs."""
        return f"{self.name}-{self.number}"

    def write(self, folder: Path) -> None:
        """Keep it."""
        path = folder / f"{self.key}.json"
        half = path.with_suffix(".tmp")
        half.write_text(json.dumps(asdict(self), indent=1) + "\n")
        half.rename(path)


def read_result(path: Path) -> Result:
    """What `Result.write` wrote."""
    told: dict[str, Any] = json.loads(path.read_text())
    told["injections"] = [Injection(**injection) for injection in told["injections"]]
    return Result(**told)


def judge(
    run: Run,
    result: Result,
    reference: Facts | None,
    *,
    repeats_allowed: bool,
    grace_seconds: float,
) -> Log:
    """Fill in `result` from the topics."""
    there = everything(run.cluster.address, PREFIX, WATCHED)
    log = with_removed(there, run.removed)
    served = run.stand.served()
    result.breaches = [
        str(breach)
        for breach in breaches_of(
            log,
            served,
            run.monitor.snapshots,
            run.poisoned_subjects,
            run.poisoned_positions,
            reference,
            grace_seconds,
            repeats_allowed=repeats_allowed,
        )
    ]
    result.repeats = {topic: count for topic, count in repeats(log, WATCHED).items() if count}
    result.counts = counts_of(log, served)
    result.drop_reasons = dict(Counter(str((m.record or {}).get("reason")) for m in log[DROPS]))
    result.injections = run.injections
    for injection in run.injections:
        if injection.told.pop("measure standstill", False):
            injection.told["standstill"] = standstill(run, injection, log)
        if injection.told.pop("count poison", False):
            injection.told["times"] = dead_poison(served, log)
    result.exits = {
        f"{name} {code}": count for (name, code), count in _exits(run.supervisor).items()
    }
    result.audit = audit(run, there)
    result.problems = problems_of(run, served, result.audit)
    result.problems += what_is_foreign_is_handled(run, log)
    return log


def breaches_of(
    log: Log,
    served: Sequence[Served],
    snapshots: Sequence[Any],
    poisoned_subjects: set[str],
    poisoned_positions: set[tuple[str, int, int]],
    reference: Facts | None,
    grace_seconds: float,
    *,
    repeats_allowed: bool = True,
) -> list[Breach]:
    """All rules that did not hold."""
    offered = subjects_by_publication(log)
    poison = set(poisoned_subjects)
    for one in served:
        if one.kind == "poison":
            poison |= offered.get((one.guid, one.title), set())
    found = there_is_something_to_judge(served, log, snapshots)
    found += nothing_is_lost(served, log)
    found += drops_are_those_served(served, log)
    found += answers_never_change(log)
    found += equal_ids_mean_equal_content(log)
    found += repeats_are_the_same_verdict(log)
    found += no_copy_is_its_own_first(log)
    found += articles_belong_to_one_entry(log)
    found += states_are_told_in_order(served, log)
    found += siblings_are_articles_of_their_own(served, log)
    found += groups_are_those_served(served, log)
    found += copies_are_counted_once(log)
    found += revisions_are_in_order(log)
    found += commits_are_never_early(log, snapshots, grace_seconds=grace_seconds)
    found += dead_letters_are_the_poison(log, poison, poisoned_positions)
    found += dead_letters_are_as_they_were(log)
    if reference is not None:
        found += equal_as_far_as_both_went(facts_of(log), reference, served)
    if not repeats_allowed:
        found += nothing_is_repeated(log, WATCHED)
    return found


def problems_of(run: Run, served: Sequence[Served], audit: str) -> list[str]:
    """All that went wrong beside the topics; `audit` is what `audit` says of the run."""
    found = [*run.problems, *unwanted_exits(run.supervisor, served)]
    found += [
        f"{one.fault} {one.target}: never recovered"
        for one in run.injections
        if one.recovered is None and "recovered with" not in one.told
    ]
    return found if audit == AGREES else [*found, f"newsmill audit: {audit}"]


def unwanted_exits(supervisor: Supervisor, served: Sequence[Served]) -> list[str]:
    """Where rooms ended otherwise than they were made to, by signals or by poison."""
    wanted = exits_by_poison(served)
    for room in supervisor.rooms:
        wanted += Counter({(_name_of(room), code): n for code, n in room.wanted_exits.items()})
    return exits_are_those_wanted(_exits(supervisor), wanted)


def _exits(supervisor: Supervisor) -> Counter[tuple[str, int]]:
    return Counter((_name_of(room), one.code) for room in supervisor.rooms for one in room.exits)


def counts_of(log: Log, served: Sequence[Served]) -> dict[str, int]:
    """Without repeats."""
    return {
        "served": len(served),
        "enriched": len({message.id for message in log[ENRICHED]}),
        "duplicates": len({message.id for message in log[DUPLICATES]}),
        "drops": len({message.id for message in log[DROPS]}),
        "dead letters": len({message.failed for message in log[DEAD_LETTERS]}),
    }


def standstill(run: Run, injection: Injection, log: Log) -> float | None:
    """Seconds from the fault until the room's next process wrote its first message."""
    room = run.supervisor[injection.target]
    started = [
        one.started_again_at
        for one in room.exits
        if one.started_again_at is not None and one.at >= injection.began - 0.05
    ]
    if not started:
        return None
    topics = OUTPUTS_BY_ROOM.get(room.name, OUTPUT_OF_THE_PULLER)
    written = [
        message.timestamp
        for topic in topics
        for message in log[topic]
        if message.room == room.name and message.timestamp >= started[0]
    ]
    return round(min(written) - injection.began, 2) if written else None


def audit(run: Run, log: Log) -> str:
    """Whether newsmill's own count is that of the verifier, number by number; else what it says."""
    plain = {name: value for name, value in run.environment.items() if name != "LD_PRELOAD"}
    ended = subprocess.run(
        [sys.executable, "-m", "newsmill", "audit", "--json"],
        env=plain,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=AUDIT_SECONDS,
        check=False,
    )
    (run.folder / "audit.json").write_text(ended.stdout)
    return answer_of_the_audit(ended, log, run.lost)


def answer_of_the_audit(ended: "subprocess.CompletedProcess[str]", log: Log, lost: int = 0) -> str:
    """As `audit`, of the command that has ended; `lost` messages were removed unread."""
    if ended.returncode != (EXIT_MISSING if lost else 0):
        return f"exit {ended.returncode}: {(ended.stderr or ended.stdout)[-400:]}"
    try:
        return "; ".join(disagreements(json.loads(ended.stdout), log, lost)) or AGREES
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return f"it says something else: {type(error).__name__}: {error}"


def _name_of(room: Room) -> str:
    """The room of one of several workers."""
    return room.name.partition("+")[0]
