"""Group mentions into entities, with positions and salience.

A model labels spans one by one and does not know which of them name the same thing. Here, spans of
one label with the same name are grouped; then surnames and acronyms join the full name they stand
for. Where more than one name is possible, they stay separate: a wrong merger is worse than none.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from newsmill.contracts.articles import Entity, Mention
from newsmill.enricher.finding import Found
from newsmill.enricher.kinds import kind_of
from newsmill.enricher.names import (
    GENDER_BY_HONORIFIC,
    Key,
    Name,
    abbreviates,
    name_words,
    read_name,
)

PERSON_LABELS = frozenset({"PERSON", "PER"})

# OntoNotes' numerical types: properties of a thing, never an article's subject.
VALUE_LABELS = frozenset({"CARDINAL", "DATE", "MONEY", "ORDINAL", "PERCENT", "QUANTITY", "TIME"})

# Longer spans are lists, tables or several headings; titles of works may be almost as long.
MAX_MENTION_CHARS = 120

# The weights of salience's three parts; their sum is 1.
WEIGHT_OF_FREQUENCY = 0.4
WEIGHT_OF_TITLE = 0.3
WEIGHT_OF_POSITION = 0.3
SALIENCE_DIGITS = 4

_EDGES = frozenset("\u200b\u200c\u200d\u2060\ufeff\"'‘’‚‛“”„‟«»‹›`´,;:…•·")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_OPENING = {closing: opening for opening, closing in _CLOSING.items()}

# In these spellings, a title means the pronoun, not the US, the WHO or IT.
_PRONOUN = re.compile(r"\b(?:it|It|us|Us|who|Who)\b")


class _Thing(NamedTuple):
    """What a mention names, as far as the mention shows."""

    label: str
    key: Key


class _Named(NamedTuple):
    start: int
    end: int
    thing: _Thing
    name: Name


def entities_of(title: str, text: str, found: Iterable[Found]) -> tuple[Entity, ...]:
    """The entities of an article, the most salient first.

    Spans are trimmed of spaces and quotation marks; those that cannot be a name are left out.

    Salience is 0.4 × (mentions ÷ mentions of the most mentioned) + 0.3 × (named in the title) +
    0.3 × (1 − where it is first mentioned ÷ length of the text); 0 for amounts and dates.
    """
    named = _with_needed_honorifics(
        sorted(_named(text, found), key=lambda mention: (mention.start, mention.end))
    )
    whole_by_thing = _wholes(named)
    groups: defaultdict[_Thing, list[_Named]] = defaultdict(list)
    for mention in named:
        groups[_resolved(mention.thing, whole_by_thing)].append(mention)

    names = [len(group) for thing, group in groups.items() if thing.label not in VALUE_LABELS]
    most = max(names, default=1)
    title_words = " ".join(["", *name_words(_PRONOUN.sub(" ", title)), ""])
    entities = [
        _entity(thing, group, text, _salience(thing, group, len(text), most, title_words))
        for thing, group in groups.items()
    ]
    return tuple(sorted(entities, key=_rank))


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without what does not belong to a name at its edges; may be empty."""
    start, end = max(start, 0), min(end, len(text))
    while start < end:
        first, last = text[start], text[end - 1]
        if first.isspace() or first in _EDGES or first in _OPENING:
            start += 1
        elif last.isspace() or last in _EDGES or last in _CLOSING:
            end -= 1
        elif first in _CLOSING and _CLOSING[first] not in text[start:end]:
            start += 1
        elif last in _OPENING and _OPENING[last] not in text[start:end]:
            end -= 1
        elif _CLOSING.get(first) == last:
            start, end = start + 1, end - 1
        else:
            break
    return start, max(start, end)


def _named(text: str, found: Iterable[Found]) -> Iterable[_Named]:
    seen: set[Found] = set()
    for span in _split(text, found):
        start, end = trimmed(text, span.start, span.end)
        place = Found(start, end, span.label)
        if place in seen:
            continue
        seen.add(place)
        written = text[start:end]
        is_value = span.label in VALUE_LABELS
        if not _can_be_meant(written, is_value):
            continue
        if is_value:
            form = " ".join(written.split())
            name = Name(key=(form.casefold(),), form=form)
        else:
            name = read_name(text, start, end)
            if span.label in PERSON_LABELS:
                name = name.of_person()
        yield _Named(start, end, _Thing(span.label, name.key), name)


def _split(text: str, found: Iterable[Found]) -> Iterable[Found]:
    """The spans; those like “World Health Organization (WHO” are split at the bracket."""
    for span in found:
        if span.end - span.start > 2 * MAX_MENTION_CHARS:
            continue
        bracket = text.find("(", span.start + 1, span.end)
        if bracket < 0:
            yield span
            continue
        inner = trimmed(text, bracket, span.end)
        if abbreviates(text[slice(*inner)], text[span.start : bracket]):
            yield Found(span.start, bracket, span.label)
            yield Found(*inner, span.label)
        elif text.find(")", bracket, span.end) < 0:
            yield Found(span.start, bracket, span.label)
        else:
            yield span


