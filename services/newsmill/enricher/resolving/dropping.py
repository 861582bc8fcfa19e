"""Leave out what a model took for a name and what is none."""

import re

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
                _is_odd_value(span)
                if span.is_value
                else _is_no_name(span, part, capitals, full_names, language)
            )
        ]


def _is_odd_value(span: Span) -> bool:
    return len(span.written) > MAX_MENTION_CHARS or not any(
        letter.isalnum() for letter in span.written
    )


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
    written = span.written
    if is_too_odd(written) or _ROAD.fullmatch(written) or _ADDRESS.fullmatch(written):
        return True
    words = span.key
    lowered = written.casefold().rstrip(".")
    if lowered in not_names(language) and written not in _ACRONYMS:
        return True
    if span.key[-1:] not in full_names and _is_bare_title(span):
        # “Lord King”
        is_surname = class_of(span.label) == "person" and span.key[-1] in surnames()
        return not (is_surname and (len(span.key) > 1 or title_before(part.flat, span.start)))
    if language != "en":
        return len(words) == 1 and written.islower()
    is_lower = written.islower() and not part.is_lower and span.key not in full_names
    if span.key in organisations() and not is_lower:
        return False
    if len(words) != 1:
        return is_lower
    odds = lower_case_odds(written)
    if written.islower():
        # “a turkey”, “brazil nuts”
        is_plain = class_of(span.label) in _IN_CAPITALS or odds >= MIN_ODDS_IN_LOWER_CASE
        return is_lower and is_plain
    if span.label not in _LABELS or _is_somebody(span):
        return False
    if odds < MIN_ODDS_AT_START or (written.isupper() and 1 < len(written) < 5):
        return False
    if written.isupper() and part.flat[span.end : span.end + 3] == " - ":
        # SOCCER - OSLO BEAT BERGEN
        return True
    places = gazetteer(language)
    if places.country(span.key) or places.nationality(span.key):
        return False
    return (
        part.begins_sentence(span.start)
        and written not in capitals
        # “Mr. Strange left.”
        and not title_before(part.flat, span.start)
    )


def _is_somebody(span: Span) -> bool:
    """Whether the model takes a first name or surname for a person: “Grace”."""
    return class_of(span.label) == "person" and (
        span.key[0] in gender_by_first_name() or span.key[0] in surnames()
    )


def _is_bare_title(span: Span) -> bool:
    known = titles()
    return all(
        word in known.offices or word in known.before or word in known.gender_by_honorific
        for word in span.key
    )
