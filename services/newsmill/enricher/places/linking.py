"""Link places to their ids: countries to ISO 3166-1, regions and cities to GeoNames.

A country comes before a region of its name, a region before a city, a city's main name before its
other names. Between namesakes decides, in this order: what stands directly behind the name
(“Portland, Ore.”), which regions and countries the article names, above all nearby, and population,
where one has several times that of all others. Otherwise the link stays null.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from newsmill.contracts.articles import Entity, Link, Mention
from newsmill.enricher.names import key_of
from newsmill.enricher.places.candidates import Candidate, candidates, regions_named
from newsmill.enricher.places.evidence import AMBIGUOUS, Area, Hint, behind, lexicon

SCORE_OF_NAME = 1.0
"""A country, by a name that no other place has."""
SCORE_OF_QUALIFIER = 0.97
"""The text says directly beside the name where it is."""
SCORE_OF_CONTEXT = 0.9
"""The article names its region or its country."""
SCORE_OF_POPULATION = 0.8
"""Nothing but its size, several times that of its namesakes, speaks for it."""

# Four times the population.
MARGIN = 0.6

NEAR_CHARS = 150
WEIGHT_NEAR = 2
MOST_FROM_COUNTRY = 1.4
MOST_FROM_REGION = 2.4

# Their towns are often named after capitals of the old world; news then writes the state.
_SETTLED = frozenset({"US", "CA", "AU", "NZ", "ZA"})

# Of an entity that is mentioned often, the first mentions say where it is.
MENTIONS_READ = 3


def linked(
    entities: tuple[Entity, ...], title: str, text: str, language: str
) -> tuple[Entity, ...]:
    """The entities of an article; those that are places have a link where it is sure enough.

    The link's `score` says how it was found: by a country's name 1, by what stands beside it .97,
    by the article's other places .9, by its population .8.
    """
    article = _Article(entities, title, text, language)
    links = article.links()
    if not links:
        return entities
    return tuple(
        entity.model_copy(update={"link": links[place]}) if place in links else entity
        for place, entity in enumerate(entities)
    )


class _Place(NamedTuple):
    """An entity that may be linked."""

    entity: Entity
    candidates: tuple[Candidate, ...]
    areas_behind: tuple[Area, ...]


class _Article:
    """An article whose places are linked: the sure ones first, the others by what these say."""

    def __init__(
        self, entities: tuple[Entity, ...], title: str, text: str, language: str
    ) -> None:
        self._entities = entities
        self._title = title
        self._text = text
        self._language = language
        self._hints: list[Hint] = []

    def links(self) -> dict[int, Link]:
        """The links by the number of their entity."""
        found: dict[int, Link] = {}
        pending: dict[int, tuple[Entity, tuple[Candidate, ...]]] = {}
        settled: list[tuple[Entity, Candidate]] = []
        for number, entity in enumerate(self._entities):
            if entity.kind != "place" or entity.label == "FAC":
                continue
            choice = self._by_name(entity)
            if isinstance(choice, _Choice):
                found[number] = choice.link
                settled.append((entity, choice.candidate))
            elif choice:
                pending[number] = entity, choice
        if pending:
            self._collect_hints(settled)
            # The largest first: what they say helps the others.
            for number in sorted(pending, key=lambda it: -pending[it][1][0].weight):
                entity, choice_of = pending[number]
                chosen = self._by_context(entity, choice_of)
                if chosen:
                    found[number] = chosen.link
                    self._hints.extend(_hints(entity, chosen.candidate))
        return found

    def _by_name(self, entity: Entity) -> "_Choice | tuple[Candidate, ...]":
        """The choice that the name and the words beside it leave, or all candidates."""
        head, comma, tail = entity.name.partition(", ")
        possible = candidates(entity.name, self._language)
        areas: tuple[Area, ...] = ()
        closed = False
        if comma and not possible:
            possible = candidates(head, self._language)
            areas, closed = _area(f"{tail})", 0, self._language)
        if not possible:
            return ()
        for text, mention in self._mentions(entity):
            if areas:
                break
            areas, closed = _area_behind(text, mention.end, self._language)
        if areas:
            inside = [
                it for it in possible if it.kind != "country" and any(_in(it, a) for a in areas)
            ]
            if inside:
                return _Choice(inside[0], SCORE_OF_QUALIFIER)
            if closed and not any(it.kind == "country" for it in possible):
                return ()
        for text, mention in self._mentions(entity):
            if _is_called_region(text, mention):
                named = regions_named(entity.name)
                if len(named) == 1:
                    return _Choice(named[0], SCORE_OF_QUALIFIER)
                if named:
                    possible = named
        first = possible[0]
        if len(possible) > 1 and (first.kind != "city" or possible[1].kind == "region"):
            for text, mention in self._mentions(entity):
                for candidate in possible:
                    if candidate.kind != "city" and self._follows_city(text, mention, candidate):
                        return _Choice(candidate, SCORE_OF_QUALIFIER)
        if first.kind == "country" and first.weight >= WEIGHT_OF_SURE:
            return _Choice(first, SCORE_OF_NAME)
        return possible

    def _mentions(self, entity: Entity) -> Iterator[tuple[str, Mention]]:
        for mention in entity.mentions[:MENTIONS_READ]:
            yield self._text, mention
        for mention in entity.title_mentions[:1]:
            yield self._title, mention

    def _follows_city(self, text: str, mention: Mention, candidate: Candidate) -> bool:
        before = _CITY_BEFORE.search(text, max(0, mention.start - 40), mention.start)
        if before is None:
            return False
        words = before[1].split(" ")
        return any(
            it.kind == "city" and _in(it, candidate.area)
            for place in range(len(words))
            for it in candidates(" ".join(words[place:]), self._language)
        )

    def _collect_hints(self, settled: Iterable[tuple[Entity, Candidate]]) -> None:
        people = sorted(
            (mention.start, mention.end)
            for entity in self._entities
            if entity.kind == "person"
            for mention in entity.mentions
        )
        words = lexicon(self._language)
        for hint in words.hints(self._text):
            if not any(start <= hint.start < end for start, end in people):
                self._hints.append(hint)
        self._hints.extend(it._replace(start=IN_TITLE) for it in words.hints(self._title))
        for entity, candidate in settled:
            self._hints.extend(_hints(entity, candidate))

    def _by_context(
        self, entity: Entity, possible: tuple[Candidate, ...]
    ) -> "_Choice | None":
        own = {mention.start for mention in entity.mentions}
        places = [mention.start for mention in entity.mentions[:MENTIONS_READ]]
        countries: defaultdict[str, float] = defaultdict(float)
        regions: defaultdict[Area, float] = defaultdict(float)
        for hint in self._hints:
            if hint.start in own:
                continue
            near = hint.start >= 0 and any(abs(hint.start - it) < NEAR_CHARS for it in places)
            weight = WEIGHT_NEAR if near else 1
            countries[hint.country] += weight
            if hint.admin1:
                regions[Area(hint.country, hint.admin1)] += weight
        has_old_capital = any(it.is_capital and it.area.country not in _SETTLED for it in possible)
        abroad = sum(countries.values()) - countries["US"]

        def rated(candidate: Candidate) -> tuple[float, float]:
            country = countries[candidate.area.country]
            region = regions[candidate.area]
            if candidate.kind == "country":
                country += abroad / 4
            elif has_old_capital and candidate.area.country in _SETTLED:
                country = 0
            from_country = min(MOST_FROM_COUNTRY, 0.7 * math.log2(1 + country))
            from_region = min(MOST_FROM_REGION, 1.2 * math.log2(1 + region))
            return candidate.weight + from_country + from_region, country + region

        ratings = [
            (*rated(it), it) for it in possible
        ]
        known = [it for it in ratings if it[1] or not it[2].needs_context]
        if not known:
            return None
        known.sort(key=lambda it: -it[0])
        best, support, candidate = known[0]
        # A rival that the article says nothing for still counts, by its size.
        rivals = [rating for rating, _, it in ratings if it is not candidate]
        if rivals and best - max(rivals) < MARGIN:
            return None
        return _Choice(candidate, SCORE_OF_CONTEXT if support else SCORE_OF_POPULATION)


class _Choice(NamedTuple):
    candidate: Candidate
    score: float

    @property
    def link(self) -> Link:
        return self.candidate.link.model_copy(update={"score": self.score})


IN_TITLE = -1
WEIGHT_OF_SURE = 9.0

_CITY_BEFORE = re.compile(
    r"\b([A-ZÀ-ÖØ-Þ][\w.’'-]*(?: [A-ZÀ-ÖØ-Þ][\w.’'-]*){0,2})(?:, | \()$"
)
_BEHIND = re.compile(r"(?:, | \()(?:in )?(?:the )?(?=[A-ZÀ-ÖØ-Þ])")
_WORDS = re.compile(r"[A-ZÀ-ÖØ-Þ][\w.’'-]*(?:[ ](?:of |the |and )?[A-ZÀ-ÖØ-Þ][\w.’'-]*){0,3}")
_CLOSING = re.compile(r"[,.;:)\]\n–—]|$| [–—-]")
_CLOSED_BY_WORD = re.compile(
    r" (?:after|and|at|before|by|during|for|from|has|in|is|last|on|said|since|that|this|to|was|when"
    r"|where|which|who|with|will)\b"
)
_REGION_AFTER = re.compile(
    r" (?:state|province|region|oblast|governorate|prefecture|krai)(?!['’\w]| (?:media|tv"
    r"|television|radio|news|police|visit|funeral|department|secretary|dinner|broadcaster|school))"
    r"| (?:State|Province|Region|Oblast|Governorate|Prefecture|County|Krai)\b(?! Department)"
)
_REGION_BEFORE = re.compile(
    r"(?:\b(?:state|province|region|governor|Gov\.) of |\bupstate |\bupstate )$", re.IGNORECASE
)
_REGION_POSSESSIVE = re.compile(r"['’]s (?:governor|Gov\.|attorney general|legislature)")

# Cities are also enumerated: “Boston, New York, and Washington”.
_ALSO_CITIES = frozenset({"new york", "washington", "victoria"})


def _area_behind(text: str, end: int, language: str) -> tuple[tuple[Area, ...], bool]:
    match = _BEHIND.match(text, end)
    return _area(text, match.end(), language) if match else ((), False)


def _area(text: str, start: int, language: str) -> tuple[tuple[Area, ...], bool]:
    """The areas that the words from `start` name, and whether they say that the place is there.

    Not all of “in Athens, US officials said” is a place and its country.
    """
    match = _WORDS.match(text, start, start + 60)
    if match is None:
        return (), False
    words = match[0].split(" ")
    known = behind(language)
    for count in (2, 1):
        written = " ".join(words[:count])
        area = known.by_abbreviation.get(written) or known.by_abbreviation.get(
            written.rstrip(".")
        )
        if area:
            return (area,), True
    for count in range(len(words), 0, -1):
        written = " ".join(words[:count])
        key = " ".join(key_of(written))
        areas = known.by_name.get(key)
        if not areas:
            continue
        after = start + len(written)
        dotted = written.endswith(".") and not written.endswith((".S.", ".K."))
        closed = dotted or _CLOSING.match(text, after) is not None
        if not closed:
            said = written not in ("US", "U.S.", "UK", "U.K.") and bool(
                _CLOSED_BY_WORD.match(text, after)
            )
            areas = tuple(it for it in areas if it.admin1 or said)
        sure = closed and key not in _ALSO_CITIES and any(
            it.country in ("US", "CA", "AU") and it.admin1 for it in areas
        )
        return areas, sure
    return (), False


def _is_called_region(text: str, mention: Mention) -> bool:
    return (
        _REGION_AFTER.match(text, mention.end) is not None
        or _REGION_POSSESSIVE.match(text, mention.end) is not None
        or _REGION_BEFORE.search(text, max(0, mention.start - 20), mention.start) is not None
    )


def _in(candidate: Candidate, area: Area) -> bool:
    return candidate.area.country == area.country and area.admin1 in ("", candidate.area.admin1)


def _hints(entity: Entity, candidate: Candidate) -> Iterator[Hint]:
    for mention in entity.mentions[:MENTIONS_READ]:
        yield Hint(mention.start, *candidate.area)
    if not entity.mentions:
        yield Hint(IN_TITLE, *candidate.area)
