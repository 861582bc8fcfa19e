"""One label for each name of an article, by votes.

A model labels each mention on its own. What a name is follows better from all of its mentions
together, from what stands around them, and from what everybody knows.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from newsmill.enricher.casing import lower_case_odds
from newsmill.enricher.names import SMALL_WORDS, Key
from newsmill.enricher.places.gazetteer import gazetteer
from newsmill.enricher.resolving.contexts import Votes, hear_contexts
from newsmill.enricher.resolving.spans import Labels, Part, Span, class_of
from newsmill.enricher.resolving.tables import (
    HeadWords,
    gender_by_first_name,
    head_words,
    organisations,
    surnames,
)

# A mention in a title weighs less: models are trained on sentences.
WEIGHT_OF_TITLE = 0.5
WEIGHT_OF_KNOWN = 3.0
WEIGHT_OF_AMBIGUOUS = 0.9
WEIGHT_OF_HEAD_WORD = 2.0
WEIGHT_OF_FIRST_NAME = 1.5
WEIGHT_OF_SURNAME = 0.4
WEIGHT_OF_WHOLE = 2.0

# “John Radcliffe Hospital” is nobody.
MAX_ODDS_OF_SURNAME = 0.7

METROPOLIS, CITY = 500_000, 100_000
WEIGHT_OF_METROPOLIS, WEIGHT_OF_CITY, WEIGHT_OF_TOWN = 2.0, 1.2, 0.6

_ACRONYM = re.compile(r"[A-ZÀ-Þ]{3,6}")
WEIGHT_OF_ACRONYM = 1.5


def relabel(parts: tuple[Part, Part], labels: Labels, language: str, steps: frozenset[str]) -> None:
    """Give all mentions of a name the label that most speaks for."""
    votes: Votes = defaultdict(_no_votes)
    acronyms: set[Key] = set()
    for part, weight in zip(parts, (WEIGHT_OF_TITLE, 1.0), strict=True):
        for span in part.spans:
            if not span.is_value:
                votes[span.key][class_of(span.label)] += weight * span.weight
                if language != "en" and not part.is_upper and _ACRONYM.fullmatch(span.written):
                    acronyms.add(span.key)
    if "contexts" in steps and language == "en":
        for part in parts:
            hear_contexts(part, votes)
    if "known" in steps:
        _hear_tables(votes, labels, language)
        if language != "en":
            # Models of WikiNER take most acronyms for places.
            for key in acronyms:
                if not gazetteer(language).country(key):
                    votes[key]["organization"] += WEIGHT_OF_ACRONYM
    if "wholes" in steps:
        _hear_wholes(votes, _named_before(parts[1], votes), language)
    assign(parts, {key: _winner(counted) for key, counted in votes.items()}, labels)


def assign(parts: Iterable[Part], class_by_key: Mapping[Key, str], labels: Labels) -> None:
    """Give each mention a label of its name's class: the most frequent one that the model gave."""
    spans_by_key: defaultdict[Key, list[Span]] = defaultdict(list)
    for part in parts:
        for span in part.spans:
            if not span.is_value:
                spans_by_key[span.key].append(span)
    for key, spans in spans_by_key.items():
        name_class = class_by_key[key]
        given = [span.label for span in spans if class_of(span.label) == name_class]
        if given:
            label = most_frequent(given)
        else:
            label = _place_label(key, labels) if name_class == "place" else labels.of(name_class)
        for span in spans:
            span.label = label


def most_frequent(labels: Sequence[str]) -> str:
    """The label that comes most often; of several, the first."""
    # Nearly always there is one.
    if labels.count(labels[0]) == len(labels):
        return labels[0]
    return Counter(labels).most_common(1)[0][0]


def _is_city_with_nickname(key: Key, language: str) -> bool:
    """Whether it may be a team's name like “Kansas City Chiefs”."""
    places = gazetteer(language)
    city = key[:-1]
    return (
        key[-1].endswith("s")
        and len(key[-1]) > 3
        and not (places.population(key) or places.country(key) or places.state(key))
        and bool(places.population(city) >= CITY or places.state(city))
        and key[-1] not in head_words("en").land_last
    )


