"""Link places to their ids: countries to ISO 3166-1, regions and cities to GeoNames.

A country comes before a region of its name, a region before a city, a city's main name before its
other names. Between namesakes decides, in this order: what stands directly behind the name
(“Portland, Ore.”), which regions and countries the article names, above all nearby, and population,
where one has several times that of all others. Otherwise the link stays null.
"""

import math
import re
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import NamedTuple

from newsmill.contracts.articles import Entity, Link, Mention
from newsmill.enricher.places.beside import (
    BEFORE_AREAS,
    FEATURE,
    NOTHING,
    Beside,
    area_at,
    area_behind,
    city_before,
    is_town,
    word_beside,
)
from newsmill.enricher.places.candidates import (
    SIZE_OF_CITY,
    WEIGHT_OF_COUNTRY,
    Candidate,
    candidates,
    regions_named,
)
from newsmill.enricher.places.evidence import Area, Hint, lexicon
from newsmill.enricher.places.lower_case import is_word
from newsmill.enricher.places.teams import is_place, is_team

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
VILLAGE = 1.5

NEAR_CHARS = 150
WEIGHT_NEAR = 2
MOST_FROM_COUNTRY = 1.4
MOST_FROM_REGION = 2.4

# Their towns are often named after capitals of the old world; news then writes the state.
_SETTLED = frozenset({"US", "CA", "AU", "NZ", "ZA"})

# “A Lebanon teenager”: those of the country are Lebanese.
_LOCALS = re.compile(
    r" (?:man|woman|teen|teenager|boy|girl|couple|resident|residents|mother|father|family|native"
    r"|[Pp]olice|firefighters?|[Ff]ire|mayor|[Mm]iddle|[Hh]igh|[Cc]ity|[Ss]chools?|[Ss]tudents?)\b"
)

# “Chad, 14, was found.”
_AGE = re.compile(r", (?:aged )?\d{1,2}(?:,|\.(?!\d)| and\b)")

# Of an entity that is mentioned often, the first mentions say where it is.
MENTIONS_READ = 3
# Any of them may be followed by another state.
MENTIONS_READ_FOR_AREAS = 20


