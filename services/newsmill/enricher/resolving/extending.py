"""Names that a model found in part: “Ursula von der”, “Indian” before “Ocean”."""

import re

from newsmill.enricher.names import Key, key_of
from newsmill.enricher.resolving.spans import Labels, Part, Span, class_of
from newsmill.enricher.resolving.tables import (
    gender_by_first_name,
    head_words,
    not_names,
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
_POSSESSIVE = re.compile(r"['’]s?\Z")


def extend(parts: tuple[Part, Part], labels: Labels, language: str) -> None:
    """Extend spans over words that complete the name."""
    keys = {span.key for part in parts for span in part.spans if not span.is_value}
    for part in parts:
        extended = _extended(part, keys, labels, language)
        if extended is not None:
            part.keep(extended)


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
            if end == span.end and language == "en" and name_class != "work":
                end, label = _with_head(part.flat, span, limit, labels, language)
        is_same = start == span.start and end == span.end
        changed = changed or not is_same
        found.append(span if is_same else part.span(start, end, label))
        behind = end
    return found if changed else None


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
