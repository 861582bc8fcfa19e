"""Group mentions into entities, with their names and salience.

Where more than one thing is possible, things stay separate: a wrong merger is worse than none.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence

from newsmill.contracts.articles import Entity
from newsmill.enricher.kinds import kind_of
from newsmill.enricher.names import Key, key_of
from newsmill.enricher.places.cities import cities
from newsmill.enricher.places.gazetteer import gazetteer
from newsmill.enricher.places.regions import known_by_name
from newsmill.enricher.resolving.datelines import in_dateline
from newsmill.enricher.resolving.people import NO_PERSON, persons_meant
from newsmill.enricher.resolving.short_names import Named, full_names, heads_with_article
from newsmill.enricher.resolving.spans import Part, Span, class_of, labels_of
from newsmill.enricher.resolving.titles import title_before
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

# “Springfield, Illinois, …”
_AREA_BEHIND = re.compile(
    r", ((?:[A-Z]\w+|(?:[A-Z]\.){2})(?: [A-Z]\w+){0,2})"
    r"(?=[.,;:?!)]|\s*\Z|\n| [–—-]| (?:and|or|on|in|at|for|to|by|from|with|where|which|who|when"
    r"|after|before|but|as|that|is|was|are|were|has|have|had|will)\b)"
)

_IN = re.compile(r"\b(?:[Ii]n|near|from|outside|to|at|of) \Z")

Thing = tuple[str, Hashable]
# The countries and codes of regions, these empty for whole countries.
_Areas = set[tuple[str, str]]


def entities_of(parts: tuple[Part, Part], language: str, *, merging: bool) -> tuple[Entity, ...]:
    """The entities of an article, the most salient first.

    Salience is 0.4 × (mentions ÷ mentions of the most mentioned) + 0.3 × (named in the title) +
    0.3 × (1 − where it is first mentioned ÷ length of the text); 0 for amounts and dates. What only
    the title names has nothing of the last.
    """
    title, text = parts
    if merging:
        _give_places_back(parts, language)
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
    entities = [_entity(group, parts, most, language) for group in groups.values()]
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
    place = labels_of(language, parts).place
    for _, span in people:
        if person_by_span[id(span)][1] == NO_PERSON:
            span.label = place
            del person_by_span[id(span)]
    whole_by_key = full_names(named, parts, language)
    key_by_head = heads_with_article(named, parts, language)
    area_by_span = _areas(named, parts, language)
    things: list[Thing] = []
    for it in named:
        span = it.span
        person = person_by_span.get(id(span))
        if person is not None:
            things.append(("person", person))
        elif span.is_value:
            things.append((span.label, span.key))
        elif id(span) in area_by_span:
            things.append(("place", (span.key, area_by_span[id(span)])))
        else:
            name_class = class_of(span.label)
            key = key_by_head.get(id(span), span.key)
            things.append((name_class, whole_by_key.get((name_class, key), key)))
    return things


def _give_places_back(parts: tuple[Part, Part], language: str) -> None:
    """Call places what the votes for a person or company of that name made something else.

    Those are the place of a dateline, a city with its state behind it, and a country that says
    something before somebody with that first name is introduced.
    """
    text = parts[1]
    place = labels_of(language, parts).place
    companies = {
        span.key
        for part in parts
        for span in part.spans
        if len(span.key) > 1 and class_of(span.label) == "organization"
    }
    for span in text.spans if companies else ():
        size = len(span.key)
        if (
            class_of(span.label) == "organization"
            and in_dateline(text, span)
            and any(len(key) > size and key[:size] == span.key for key in companies)
        ):
            span.label = place
    if language != "en":
        return
    persons = {
        key
        for part in parts
        for span in part.spans
        if len(span.key) > 1 and class_of(span.label) == "person"
        for key in (span.key[:1], span.key[-1:])
    }
    places = gazetteer(language)
    for part in parts if persons else ():
        for span in part.spans:
            if (
                span.key in persons
                and class_of(span.label) == "person"
                and (behind := _AREA_BEHIND.match(part.flat, span.end))
                and (places.population(span.key) or places.state(span.key))
                and (
                    places.state(key_of(behind[1]))
                    or (
                        _IN.search(part.flat, max(span.start - 9, 0), span.start)
                        and _within(span.key, key_of(behind[1]), language)
                    )
                )
                and not title_before(part.flat, span.start)
            ):
                span.label = place


def _areas(named: Sequence[Named], parts: tuple[Part, Part], language: str) -> dict[int, int]:
    """A number for each of the places that share a name: “Springfield, Illinois”.

    Only for mentions with a state or country behind them, and only where these are not the same.
    """
    if language != "en":
        return {}
    areas_by_key: defaultdict[Key, list[tuple[int, _Areas]]] = defaultdict(list)
    for it in named:
        span = it.span
        if class_of(span.label) != "place":
            continue
        behind = _AREA_BEHIND.match(parts[0 if it.in_title else 1].flat, span.end)
        if behind and (within := _within(span.key, key_of(behind[1]), language)):
            areas_by_key[span.key].append((id(span), within))
    number_by_span: dict[int, int] = {}
    for mentions in areas_by_key.values():
        clusters: list[_Areas] = []
        numbers: dict[int, int] = {}
        for one, areas in mentions:
            number = next(
                (number for number, others in enumerate(clusters) if _overlap(areas, others)),
                len(clusters),
            )
            if number == len(clusters):
                clusters.append(areas)
            numbers[one] = number
        if len(clusters) > 1:
            number_by_span.update(numbers)
    return number_by_span


def _within(city: Key, area: Key, language: str) -> _Areas:
    """The areas of this name that have a city of that name."""
    areas = {(region.country, region.admin1) for region in known_by_name(" ".join(area))}
    country = gazetteer(language).country(area)
    if country:
        areas.add((country, ""))
    named = cities(language).named(" ".join(city)) if areas else ()
    return {
        (country, admin1)
        for country, admin1 in areas
        if any(it.country == country and admin1 in ("", it.admin1) for it in named)
    }


def _overlap(ones: _Areas, others: _Areas) -> bool:
    return any(
        one[0] == other[0] and (one[1] == other[1] or not one[1] or not other[1])
        for one in ones
        for other in others
    )


def _entity(group: list[Named], parts: tuple[Part, Part], most: int, language: str) -> Entity:
    title, text = parts[0].text, parts[1].text
    label = most_frequent([it.span.label for it in group])
    kind = kind_of(label)
    name = _fullest_form(group)
    if kind == "place" and len(name) >= MIN_SHOUTED and name.isupper() and _is_town(name, language):
        # “GLASGOW —” in a dateline, and nowhere else.
        name = name.title()
    # An entity with all its mentions at once takes pydantic a third less time.
    return Entity.model_validate(
        {
            "name": name,
            "label": label,
            "kind": kind,
            "mentions": [_mention(span, text) for in_title, span in group if not in_title],
            "title_mentions": [_mention(span, title) for in_title, span in group if in_title],
            "count": len(group),
            "salience": _salience(group, len(text), most),
        }
    )


def _is_town(name: str, language: str) -> bool:
    key = key_of(name)
    places = gazetteer(language)
    return bool(places.population(key) or places.state(key) or places.country(key))


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