def linked(
    entities: tuple[Entity, ...], title: str, text: str, language: str
) -> tuple[Entity, ...]:
    """The entities of an article; those that are places have a link where it is sure enough.

    The link's `score` says how it was found: by a country's name 1, by what stands beside it .97,
    by the article's other places .9, by its population .8; that too
    has a country in an article about one region only, where a town has its name.
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
        self._supports: defaultdict[str | tuple[str, str], int] = defaultdict(int)

    def links(self) -> dict[int, Link]:
        """The links by the number of their entity."""
        found: dict[int, Link] = {}
        pending: dict[int, tuple[Entity, tuple[Candidate, ...]]] = {}
        settled: list[tuple[Entity, Candidate]] = []
        doubtful: list[tuple[int, Entity, _Choice, list[Candidate]]] = []
        for number, entity in enumerate(self._entities):
            if entity.kind != "place" or entity.label == "FAC" or entity.link:
                continue
            choice = self._by_name(entity)
            if choice and self._is_person(entity):
                continue
            if isinstance(choice, _Choice) and choice.score == SCORE_OF_NAME:
                towns = _towns(candidates(entity.name, self._language))
                if towns:
                    doubtful.append((number, entity, choice, towns))
            if choice and is_team(entity, self._text, self._title):
                continue
            if isinstance(choice, _Choice):
                found[number] = choice.link
                settled.append((entity, choice.candidate))
            elif choice:
                pending[number] = entity, choice
        if pending or doubtful:
            self._collect_hints(settled)
            # The largest first: what they say helps the others.
            for number in sorted(pending, key=lambda it: -pending[it][1][0].weight):
                entity, choice_of = pending[number]
                chosen = self._by_context(entity, choice_of)
                if chosen:
                    found[number] = chosen.link
                    self._add(entity, chosen.candidate)
            for number, entity, choice, towns in doubtful:
                if number not in found or self._is_abroad(entity, choice.candidate, towns):
                    continue
                if any(self._is_of_town(mention) for mention in entity.mentions):
                    del found[number]
                else:
                    found[number] = choice._replace(score=SCORE_OF_POPULATION).link
        return found

    def _by_name(self, entity: Entity) -> "_Choice | tuple[Candidate, ...]":
        """The choice that the name and the words beside it leave, or all candidates."""
        head, comma, tail = entity.name.partition(", ")
        possible = candidates(entity.name, self._language)
        beside = NOTHING
        if comma and not possible:
            possible = candidates(head, self._language)
            beside = area_at(f"{tail})", 0, self._language)
        if not possible:
            return ()
        mentions = self._mentions(entity)
        words = [word_beside(text, mention) for text, mention in mentions]
        if FEATURE in words:
            return ()
        everywhere = self._all_mentions(entity)[:MENTIONS_READ_FOR_AREAS]
        besides = [
            beside,
            *[
                area_behind(text, mention.end, self._language)
                for text, mention in everywhere
                if text[mention.end : mention.end + 1] in BEFORE_AREAS
            ],
        ]
        beside = next((it for it in besides if it.areas), NOTHING)
        inside = _inside_all(possible, besides)
        if inside is None:
            return ()
        qualified = [it for word in words if word for it in regions_named(f"{entity.name}{word}")]
        if inside and len(qualified) == 1 and qualified[0] not in inside:
            return ()
        if inside and possible[0].kind == "country":
            # “In Georgia, USA. In Tbilisi, Georgia.”
            rest = [it for it in possible if it.kind != "city" and it not in inside]
            if self._following(everywhere, rest):
                return ()
        if inside and not (beside.may_be_next and _is_village(inside[0], possible)):
            return _Choice(inside[0], SCORE_OF_QUALIFIER)
        if beside.is_certain and not any(it.kind == "country" for it in possible):
            return ()
        for word in words:
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
            following = self._following(everywhere, possible)
            if following:
                is_one = all(it is following[0] for it in following)
                return _Choice(following[0], SCORE_OF_QUALIFIER) if is_one else ()
        if first.kind == "country" and first.weight >= WEIGHT_OF_COUNTRY:
            is_other = any(
                is_town(text, mention.end, first.area.country, self._language)
                for text, mention in everywhere
            )
            if is_other or is_word(entity, self._text, self._title):
                return ()
            return _Choice(first, SCORE_OF_NAME)
        possible = tuple(it for it in possible if not it.needs_qualifier)
        if len(possible) == 1 and not possible[0].needs_context:
            return _Choice(possible[0], SCORE_OF_ONLY)
        return possible

    def _mentions(self, entity: Entity) -> list[tuple[str, Mention]]:
        return [
            *((self._text, mention) for mention in entity.mentions[:MENTIONS_READ]),
            *((self._title, mention) for mention in entity.title_mentions[:1]),
        ]

    def _is_abroad(self, entity: Entity, country: Candidate, towns: list[Candidate]) -> bool:
        """Whether the article is not only about one region where a town has a country's name."""
        own = {mention.start for mention in entity.mentions}
        others = {
            (it.country, it.admin1)
            for it in self._hints
            if it.start not in own
            and not (it.start == IN_TITLE and it.country == country.area.country)
        }
        regions = {it for it in others if it[1]}
        return (
            len(regions) != 1
            or {it for it, _ in others} != {it for it, _ in regions}
            or not any(town.area in regions for town in towns)
        )

    def _is_of_town(self, mention: Mention) -> bool:
        return _LOCALS.match(self._text, mention.end) is not None

    @cached_property
    def _people_by_first_name(self) -> dict[str, int]:
        """Where each first name of a full name is first."""
        starts: dict[str, int] = {}
        for entity in self._entities:
            if entity.kind != "person" or not entity.mentions:
                continue
            first, space, _ = entity.name.partition(" ")
            if space:
                start = entity.mentions[0].start
                starts[first] = min(start, starts.get(first, start))
        return starts

    def _is_person(self, entity: Entity) -> bool:
        """Whether it is a person's first name: an age behind it, or the full name before it."""
        if " " in entity.name:
            return False
        mentions = entity.mentions[:MENTIONS_READ_FOR_AREAS]
        text = self._text
        for mention in mentions:
            if text.startswith(", ", mention.end) and _AGE.match(text, mention.end):
                return not is_place(text, mention)
        if not mentions:
            return False
        named = self._people_by_first_name.get(entity.name)
        is_named_before = named is not None and named < mentions[0].start
        return is_named_before and not any(is_place(self._text, it) for it in mentions)

    def _all_mentions(self, entity: Entity) -> list[tuple[str, Mention]]:
        return [
            *((self._text, mention) for mention in entity.mentions),
            *((self._title, mention) for mention in entity.title_mentions),
        ]

    def _following(
        self, mentions: list[tuple[str, Mention]], possible: Iterable[Candidate]
    ) -> list[Candidate]:
        """The countries and regions that stand behind their cities."""
        return [
            candidate
            for text, mention in mentions
            for candidate in possible
            if candidate.kind != "city" and self._follows_city(text, mention, candidate)
        ]

    def _follows_city(self, text: str, mention: Mention, candidate: Candidate) -> bool:
        words = (city_before(text, mention) or "").split()
        for place in range(len(words)):
            cities = candidates(" ".join(words[place:]), self._language)
            if any(_in(it, candidate.area) and not _is_village(it, cities) for it in cities):
                return True
        return False

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
        for hint in hints:
            self._count(hint)

    def _add(self, entity: Entity, candidate: Candidate) -> None:
        for hint in _hints(entity, candidate):
            insort(self._hints, hint)
            self._count(hint)

    def _count(self, hint: Hint) -> None:
        self._supports[hint.country] += 1
        if hint.admin1:
            self._supports[hint.country, hint.admin1] += 1

    def _by_context(self, entity: Entity, possible: tuple[Candidate, ...]) -> "_Choice | None":
        supports = self._supports_of(entity)
        heaviest = max((it.size for it in possible if not it.needs_context), default=0.0)
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
            small = candidate.size < heaviest - SMALL_NAMESAKE or candidate.size < SIZE_OF_CITY
            if not (country or region) and candidate.needs_context:
                continue
            if small and not region and candidate.area.country in _SETTLED:
                continue
            from_country = min(MOST_FROM_COUNTRY, 0.7 * math.log2(1 + country))
            if small:
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

    def _supports_of(self, entity: Entity) -> defaultdict[str | tuple[str, str], int]:
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


