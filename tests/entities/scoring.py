"""How well found names agree with labelled ones: spans and kinds."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from newsmill.enricher.names import key_of
from tests.dedup.measuring import Score, share
from tests.entities.labelled import KINDS, Kind, LabelledText, Mark, PlaceId

TYPED: tuple[Kind, ...] = ("person", "organization", "place")
"""The kinds of which data sets and models have the same idea."""


@dataclass(frozen=True, slots=True)
class FoundName:
    """A span that was found; `thing` is the same for all mentions of one entity, if it is known."""

    start: int
    end: int
    kind: Kind
    thing: int | None = None


@dataclass(frozen=True, slots=True)
class FoundText:
    """What was found in one text; `links` by thing."""

    names: tuple[FoundName, ...]
    title_names: tuple[FoundName, ...] = ()
    links: Mapping[int, PlaceId | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counts:
    """Spans that are right, that were found, and that are labelled."""

    right: int = 0
    found: int = 0
    labelled: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.right + other.right, self.found + other.found, self.labelled + other.labelled
        )

    @property
    def score(self) -> Score:
        """Precision and recall."""
        return Score(share(self.right, self.found), share(self.right, self.labelled))


def count_kinds(
    texts: Sequence[LabelledText], found: Sequence[FoundText], *, in_title: bool = False
) -> dict[Kind, Counts]:
    """Strict: the span and the kind must be those that are labelled."""
    counts: dict[Kind, Counts] = dict.fromkeys(KINDS, Counts())
    for marks, names in _in(texts, found, in_title):
        for kind in KINDS:
            labelled = {(mark.start, mark.end) for mark in marks if mark.kind == kind}
            seen = {(name.start, name.end) for name in names if name.kind == kind}
            counts[kind] += Counts(len(labelled & seen), len(seen), len(labelled))
    return counts


def typed(counts: Mapping[Kind, Counts]) -> Counts:
    """People, organisations and places together."""
    return sum((counts[kind] for kind in TYPED), start=Counts())


def count_others(texts: Sequence[LabelledText], found: Sequence[FoundText]) -> Counts:
    """Events, works and others as one kind: CoNLL's MISC is all of them."""
    counts = Counts()
    for marks, names in _in(texts, found, False):
        labelled = {(mark.start, mark.end) for mark in marks if mark.kind not in TYPED}
        seen = {(name.start, name.end) for name in names if name.kind not in TYPED}
        counts += Counts(len(labelled & seen), len(seen), len(labelled))
    return counts


def count_spans(
    texts: Sequence[LabelledText], found: Sequence[FoundText], *, in_title: bool = False
) -> Counts:
    """Spans of the typed kinds, whatever kind was found; found are those of all kinds."""
    counts = Counts()
    for marks, names in _in(texts, found, in_title):
        labelled = {(mark.start, mark.end) for mark in marks if mark.kind in TYPED}
        seen = {(name.start, name.end) for name in names}
        counts += Counts(len(labelled & seen), len(seen), len(labelled))
    return counts


@dataclass(frozen=True, slots=True)
class Consistency:
    """Names that stand in a text at least twice, and texts that hold such a name."""

    names: int = 0
    one_kind: int = 0
    texts: int = 0
    texts_all_one: int = 0

    @property
    def of_names(self) -> float:
        """The share of repeated names that carry one kind only."""
        return share(self.one_kind, self.names)

    @property
    def of_texts(self) -> float:
        """The share of texts in which all repeated names do."""
        return share(self.texts_all_one, self.texts)


def consistency(texts: Sequence[LabelledText], found: Sequence[FoundText]) -> Consistency:
    """Whether each name has one kind within an article, as far as it is repeated there."""
    names = one_kind = with_repeated = all_one = 0
    for text, seen in zip(texts, found, strict=True):
        kinds: defaultdict[tuple[str, ...], list[Kind]] = defaultdict(list)
        for name in seen.names:
            kinds[key_of(text.text[name.start : name.end])].append(name.kind)
        for name in seen.title_names:
            kinds[key_of(text.title[name.start : name.end])].append(name.kind)
        repeated = [listed for listed in kinds.values() if len(listed) > 1]
        consistent = sum(len(set(listed)) == 1 for listed in repeated)
        names += len(repeated)
        one_kind += consistent
        with_repeated += bool(repeated)
        all_one += bool(repeated) and consistent == len(repeated)
    return Consistency(names, one_kind, with_repeated, all_one)


def _in(
    texts: Sequence[LabelledText], found: Sequence[FoundText], in_title: bool
) -> Iterator[tuple[Sequence[Mark], Sequence[FoundName]]]:
    for text, seen in zip(texts, found, strict=True):
        if in_title:
            yield text.title_marks, seen.title_names
        else:
            yield text.marks, seen.names
