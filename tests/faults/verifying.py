"""What must hold of a run, judged from the ledger of what was served and the topics alone."""

import signal
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from newsmill.exit_codes import EXIT_CRASHED
from tests.faults.corpus import POISON_WORD
from tests.faults.ledger import Served
from tests.faults.reading import (
    DEAD_LETTERS,
    DROPS,
    DUPLICATES,
    ENDS,
    ENRICHED,
    INPUT_BY_ROOM,
    OUTPUTS_BY_ROOM,
    RAW,
    Log,
    Message,
    Position,
    Snapshot,
)

_NAME_IN_AN_AUDIT = {
    ENRICHED: "enriched",
    DUPLICATES: "duplicates",
    DROPS: "drops",
    DEAD_LETTERS: "dead_letters",
}

NO_TEXT = "no_text"
"""Why the cleaner drops what holds no word."""

TRIES = 3
"""What ends its room so often is quarantined."""

_CODE_BY_POISON = {"crash": -signal.SIGABRT, "hang": EXIT_CRASHED}

SHOWN = 5
"""Of everything that breaks a rule, so many are named."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that did not hold, how often, and some of what broke it."""

    rule: str
    count: int
    examples: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.rule}: {self.count} ({'; '.join(self.examples)})"


@dataclass
class Breaches:
    """Collects what broke a rule."""

    found: list[Breach] = field(default_factory=list)

    def note(self, rule: str, subjects: Iterable[str]) -> None:
        """Enter a breach of `rule` unless there are no `subjects`."""
        names = list(subjects)
        if names:
            self.found.append(Breach(rule, len(names), tuple(names[:SHOWN])))


def there_is_something_to_judge(
    served: Sequence[Served], log: Log, snapshots: Sequence[Snapshot]
) -> list[Breach]:
    """Of nothing everything holds: something was served, enriched and committed under our eyes."""
    breaches = Breaches()
    rooms = {room for snapshot in snapshots for room, at in snapshot.committed.items() if at}
    breaches.note("nothing was served", [] if served else ["an empty ledger"])
    breaches.note("nothing was enriched", [] if log[ENRICHED] else ["an empty topic"])
    breaches.note("no committed position was ever seen", sorted(set(INPUT_BY_ROOM) - rooms))
    return breaches.found


def nothing_is_lost(served: Sequence[Served], log: Log) -> list[Breach]:
    """Everything served ended, and every copy is one of something enriched."""
    breaches = Breaches()
    offered = subjects_by_publication(log)
    ends = ends_by_subject(log)
    breaches.note(
        "served and never offered",
        (f"{s.number} {s.url}" for s in served if (s.guid, s.title) not in offered),
    )
    breaches.note(
        "served and never ended",
        (
            f"{s.number} {s.url}"
            for s in served
            for subject in offered.get((s.guid, s.title), ())
            if subject not in ends
        ),
    )
    breaches.note(
        "a state that returned and was not offered anew",
        (
            f"{s.number} {s.url}"
            for s in served
            if s.kind == "return" and len(offered.get((s.guid, s.title), ())) < 2
        ),
    )
    enriched = {str(m.record["article_id"]) for m in log[ENRICHED] if m.record}
    breaches.note(
        "a copy of something that was never enriched",
        (
            f"{m.record['url']} of {m.record['duplicate_of']}"
            for m in log[DUPLICATES]
            if m.record and m.record["duplicate_of"] not in enriched
        ),
    )
    return breaches.found


