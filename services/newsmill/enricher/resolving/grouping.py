"""Group mentions into entities, with their names and salience.

Where more than one thing is possible, things stay separate: a wrong merger is worse than none.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence

from newsmill.contracts.articles import Entity
from newsmill.enricher.kinds import kind_of
from newsmill.enricher.resolving.people import persons_meant
from newsmill.enricher.resolving.short_names import Named, full_names, heads_with_article
from newsmill.enricher.resolving.spans import Part, Span, class_of
from newsmill.enricher.resolving.voting import most_frequent
from newsmill.text.characters import INVISIBLE

# The weights of salience's three parts; their sum is 1.
WEIGHT_OF_FREQUENCY = 0.4
WEIGHT_OF_TITLE = 0.3
WEIGHT_OF_POSITION = 0.3
SALIENCE_DIGITS = 4

# A shorter name in capitals is an acronym.
MIN_SHOUTED = 4

_INVISIBLE = re.compile(f"[{INVISIBLE}]")

Thing = tuple[str, Hashable]


def entities_of(parts: tuple[Part, Part], language: str, *, merging: bool) -> tuple[Entity, ...]:
    """The entities of an article, the most salient first.

    Salience is 0.4 × (mentions ÷ mentions of the most mentioned) + 0.3 × (named in the title) +
    0.3 × (1 − where it is first mentioned ÷ length of the text); 0 for amounts and dates. What only
    the title names has nothing of the last.
    """
    title, text = parts
    named = [Named(True, span) for span in title.spans] + [
        Named(False, span) for span in text.spans
    ]
    thing_by_mention = (
        _things(named, parts, language) if merging else [_thing(it.span) for it in named]
    )
    groups: defaultdict[Thing, list[Named]] = defaultdict(list)
    for mention, thing in zip(named, thing_by_mention, strict=True):
        groups[thing].append(mention)
    most = max((len(group) for group in groups.values() if not group[0].span.is_value), default=1)
    entities = [_entity(group, parts, most) for group in groups.values()]
    return tuple(sorted(entities, key=_rank))


def _thing(span: Span) -> Thing:
    return span.label, span.key


def _things(named: Sequence[Named], parts: tuple[Part, Part], language: str) -> list[Thing]:
    people = [
        (0 if it.in_title else 1, it.span) for it in named if class_of(it.span.label) == "person"
    ]
    person_by_span = {
        id(span): person
        for (_, span), person in zip(people, persons_meant(parts[1], parts[0], people), strict=True)
    }
    whole_by_key = full_names(named, parts, language)
    key_by_head = heads_with_article(named, parts, language)
    things: list[Thing] = []
    for it in named:
        span = it.span
        person = person_by_span.get(id(span))
        if person is not None:
            things.append(("person", person))
        elif span.is_value:
            things.append((span.label, span.key))
        else:
            name_class = class_of(span.label)
            key = key_by_head.get(id(span), span.key)
            things.append((name_class, whole_by_key.get((name_class, key), key)))
    return things


def _entity(group: list[Named], parts: tuple[Part, Part], most: int) -> Entity:
    title, text = parts[0].text, parts[1].text
    label = most_frequent([it.span.label for it in group])
    # An entity with all its mentions at once takes pydantic a third less time.
    return Entity.model_validate(
        {
            "name": _fullest_form(group),
            "label": label,
            "kind": kind_of(label),
            "mentions": [_mention(span, text) for in_title, span in group if not in_title],
            "title_mentions": [_mention(span, title) for in_title, span in group if in_title],
            "count": len(group),
            "salience": _salience(group, len(text), most),
        }
    )


def _mention(span: Span, text: str) -> dict[str, int | str]:
    start, end = span.start, span.end
    return {"start": start, "end": end, "text": text[start:end]}


def _salience(group: list[Named], length: int, most: int) -> float:
    if group[0].span.is_value:
        return 0.0
    first = next((it.span.start for it in group if not it.in_title), None)
    position = 0.0 if first is None else 1 - first / length
    salience = (
        WEIGHT_OF_FREQUENCY * len(group) / most
        + WEIGHT_OF_TITLE * group[0].in_title
        + WEIGHT_OF_POSITION * position
    )
    return round(min(salience, 1.0), SALIENCE_DIGITS)


def _fullest_form(group: list[Named]) -> str:
    """The most frequent form of the longest name, preferring those not all in capitals."""
    if len(group) == 1:
        return _form(group[0].span.written)
    longest = max(len(it.span.key) for it in group)
    forms = [_form(it.span.written) for it in group if len(it.span.key) == longest]
    count_by_form = Counter(forms)
    return max(
        count_by_form,
        key=lambda form: (
            not form.isupper() or len(form) < MIN_SHOUTED,
            count_by_form[form],
            not form.isascii(),
        ),
    )


def _form(written: str) -> str:
    if written.isprintable() and written.isascii() and "  " not in written:
        return written
    form = " ".join(_INVISIBLE.sub("", written).split()).strip("\u200c\u200d ")
    return form or written


def _rank(entity: Entity) -> tuple[float, bool, int, int, str]:
    first = (entity.mentions or entity.title_mentions)[0]
    return -entity.salience, not entity.mentions, first.start, first.end, entity.label
