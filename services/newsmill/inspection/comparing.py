"""Compare what a room makes of old input now with what it made of it then.

Both are told apart by the observation, of which a room makes exactly one thing: a record on one of
its topics, a drop or a dead letter. Counts are complete; of examples only a few are kept.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from newsmill.contracts.headers import NotADeadLetter, read_dead_letter
from newsmill.contracts.topics import DEAD_LETTERS, DROPS
from newsmill.inspection.entity_changes import EntityChange, What, entity_changes
from newsmill.inspection.field_changes import excerpts, field_changes
from newsmill.inspection.naming import fields_in
from newsmill.kafka.records import Message

DROPPED, DEAD_LETTER = "dropped: ", "dead letter: "

APART = frozenset({"entities", "model"})
"""Fields that are compared in their own way."""

Example = Mapping[str, Any]
"""One difference with the article it is of, for JSON."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an observation in a room.

    `end` is a topic's short name, `dropped: REASON` or `dead letter: EXCEPTION`.
    """

    end: str
    value: bytes = b""
    """The record; nothing of a dead letter."""

    @property
    def is_published(self) -> bool:
        """Whether the article goes on."""
        return not self.end.startswith((DROPPED, DEAD_LETTER))


def outcome_of(message: Message, room: str) -> Outcome | None:
    """What `message`, on a topic that `room` writes, says; None where another room wrote it."""
    value = message.value or b""
    if message.topic == DEAD_LETTERS.name:
        try:
            letter = read_dead_letter(message.headers)
        except NotADeadLetter:
            return None
        return Outcome(DEAD_LETTER + letter.exception) if letter.room == room else None
    if message.topic == DROPS.name:
        fields = fields_in(value)
        is_ours = fields.get("room") == room
        return Outcome(f"{DROPPED}{fields.get('reason')}", value) if is_ours else None
    return Outcome(short_name(message.topic), value)


def short_name(topic: str) -> str:
    """What a topic is called in reports."""
    return topic.removeprefix("news.").removeprefix("articles.").removesuffix(".v1")


@dataclass
class Counted:
    """How often something differs, and examples of it, each of another article."""

    count: int = 0
    articles: int = 0
    examples: list[Example] = field(default_factory=list)


@dataclass
class ModelChange:
    """What differs between the entities of one model and those of another."""

    articles: int = 0
    changed: int = 0
    by_what: Counter[What] = field(default_factory=Counter)


ModelPair = tuple[str | None, str | None]
"""Name and version of the model, before and now."""


@dataclass
class Comparison:
    """How a replay differs. All that was read once is same, changed, moved or not comparable."""

    examples_kept: int = 5
    same: int = 0
    changed: int = 0
    not_kept: int = 0
    """Without an outcome to compare with, because retention has removed it."""
    not_yet: int = 0
    """Without one, because the real room has not come so far."""
    unanswered: int = 0
    """The replay has no outcome."""
    ends_before: Counter[str] = field(default_factory=Counter)
    ends_now: Counter[str] = field(default_factory=Counter)
    moves: defaultdict[tuple[str, str], Counted] = field(
        default_factory=lambda: defaultdict(Counted)
    )
    """Articles that end elsewhere than before, by both ends."""
    fields: defaultdict[str, Counted] = field(default_factory=lambda: defaultdict(Counted))
    entities: defaultdict[What, Counted] = field(default_factory=lambda: defaultdict(Counted))
    models: defaultdict[ModelPair, ModelChange] = field(
        default_factory=lambda: defaultdict(ModelChange)
    )
    new_fields: Counter[str] = field(default_factory=Counter)
    """That only today's version writes; they are not compared."""

    @property
    def moved(self) -> int:
        """Articles that end elsewhere than before."""
        return sum(it.count for it in self.moves.values())

    @property
    def gained(self) -> int:
        """Articles that are published now, and were dropped or dead letters."""
        return self._moved(was_published=False, is_published=True)

    @property
    def lost(self) -> int:
        """Articles that were published, and are dropped or dead letters now."""
        return self._moved(was_published=True, is_published=False)

    @property
    def compared(self) -> int:
        """Articles with an outcome then and now."""
        return self.same + self.changed + self.moved

    def enter(self, name: str, before: Outcome | None, now: Outcome, *, is_waiting: bool) -> None:
        """Compare both outcomes of the observation `name`.

        `is_waiting`: the real room had not read it when the replay began.
        """
        self.ends_now[now.end] += 1
        if before is None:
            self.not_yet += is_waiting
            self.not_kept += not is_waiting
            return
        self.ends_before[before.end] += 1
        old, new = fields_in(before.value), fields_in(now.value)
        article = _article(name, old, new)
        if before.end != now.end:
            detail = {"before": _end(before.end, old), "now": _end(now.end, new)}
            self._count(self.moves[before.end, now.end], 1, article | detail)
            return
        is_changed = self._compare_fields(article, old, new)
        if "entities" in old or "entities" in new:
            is_changed |= self._compare_entities(article, old, new)
        self.changed += is_changed
        self.same += not is_changed

    def _compare_fields(
        self, article: dict[str, Any], old: dict[str, Any], new: dict[str, Any]
    ) -> bool:
        self.new_fields.update(new.keys() - old.keys() if old else ())
        plain_old, plain_new = (
            {name: value for name, value in fields.items() if name not in APART}
            for fields in (old, new)
        )
        changes = list(field_changes(plain_old, plain_new))
        for change in changes:
            counted = self.fields[change.field]
            example: dict[str, Any] = {}
            if len(counted.examples) < self.examples_kept:
                before, now = excerpts(change.before, change.now)
                example = article | {"before": before, "now": now}
            self._count(counted, 1, example)
        return bool(changes)

    def _compare_entities(
        self, article: dict[str, Any], old: dict[str, Any], new: dict[str, Any]
    ) -> bool:
        if (earlier := old.get("entities")) and (entities := new.get("entities")):
            self.new_fields.update(f"entities.{it}" for it in entities[0].keys() - earlier[0])
        by_what = defaultdict[What, list[EntityChange]](list)
        for change in entity_changes(old.get("entities"), new.get("entities")):
            by_what[change.what].append(change)
        model = self.models[old.get("model"), new.get("model")]
        model.articles += 1
        model.changed += bool(by_what)
        for what, changes in by_what.items():
            model.by_what[what] += len(changes)
            first = changes[0]
            detail = {"name": first.name, "label": first.label}
            if what not in ("gained", "lost"):
                detail |= {"before": first.before, "now": first.now}
            self._count(self.entities[what], len(changes), article | detail)
        return bool(by_what)

    def _count(self, counted: Counted, count: int, example: Example) -> None:
        counted.count += count
        counted.articles += 1
        if len(counted.examples) < self.examples_kept:
            counted.examples.append(example)

    def _moved(self, *, was_published: bool, is_published: bool) -> int:
        return sum(
            counted.count
            for (before, now), counted in self.moves.items()
            if Outcome(before).is_published == was_published
            and Outcome(now).is_published == is_published
        )


def _article(name: str, old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Which article an example is of, as far as either record says."""
    said = {field: new.get(field) or old.get(field) for field in ("url", "title")}
    return {"observation": name, **said}


def _end(end: str, fields: dict[str, Any]) -> str:
    detail = fields.get("detail") if end.startswith(DROPPED) else None
    return f"{end} ({detail})" if detail else end
