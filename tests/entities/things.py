"""How well entities agree with labelled things: what is one thing, and where it is linked to."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from tests.dedup.measuring import Score, b_cubed, share
from tests.entities.labelled import Kind, LabelledText, Mark, PlaceId
from tests.entities.scoring import Counts, FoundName, FoundText


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
