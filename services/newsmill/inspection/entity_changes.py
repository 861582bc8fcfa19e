"""Compare the entities of two states of an article: gained, lost, relabelled, linked otherwise."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

What = Literal["gained", "lost", "relabelled", "link", "kind", "date", "mentions", "salience"]
WHATS: tuple[What, ...] = get_args(What)

SALIENCE_STEP = 0.005
"""A smaller difference is none that a reader would see."""

Entity = Mapping[str, Any]
"""An entity as JSON has it. What an older version did not write is not compared."""


@dataclass(frozen=True, slots=True)
class EntityChange:
    """What is different about one entity; `label` is the one it has now, or had when it is lost."""

    what: What
    name: str
    label: str
    before: Any = None
    now: Any = None


def entity_changes(before: Any, now: Any) -> Iterator[EntityChange]:
    """Pair the entities of equal name, those of equal label first, and yield what differs.

    An entity that goes by another name is one lost and one gained.
    """
    left = defaultdict[str, list[Entity]](list)
    for entity in _entities(before):
        left[str(entity.get("name"))].append(entity)
    unpaired: list[Entity] = []
    for entity in _entities(now):
        same_name = left[str(entity.get("name"))]
        twin = next((it for it in same_name if it.get("label") == entity.get("label")), None)
        if twin is None:
            unpaired.append(entity)
        else:
            same_name.remove(twin)
            yield from _attributes(twin, entity)
    for entity in unpaired:
        if same_name := left[str(entity.get("name"))]:
            twin = same_name.pop(0)
            yield _change("relabelled", entity, twin.get("label"), entity.get("label"))
            yield from _attributes(twin, entity)
        else:
            yield _change("gained", entity)
    for entities in left.values():
        for entity in entities:
            yield _change("lost", entity)


def _attributes(before: Entity, now: Entity) -> Iterator[EntityChange]:
    for what, named in (("link", _link), ("kind", _itself), ("date", _date)):
        if what in before and what in now:
            old, new = named(before[what]), named(now[what])
            if old != new:
                yield _change(what, now, old, new)  # type: ignore[arg-type]
    old_spans, new_spans = _spans(before, now), _spans(now, before)
    if len(old_spans) != len(new_spans):
        yield _change("mentions", now, len(old_spans), len(new_spans))
    elif old_spans != new_spans:
        moved = next(pair for pair in zip(old_spans, new_spans, strict=True) if pair[0] != pair[1])
        yield _change("mentions", now, *(f"{start}-{end}" for _, start, end in moved))
    elif abs(_number(before.get("salience")) - _number(now.get("salience"))) > SALIENCE_STEP:
        yield _change("salience", now, before.get("salience"), now.get("salience"))


def _change(what: What, entity: Entity, before: Any = None, now: Any = None) -> EntityChange:
    return EntityChange(what, str(entity.get("name")), str(entity.get("label")), before, now)


def _entities(value: Any) -> list[Entity]:
    return [it for it in value if isinstance(it, Mapping)] if isinstance(value, Sequence) else []


def _itself(value: Any) -> Any:
    return value


def _link(value: Any) -> str | None:
    """Knowledge base, id and name of a link; its score may differ."""
    if not isinstance(value, Mapping):
        return None
    return f"{value.get('kb')} {value.get('id')} ({value.get('name')})"


def _date(value: Any) -> str | None:
    if not isinstance(value, Mapping):
        return None
    return f"{value.get('value')} ({value.get('precision')})"


def _spans(entity: Entity, other: Entity) -> list[tuple[str, Any, Any]]:
    """Where it is named, in the places that both versions look at."""
    return [
        (where, mention.get("start"), mention.get("end"))
        for where in ("mentions", "title_mentions")
        if where in entity and where in other
        for mention in _entities(entity[where])
    ]


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
