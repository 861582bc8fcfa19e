"""The spans of an article's title and text, while they are being resolved."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeVar

from newsmill.enricher.finding import Found
from newsmill.enricher.kinds import kind_of
from newsmill.enricher.names import Key, key_of
from newsmill.text.characters import INVISIBLE

# OntoNotes' numerical types: properties of a thing, never an article's subject.
VALUE_LABELS = frozenset({"CARDINAL", "DATE", "MONEY", "ORDINAL", "PERCENT", "QUANTITY", "TIME"})

# Longer spans are lists, tables or several headings; titles of works may be almost as long.
MAX_MENTION_CHARS = 120

_INVISIBLE = re.compile(f"[{INVISIBLE}\u200c\u200d]")
_SPACE = re.compile(r"[^\S ]")
_BEGINS_SENTENCE = re.compile(r"(?:^|[.!?:…\n]['\"”’»)\]]*\s|\n|[“\"‘«(\[•*–—]\s?|--? )\s*\Z")


@dataclass(slots=True)
class Span:
    """A name's place in the title or the text."""

    start: int
    end: int
    label: str
    written: str
    key: Key
    title: str = ""
    """The titles and offices before it, in lower case: “foreign minister”."""
    weight: float = 1.0
    """What its label counts as a vote."""
    is_value: bool = False
    """Whether it is a number, a date or an amount."""


class Part:
    """The title or the text of an article, and its spans from left to right."""

    __slots__ = ("flat", "is_lower", "is_upper", "spans", "text", "weight_by_place")

    def __init__(self, text: str, found: Iterable[Found]) -> None:
        self.text = text
        # For searching: of the same length, with plain spaces only.
        flat = text.replace("\n", " ")
        # What is printable has no other space than the plain one.
        self.flat = flat if flat.isprintable() else _SPACE.sub(" ", flat)
        # Where all letters are of one case, it tells nothing.
        self.is_upper, self.is_lower = text.isupper(), text.islower()
        # Of spans whose label is not the model's.
        self.weight_by_place: dict[tuple[int, int], float] = {}
        apart = without_overlaps(in_order(found), len(text))
        self.spans = [self.span(*one) for one in apart]

    def replace(self, found: Iterable[Found]) -> None:
        """Take these spans instead; of those that overlap, the first and longest."""
        known = {(span.start, span.end, span.label): span for span in self.spans}
        apart = without_overlaps(in_order(found), len(self.text))
        self._take([known.get(one) or self.span(*one) for one in apart])

    def keep(self, spans: Sequence[Span]) -> None:
        """The same for spans that exist already, of this text."""
        self._take(list(without_overlaps(in_order(spans), len(self.text))))

    def _take(self, spans: list[Span]) -> None:
        self.spans = spans
        for span in spans if self.weight_by_place else ():
            span.weight = self.weight_by_place.get((span.start, span.end), 1.0)

    def span(self, start: int, end: int, label: str) -> Span:
        """A new span of this text."""
        written = self.flat[start:end]
        if not written.isprintable():
            written = _INVISIBLE.sub("", written) or written
        is_value = label in VALUE_LABELS
        key = _value_key(written) if is_value else key_of(written)
        weights = self.weight_by_place
        weight = weights.get((start, end), 1.0) if weights else 1.0
        return Span(start, end, label, written, key, "", weight, is_value)

    def begins_sentence(self, start: int) -> bool:
        """Whether a word there has a capital whatever it is."""
        return _BEGINS_SENTENCE.search(self.text[max(start - 6, 0) : start]) is not None


@lru_cache(maxsize=4096)
def _value_key(written: str) -> Key:
    return (" ".join(written.split()).casefold(),)


Placed = TypeVar("Placed", Found, Span)


def _place(found: Placed) -> tuple[int, int, str]:
    return found.start, -found.end, found.label


def in_order(found: Iterable[Placed]) -> Sequence[Placed]:
    """The spans from left to right; of those that start together, the longest first."""
    spans = list(found)
    behind = 0
    for one in spans:
        if not behind <= one.start <= one.end:
            return sorted(spans, key=_place)
        behind = one.end
    return spans


def without_overlaps(found: Iterable[Placed], length: int) -> Iterator[Placed]:
    """The spans in a text of this length that do not overlap one before them.

    Those that are much too long for a name are left out.
    """
    behind = 0
    for one in found:
        is_short = one.end - one.start <= 2 * MAX_MENTION_CHARS
        if behind <= one.start < one.end <= length and is_short:
            yield one
            behind = one.end


@lru_cache(maxsize=256)
def class_of(label: str) -> str:
    """What votes are about: the kind of thing; for all that have none, the label itself."""
    kind = kind_of(label)
    return label if kind == "other" else kind


class Labels(NamedTuple):
    """What a model calls the classes that we assign ourselves."""

    person: str
    organization: str
    place: str
    nationality: str
    facility: str
    land: str

    def of(self, name_class: str) -> str:
        """The label that stands for a class."""
        match name_class:
            case "person":
                return self.person
            case "organization":
                return self.organization
            case "place":
                return self.place
            case "event":
                return "EVENT"
            case "work":
                return "WORK_OF_ART"
        return name_class


ONTONOTES = Labels("PERSON", "ORG", "GPE", "NORP", "FAC", "LOC")
WIKINER = Labels("PER", "ORG", "LOC", "MISC", "LOC", "LOC")


def labels_of(language: str, parts: Sequence[Part]) -> Labels:
    """The family that the model's labels belong to."""
    used = {span.label for part in parts for span in part.spans}
    if used & {"PER", "MISC"}:
        return WIKINER
    return ONTONOTES if language == "en" or used & {"PERSON", "GPE", "NORP"} else WIKINER
