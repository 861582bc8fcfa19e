"""Leave out what a model took for a name and what is none."""

import re
from functools import lru_cache
from typing import NamedTuple

from newsmill.enricher.casing import lower_case_odds
from newsmill.enricher.names import Key
from newsmill.enricher.places.gazetteer import gazetteer
from newsmill.enricher.resolving.edges import is_too_odd
from newsmill.enricher.resolving.spans import MAX_MENTION_CHARS, Part, Span, class_of
from newsmill.enricher.resolving.tables import (
    gender_by_first_name,
    not_names,
    organisations,
    surnames,
    titles,
)
from newsmill.enricher.resolving.titles import title_before

# From these odds on, a word with a capital only where every word has one is no name.
MIN_ODDS_AT_START = 0.5
# From these odds on, a word in lower case is none.
MIN_ODDS_IN_LOWER_CASE = 0.7

# Of other labels nothing is known.
_LABELS = frozenset(
    {"PERSON", "PER", "ORG", "GPE", "LOC", "FAC", "NORP", "MISC", "EVENT", "PRODUCT", "LAW"}
    | {"WORK_OF_ART", "LANGUAGE"}
)
_IN_CAPITALS = frozenset({"person", "place", "NORP"})
# Written like this, no pronouns.
_ACRONYMS = frozenset({"US", "IT", "WHO", "ME"})
_ROAD = re.compile(r"[AM]\d{1,4}|I-\d{1,3}")
_ADDRESS = re.compile(r"\S+@\S+\.\S+|[a-z0-9-]+\.(?:com|org|net|co\.uk|gov|edu|info|io)(?:/\S*)?")


def drop_no_names(parts: tuple[Part, Part], language: str) -> None:
    """Take pronouns, bare titles, addresses and common words out of the spans."""
    capitals = _CapitalsInside(parts)
    # “King” and “Judge” are surnames too.
    full_names = {
        span.key[-1:]
        for part in parts
        for span in part.spans
        if len(span.key) > 1 and class_of(span.label) == "person"
    }
    for part in parts:
        part.spans = [
            span
            for span in part.spans
            if not (
                _is_odd_value(span.written)
                if span.is_value
                else _is_no_name(span, part, capitals, full_names, language)
            )
        ]


@lru_cache(maxsize=4096)
def _is_odd_value(written: str) -> bool:
    return len(written) > MAX_MENTION_CHARS or not any(letter.isalnum() for letter in written)


class _CapitalsInside:
    """The words that have a capital inside a sentence, looked for when first asked for."""

    _WORD = re.compile(r"(?<=[a-zà-ÿ0-9,] )[A-ZÀ-Þ][\w'’-]*")

    def __init__(self, parts: tuple[Part, Part]) -> None:
        self._parts = parts
        self._words: frozenset[str] | None = None

    def __contains__(self, word: str) -> bool:
        if self._words is None:
            # Not the title: its words may all have capitals.
            self._words = frozenset(self._WORD.findall(self._parts[1].flat))
        return word in self._words


def _is_no_name(
    span: Span, part: Part, capitals: _CapitalsInside, full_names: set[Key], language: str
) -> bool:
    doubt = _doubt(span.written, span.key, span.label, language)
    if doubt.as_title and span.key[-1:] not in full_names:
        # “Lord King”
        is_surname = class_of(span.label) == "person" and span.key[-1] in surnames()
        return not (is_surname and (len(span.key) > 1 or title_before(part.flat, span.start)))
    return (
        doubt.always
        or (doubt.in_lower_case and not part.is_lower and span.key not in full_names)
        # SOCCER - OSLO BEAT BERGEN
        or (doubt.as_topic and part.flat[span.end : span.end + 3] == " - ")
        or (
            doubt.at_start
            and part.begins_sentence(span.start)
            and span.written not in capitals
            # “Mr. Strange left.”
            and not title_before(part.flat, span.start)
        )
    )


class _Doubt(NamedTuple):
    """Where what is written so is no name."""

    always: bool = False
    as_title: bool = False
    """Where nobody has this surname."""
    in_lower_case: bool = False
    """Where other words have capitals."""
    as_topic: bool = False
    """Before a headline."""
    at_start: bool = False
    """Where each word has a capital, and none inside sentences."""


# The same few names come again and again in a day's news.
@lru_cache(maxsize=8192)
def _doubt(written: str, key: Key, label: str, language: str) -> _Doubt:
    if is_too_odd(written) or _ROAD.fullmatch(written) or _ADDRESS.fullmatch(written):
        return _Doubt(always=True)
    lowered = written.casefold().rstrip(".")
    if lowered in not_names(language) and written not in _ACRONYMS:
        return _Doubt(always=True)
    # “Labour” is a party, and the first word of a labour minister.
    is_party = key in organisations() and class_of(label) == "organization"
    doubt = _Doubt(as_title=_is_bare_title(key) and not is_party)
    if language != "en":
        return doubt._replace(always=len(key) == 1 and written.islower())
    if key in organisations() and not written.islower():
        return doubt
    if len(key) != 1:
        return doubt._replace(in_lower_case=written.islower())
    odds = lower_case_odds(written)
    if written.islower():
        # “a turkey”, “brazil nuts”
        is_plain = class_of(label) in _IN_CAPITALS or odds >= MIN_ODDS_IN_LOWER_CASE
        return doubt._replace(in_lower_case=is_plain)
    if label not in _LABELS or _is_somebody(key, label):
        return doubt
    if odds < MIN_ODDS_AT_START or (written.isupper() and 1 < len(written) < 5):
        return doubt
    places = gazetteer(language)
    is_known = places.country(key) or places.nationality(key)
    return doubt._replace(as_topic=written.isupper(), at_start=not is_known)


def _is_somebody(key: Key, label: str) -> bool:
    """Whether the model takes a first name or surname for a person: “Grace”."""
    return class_of(label) == "person" and (
        key[0] in gender_by_first_name() or key[0] in surnames()
    )


def _is_bare_title(key: Key) -> bool:
    known = titles()
    return all(
        word in known.offices or word in known.before or word in known.gender_by_honorific
        for word in key
    )
