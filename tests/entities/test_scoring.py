import pytest

from tests.entities.builders import (
    AGNA,
    AGNA_AGAIN,
    ARO_LIND,
    LIND,
    LIND_AGAIN,
    found,
    mark,
    name,
    text,
)
from tests.entities.labelled import LabelledText, Mark
from tests.entities.scoring import (
    Counts,
    FoundName,
    FoundText,
    consistency,
    count_kinds,
    count_others,
    count_spans,
    typed,
)

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