def _place_label(key: Key, labels: Labels) -> str:
    heads = head_words("en")
    if len(key) > 1 and key[-1] in heads.building_last:
        return labels.facility
    is_land = len(key) > 1 and (key[-1] in heads.land_last or key[0] in heads.land_first)
    return labels.land if is_land else labels.place


def _no_votes() -> defaultdict[str, float]:
    return defaultdict(float)


def _winner(counted: defaultdict[str, float]) -> str:
    return max(counted, key=counted.__getitem__)


def _hear_tables(votes: Votes, labels: Labels, language: str) -> None:
    in_full = {
        key[-1:] for key, counted in votes.items() if len(key) > 1 and _winner(counted) == "person"
    }
    for key, counted in votes.items():
        is_surname = key in in_full
        is_place = not is_surname or _is_rather_place(key, counted, language)
        votes_of = _votes_of_tables(
            key,
            labels.nationality,
            language,
            is_surname=is_surname,
            is_place=is_place,
            is_person=counted.get("person", 0.0) > counted.get("organization", 0.0),
        )
        for name_class, weight in votes_of:
            counted[name_class] += weight


# The same few names come again and again in a day's news.
@lru_cache(maxsize=8192)
def _votes_of_tables(
    key: Key,
    nationality: str,
    language: str,
    *,
    is_surname: bool,
    is_place: bool,
    is_person: bool,
) -> tuple[tuple[str, float], ...]:
    """What everybody knows of a name, which may be a surname or a place in its article.

    `is_person` says that the model takes it rather for a person than for an organisation.
    """
    places = gazetteer(language)
    if key in organisations() and not is_surname:
        # “Chelsea” is also a place.
        is_ambiguous = places.population(key) > 0
        return (("organization", WEIGHT_OF_AMBIGUOUS if is_ambiguous else WEIGHT_OF_KNOWN),)
    if places.country(key):
        # “Jordan” is also a person.
        is_ambiguous = is_surname or (len(key) == 1 and key[0] in gender_by_first_name())
        return (("place", WEIGHT_OF_AMBIGUOUS if is_ambiguous else WEIGHT_OF_KNOWN),)
    if places.nationality(key):
        return ((nationality, WEIGHT_OF_KNOWN),)
    votes: list[tuple[str, float]] = []
    if is_place:
        votes.append(("place", _weight_of_place(key, language)))
    if len(key) > 1:
        votes.append(_by_head_words(key, head_words(language), language, is_person=is_person))
    elif key[0] in gender_by_first_name() or (key[0] in surnames() and language == "en"):
        votes.append(("person", WEIGHT_OF_SURNAME))
    return tuple(vote for vote in votes if vote[1])


def _weight_of_place(key: Key, language: str) -> float:
    places = gazetteer(language)
    if places.state(key):
        return WEIGHT_OF_METROPOLIS
    population = places.population(key)
    if not population:
        return 0.0
    is_persons = len(key) == 1 and (key[0] in surnames() or key[0] in gender_by_first_name())
    if population >= METROPOLIS and not is_persons:
        return WEIGHT_OF_METROPOLIS
    return WEIGHT_OF_CITY if population >= CITY else WEIGHT_OF_TOWN


def _by_head_words(
    key: Key, heads: HeadWords, language: str, *, is_person: bool
) -> tuple[str, float]:
    """What the words of a name of several words say."""
    last, first = key[-1], key[0]
    if language == "fr":
        if first in heads.organisation_first:
            return "organization", WEIGHT_OF_HEAD_WORD
        if first in gender_by_first_name() and len(key) < 4:
            return "person", WEIGHT_OF_FIRST_NAME
        return "", 0.0
    if last in heads.legal_forms and len(last) > 2:
        return "organization", WEIGHT_OF_HEAD_WORD + 1
    if first in heads.event_first or last in heads.event_last:
        return "event", WEIGHT_OF_HEAD_WORD
    if last in heads.law_last:
        return "LAW", WEIGHT_OF_HEAD_WORD
    if last in heads.organisation_last or not heads.organisation_any.isdisjoint(key):
        return "organization", WEIGHT_OF_HEAD_WORD
    if first in heads.organisation_first:
        return "organization", WEIGHT_OF_HEAD_WORD
    # Madison Keys and Austin Rivers are people. Teams mostly have an article.
    if not is_person and _is_city_with_nickname(key, language):
        return "organization", WEIGHT_OF_FIRST_NAME
    if last in heads.building_last or last in heads.land_last or last in heads.area_last:
        return "place", WEIGHT_OF_HEAD_WORD
    if first in heads.land_first or first in heads.town_first:
        return "place", WEIGHT_OF_HEAD_WORD
    if (
        first in gender_by_first_name()
        and len(key) < 5
        and lower_case_odds(last) < MAX_ODDS_OF_SURNAME
    ):
        # Firms are called after surnames: Morgan Stanley, Arthur Andersen.
        is_surname = first in surnames() or "&" in key
        return "person", WEIGHT_OF_AMBIGUOUS if is_surname else WEIGHT_OF_FIRST_NAME
    return "", 0.0


