import pytest

from tests.entities.labelled import Kind, LabelledText, Mark, PlaceId
from tests.entities.scoring import (
    CITY,
    COUNTRY,
    NO_PLACE,
    NOTHING,
    REGION,
    Counts,
    FoundName,
    FoundText,
    Links,
    consistency,
    count_kinds,
    count_others,
    count_spans,
    grouping,
    linking,
    typed,
)

TEXT = "Lind of Agna met Aro Lind in Agna. Lind left."
LIND, AGNA, ARO_LIND, AGNA_AGAIN, LIND_AGAIN = (0, 4), (8, 12), (17, 25), (29, 33), (35, 39)
AGNA_ID, KENYA, OREGON = (
    PlaceId("geonames", "1"),
    PlaceId("iso3166", "KE"),
    PlaceId("geonames", "9"),
)


def text(*marks: Mark, links: dict[str, PlaceId | None] | None = None) -> LabelledText:
    return LabelledText("agna", "Lind", TEXT, "en", None, (), marks, links=links)


def mark(place: tuple[int, int], kind: Kind, thing: str | None = None) -> Mark:
    return Mark(*place, kind, thing)


def name(place: tuple[int, int], kind: Kind, thing: int | None = None) -> FoundName:
    return FoundName(*place, kind, thing)


def found(*names: FoundName, **links: PlaceId | None) -> FoundText:
    return FoundText(names, (), {int(thing[1:]): link for thing, link in links.items()})


LABELLED = text(mark(LIND, "person"), mark(AGNA, "place"), mark(ARO_LIND, "person"))


def test_span_and_kind_have_to_be_right() -> None:
    seen = found(
        name(LIND, "person"),
        name(AGNA, "person"),
        name((17, 20), "person"),
        name((40, 44), "event"),
    )
    counts = count_kinds([LABELLED], [seen])
    assert counts["person"] == Counts(right=1, found=3, labelled=2)
    assert counts["place"] == Counts(right=0, found=0, labelled=1)
    assert typed(counts) == Counts(right=1, found=3, labelled=3)
    assert typed(counts).score.precision == typed(counts).score.recall == pytest.approx(1 / 3)


def test_named_recall_asks_for_the_span_only() -> None:
    seen = found(name(LIND, "other"), name(AGNA, "person"), name((17, 20), "person"))
    assert count_spans([LABELLED], [seen]).score.recall == pytest.approx(2 / 3)


def test_events_works_and_others_are_one_kind_for_sets_that_do_not_tell_them_apart() -> None:
    labelled = text(mark(LIND, "other"), mark(AGNA, "person"))
    seen = found(name(LIND, "event"), name(AGNA, "work"))
    assert count_others([labelled], [seen]) == Counts(right=1, found=2, labelled=1)


def test_names_in_the_title_are_counted_apart() -> None:
    titled = LabelledText("t", "Lind", "Rain.", "en", None, (Mark(0, 4, "person"),), ())
    seen = FoundText((), (FoundName(0, 4, "person"),))
    assert typed(count_kinds([titled], [seen])) == Counts()
    assert typed(count_kinds([titled], [seen], in_title=True)) == Counts(1, 1, 1)


def test_a_repeated_name_is_consistent_if_it_has_one_kind() -> None:
    seen = found(
        name(LIND, "person"),
        name(LIND_AGAIN, "organization"),
        name(AGNA, "place"),
        name(AGNA_AGAIN, "place"),
        name(ARO_LIND, "person"),
    )
    score = consistency([LABELLED], [seen])
    assert (score.names, score.one_kind) == (2, 1)
    assert (score.of_names, score.of_texts) == (0.5, 0)


def test_the_title_counts_for_consistency() -> None:
    seen = FoundText((FoundName(*LIND, "person"),), (FoundName(0, 4, "place"),))
    assert consistency([LABELLED], [seen]).of_names == 0


THINGS = text(
    mark(LIND, "person", "other-lind"),
    mark(ARO_LIND, "person", "aro-lind"),
    mark(LIND_AGAIN, "person", "aro-lind"),
)


