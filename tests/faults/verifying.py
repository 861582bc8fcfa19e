"""What must hold of a run, judged from the ledger of what was served and the topics alone."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tests.faults.ledger import Served
from tests.faults.reading import DEAD_LETTERS, DUPLICATES, ENDS, ENRICHED, RAW, Log, Message

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


def repeats(log: Log, topics: Iterable[str]) -> Counter[str]:
    """Messages of each topic whose id had been there before."""
    found: Counter[str] = Counter()
    for topic in topics:
        if topic != DEAD_LETTERS:
            ids = [message.id for message in log[topic]]
            found[topic] = len(ids) - len(set(ids))
        else:
            positions = [message.failed for message in log[topic]]
            found[topic] = len(positions) - len(set(positions))
    return found