def drops_are_those_served(served: Sequence[Served], log: Log) -> list[Breach]:
    """What holds no word is dropped for that reason, and nothing else is dropped."""
    breaches = Breaches()
    offered = subjects_by_publication(log)
    ends = ends_by_subject(log)
    wordless = {
        subject
        for one in served
        if one.kind == "wordless"
        for subject in offered.get((one.guid, one.title), ())
    }
    breaches.note(
        "dropped without a reason that was served",
        (
            f"{m.subject} {reason}"
            for m in log[DROPS]
            if (reason := (m.record or {}).get("reason")) != NO_TEXT or m.subject not in wordless
        ),
    )
    breaches.note(
        "without a word, and not dropped",
        (
            f"{subject}: {', '.join(sorted(elsewhere))}"
            for subject in sorted(wordless)
            if (elsewhere := {message.topic for message in ends.get(subject, ())} - {DROPS})
        ),
    )
    return breaches.found


def disagreements(audit: Mapping[str, Any], log: Log, lost: int = 0) -> list[str]:
    """Where what newsmill's own audit says is not what the topics say.

    `lost` messages were removed before they were read; nothing of them is in `log`.
    """
    ends = {topic: {message.subject for message in log[topic]} for topic in ENDS}
    offered = {message.subject for message in log[RAW]}
    ended = set().union(*ends.values())
    counts: dict[str, int] = {"offered": len(offered)}
    left = set(offered)
    for topic in ENDS:
        counts[_NAME_IN_AN_AUDIT[topic]] = len(left & ends[topic])
        left -= ends[topic]
    counts |= {"in_flight": 0, "missing": 0, "expired": 0}
    total, earlier = dict(audit["total"]), dict(audit["earlier"])
    total["drops"] = sum(total["drops"].values())
    wanted_earlier = {"ended": len(ended - offered), "in_flight": 0, "without_end": 0, "expired": 0}
    found = [
        f"{name}: {told.get(name)}, not {count}"
        for told, wanted in ((total, counts), (earlier, wanted_earlier))
        for name, count in wanted.items()
        if told.get(name) != count
    ]
    found += [
        f"{name}: {len(audit[name])}, not none"
        for name in ("missing", "ended_twice", "gaps", "orphans", "unbegun")
        if audit[name]
    ]
    if audit["lost"]["messages"] != lost:
        found.append(f"lost: {audit['lost']['messages']}, not {lost}")
    if audit["verdict"] != ("missing" if lost else "whole"):
        found.append(f"verdict: {audit['verdict']}")
    return found


def exits_are_those_wanted(
    exits: Mapping[tuple[str, int], int], wanted: Mapping[tuple[str, int], int]
) -> list[str]:
    """By room and code: how often its processes ended, and how often they were made to."""
    found = []
    for room, code in sorted(exits.keys() | wanted.keys()):
        times, expected = exits.get((room, code), 0), wanted.get((room, code), 0)
        if times != expected:
            found.append(f"{room} ended with {code} {times} times, not {expected}")
    return found


def exits_by_poison(served: Sequence[Served]) -> Counter[tuple[str, int]]:
    """Three ends of the room that it is poisonous for, by each publication that was served."""
    wanted: Counter[tuple[str, int]] = Counter()
    codes = {
        f"{POISON_WORD} {fault} for the {room}": (room, code)
        for fault, code in _CODE_BY_POISON.items()
        for room in INPUT_BY_ROOM
    }
    for one in served:
        if one.kind == "poison":
            wanted[codes[one.title.partition(":")[0]]] += TRIES
    return wanted


def dead_poison(served: Sequence[Served], log: Log) -> int:
    """How many of the poisonous publications that were served are dead letters."""
    offered = subjects_by_publication(log)
    dead = {message.subject for message in log[DEAD_LETTERS]}
    poison = [offered.get((one.guid, one.title), set()) for one in served if one.kind == "poison"]
    return sum(bool(subjects & dead) for subjects in poison)


ANSWERED = (
    *("title", "text", "entities", "entities_status"),
    *("article_id", "duplicate_of", "group_id", "kind"),
)
"""What a record says; the rest is when and how it came about."""


