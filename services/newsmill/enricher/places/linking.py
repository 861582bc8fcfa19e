"""Link places to their ids: countries to ISO 3166-1, regions and cities to GeoNames.

A country comes before a region of its name, a region before a city, a city's main name before its
other names. Between namesakes decides, in this order: what stands directly behind the name
(“Portland, Ore.”), which regions and countries the article names, above all nearby, and population,
where one has several times that of all others. Otherwise the link stays null.
"""

import math
import re
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from newsmill.contracts.articles import Entity, Link, Mention
from newsmill.enricher.names import key_of
from newsmill.enricher.places.candidates import (
    BONUS_OF_CAPITAL,
    WEIGHT_OF_COUNTRY,
    Candidate,
    candidates,
    regions_named,
)
from newsmill.enricher.places.evidence import Area, Hint, behind, lexicon

SCORE_OF_NAME = 1.0
"""A country, by a name that no other place has."""
SCORE_OF_QUALIFIER = 0.97
"""The text says directly beside the name where it is."""
SCORE_OF_ONLY = SCORE_OF_CONTEXT = 0.9
"""No other place of this name is known, or the article names its region or its country."""
SCORE_OF_POPULATION = 0.8
"""Nothing but its size, several times that of its namesakes, speaks for it."""

# Four times the population; twice, where the article speaks for the place and for no namesake.
MARGIN = 0.6
MARGIN_WITHOUT_RIVAL = 0.3

# A tenth of the population: such a town is meant where its region is named, not only its country.
SMALL_NAMESAKE = 1.0

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


class _Article:
    """An article whose places are linked: the sure ones first, the others by what these say."""

    def __init__(self, entities: tuple[Entity, ...], title: str, text: str, language: str) -> None:
        self._entities = entities
        self._title = title
        self._text = text
        self._language = language
        self._hints: list[Hint] = []
        self._supports: Counter[str | tuple[str, str]] = Counter()

    def links(self) -> dict[int, Link]:
        """The links by the number of their entity."""
        found: dict[int, Link] = {}
        pending: dict[int, tuple[Entity, tuple[Candidate, ...]]] = {}
        settled: list[tuple[Entity, Candidate]] = []
        for number, entity in enumerate(self._entities):
            if entity.kind != "place" or entity.label == "FAC" or entity.link:
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
                    self._add(entity, chosen.candidate)
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
            word = _region_word(text, mention)
            if word is None:
                continue
            named = regions_named(f"{entity.name}{word}")
            if len(named) == 1:
                return _Choice(named[0], SCORE_OF_QUALIFIER)
            if not named and word == " County":
                return ()
            possible = named or possible
        first = possible[0]
        if len(possible) > 1 and (first.kind != "city" or possible[1].kind == "region"):
            for text, mention in self._mentions(entity):
                for candidate in possible:
                    if candidate.kind != "city" and self._follows_city(text, mention, candidate):
                        return _Choice(candidate, SCORE_OF_QUALIFIER)
        if first.kind == "country" and first.weight >= WEIGHT_OF_COUNTRY:
            return _Choice(first, SCORE_OF_NAME)
        possible = tuple(it for it in possible if not it.needs_qualifier)
        if len(possible) == 1 and not possible[0].needs_context:
            return _Choice(possible[0], SCORE_OF_ONLY)
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
        words = lexicon(self._language)
        people = sorted(
            (mention.start, mention.end)
            for entity in self._entities
            if entity.kind == "person"
            for mention in entity.mentions
        )
        hints = self._hints
        for hint in words.hints(self._text):
            place = bisect_right(people, (hint.start, math.inf)) - 1
            if place < 0 or hint.start >= people[place][1]:
                hints.append(hint)
        hints.extend(Hint(IN_TITLE, *area) for _, *area in words.hints(self._title))
        for entity, candidate in settled:
            hints.extend(_hints(entity, candidate))
        hints.sort()
        self._supports.update(hint.country for hint in hints)
        self._supports.update((hint.country, hint.admin1) for hint in hints if hint.admin1)

    def _add(self, entity: Entity, candidate: Candidate) -> None:
        for hint in _hints(entity, candidate):
            insort(self._hints, hint)
            self._supports[hint.country] += 1
            if hint.admin1:
                self._supports[hint.country, hint.admin1] += 1

    def _by_context(self, entity: Entity, possible: tuple[Candidate, ...]) -> "_Choice | None":
        supports = self._supports_of(entity)
        heaviest = max((_size(it) for it in possible if not it.needs_context), default=0.0)
        states = [it for it in possible if it.kind == "country"]
        has_old_capital = any(it.is_capital and it.area.country not in _SETTLED for it in possible)
        known: list[tuple[float, float, Candidate]] = []
        for candidate in possible:
            country = own = float(supports[candidate.area.country])
            region = float(supports[candidate.area]) if candidate.area.admin1 else 0.0
            if candidate.kind == "country" and len(states) == 1:
                country += self._abroad / 2
                own += self._abroad
            elif has_old_capital and candidate.area.country in _SETTLED:
                country = 0.0
            if not (country or region) and candidate.needs_context:
                continue
            from_country = min(MOST_FROM_COUNTRY, 0.7 * math.log2(1 + country))
            if _size(candidate) < heaviest - SMALL_NAMESAKE:
                from_country /= 3
            from_region = min(MOST_FROM_REGION, 1.2 * math.log2(1 + region))
            rating = candidate.weight + from_country + from_region
            known.append((rating, own + region, candidate))
        if not known:
            return None
        known.sort(key=lambda it: -it[0])
        best, support, candidate = known[0]
        for rating, rival_support, rival in known[1:]:
            alone = (support and not rival_support) or (
                rival.area.country == candidate.area.country and rival.area.country not in _SETTLED
            )
            if best - rating < (MARGIN_WITHOUT_RIVAL if alone else MARGIN):
                return None
        return _Choice(candidate, SCORE_OF_CONTEXT if support else SCORE_OF_POPULATION)

    @property
    def _abroad(self) -> float:
        """How much the article says of countries beside the US."""
        return sum(1 for hint in self._hints if hint.country != "US")

    def _supports_of(self, entity: Entity) -> Counter[str | tuple[str, str]]:
        """What the article says for each country and region, apart from this entity itself."""
        supports = self._supports.copy()
        seen: set[int] = set()
        own = {mention.start for mention in entity.mentions}
        for mention in entity.mentions[:MENTIONS_READ]:
            first = bisect_left(self._hints, mention.start - NEAR_CHARS, key=_start)
            for place in range(first, len(self._hints)):
                hint = self._hints[place]
                if hint.start > mention.start + NEAR_CHARS:
                    break
                if place in seen or hint.start < 0:
                    continue
                seen.add(place)
                more = -1 if hint.start in own else WEIGHT_NEAR - 1
                supports[hint.country] += more
                if hint.admin1:
                    supports[hint.country, hint.admin1] += more
        return supports


