"""How well found names agree with labelled ones: spans, kinds, things, links."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from newsmill.enricher.names import key_of
from tests.dedup.measuring import Score, b_cubed, share
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


@dataclass(frozen=True, slots=True)
class Grouping:
    """Mentions of one thing in one entity.

    `b_cubed` is of mentions that were found with the right span; `pairs` are pairs of mentions, of
    which a missed mention loses all. `mergers` says which things were taken for one, and where.
    """

    b_cubed: Score
    pairs: Counts
    mergers: tuple[str, ...]


def grouping(texts: Sequence[LabelledText], found: Sequence[FoundText]) -> Grouping | None:
    """None where it is not labelled or not known what names one thing."""
    true_things: list[object] = []
    found_things: list[object] = []
    pairs = Counts()
    mergers: list[str] = []
    for number, (text, seen) in enumerate(zip(texts, found, strict=True)):
        placed = _placed(text.title_marks, text.marks)
        labelled = {place: mark for place, mark in placed if mark.thing is not None}
        names = dict(_placed(seen.title_names, seen.names))
        both = [place for place in labelled if place in names and names[place].thing is not None]
        truth = [labelled[place].thing for place in both]
        entities = [names[place].thing for place in both]
        true_things += [(number, thing) for thing in truth]
        found_things += [(number, entity) for entity in entities]
        pairs += Counts(
            _pairs(Counter(zip(truth, entities, strict=True)).values()),
            _pairs(Counter(entities).values()),
            _pairs(Counter(mark.thing for mark in labelled.values()).values()),
        )
        things: defaultdict[int | None, dict[str | None, str]] = defaultdict(dict)
        for place in both:
            whole = text.title if place[0] else text.text
            name = whole[place[1] : place[2]]
            things[names[place].thing].setdefault(labelled[place].thing, name)
        for merged in things.values():
            if len(merged) > 1:
                told = " = ".join(f"{name} ({thing})" for thing, name in merged.items())
                mergers.append(f"{text.name}: {told}")
    if not true_things:
        return None
    return Grouping(b_cubed(found_things, true_things), pairs, tuple(mergers))


@dataclass(frozen=True, slots=True)
class Links:
    """Answers for things of one sort.

    `wrong` is another link than the right one; `missed` is none where one was known. Where no link
    is right, `null_right` is none and `null_wrong` is one.
    """

    right: int = 0
    wrong: int = 0
    missed: int = 0
    null_right: int = 0
    null_wrong: int = 0

    def __add__(self, other: "Links") -> "Links":
        return Links(
            self.right + other.right,
            self.wrong + other.wrong,
            self.missed + other.missed,
            self.null_right + other.null_right,
            self.null_wrong + other.null_wrong,
        )

    @property
    def precision(self) -> float:
        """The share of given links that are right."""
        return share(self.right, self.right + self.wrong + self.null_wrong)

    @property
    def recall(self) -> float:
        """The share of known links that were given."""
        return share(self.right, self.right + self.wrong + self.missed)


COUNTRY, REGION, CITY, NOTHING, NO_PLACE = "country", "region", "city", "no link", "no place"


@dataclass(frozen=True, slots=True)
class Linking:
    """Answers by sort of place; `mistakes` says which links are wrong, and where."""

    by_sort: Mapping[str, Links]
    mistakes: tuple[str, ...]

    @property
    def whole(self) -> Links:
        """All sorts together."""
        return sum(self.by_sort.values(), start=Links())


def linking(
    texts: Sequence[LabelledText], found: Sequence[FoundText], region_ids: frozenset[str]
) -> Linking | None:
    """Each labelled place is judged once; so is each link on what is labelled and no place.

    None where no text says what is right.
    """
    by_sort: dict[str, Links] = {}
    mistakes: list[str] = []
    for text, seen in zip(texts, found, strict=True):
        if text.links is None:
            continue
        names = dict(_placed(seen.title_names, seen.names))
        answers: defaultdict[tuple[Kind, str], list[PlaceId]] = defaultdict(list)
        written: dict[str, str] = {}
        for place, mark in _placed(text.title_marks, text.marks):
            if mark.thing is None:
                continue
            answers[mark.kind, mark.thing]
            written.setdefault(
                mark.thing, (text.title if place[0] else text.text)[mark.start : mark.end]
            )
            name = names.get(place)
            link = seen.links.get(name.thing) if name and name.thing is not None else None
            if link is not None:
                answers[mark.kind, mark.thing].append(link)
        for (kind, thing), links in answers.items():
            if kind == "place" and thing not in text.links:
                continue
            # Demonyms may be evidence for a country's link, which nobody labelled.
            if kind == "other" and all(link.kb == "iso3166" for link in links):
                continue
            right = text.links.get(thing) if kind == "place" else None
            sort = _sort(right, region_ids) if kind == "place" else NO_PLACE
            answer = _judged(right, links)
            if sort == NO_PLACE and answer.null_right:
                continue
            by_sort[sort] = by_sort.get(sort, Links()) + answer
            if answer.wrong or answer.null_wrong:
                given = ", ".join(sorted({f"{link.kb} {link.id}" for link in links}))
                wanted = f"{right.kb} {right.id}" if right else "none"
                mistakes.append(f"{text.name}: {written[thing]}: {given}; right is {wanted}")
    return Linking(by_sort, tuple(mistakes)) if any(text.links for text in texts) else None


def _judged(right: PlaceId | None, links: Sequence[PlaceId]) -> Links:
    if right is None:
        return Links(null_wrong=1) if links else Links(null_right=1)
    if not links:
        return Links(missed=1)
    return Links(right=1) if all(link == right for link in links) else Links(wrong=1)


def _sort(right: PlaceId | None, region_ids: frozenset[str]) -> str:
    if right is None:
        return NOTHING
    if right.kb == "iso3166":
        return COUNTRY
    return REGION if right.id in region_ids else CITY


def _in(
    texts: Sequence[LabelledText], found: Sequence[FoundText], in_title: bool
) -> Iterator[tuple[Sequence[Mark], Sequence[FoundName]]]:
    for text, seen in zip(texts, found, strict=True):
        if in_title:
            yield text.title_marks, seen.title_names
        else:
            yield text.marks, seen.names


_Place = tuple[bool, int, int]
"""Whether it is in the title, where it starts and ends."""


_Name = TypeVar("_Name", Mark, FoundName)


def _placed(in_title: Iterable[_Name], in_text: Iterable[_Name]) -> Iterator[tuple[_Place, _Name]]:
    for name in in_title:
        yield (True, name.start, name.end), name
    for name in in_text:
        yield (False, name.start, name.end), name


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)