def _is_village(candidate: Candidate, namesakes: tuple[Candidate, ...]) -> bool:
    """Whether it has less than a thirtieth of its largest namesake's population."""
    return candidate.size < max(it.size for it in namesakes) - VILLAGE


def _in(candidate: Candidate, area: Area) -> bool:
    return candidate.area.country == area.country and area.admin1 in ("", candidate.area.admin1)


def _towns(possible: tuple[Candidate, ...]) -> list[Candidate]:
    """Towns with the name of a country, where news writes no state in a text on their region."""
    return [it for it in possible if it.kind == "city" and it.area.country in _SETTLED]


def _inside(possible: tuple[Candidate, ...], beside: Beside) -> list[Candidate]:
    return [
        it
        for it in possible
        if it.kind != "country" and any(_in(it, area) for area in beside.areas)
    ]


def _inside_all(possible: tuple[Candidate, ...], besides: list[Beside]) -> list[Candidate] | None:
    """The candidates where the words beside all mentions say; None if they say two places.

    One entity may be two Springfields.
    """
    told = [(_inside(possible, it), it) for it in besides if it.areas]
    told = [it for it in told if it[0] or it[1].is_certain]
    if not any(here for here, _ in told):
        return []
    if len(told) > 1:
        told = [it for it in told if not it[1].may_be_next] or told[:1]
    meant = [it for it in told[0][0] if all(it in here for here, _ in told)]
    return meant or None


def _hints(entity: Entity, candidate: Candidate) -> list[Hint]:
    """What a linked place says for its country and its region."""
    country, admin1 = candidate.area
    hints = [Hint(it.start, country, admin1) for it in entity.mentions[:MENTIONS_READ]]
    return hints or [Hint(IN_TITLE, country, admin1)]