class _Choice(NamedTuple):
    candidate: Candidate
    score: float

    @property
    def link(self) -> Link:
        """The link that this choice makes."""
        return _link(self.candidate.kb, self.candidate.id, self.candidate.name, self.score)


# The same few places come again and again in a day's news.
@lru_cache(maxsize=8192)
def _link(kb: str, id_: str, name: str, score: float) -> Link:
    return Link(kb=kb, id=id_, name=name, score=score)


def _start(hint: Hint) -> int:
    return hint.start


IN_TITLE = -1

_CITY_BEFORE = re.compile(r"\b([A-ZÀ-ÖØ-Þ][\w.’'-]*(?: [A-ZÀ-ÖØ-Þ][\w.’'-]*){0,2})(?:, | \()$")
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
_REGION_BEFORE = ("state of ", "province of ", "region of ", "governor of ", "upstate ")
REGION_WORD_CHARS = max(len(word) for word in _REGION_BEFORE)
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
        area = known.by_abbreviation.get(written) or known.by_abbreviation.get(written.rstrip("."))
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
        sure = (
            closed
            and key not in _ALSO_CITIES
            and any(it.country in ("US", "CA", "AU") and it.admin1 for it in areas)
        )
        return areas, sure
    return (), False


def _region_word(text: str, mention: Mention) -> str | None:
    """What stands beside a mention to say that a region is meant: “ state”, but not “ state TV”."""
    if after := _REGION_AFTER.match(text, mention.end):
        return after[0]
    before = text[max(0, mention.start - REGION_WORD_CHARS) : mention.start]
    if before.lower().endswith(_REGION_BEFORE) or _REGION_POSSESSIVE.match(text, mention.end):
        return ""
    return None


def _size(candidate: Candidate) -> float:
    return candidate.weight - candidate.is_capital * BONUS_OF_CAPITAL


def _in(candidate: Candidate, area: Area) -> bool:
    return candidate.area.country == area.country and area.admin1 in ("", candidate.area.admin1)


def _hints(entity: Entity, candidate: Candidate) -> list[Hint]:
    """What a linked place says for its country and its region."""
    country, admin1 = candidate.area
    hints = [Hint(it.start, country, admin1) for it in entity.mentions[:MENTIONS_READ]]
    return hints or [Hint(IN_TITLE, country, admin1)]
