"""The bench can fail: newsmill broken in six ways, and what the verifier says of each."""

import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.apache_kafka import missing_tools
from tests.brokers import is_apache_wanted
from tests.faults.clusters import Kind
from tests.faults.corpus import REACH
from tests.faults.faults_of_rooms import kill_at
from tests.faults.judging import breaches_of
from tests.faults.ledger import Served
from tests.faults.mutations import BREAK_BY_NAME, VARIABLE
from tests.faults.points import arm
from tests.faults.reading import UNIQUE, everything
from tests.faults.running import PREFIX, Run, drain, open_run

pytestmark = [pytest.mark.broker, pytest.mark.timeout(300)]

SEED = 1
RATE = 8.0
BEFORE_SECONDS = 3.0
FIRE_SECONDS = 40.0
MESSAGES_BEFORE_THE_LATE_ROOM = 10
PUBLICATIONS_BEFORE_THE_KILL = 60
KILLS_AT_MOST = 4
GRACE_SECONDS = 5.0
"""The embedded broker's ends are read by fetching, a moment later."""

Fault = Callable[[Run], None]


def refuse_a_send(run: Run) -> None:
    """The cleaner's third send fails for good."""
    fired = arm(run.folder, "cleaner", "send-fails", 3)
    assert run.wait_until(fired.exists, FIRE_SECONDS)
    run.wait(BEFORE_SECONDS)


def start_the_enricher_late(run: Run) -> None:
    """Its group has no position yet, and there is something to read."""

    def something_waits() -> bool:
        latest = run.latest()
        found = (
            sum(end for (topic, _), end in latest.ends.items() if topic == UNIQUE) if latest else 0
        )
        return found >= MESSAGES_BEFORE_THE_LATE_ROOM

    assert run.wait_until(something_waits, FIRE_SECONDS)

    def has_been_everywhere() -> bool:
        """A partition without a commit would be waited for at the end, mutation or not."""
        if (latest := run.latest()) is None:
            return False
        partitions = {partition for topic, partition in latest.ends if topic == UNIQUE}
        return set(latest.committed.get("enricher", {})) == partitions

    run.start_late("enricher")
    run.supervisor.wait_until_ready()
    assert run.wait_until(has_been_everywhere, FIRE_SECONDS)


def wait_for_a_state_that_returns(run: Run) -> None:
    """Some entry is back in its first state."""
    assert run.wait_until(lambda: any(s.kind == "return" for s in run.stand.served()), FIRE_SECONDS)


def kill_the_deduper_between_an_article_and_its_copies(run: Run) -> None:
    """It has decided on an article, and nobody has on its copies yet.

    A puller that catches up, as after another fault, serves more within the wait than a copy
    reaches back, and some stretches of the corpus have no copy: then once more.
    """
    assert run.wait_until(lambda: len(_numbers(run)) >= PUBLICATIONS_BEFORE_THE_KILL, FIRE_SECONDS)
    assert any(_is_killed_between(run) for _ in range(KILLS_AT_MOST))


def _is_killed_between(run: Run) -> bool:
    """Whether a copy of what was decided on came after the kill."""
    room = run.supervisor["deduper"]
    decided = max(_numbers(run))
    run.wait(BEFORE_SECONDS)
    exits, last = len(room.exits), max(_numbers(run))
    room.make_end(signal.SIGKILL)
    assert run.wait_until(lambda: len(room.exits) > exits, FIRE_SECONDS)

    def has_copies() -> bool:
        served = run.stand.served()
        return any(one.target <= decided and one.number > last for one in served if is_copy(one))

    run.wait_until(lambda: has_copies() or max(_numbers(run)) > decided + REACH, FIRE_SECONDS)
    return has_copies()


def _numbers(run: Run) -> list[int]:
    return [one.number for one in run.stand.served()]


def is_copy(one: Served) -> bool:
    """Whether it copies something that was served before."""
    return one.kind in ("copy", "near")


@dataclass(frozen=True)
class Case:
    """A fault that shows a mutation, and the rule that it breaks then."""

    fault: Fault
    broken: str
    late_rooms: tuple[str, ...] = ()


LOST = "served and never ended"
COPY_OF_NOTHING = "a copy of something that was never enriched"
NOT_ITS_REVISIONS = "states of an article that are not its revisions"
NOT_ONE_OF_A_GROUP = "a group of which not one article was published"
CASES = {
    "commits-early": Case(lambda run: kill_at(run, "with-full-window", 1), LOST),
    "forgets-the-owner": Case(lambda run: kill_at(run, "after-journal-write", 1), COPY_OF_NOTHING),
    "swallows-produce-errors": Case(refuse_a_send, LOST),
    "starts-from-latest": Case(start_the_enricher_late, LOST, ("enricher",)),
    "takes-a-returned-state-for-a-repeat": Case(wait_for_a_state_that_returns, NOT_ITS_REVISIONS),
    "forgets-the-groups": Case(
        kill_the_deduper_between_an_article_and_its_copies, NOT_ONE_OF_A_GROUP
    ),
}


@pytest.fixture
def kind() -> Kind:
    """Apache Kafka, as the bench; the embedded broker only where that cannot run."""
    problem = missing_tools()
    if is_apache_wanted():
        if problem is not None:
            pytest.skip(problem)
        return "single"
    if problem is None:
        pytest.skip("the bench runs on Apache Kafka here: make test-kafka")
    return "embedded"


def broken_rules(
    folder: Path, kind: Kind, faults: Sequence[Fault], late_rooms: tuple[str, ...], mutation: str
) -> set[str]:
    """What the verifier says after `faults`, under `mutation`."""
    with open_run(
        folder,
        threading.Event(),
        kind=kind,
        seed=SEED,
        rate=RATE,
        wrapped=True,
        settings={VARIABLE: mutation},
        poison={},
        late_rooms=late_rooms,
    ) as run:
        run.wait(BEFORE_SECONDS)
        for fault in faults:
            fault(run)
        # What is lost is never waited for, so that the end comes in any case.
        assert drain(run) is not None
        log = everything(run.cluster.address, PREFIX)
        found = breaches_of(
            log, run.stand.served(), run.monitor.snapshots, set(), set(), None, GRACE_SECONDS
        )
    return {breach.rule for breach in found}


def test_every_mutation_has_its_case() -> None:
    assert set(CASES) == set(BREAK_BY_NAME)


def test_without_a_mutation_nothing_is_broken(kind: Kind, tmp_path: Path) -> None:
    faults = [case.fault for case in sorted(CASES.values(), key=lambda case: not case.late_rooms)]

    assert broken_rules(tmp_path, kind, faults, ("enricher",), mutation="") == set()


@pytest.mark.parametrize("name", CASES)
def test_with_a_mutation_the_verifier_says_what_is_broken(
    name: str, kind: Kind, tmp_path: Path
) -> None:
    case = CASES[name]

    found = broken_rules(tmp_path, kind, [case.fault], case.late_rooms, mutation=name)

    assert case.broken in found