def test_mentions_of_two_things_in_one_entity_are_a_wrong_merger() -> None:
    seen = found(*(name(place, "person", 7) for place in (LIND, ARO_LIND, LIND_AGAIN)))
    score = grouping([THINGS], [seen])
    assert score is not None
    assert score.pairs == Counts(right=1, found=3, labelled=1)
    assert score.mergers == ("agna: Lind (other-lind) = Aro Lind (aro-lind)",)
    assert score.b_cubed.recall == 1
    assert score.b_cubed.precision == pytest.approx((1 / 3 + 2 / 3 + 2 / 3) / 3)


def test_a_mention_that_was_not_found_loses_its_pairs() -> None:
    seen = found(name(LIND, "person", 1), name(ARO_LIND, "person", 2))
    score = grouping([THINGS], [seen])
    assert score is not None
    assert score.pairs == Counts(right=0, found=0, labelled=1)
    assert score.b_cubed.f1 == 1
    assert not score.mergers


def test_things_of_two_texts_are_never_one() -> None:
    once = text(mark(LIND, "person", "lind"))
    score = grouping([once, once], [found(name(LIND, "person", 1))] * 2)
    assert score is not None
    assert score.b_cubed.f1 == 1


def test_what_is_not_labelled_is_not_grouped() -> None:
    assert grouping([LABELLED], [found(name(LIND, "person", 1))]) is None
    assert linking([LABELLED], [found(name(LIND, "person", 1), t1=KENYA)], frozenset()) is None


@pytest.mark.parametrize(
    ("right", "given", "sort", "answer"),
    [
        pytest.param(AGNA_ID, AGNA_ID, CITY, Links(right=1), id="city"),
        pytest.param(KENYA, AGNA_ID, COUNTRY, Links(wrong=1), id="city for a country"),
        pytest.param(OREGON, None, REGION, Links(missed=1), id="region missed"),
        pytest.param(None, None, NOTHING, Links(null_right=1), id="rightly none"),
        pytest.param(None, KENYA, NOTHING, Links(null_wrong=1), id="wrongly one"),
    ],
)
def test_each_place_is_judged_once(
    right: PlaceId | None, given: PlaceId | None, sort: str, answer: Links
) -> None:
    labelled = text(
        mark(AGNA, "place", "agna"), mark(AGNA_AGAIN, "place", "agna"), links={"agna": right}
    )
    seen = found(name(AGNA, "place", 1), name(AGNA_AGAIN, "place", 1), t1=given)
    score = linking([labelled], [seen], frozenset({"9"}))
    assert score is not None
    assert score.by_sort == {sort: answer}


def test_one_wrong_link_among_right_ones_is_wrong() -> None:
    labelled = text(
        mark(AGNA, "place", "agna"), mark(AGNA_AGAIN, "place", "agna"), links={"agna": AGNA_ID}
    )
    seen = found(name(AGNA, "place", 1), name(AGNA_AGAIN, "place", 2), t1=AGNA_ID, t2=OREGON)
    score = linking([labelled], [seen], frozenset())
    assert score is not None
    assert score.whole == Links(wrong=1)
    assert score.mistakes == ("agna: Agna: geonames 1, geonames 9; right is geonames 1",)


def test_a_link_on_what_is_no_place_is_wrong() -> None:
    labelled = text(mark(LIND, "person", "lind"), mark(AGNA, "place", "agna"), links={"agna": None})
    seen = found(name(LIND, "place", 1), t1=AGNA_ID)
    score = linking([labelled], [seen], frozenset())
    assert score is not None
    assert score.by_sort == {NO_PLACE: Links(null_wrong=1), NOTHING: Links(null_right=1)}
    assert score.whole.precision == 0


def test_a_place_that_is_not_judged_counts_nowhere() -> None:
    labelled = text(mark(AGNA, "place", "agna"), mark(LIND, "place", "lind"), links={"lind": KENYA})
    seen = found(name(AGNA, "place", 1), name(LIND, "place", 2), t1=AGNA_ID, t2=KENYA)
    score = linking([labelled], [seen], frozenset())
    assert score is not None
    assert score.whole == Links(right=1)