def _can_be_meant(written: str, is_value: bool) -> bool:
    if len(written) > MAX_MENTION_CHARS or len(written.splitlines()) > 2 or "://" in written:
        return False
    return any(letter.isalpha() or (is_value and letter.isalnum()) for letter in written)


def _with_needed_honorifics(named: list[_Named]) -> list[_Named]:
    """The mentions; “Mr Marsh” and “Mrs Marsh” keep the honorific that distinguishes them."""
    genders_by_thing: defaultdict[_Thing, set[str]] = defaultdict(set)
    for mention in named:
        gender = GENDER_BY_HONORIFIC.get(mention.name.honorific.casefold().rstrip("."))
        if gender:
            genders_by_thing[mention.thing].add(gender)
    needed = {thing for thing, genders in genders_by_thing.items() if len(genders) > 1}
    if not needed:
        return named
    distinct = []
    for mention in named:
        if mention.thing in needed:
            name = mention.name.with_honorific()
            thing = _Thing(mention.thing.label, name.key)
            mention = mention._replace(thing=thing, name=name)
        distinct.append(mention)
    return distinct


def _wholes(named: list[_Named]) -> dict[_Thing, _Thing]:
    """The full name for each surname and acronym, where there is only one candidate.

    A full name always has more words than its short form, so there are no cycles.
    """
    things = dict.fromkeys(mention.thing for mention in named)
    candidates: defaultdict[_Thing, dict[_Thing, None]] = defaultdict(dict)
    for mention in named:
        if mention.name.acronym and len(mention.name.acronym) < len(mention.thing.key):
            short = _Thing(mention.thing.label, mention.name.acronym)
            candidates[short][mention.thing] = None
    for whole in things:
        if whole.label in PERSON_LABELS:
            for words in range(1, len(whole.key)):
                candidates[_Thing(whole.label, whole.key[words:])][whole] = None

    whole_by_thing: dict[_Thing, _Thing] = {}
    # Those with most words first: “Marsh” may end both “Ingrid Marsh” and “Dr Ingrid Marsh”, which
    # have been merged by then.
    for thing in sorted(things, key=lambda thing: -len(thing.key)):
        wholes = {_resolved(whole, whole_by_thing) for whole in candidates.get(thing, ())}
        if len(wholes) == 1:
            whole_by_thing[thing] = wholes.pop()
    return whole_by_thing


def _resolved(thing: _Thing, whole_by_thing: Mapping[_Thing, _Thing]) -> _Thing:
    return whole_by_thing.get(thing, thing)


def _salience(
    thing: _Thing, group: list[_Named], length: int, most: int, title_words: str
) -> float:
    if thing.label in VALUE_LABELS:
        return 0.0
    keys = {mention.thing.key for mention in group}
    if thing.label in PERSON_LABELS:
        keys.add(thing.key[-1:])
    in_title = any(f" {' '.join(key)} " in title_words for key in keys)
    position = 1 - group[0].start / length
    salience = (
        WEIGHT_OF_FREQUENCY * len(group) / most
        + WEIGHT_OF_TITLE * in_title
        + WEIGHT_OF_POSITION * position
    )
    return round(min(salience, 1.0), SALIENCE_DIGITS)


def _entity(thing: _Thing, group: list[_Named], text: str, salience: float) -> Entity:
    return Entity(
        name=_fullest_form(thing, group),
        label=thing.label,
        kind=kind_of(thing.label),
        mentions=tuple(
            Mention(start=mention.start, end=mention.end, text=text[mention.start : mention.end])
            for mention in group
        ),
        count=len(group),
        salience=salience,
    )


def _fullest_form(thing: _Thing, group: list[_Named]) -> str:
    """The most frequent form of the full name, preferring those not all in capitals."""
    whole = [mention.name for mention in group if mention.thing == thing]
    if len(thing.key) == 1:
        # Where only the surname is known, “Ms Marsh” is more informative than “Marsh”.
        whole = [name.with_honorific() for name in whole if name.honorific] or whole
    count_by_form = Counter(name.form for name in whole)
    form = max(count_by_form, key=lambda form: (not form.isupper(), count_by_form[form]))
    # A possessive in every mention belongs to the company's name: McDonald's.
    owned = thing.label == "ORG" and len(whole) > 1 and all(name.possessive for name in whole)
    return form + whole[0].possessive if owned else form


def _rank(entity: Entity) -> tuple[float, int, int, str]:
    first = entity.mentions[0]
    return -entity.salience, first.start, first.end, entity.label
