"""Names that a model found in part: “Ursula von der”, “Indian” before “Ocean”."""

import re
from collections.abc import Sequence

from newsmill.enricher.names import Key, key_of
from newsmill.enricher.places.gazetteer import gazetteer
from newsmill.enricher.resolving.spans import Labels, Part, Span, class_of
from newsmill.enricher.resolving.tables import (
    gender_by_first_name,
    head_words,
    not_names,
    organisations,
    surnames,
    titles,
)

_PARTICLES = frozenset(
    {"al", "bin", "da", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "ibn", "la"}
    | {"ten", "ter", "van", "vom", "von", "zu", "zur"}
)
_NEXT_IN_NAME = re.compile(r"\s([A-ZÀ-Þ][\w'’-]+|[a-z]{2,5}\b)")
_NEXT_WORD = re.compile(r"\s([A-ZÀ-Þ][\w'’-]*[\w])")
_WORD_BEFORE = re.compile(r"(?<![\w.'’-])([A-ZÀ-Þ][a-zà-ÿ'’-]+) \Z")
# “Mihai”, “Ionescu-Pop”, “O’Neill”; no acronym and no possessive.
_ONE_WORD = re.compile(r"[A-ZÀ-Þ](?:['’][A-ZÀ-Þ])?[a-zà-ÿ]+(?:-[A-ZÀ-Þ][a-zà-ÿ]+)*")
_OFTEN_MISTAKEN = frozenset({"person", "place", "organization", "NORP", "PRODUCT", "work"})
# Theresa May, August Wilson, June Summers.
_MONTHS_IN_NAMES = frozenset(
    {"may", "august", "june", "april", "summer", "summers", "winter", "winters"}
)
CITY = 100_000

_POSSESSIVE = re.compile(r"['’]s?\Z")


def extend(parts: tuple[Part, Part], labels: Labels, language: str) -> None:
    """Extend spans over words that complete the name."""
    keys = {span.key for part in parts for span in part.spans if not span.is_value}
    for part in parts:
        extended = _extended(part, keys, labels, language)
        if extended is not None:
            part.keep(extended)


def join_people(parts: tuple[Part, Part], language: str) -> None:
    """Join the spans of one person: a first name, and a surname that was found apart from it."""
    for part in parts:
        joined = _joined(part, part.spans, language)
        if len(joined) < len(part.spans):
            part.keep(joined)


def _extended(part: Part, known: set[Key], labels: Labels, language: str) -> list[Span] | None:
    found: list[Span] = []
    changed = False
    behind = 0
    spans = part.spans
    for number, span in enumerate(spans):
        limit = spans[number + 1].start if number + 1 < len(spans) else len(part.text)
        start, end, label = span.start, span.end, span.label
        if not span.is_value:
            name_class = class_of(label)
            if name_class == "person":
                start, end = _whole_person(part.flat, span, behind, limit, known, language)
            elif name_class in _OFTEN_MISTAKEN and _is_given_name(span.key, language):
                end = _whole_person(part.flat, span, span.start, limit, known, language)[1]
                label = labels.person if end != span.end else label
            if end == span.end and language == "en" and name_class != "work":
                end, label = _with_head(part.flat, span, limit, labels, language)
        is_same = start == span.start and end == span.end
        changed = changed or not is_same
        found.append(span if is_same else part.span(start, end, label))
        behind = end
    joined = _joined(part, found, language)
    return joined if changed or len(joined) < len(found) else None


def _joined(part: Part, spans: Sequence[Span], language: str) -> list[Span]:
    """The spans, with those of one person as one: “Mihai”, found as a place, and “Ionescu-Pop”."""
    joined: list[Span] = []
    for one in spans:
        before = joined[-1] if joined else None
        if before and one.start - before.end == 1 and _is_one_person(part, before, one, language):
            person = before if class_of(before.label) == "person" else one
            joined[-1] = part.span(before.start, one.end, person.label)
        else:
            joined.append(one)
    return joined


def _is_one_person(part: Part, first: Span, last: Span, language: str) -> bool:
    classes = {class_of(first.label), class_of(last.label)}
    if "person" not in classes or part.flat[first.end] != " ":
        return False
    if last.label == "DATE":
        is_month = part.flat[last.start : last.end].casefold() in _MONTHS_IN_NAMES
        return is_month and _is_given_name(key_of(part.flat[first.start : first.end]), language)
    if not classes <= _OFTEN_MISTAKEN:
        return False
    given, surname = part.flat[first.start : first.end], part.flat[last.start : last.end]
    if not (_ONE_WORD.fullmatch(given) and _ONE_WORD.fullmatch(surname)):
        return False
    return _is_given_name(key_of(given), language) and not _is_something_else(
        key_of(surname), language
    )


def _is_given_name(key: Key, language: str) -> bool:
    return (
        len(key) == 1 and key[0] in gender_by_first_name() and not _is_something_else(key, language)
    )


def _is_something_else(key: Key, language: str) -> bool:
    """Whether a word is well known as no person's name: “in Paris Hollande said”."""
    places = gazetteer(language)
    return (
        key in organisations()
        or bool(places.country(key) or places.nationality(key) or places.state(key))
        or places.population(key) >= CITY
        or key[0] in titles().offices
    )


def _whole_person(
    flat: str, span: Span, behind: int, limit: int, known: set[Key], language: str
) -> tuple[int, int]:
    start, end = span.start, span.end
    last = span.key[-1]
    while last in _PARTICLES and (word := _NEXT_IN_NAME.match(flat, end, limit)):
        last = word[1].casefold()
        if not (word[1][0].isupper() or last in _PARTICLES):
            break
        end = word.end()
    if len(span.key) > 1:
        return start, end
    first_names = gender_by_first_name()
    if end == span.end and span.key[0] in first_names:
        word = _NEXT_WORD.match(flat, end, limit)
        if word:
            written = _POSSESSIVE.sub("", word[1])
            lowered = written.casefold()
            if (lowered in surnames() or key_of(written) in known) and lowered not in not_names(
                language
            ):
                return start, word.start(1) + len(written)
    before = _WORD_BEFORE.search(flat, max(behind, start - 24), start)
    if before:
        lowered = before[1].casefold()
        if (
            lowered in first_names
            and lowered not in titles().offices
            and lowered not in not_names(language)
        ):
            return before.start(1), end
    return start, end


def _with_head(flat: str, span: Span, limit: int, labels: Labels, language: str) -> tuple[int, str]:
    """The end and the label of a name with a word like “Ocean” or “Plc” behind it."""
    word = _NEXT_WORD.match(flat, span.end, limit)
    if word is None:
        return span.end, span.label
    heads = head_words(language)
    lowered = word[1].casefold()
    if lowered in heads.legal_forms and len(lowered) > 2 and class_of(span.label) != "work":
        end = word.end()
        return (
            end + 1 if flat.startswith(".", end) and lowered in ("inc", "corp") else end
        ), labels.organization
    if lowered in heads.land_last and span.label in (
        "GPE",
        "LOC",
        "NORP",
        "PERSON",
        "ORG",
        "LANGUAGE",
    ):
        return word.end(), labels.land
    return span.end, span.label