def answers_never_change(log: Log) -> list[Breach]:
    """Each observation ends in one way only, and what has one id is one thing.

    Repeats are allowed: the same record, written again.
    """
    breaches = Breaches()
    breaches.note(
        "an observation ended in two ways",
        (
            f"{subject}: {', '.join(sorted(f'{m.topic} {m.id}' for m in messages))}"
            for subject, messages in ends_by_subject(log).items()
            if subject and len({(m.topic, _end(m), m.failed) for m in messages}) > 1
        ),
    )
    for topic in (ENRICHED, DUPLICATES):
        told: defaultdict[str, set[tuple[object, ...]]] = defaultdict(set)
        for message in log[topic]:
            record = message.record or {}
            told[message.id].add((message.subject, *(record.get(name) for name in ANSWERED)))
        breaches.note(
            f"two different records of {topic} with one id",
            (name for name, contents in told.items() if len(contents) > 1),
        )
    ids: defaultdict[tuple[object, object], set[str]] = defaultdict(set)
    for message in log[ENRICHED]:
        if message.record:
            ids[message.record["article_id"], message.record["revision"]].add(_end(message))
    breaches.note(
        "one revision enriched under two ids",
        (f"{article} {revision}" for (article, revision), of in ids.items() if len(of) > 1),
    )
    return breaches.found


def _end(message: Message) -> str:
    """The id, without the digest that a revision has anew when it is enriched otherwise."""
    return ".".join(message.id.split(".")[:2]) if message.topic == ENRICHED else message.id


def revisions_are_in_order(log: Log) -> list[Breach]:
    """Of each article, later revisions stand behind earlier ones; repeats may stand anywhere."""
    breaches = Breaches()
    latest: dict[str, int] = {}
    seen: set[str] = set()
    wrong = []
    for message in sorted(log[ENRICHED], key=lambda m: (m.partition, m.offset)):
        if message.record is None or message.id in seen:
            continue
        seen.add(message.id)
        article, revision = str(message.record["article_id"]), int(message.record["revision"])
        if revision < latest.get(article, 0):
            wrong.append(f"{message.record['url']}: {revision} after {latest[article]}")
        latest[article] = max(revision, latest.get(article, 0))
    breaches.note("a revision behind a later one", wrong)
    return breaches.found


def commits_are_never_early(
    log: Log, snapshots: Sequence[Snapshot], *, grace_seconds: float = 0.0
) -> list[Breach]:
    """Whatever was below a committed position had its output on the topics at that moment.

    A new leader's idea of a topic's end may be older than what was acknowledged: where brokers
    fail, the ends are those of `grace_seconds` later.
    """
    breaches = Breaches()
    ordered = sorted(snapshots, key=lambda snapshot: snapshot.time)
    for room in INPUT_BY_ROOM:
        early = _early_commits(log, room, ordered, grace_seconds)
        breaches.note(f"{room} committed past what it had not published", early)
    return breaches.found


def dead_letters_are_as_they_were(log: Log) -> list[Breach]:
    """Each holds the key and the value of the message that it was."""
    breaches = Breaches()
    topics = {message.failed[0] for message in log[DEAD_LETTERS] if message.failed}
    digests = {(m.topic, m.partition, m.offset): m.digest for name in topics for m in log[name]}
    breaches.note(
        "a dead letter with other bytes than its message",
        (
            f"{m.room} {m.failed} {m.subject}"
            for m in log[DEAD_LETTERS]
            if m.failed is None or digests.get(m.failed) != m.digest
        ),
    )
    return breaches.found


def dead_letters_are_the_poison(
    log: Log, subjects: Collection[str], positions: Collection[tuple[str, int, int]]
) -> list[Breach]:
    """What is dead-lettered was poison, and all poison was dead-lettered."""
    breaches = Breaches()
    dead_subjects = {message.subject for message in log[DEAD_LETTERS]}
    dead_positions = {message.failed for message in log[DEAD_LETTERS]}
    breaches.note(
        "a dead letter that was no poison",
        (
            f"{m.room} {m.failed} {m.subject}"
            for m in log[DEAD_LETTERS]
            if m.subject not in subjects and m.failed not in positions
        ),
    )
    breaches.note("poison that is no dead letter", sorted(set(subjects) - dead_subjects))
    breaches.note(
        "poison that is no dead letter, by position",
        (str(position) for position in sorted(set(positions) - dead_positions)),
    )
    return breaches.found