def _named_before(text: Part, votes: Votes) -> set[Key]:
    """Single words that the text uses before it names a person who ends with them.

    “Ferrari won. Enzo Ferrari died in 1988.” The first is no surname of somebody introduced.
    """
    first: dict[Key, int] = {}
    for span in text.spans:
        first.setdefault(span.key, span.start)
    return {
        key[-1:]
        for key, start in first.items()
        if len(key) > 1
        and first.get(key[-1:], start) < start
        and votes[key[-1:]]["organization"] > votes[key[-1:]]["person"]
    }


def _hear_wholes(votes: Votes, named_before: set[Key], language: str) -> None:
    """Let full names speak for their surnames, first names, short forms and acronyms."""
    heads = head_words(language)
    # Michael Dell does not make a person of Dell Technologies' short name.
    companies = {
        key[:1]
        for key, counted in votes.items()
        if len(key) > 1 and _winner(counted) == "organization"
    }
    spoken: Votes = defaultdict(_no_votes)
    for key, counted in votes.items():
        if len(key) < 2:
            continue
        name_class = _winner(counted)
        if name_class == "person":
            for size in range(1, len(key)):
                short = key[size:]
                if short in named_before:
                    continue
                if short in companies and votes_for(votes, short, "organization") >= 1:
                    continue
                spoken[short][name_class] = WEIGHT_OF_WHOLE
            # “Chelsea Clinton visited Chelsea.”
            if votes_for(votes, key[:1], "place") < 1:
                first = spoken[key[:1]]
                first[name_class] = max(first[name_class], WEIGHT_OF_WHOLE / 2)
        elif name_class == "organization":
            bare = key
            while len(bare) > 1 and (
                bare[-1] in heads.legal_forms or bare[-1] in heads.after_organisation
            ):
                bare = bare[:-1]
                spoken[bare][name_class] = WEIGHT_OF_WHOLE
            if len(bare) > 1 and bare != key and votes_for(votes, bare[:1], "place") < 1:
                # “Helixor” of “Helixor Biosciences, Inc.”
                spoken[bare[:1]][name_class] = WEIGHT_OF_WHOLE
            spoken[initials(key),][name_class] = WEIGHT_OF_WHOLE
        elif name_class == "event" and len(key) == 2 and key[0] in heads.event_first:
            spoken[key[1:]][name_class] = WEIGHT_OF_WHOLE
    for key, classes in spoken.items():
        if key in votes:
            if _is_rather_place(key, votes[key], language):
                continue
            for name_class, weight in classes.items():
                votes[key][name_class] += weight * (1 + sum(votes[key].values()) / 4)


def votes_for(votes: Votes, key: Key, name_class: str) -> float:
    """How much speaks for a class; 0 for a name that is not in the article."""
    return votes[key][name_class] if key in votes else 0.0


def _is_rather_place(key: Key, counted: defaultdict[str, float], language: str) -> bool:
    """Whether it is a city that the model took for nobody: Almaty, although of “Vestnik Almaty”."""
    return (
        counted["place"] >= 2
        and counted["person"] <= 0.5
        and gazetteer(language).population(key) >= CITY
    )


def initials(key: Key) -> str:
    """The acronym of a name, without its small words."""
    return "".join(word[0] for word in key if word not in SMALL_WORDS)
