import pytest

from tests.entities.builders import (
    AGNA,
    AGNA_AGAIN,
    AGNA_ID,
    ARO_LIND,
    KENYA,
    LIND,
    LIND_AGAIN,
    OREGON,
    found,
    mark,
    name,
    text,
)
from tests.entities.labelled import PlaceId
from tests.entities.scoring import (
    Counts,
)
from tests.entities.things import CITY, COUNTRY, NO_PLACE, NOTHING, REGION, Links, grouping, linking

LABELLED = text(mark(LIND, "person"), mark(AGNA, "place"), mark(ARO_LIND, "person"))
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