def repeats(log: Log, topics: Iterable[str]) -> Counter[str]:
    """Messages of each topic that had been there before."""
    found: Counter[str] = Counter()
    for topic in topics:
        things = [m.failed if topic == DEAD_LETTERS else m.id for m in log[topic]]
        found[topic] = len(things) - len(set(things))
    return found


def nothing_is_repeated(log: Log, topics: Iterable[str]) -> list[Breach]:
    """For the faults that cost no repeat."""
    breaches = Breaches()
    again = sorted(repeats(log, topics).items())
    breaches.note(
        "repeats where there must be none", [f"{topic} {count}" for topic, count in again if count]
    )
    return breaches.found


def subjects_by_publication(log: Log) -> dict[tuple[str, str], set[str]]:
    """Under which subjects the puller offered each publication, by GUID and title."""
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for message in log[RAW]:
        if message.record is not None:
            key = (str(message.record.get("guid")), str(message.record.get("title")))
            found[key].add(message.subject)
    return dict(found)


def ends_by_subject(log: Log) -> dict[str, list[Message]]:
    """Where each observation ended."""
    found: defaultdict[str, list[Message]] = defaultdict(list)
    for topic in ENDS:
        for message in log[topic]:
            found[message.subject].append(message)
    return dict(found)


def _early_commits(
    log: Log, room: str, snapshots: Sequence[Snapshot], grace_seconds: float
) -> list[str]:
    outputs: defaultdict[str, list[tuple[Position, int]]] = defaultdict(list)
    for topic in OUTPUTS_BY_ROOM[room]:
        for message in log[topic]:
            if message.room == room:
                place = ((message.topic, message.partition), message.offset)
                outputs[_account(message)].append(place)
    inputs = sorted(log[INPUT_BY_ROOM[room]], key=lambda m: (m.partition, m.offset))
    early = []
    checked: dict[int, int] = {}
    for snapshot in snapshots:
        ends = _ends_after(snapshots, snapshot, grace_seconds)
        committed = snapshot.committed.get(room, {})
        # Each message below the position is checked at the first snapshot that is above it.
        if all(committed.get(p, 0) <= checked.get(p, 0) for p in committed):
            continue
        below = Counter(_account(m) for m in inputs if m.offset < committed.get(m.partition, 0))
        for message in inputs:
            if (
                not checked.get(message.partition, 0)
                <= message.offset
                < committed.get(message.partition, 0)
            ):
                continue
            written = outputs[_account(message)]
            there = sum(offset < ends.get(position, 0) for position, offset in written)
            if there < below[_account(message)]:
                where = f"{message.topic}-{message.partition}@{message.offset}"
                early.append(f"{where} {message.subject}: {there} of {below[_account(message)]}")
        for partition, offset in committed.items():
            checked[partition] = max(checked.get(partition, 0), offset)
    return early


def _account(message: Message) -> str:
    """What connects an input with its outputs: its subject, else its position."""
    if message.subject:
        return message.subject
    topic, partition, offset = message.failed or (
        message.topic,
        message.partition,
        message.offset,
    )
    return f"{topic}-{partition}@{offset}"


def _ends_after(
    snapshots: Sequence[Snapshot], snapshot: Snapshot, grace_seconds: float
) -> dict[Position, int]:
    ends: dict[Position, int] = {}
    for other in snapshots:
        if other is snapshot or snapshot.time <= other.time <= snapshot.time + grace_seconds:
            for position, end in other.ends.items():
                ends[position] = max(end, ends.get(position, 0))
    return ends
